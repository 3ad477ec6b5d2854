"""Writes helm/: one run of crfm-helm 0.5.16 (PyPI) by its own `helm-run` and `helm-summarize`, without a network.

The model is HELM's `simple/model1`, which repeats the last word of its prompt. The questions are written for this
project. This file is also the plug-in that tells HELM of them. Run it with the Python that crfm-helm is installed for.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from helm.benchmark.adaptation.adapter_spec import ADAPT_GENERATION, AdapterSpec
from helm.benchmark.metrics.metric import MetricSpec
from helm.benchmark.run_spec import RunSpec, run_spec_function
from helm.benchmark.scenarios.scenario import (
    CORRECT_TAG,
    TEST_SPLIT,
    Input,
    Instance,
    Output,
    Reference,
    Scenario,
    ScenarioSpec,
)

HERE = Path(__file__).parent
RUN = "last_word:model=simple/model1,data_augmentation=gender_pronouns_deterministic"
KEPT = ("per_instance_stats.json", "instances.json", "display_predictions.json")
WORDS = ("his", "lamp", "bread")


class LastWordScenario(Scenario):
    """Three sentences of which the last word is to be repeated; one of the answers that count as right is another."""

    name = "last_word"
    description = "Repeat the last word."
    tags = ()

    def get_instances(self, output_path: str) -> list[Instance]:  # noqa: ARG002
        """Return the questions."""
        return [
            Instance(
                Input(text=f"Ask him to say the word {word}!"),
                [Reference(Output(text="lantern!" if word == "lamp" else f"{word}!"), tags=[CORRECT_TAG])],
                split=TEST_SPLIT,
                sub_split="long" if len(word) > 4 else "short",
                extra_data={"region": "north" if number % 2 else "south", "words": [word]},
            )
            for number, word in enumerate(WORDS)
        ]


@run_spec_function("last_word")
def last_word() -> RunSpec:
    """Return the run: the prompt is the sentence alone."""
    adapter = AdapterSpec(
        method=ADAPT_GENERATION,
        input_prefix="",
        input_suffix="",
        output_prefix="",
        output_suffix="",
        max_train_instances=0,
        max_eval_instances=len(WORDS),
        num_outputs=1,
        num_train_trials=1,
        model="simple/model1",
        model_deployment="simple/model1",
        temperature=0.0,
        stop_sequences=[],
    )
    metrics = [
        MetricSpec("helm.benchmark.metrics.basic_metrics.BasicGenerationMetric", {"names": [name]})
        for name in ("exact_match", "quasi_exact_match")
    ]
    return RunSpec("last_word", ScenarioSpec(f"{__name__}.LastWordScenario"), adapter, metrics, groups=["last_word"])


def main() -> None:
    """Run HELM in a temporary folder, and keep the files that are read."""
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as place:
        for command in (
            [
                "helm-run",
                "--plugins",
                str(Path(__file__).resolve()),
                "--run-entries",
                RUN,
                "--suite",
                "sample",
                "-m",
                "3",
            ],
            ["helm-summarize", "--suite", "sample"],
        ):
            subprocess.run([programs / command[0], *command[1:]], cwd=place, check=True)
        (run,) = (Path(place) / "benchmark_output" / "runs" / "sample").glob("last_word*")
        target = HERE / "helm" / "run"
        target.mkdir(parents=True, exist_ok=True)
        for name in KEPT:
            shutil.copy(run / name, target / name)
        means = [each for each in json.loads((run / "stats.json").read_text()) if each["name"]["name"] == "exact_match"]
        (HERE / "helm" / "exact_match.json").write_text(json.dumps(means, indent=1) + "\n")


if __name__ == "__main__":
    main()

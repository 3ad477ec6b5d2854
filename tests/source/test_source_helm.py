"""Runs of HELM: the sample was written by HELM, which says itself how often its model was right; the rest by hand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from readings import columns_of, complaint, write

import fairaudit
from fairaudit.source import open_source

SAMPLE = Path(__file__).parent / "samples" / "helm" / "run"


def entry(instance: str, perturbation: dict[str, Any] | None = None, trial: int = 0, **means: float | None) -> dict:
    """Return an entry of per_instance_stats.json; a statistic without a mean was counted for nothing."""
    stats = [
        {"name": {"name": name, "split": "test"}, "count": 0 if mean is None else 1}
        | ({} if mean is None else {"mean": mean})
        for name, mean in means.items()
    ]
    said = {} if perturbation is None else {"perturbation": perturbation}
    return {"instance_id": instance, "train_trial_index": trial, "stats": stats} | said


def run(*entries: dict, name: str = "run") -> str:
    write(f"{name}/per_instance_stats.json", json.dumps(entries))
    return name


def test_helm_itself_counts_the_same():
    means = json.loads((SAMPLE.parent / "exact_match.json").read_text())
    told = {
        (each["name"]["sub_split"], each["name"].get("perturbation", {"name": "original"})["name"]): each["mean"]
        for each in means
        if each["name"].get("perturbation", {"computed_on": "perturbed"})["computed_on"] == "perturbed"
    }
    audit = fairaudit.audit(SAMPLE, groups=[("sub_split", "perturbation")], prediction="exact_match")
    found = {tuple(each["group"].values()): each["metrics"] for each in audit.to_dict()["groups"]}
    assert {group: metrics["accuracy"]["value"] for group, metrics in found.items()} == told
    assert len(told) == 4


def test_a_run_is_joined_with_what_describes_its_instances_and_predictions():
    source = open_source([str(SAMPLE)])
    names = ["run", "instance_id", "perturbation", "extra_data.region", "correct_reference", "predicted_text"]
    found = columns_of(source, [*names, "exact_match", "quasi_exact_match", "target"])
    assert list(zip(*found.values(), strict=True)) == [
        ("run", "id0", "original", "south", "his!", "his!", 1, 1, 1),
        ("run", "id0", "gender", "south", "his!", "her!", 0, 0, 1),
        ("run", "id1", "original", "north", "lantern!", "lamp!", 0, 0, 1),
        ("run", "id1", "gender", "north", "lantern!", "lamp!", 0, 0, 1),
        ("run", "id2", "original", "south", "bread!", "bread!", 1, 1, 1),
        ("run", "id2", "gender", "south", "bread!", "bread!", 1, 1, 1),
    ]
    assert "extra_data.words" not in source.columns
    paths = [SAMPLE / name for name in ("per_instance_stats.json", "instances.json", "display_predictions.json")]
    assert [(file.path, file.rows, file.sha256) for file in source.files()] == [
        (str(path), 6, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths
    ]


def test_texts_of_a_run_can_be_audited_as_speech():
    audit = fairaudit.audit(SAMPLE, groups=["perturbation"], reference="correct_reference", hypothesis="predicted_text")
    assert {each["group"]["perturbation"]: each["counts"]["word_errors"] for each in audit.to_dict()["groups"]} == {
        "original": 1,
        "gender": 2,
    }


def test_nothing_is_made_up_for_a_statistic_that_was_not_counted():
    name = run(entry("1", exact_match=1.0), entry("2", exact_match=None), entry("3", other=1))
    assert columns_of(open_source([name]), ["exact_match"]) == {"exact_match": [1.0, None, None]}
    data = fairaudit.audit(name, groups=["split"], prediction="exact_match").to_dict()["data"]
    assert data["rejections"] == [{"reason": "the prediction is missing", "rows": 2}]


def test_entries_of_several_metrics_are_one_row_and_trials_are_rows_of_their_own():
    name = run(entry("1", a=1.0), entry("1", a=0.0, trial=1), entry("1", b=0.5), entry("1", b=0.25, trial=1))
    found = columns_of(open_source([name]), ["train_trial_index", "a", "b"])
    assert found == {"train_trial_index": [0, 1], "a": [1.0, 0.0], "b": [0.5, 0.25]}


def test_metrics_that_contradict_each_other():
    name = run(entry("1", a=1.0, b=1.0), entry("1", a=1.0, b=0.0))
    assert columns_of(open_source([name]), ["a"]) == {"a": [1.0]}
    assert "two metrics of this run give different values for `b`" in complaint(name, ["b"])


def test_perturbations_of_one_name_are_told_apart_by_their_parameters():
    said = {"name": "dialect", "fairness": True, "computed_on": "perturbed"}
    to_a, to_b = said | {"target": "A", "prob": 1.0}, said | {"target": "B", "prob": 1.0}
    name = run(entry("1", to_a, x=1.0), entry("1", to_b, x=0.0), entry("1", {"name": "typos", "seed": 2}, x=1.0))
    assert columns_of(open_source([name]), ["perturbation"]) == {
        "perturbation": ["dialect (prob=1.0, target=A)", "dialect (prob=1.0, target=B)", "typos"]
    }


def test_several_runs_are_told_apart_by_their_folders():
    run(entry("1", x=1.0), name="suite/boolq:model=a,b=c")
    run(entry("1", y=1.0), name="suite/boolq:model=b")
    write("suite/runs.json", "[]")
    source = open_source(["suite"])
    assert columns_of(source, ["run", "x", "y"]) == {
        "run": ["boolq:model=a,b=c", "boolq:model=b"],
        "x": [1.0, None],
        "y": [None, 1.0],
    }
    assert "suite/boolq:model=a,b=c" not in source.columns


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[{"instance_id": "1", "stats": [', "is damaged or incomplete: it is not JSON"),
        ("\xff".encode("latin-1"), "is damaged or incomplete"),
        ("[" * 100_000, "is damaged or incomplete"),
        ("{}", "holds no entries"),
        ("[]", "holds no entries"),
        ("", "is empty"),
        ("[1]", "is not what HELM writes"),
        ('[{"instance_id": "1"}]', "entry 1 lacks `stats`. If"),
        ('[{"instance_id": "1", "stats": [{"name": "x"}]}]', "is not what HELM writes"),
        ('[{"instance_id": "1", "stats": null}]', "entry 1 has parts of other types"),
        ('[{"instance_id": "1", "stats": [{"name": {"name": "x"}, "mean": [1]}]}]', "entry 1 has parts of other types"),
        ('[{"instance_id": "1", "stats": [], "train_trial_index": [1]}]', "entry 1 has parts of other types"),
        ('[{"label": 1, "prediction": 0}]', "is not what HELM writes"),
    ],
)
def test_files_that_are_none_of_helms(content, said):
    assert said in complaint(write("per_instance_stats.json", content))


def test_a_mean_that_is_no_number_is_missing():
    name = run(entry("1", x=float("nan")), entry("2", x=0.5))
    assert columns_of(open_source([name]), ["x"]) == {"x": [None, 0.5]}


def test_half_a_character():
    name = run(entry("1", x=1.0))
    write("run/instances.json", '[{"id": "1", "references": [], "extra_data": {"g": "\\ud800"}}]')
    assert "column `extra_data.g`: a text has half of a surrogate pair" in complaint(name, ["extra_data.g"])


def test_a_broken_description_is_named():
    name = run(entry("1", x=1.0))
    write("run/instances.json", "[{")
    assert "`run/instances.json` is damaged or incomplete" in complaint(name)

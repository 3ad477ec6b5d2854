"""Files as known tools write them are read without naming columns. The samples are in tests/layouts/."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import jiwer
import pytest
from command_line import Command

SAMPLES = Path(__file__).parents[1] / "layouts"
ROWS = {
    "y_true": [1, 0], "y_test": [1, 0], "y_pred": [1, 1], "y_prob": [0.9, 0.6], "y_proba": [0.8, 0.7],
    "label_value": [1, 0], "score": [1.0, 0.0], "text": ["a b", "c d"], "sentence": ["a b", "c d"],
    "pred_text": ["a b", "c"], "pred_str": ["a b", "c"], "pred_strings": ["a", "c"], "reference": ["a b", "c d"],
    "hyp": ["a b", "c"], "prediction": [1, 0], "model_id": [1, 2],
}  # fmt: skip


def table(folder: Path, *names: str) -> Path:
    """Write two rows of some of these columns and of a group `g`."""
    path = folder / "data.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([[*names, "g"], *([*(ROWS[name][row] for name in names), "x"] for row in range(2))])
    return path


def report(fairaudit: Command, *arguments: Any) -> dict[str, Any]:
    done = fairaudit("report", *arguments, "--format", "json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_a_file_of_aequitas_is_counted_as_aequitas_counts_it(fairaudit: Command) -> None:
    # The counts and rates are those that aequitas 1.1.0 printed for this file: tests/layouts/make_samples.py.
    found = report(fairaudit, SAMPLES / "aequitas.csv", "-g", "sex", "-g", "housing")
    groups = {(entry["by"][0], entry["group"][entry["by"][0]]): entry for entry in found["groups"]}
    with (SAMPLES / "aequitas-crosstabs.csv").open(encoding="utf-8") as file:
        printed = {(row["attribute_name"], row["attribute_value"]): row for row in csv.DictReader(file)}
    assert groups.keys() == printed.keys()
    counts = {"tp": "true_positives", "fp": "false_positives", "fn": "false_negatives", "tn": "true_negatives"}
    rates = {
        "tpr": "true_positive_rate", "fpr": "false_positive_rate", "precision": "positive_predictive_value",
        "pprev": "selection_rate",
    }  # fmt: skip
    for place, row in printed.items():
        for theirs, ours in counts.items():
            assert groups[place]["counts"][ours] == int(row[theirs])
        for theirs, ours in rates.items():
            assert groups[place]["metrics"][ours]["value"] == pytest.approx(float(row[theirs]))
    assert found["columns"] == {"label": "label_value", "prediction": "score"}
    assert "prediction = column `score` (as Aequitas reads it)" in found["assumptions"]


def test_a_manifest_of_nemo_has_the_word_error_rates_of_jiwer(fairaudit: Command) -> None:
    found = report(fairaudit, SAMPLES / "nemo.jsonl", "-g", "accent", "--normalize", "none")
    rows = [json.loads(line) for line in (SAMPLES / "nemo.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(found["groups"]) == len({row["accent"] for row in rows})
    for entry in found["groups"]:
        said = [row for row in rows if row["accent"] == entry["group"]["accent"]]
        rate = jiwer.wer([row["text"] for row in said], [row["pred_text"] for row in said])
        assert entry["metrics"]["word_error_rate"]["value"] == pytest.approx(rate)
    assert "reference = column `text` (as in NeMo's manifests)" in found["assumptions"]


@pytest.mark.parametrize(
    ("names", "options", "columns"),
    [
        (["text", "pred_text"], [], {"reference": "text", "hypothesis": "pred_text"}),
        (["text", "pred_text", "reference"], [], {"reference": "reference", "hypothesis": "pred_text"}),
        (["text", "pred_text", "hyp"], ["--hypothesis", "pred_text"], {"reference": "text", "hypothesis": "pred_text"}),
        (["text", "pred_text", "sentence"], ["--reference", "sentence"],
         {"reference": "sentence", "hypothesis": "pred_text"}),
        (["text", "pred_str"], [], {"reference": "text", "hypothesis": "pred_str"}),
        (["sentence", "pred_strings"], [], {"reference": "sentence", "hypothesis": "pred_strings"}),
        (["y_test", "y_pred"], [], {"label": "y_test", "prediction": "y_pred"}),
        (["y_true", "y_pred", "y_proba"], [], {"label": "y_true", "prediction": "y_pred"}),
        (["y_true", "y_pred", "y_proba"], ["--threshold", "0.75"], {"label": "y_true", "score": "y_proba"}),
        (["y_test", "y_prob"], ["--threshold", "0.75"], {"label": "y_test", "score": "y_prob"}),
        (["label_value", "score"], [], {"label": "label_value", "prediction": "score"}),
        (["label_value", "score"], ["--threshold", "0.5"], {"label": "label_value", "score": "score"}),
        (["label_value", "score", "prediction"], [],
         {"label": "label_value", "prediction": "prediction", "score": "score"}),
        (["y_true", "label_value", "score"], ["--label", "label_value"],
         {"label": "label_value", "prediction": "score"}),
    ],
)  # fmt: skip
def test_columns_that_occur_together(
    fairaudit: Command, tmp_path: Path, names: list[str], options: list[str], columns: dict[str, str]
) -> None:
    assert report(fairaudit, table(tmp_path, *names), "-g", "g", *options)["columns"] == columns


@pytest.mark.parametrize(
    ("names", "options", "message"),
    [
        (["text", "hyp"], [], "No column is the reference"),
        (["text", "y_pred"], [], "No column is the label"),
        (["text", "pred_text"], ["-g", "text"], "No column is the reference"),
        (["text", "pred_str", "pred_strings"], [], "Both `pred_str` and `pred_strings` could be the hypothesis"),
        (["text", "sentence", "pred_str"], [], "Both `text` and `sentence` could be the reference"),
        (["reference", "prediction"], [], "No column is the label"),
        (["score"], [], "No column is the label"),
        (["label_value", "score", "y_true"], [], "Both `label_value` and `y_true` could be the label"),
        (["text", "pred_text", "y_true", "y_pred"], [], "Say which: --task binary or --task speech"),
    ],
)
def test_what_is_not_clear_is_asked(
    fairaudit: Command, tmp_path: Path, names: list[str], options: list[str], message: str
) -> None:
    assert message in fairaudit("report", table(tmp_path, *names), "-g", "g", *options).message


@pytest.mark.parametrize("rows", [30, 3000])
def test_scores_of_aequitas_need_a_threshold(fairaudit: Command, tmp_path: Path, rows: int) -> None:
    lines = ["score,label_value,sex", *(f"{row / rows},{row % 2},f" for row in range(rows))]
    path = tmp_path / "scores.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    said = fairaudit("report", path, "-g", "sex").message
    assert "a score, not a decision" in said
    assert "--score score --threshold 0.5" in said
    decided = report(fairaudit, path, "-g", "sex", "--score", "score", "--threshold", "0.5")
    assert decided["overall"]["metrics"]["selection_rate"]["value"] == 0.5


def test_two_scores_are_no_decisions_either(fairaudit: Command, tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("score,label_value,sex\n0.9,1,f\n0.1,0,m\n", encoding="utf-8")
    said = fairaudit("report", path, "-g", "sex").message
    assert "the prediction holds `0.1` and `0.9`" in said
    assert "--threshold 0.5" in said


def test_several_models_in_a_file_of_aequitas_are_pointed_out(fairaudit: Command, tmp_path: Path) -> None:
    path = table(tmp_path, "label_value", "score", "model_id")
    said = "the rows of every `model_id` are counted together; for one model say --where model_id=VALUE"
    assert said in report(fairaudit, path, "-g", "g")["assumptions"]
    for options in (["--where", "model_id=2"], ["-g", "model_id"]):
        assert said not in report(fairaudit, path, "-g", "g", *options)["assumptions"]
    assert said not in report(fairaudit, table(tmp_path, "y_true", "y_pred", "model_id"), "-g", "g")["assumptions"]


def test_ids_ranks_and_paths_are_not_suggested_as_groups(fairaudit: Command, tmp_path: Path) -> None:
    path = tmp_path / "aequitas.csv"
    path.write_text(
        "entity_id,model_id,as_of_date,score,label_value,rank_abs,rank_pct,race\n1,1,2024-01-01,1,1,1,1,x\n"
    )
    assert "may hold group labels: `race`." in fairaudit("report", path).message
    assert "may hold group labels: `accent`." in fairaudit("report", SAMPLES / "nemo.jsonl").message


@pytest.mark.parametrize(
    ("sample", "data"),
    [
        ("nemo.jsonl", {"task": "speech", "reference": "text", "hypothesis": "pred_text", "groups": ["accent"]}),
        ("aequitas.csv",
         {"task": "binary", "label": "label_value", "prediction": "score", "groups": ["sex", "housing"]}),
    ],
)  # fmt: skip
def test_init_proposes_the_same(fairaudit: Command, sample: str, data: dict[str, Any]) -> None:
    assert fairaudit("init", SAMPLES / sample).code == 0
    assert tomllib.loads(Path("fairaudit.toml").read_text(encoding="utf-8"))["data"] == data
    assert fairaudit("report", SAMPLES / sample).code == 0


def test_init_proposes_a_threshold_for_scores_of_aequitas(fairaudit: Command, tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    lines = ["score,label_value,sex", *(f"{row % 7 / 7},{row % 2},{'fm'[row % 5 % 2]}" for row in range(60))]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert fairaudit("init", path).code == 0
    data = tomllib.loads(Path("fairaudit.toml").read_text(encoding="utf-8"))["data"]
    assert data == {"task": "binary", "label": "label_value", "score": "score", "threshold": 0.5, "groups": ["sex"]}


def test_without_predictions_the_columns_are_listed_and_what_was_recognised(fairaudit: Command, tmp_path: Path) -> None:
    message = fairaudit("report", table(tmp_path, "y_true", "sentence"), "-g", "g").message
    assert message.startswith(
        "No column holds predictions. The columns are: `y_true`, `sentence`, `g`. The label is column `y_true`. "
    )
    assert "--label and --prediction for decisions" in message
    nothing = fairaudit("report", table(tmp_path, "model_id"), "-g", "g").message
    assert nothing.startswith("No column holds predictions. The columns are: `model_id`, `g`. Name those that do: ")


def test_edges_make_a_column_an_attribute_by_themselves(fairaudit: Command, tmp_path: Path) -> None:
    """The two rows have 1 and 2: one is below the edge, one from there on."""
    found = report(fairaudit, table(tmp_path, "y_true", "y_pred", "model_id"), "--bin", "model_id=2")
    assert [(each["group"], each["n"]) for each in found["groups"]] == [
        ({"model_id": "<2"}, 1),
        ({"model_id": ">=2"}, 1),
    ]
    assert found["attributes"] == ["model_id"]

"""Predicted classes, from the file to every output. Groups are so made that all values are by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest

import fairaudit
from fairaudit.catalogue.names import find_meaning
from fairaudit.cli.run import run
from fairaudit.errors import DataError, UsageError

MATRICES = {
    "f": {"cat": {"cat": 30, "dog": 10}, "dog": {"dog": 30}, "bird": {"bird": 20, "cat": 10}},
    "m": {"cat": {"cat": 40}, "dog": {"dog": 15, "bird": 15}, "bird": {"bird": 30}},
}
"""Group → label → prediction → rows: 100 rows each."""


def animals(matrices: dict[str, dict[str, dict[str, int]]] = MATRICES) -> pd.DataFrame:
    rows = [
        {"label": label, "prediction": prediction, "sex": sex}
        for sex, labels in matrices.items()
        for label, predictions in labels.items()
        for prediction, count in predictions.items()
        for _ in range(count)
    ]
    return pd.DataFrame(rows).assign(id=range(len(rows)))


def values(document: dict, metric: str) -> dict[str, float | None]:
    found = {each["group"]["sex"]: each["metrics"][metric]["value"] for each in document["groups"]}
    return {"all": document["overall"]["metrics"][metric]["value"], **found}


def test_more_than_two_texts_are_taken_for_classes_and_that_is_said() -> None:
    document = fairaudit.audit(animals(), groups="sex").document
    assert (document["task"], document["classes"]) == ("multiclass", ["bird", "cat", "dog"])
    (said,) = [each for each in document["assumptions"] if "task" in each]
    assert said.startswith("task = multiclass: label and prediction hold 3 classes")
    assert "--positive bird" in said


def test_values_are_those_counted_by_hand() -> None:
    document = fairaudit.audit(animals(), groups="sex").document
    assert values(document, "accuracy") == {"all": 165 / 200, "f": 0.8, "m": 0.85}
    recalls = {"f": (30 / 40, 30 / 30, 20 / 30), "m": (40 / 40, 15 / 30, 30 / 30)}
    for sex, each in recalls.items():
        assert values(document, "balanced_accuracy")[sex] == pytest.approx(sum(each) / 3, rel=1e-12)
    f1 = (60 / 80, 60 / 70, 40 / 50)
    assert values(document, "macro_f1")["f"] == pytest.approx(sum(f1) / 3, rel=1e-12)
    assert values(document, "weighted_f1")["f"] == pytest.approx((40 * f1[0] + 30 * f1[1] + 30 * f1[2]) / 100)
    assert values(document, "macro_precision")["f"] == pytest.approx((30 / 40 + 30 / 40 + 20 / 20) / 3)
    chance = (40 * 40 + 30 * 40 + 30 * 20) / 100**2
    assert values(document, "cohen_kappa")["f"] == pytest.approx((0.8 - chance) / (1 - chance), rel=1e-12)


def test_every_class_has_the_metrics_of_decisions_against_the_rest() -> None:
    document = fairaudit.audit(animals(), groups="sex").document
    assert values(document, "true_positive_rate[cat]") == {"all": 70 / 80, "f": 0.75, "m": 1.0}
    assert values(document, "false_positive_rate[cat]")["f"] == 10 / 60
    assert values(document, "positive_predictive_value[bird]")["m"] == 30 / 45
    gap = next(each for each in document["disparities"] if each["name"] == "true_positive_rate[dog].difference")
    assert (gap["value"], gap["highest"], gap["lowest"]) == (0.5, {"sex": "f"}, {"sex": "m"})
    facts = document["definitions"]["true_positive_rate[dog]"]
    assert (facts["family"], facts["argument"]) == ("true_positive_rate", "dog")
    assert document["groups"][0]["counts"]["true_positives[dog]"] == 30
    assert list(document["definitions"])[:3] == ["accuracy", "balanced_accuracy", "macro_f1"]


def test_confusion_matrices_are_in_the_report_but_not_of_hidden_groups() -> None:
    frame = pd.concat([animals(), animals({"x": {"cat": {"dog": 3}}})])
    document = fairaudit.audit(frame, groups="sex", suppress_below=5).document
    assert [each["suppressed"] == ("confusion" not in each) for each in document["groups"]] == [True, True, True]
    assert {each["group"]["sex"] for each in document["groups"] if each["suppressed"]} >= {"x"}
    (f, _) = fairaudit.audit(animals(), groups="sex").document["groups"]
    assert f["confusion"] == [[20, 10, 0], [0, 30, 10], [0, 0, 30]]
    assert document["overall"]["confusion"] == [[50, 10, 0], [0, 70, 13], [15, 0, 45]]


def test_a_class_without_rows_in_a_group_is_left_out_of_means_there_and_named() -> None:
    matrices = {**MATRICES, "x": {"cat": {"cat": 30, "dog": 10}, "dog": {"dog": 40}}}
    document = fairaudit.audit(animals(matrices), groups="sex").document
    assert values(document, "balanced_accuracy")["x"] == (30 / 40 + 1) / 2
    assert values(document, "true_positive_rate[bird]")["x"] is None
    group = next(each for each in document["groups"] if each["group"]["sex"] == "x")
    assert group["metrics"]["true_positive_rate[bird]"]["undefined"] == (
        "no row has a positive label (`bird` against the rest)"
    )
    (warning,) = [each for each in document["warnings"] if each["code"] == "class_missing_in_group"]
    assert "x (bird)" in warning["message"]


def test_one_label_in_a_group_leaves_balanced_accuracy_undefined_as_with_two_classes() -> None:
    document = fairaudit.audit(animals({**MATRICES, "x": {"cat": {"cat": 40, "dog": 20}}}), groups="sex").document
    (group,) = [each for each in document["groups"] if each["group"]["sex"] == "x"]
    assert group["metrics"]["balanced_accuracy"]["undefined"] == "the labels of all rows are the same class"
    assert group["metrics"]["accuracy"]["value"] == pytest.approx(40 / 60)


def test_classes_that_one_side_never_uses_are_named() -> None:
    frame = animals({"f": {"cat": {"cat": 30}, "dog": {"dog": 30}, "bird": {"cow": 30}}})
    codes = {each["code"]: each["message"] for each in fairaudit.audit(frame, groups="sex").document["warnings"]}
    assert "`bird` (30 rows)" in codes["class_never_predicted"]
    assert "`cow` (30 rows)" in codes["class_never_label"]


def test_a_model_that_predicts_one_class_is_named() -> None:
    warnings = fairaudit.audit(animals().assign(prediction="cat"), groups="sex").document["warnings"]
    assert {"one_class_predicted", "class_never_predicted"} <= {each["code"] for each in warnings}


def test_classes_that_differ_in_case_or_space_are_counted_and_named() -> None:
    frame = animals().replace({"prediction": {"cat": "Cat "}})
    (message,) = [
        each["message"]
        for each in fairaudit.audit(frame, groups="sex").document["warnings"]
        if each["code"] == "classes_look_alike"
    ]
    assert "`Cat ` (0 as label, 80 as prediction) and `cat` (80 as label, 0 as prediction)" in message


def test_words_that_mean_yes_in_decisions_stay_as_they_are_written_in_classes() -> None:
    names = {"cat": "Positive", "dog": "Negative", "bird": "Neutral"}
    frame = animals().replace({"label": names, "prediction": names})
    assert fairaudit.audit(frame, groups="sex").document["classes"] == ["Negative", "Neutral", "Positive"]


def test_numbers_are_one_class_however_they_are_written() -> None:
    names = {"cat": 0, "dog": 1, "bird": 2}
    frame = animals().replace({"label": names})
    frame["prediction"] = frame.prediction.map({"cat": 0.0, "dog": 1.0, "bird": 2.0})
    document = fairaudit.audit(frame, groups="sex", task="multiclass").document
    assert document["classes"] == ["0", "1", "2"]
    assert values(document, "accuracy")["f"] == 0.8


def test_whole_numbers_may_be_classes_or_quantities_and_both_are_named() -> None:
    frame = animals().replace({"cat": 0, "dog": 1, "bird": 2})
    with pytest.raises(UsageError, match='task="multiclass", or task="regression"') as refused:
        fairaudit.audit(frame, groups="sex")
    assert "`0` (80 as label, 80 as prediction)" in str(refused.value)


def test_numbers_with_fractions_are_no_classes() -> None:
    frame = animals().replace({"cat": 10.5, "dog": 11.25, "bird": 12.0})
    with pytest.raises(DataError, match='task="regression"'):
        fairaudit.audit(frame, groups="sex")


def test_a_score_beside_classes_is_not_used_and_that_is_said() -> None:
    frame = animals().assign(score=0.5)
    document = fairaudit.audit(frame, groups="sex").document
    assert "column `score` is not used: the task `multiclass` has no score" in document["assumptions"]
    assert "score" not in document["columns"]
    with pytest.raises(UsageError, match="`score` does not belong to the task `multiclass`"):
        fairaudit.audit(frame, groups="sex", score="score")


def test_two_values_stay_decisions() -> None:
    frame = animals().query("label != 'bird' and prediction != 'bird'")
    assert fairaudit.audit(frame, groups="sex", positive="cat").document["task"] == "binary"


def test_one_class_or_a_set_against_the_rest_is_a_decision() -> None:
    document = fairaudit.audit(animals(), groups="sex", positive="cat").document
    assert document["task"] == "binary"
    assert values(document, "true_positive_rate") == {"all": 70 / 80, "f": 0.75, "m": 1.0}
    assert "negative is every other value: `bird`, `dog`" in document["assumptions"]
    both = fairaudit.audit(animals(), groups="sex", positive="cat,dog").document
    assert values(both, "true_positive_rate")["f"] == 70 / 70
    assert values(both, "false_positive_rate")["f"] == 10 / 30


def test_a_class_whose_name_has_a_comma_wins_over_a_set() -> None:
    frame = animals().replace({"bird": "cat,dog"})
    document = fairaudit.audit(frame, groups="sex", positive="cat,dog").document
    assert values(document, "true_positive_rate")["f"] == 20 / 30


def test_a_positive_value_that_does_not_occur_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r'positive="cta" does not occur. Did you mean `cat`\?'):
        fairaudit.audit(animals(), groups="sex", positive="cta")


def test_ten_thousand_classes_are_refused() -> None:
    names = [f"token {number}" for number in range(10_000)]
    frame = pd.DataFrame({"label": names, "prediction": names, "sex": "f"})
    with pytest.raises(DataError, match="more than 200 different values"):
        fairaudit.audit(frame, groups="sex")


@pytest.mark.parametrize(
    "name",
    ["New York", "a].difference", 'with "quotes"', "with `ticks`", "by", "x:y=z", "Ä, ß", "<b>&amp;</b>", "[", "]"],
)
def test_any_name_of_a_class_can_be_asked_for(name: str) -> None:
    frame = animals().replace({"cat": name})
    metric = f"true_positive_rate[{name}]"
    document = fairaudit.audit(frame, groups="sex", metrics=[metric]).document
    assert values(document, metric)["f"] == 0.75
    quoted = f"`{name}`" if "`" not in name else f'"{name}"'
    rule = f"true_positive_rate[{quoted}].difference by sex <= 0.9"
    (verdict,) = fairaudit.check(frame, [rule], groups="sex").document["verdicts"]
    assert (verdict["verdict"], verdict["metric"]) == ("pass", metric)


def test_a_name_stands_for_one_metric() -> None:
    meaning = find_meaning("recall[cat].difference")
    assert meaning.name == "true_positive_rate[cat].difference"
    assert meaning.metrics == find_meaning("true_positive_rate[cat]").metrics
    assert find_meaning("true_positive_rate[Cat]").metrics != meaning.metrics


def test_a_family_is_all_of_its_members() -> None:
    document = fairaudit.audit(animals(), groups="sex", metrics=["recall"]).document
    assert list(document["definitions"]) == [f"true_positive_rate[{name}]" for name in ("bird", "cat", "dog")]


@pytest.mark.parametrize(
    ("metrics", "rules", "says"),
    [
        (["true_positive_rate[cta]"], [], r"Did you mean `true_positive_rate\[cat\]`\?"),
        ([], ["true_positive_rate[cta].difference by sex <= 0.1"], r"Did you mean `true_positive_rate\[cat\]`\?"),
        (
            [],
            ["true_positive_rate.difference by sex <= 0.1"],
            r"one class at a time: write `true_positive_rate\[bird\]`",
        ),
        (["accuracy[cat]"], [], "of all classes together"),
        ([], ["demographic_parity_difference[cat] by sex <= 0.1"], "compares groups"),
        (["word_error_rate"], [], "does not belong to the task"),
    ],
)
def test_what_is_no_metric_of_these_classes_is_refused(metrics: list[str], rules: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        fairaudit.check(animals(), rules or ["accuracy overall >= 0"], groups="sex", metrics=metrics)


def parity(document: dict) -> dict:
    (found,) = [each for each in document["disparities"] if each["name"] == "prediction_parity"]
    return found


def test_predictions_of_all_classes_are_compared_at_once() -> None:
    found = parity(fairaudit.audit(animals(), groups="sex").document)
    assert found["value"] == pytest.approx((0 + 0.25 + 0.25) / 2)  # of 100: 40, 40, 20 and 40, 15, 45
    assert 0 < found["low"] < found["value"] < found["high"] < 1
    assert found["chance"]["median"] < found["chance"]["p95"] < found["value"]
    alike = {**MATRICES, "m": {"cat": {"cat": 80}, "dog": {"dog": 80}, "bird": {"bird": 40}}}
    assert parity(fairaudit.audit(animals(alike), groups="sex").document)["value"] == pytest.approx(0, abs=1e-12)


def test_the_pair_that_is_furthest_apart_counts_or_the_reference() -> None:
    matrices = {**MATRICES, "x": {"cat": {"cat": 100}}}
    found = parity(fairaudit.audit(animals(matrices), groups="sex").document)
    assert found["value"] == pytest.approx(0.6)
    against = parity(fairaudit.audit(animals(matrices), groups="sex", against={"sex": "f"}).document)
    assert (against["value"], against["against"]) == (pytest.approx(0.6), {"sex": "f"})


def test_a_baseline_holds_classes_and_distances(tmp_path: Path) -> None:
    audit = fairaudit.audit(animals(), groups="sex")
    audit.write(tmp_path / "before.json")
    rules = [
        "accuracy overall no worse than baseline by 0.1",
        "true_positive_rate[cat] by sex no worse than baseline by 0.4",
        "prediction_parity by sex no worse than baseline by 0.9",
    ]
    judged = fairaudit.check(animals(), rules, groups="sex", baseline=tmp_path / "before.json").document["verdicts"]
    assert [each["verdict"] for each in judged] == ["pass", "pass", "pass"]


def with_probabilities(prefix: str = "p_") -> pd.DataFrame:
    """Return the animals, each predicted with a probability of .6, the others with .3 and .1 in their order."""
    frame, names = animals(), ["bird", "cat", "dog"]
    others = frame.prediction.map({name: [other for other in names if other != name] for name in names})
    for name in names:
        frame[prefix + name] = [
            0.6 if name == prediction else 0.3 if name == rest[0] else 0.1
            for prediction, rest in zip(frame.prediction, others, strict=True)
        ]
    return frame


@pytest.mark.parametrize("prefix", ["p_", "prob_", "proba_", ""])
def test_columns_of_probabilities_are_found_by_their_names(prefix: str) -> None:
    document = fairaudit.audit(with_probabilities(prefix), groups="sex").document
    columns = ", ".join(f"`{prefix}{name}`" for name in ("bird", "cat", "dog"))
    assert f"probabilities of the classes = columns {columns} (by their names)" in document["assumptions"]
    # of dogs taken for cats and cats for dogs, the label has .1; of birds for cats and dogs for birds, .3 and .1
    assert values(document, "top_k_accuracy")["f"] == pytest.approx((30 + 30 + 20 + 10) / 100)
    expected = (80 * math.log(0.6) + 10 * math.log(0.1) + 10 * math.log(0.3)) / -100
    assert values(document, "log_loss")["f"] == pytest.approx(expected)
    assert 0 < values(document, "area_under_roc[cat]")["f"] < 1
    areas = [values(document, f"area_under_roc[{name}]")["f"] for name in ("bird", "cat", "dog")]
    assert values(document, "area_under_roc")["f"] == pytest.approx(sum(areas) / 3)


def test_columns_of_probabilities_can_be_said_and_are_no_groups() -> None:
    frame = with_probabilities("of ")
    said = {name: f"of {name}" for name in ("bird", "cat", "dog")}
    document = fairaudit.audit(frame, groups="sex", probability=said, metrics=["auc", "log_loss"]).document
    assert list(document["definitions"]) == [
        "area_under_roc", *(f"area_under_roc[{name}]" for name in said), "log_loss"
    ]  # fmt: skip
    with pytest.raises(
        UsageError, match=r'no probability of the class `dog`\. Name its column: probability={"dog": "COLUMN"}'
    ):
        fairaudit.audit(frame, groups="sex", probability={"bird": "of bird", "cat": "of cat"})
    with pytest.raises(UsageError, match="`probability` is about classes"):
        fairaudit.audit(frame, groups="sex", probability=said, positive="cat")
    with pytest.raises(UsageError, match=r"Columns that may hold group labels: `sex`\. Name"):
        fairaudit.audit(with_probabilities())


def test_without_probabilities_their_metrics_are_refused() -> None:
    with pytest.raises(UsageError, match=r"needs the probability of every class\. Name the columns: prob"):
        fairaudit.audit(animals(), groups="sex", metrics=["top_k_accuracy"])
    assert "top_k_accuracy" not in fairaudit.audit(animals(), groups="sex").document["definitions"]


def test_odd_probabilities_are_counted_and_texts_left_alone() -> None:
    frame = with_probabilities()
    frame.loc[frame.id < 20, "p_cat"], frame.loc[frame.id >= 190, "p_dog"] = math.nan, 3.0
    warnings = {each["code"]: each["message"] for each in fairaudit.audit(frame, groups="sex").document["warnings"]}
    assert warnings["missing_probability"].startswith("20 rows lack")
    assert warnings["probabilities_do_not_sum"].startswith("In 10 rows")
    document = fairaudit.audit(with_probabilities().assign(p_cat="likely"), groups="sex").document
    assert "log_loss" not in document["definitions"]


def test_a_class_without_a_column_leaves_them_out_and_says_so() -> None:
    frame = with_probabilities().replace({"label": {"dog": "wolf"}})
    document = fairaudit.audit(frame, groups="sex").document
    assert (
        "columns of probabilities are not used: there is no probability of the class `wolf`" in document["assumptions"]
    )


@pytest.mark.parametrize(
    "more", [{"weight": "w"}, {"cluster": "keeper"}, {"weight": "w", "cluster": "keeper"}, {"count": "n"}]
)
def test_metrics_of_probabilities_heed_weights_counts_and_clusters(more: dict[str, str]) -> None:
    frame = with_probabilities().assign(w=2.0, n=3, keeper=lambda rows: rows.id % 20)
    one = fairaudit.audit(frame, groups="sex", **more).document
    other = fairaudit.audit(frame, groups="sex").document
    for name in ("top_k_accuracy", "log_loss", "area_under_roc", "area_under_roc[cat]"):
        assert values(one, name) == pytest.approx(values(other, name))
        assert one["overall"]["metrics"][name]["low"] is not None


def test_one_group_has_no_parity_and_a_picked_class_none_either() -> None:
    assert parity(fairaudit.audit(animals({"f": MATRICES["f"]}), groups="sex").document)["value"] is None
    document = fairaudit.audit(animals(), groups="sex", metrics=["selection_rate[cat]"]).document
    assert not [each for each in document["disparities"] if each["name"] == "prediction_parity"]


def test_parity_can_be_a_rule_also_about_a_change() -> None:
    done = fairaudit.check(animals(), ["prediction_parity by sex <= 0.6"], groups="sex", metrics=["accuracy"])
    (verdict,) = done.document["verdicts"]
    assert (verdict["verdict"], verdict["metric"]) == ("pass", "prediction_parity")
    with pytest.raises(UsageError, match="does not belong to the task `binary`"):
        fairaudit.check(animals(), ["prediction_parity by sex <= 0.6"], groups="sex", positive="cat")
    rules = ["prediction_parity.change by sex <= 0.9"]
    compared = fairaudit.compare(animals(), animals(), groups="sex", id="id", rules=rules).document
    assert [each["verdict"] for each in compared["verdicts"]] == ["pass"]


def test_metrics_of_classes_do_not_belong_to_decisions() -> None:
    frame = animals().query("label != 'bird' and prediction != 'bird'")
    for metric in ("macro_f1", "true_positive_rate[cat]"):
        with pytest.raises(UsageError, match="does not belong to the task `binary`"):
            fairaudit.audit(frame, groups="sex", positive="cat", metrics=[metric])


def test_weights_counts_and_clusters_are_heeded() -> None:
    frame = animals().assign(w=2.0, n=3, keeper=lambda rows: rows.id % 20)
    assert fairaudit.audit(frame, groups="sex", count="n").document["overall"]["n"] == 600
    weighted = fairaudit.audit(frame, groups="sex", weight="w").document
    assert values(weighted, "macro_f1") == pytest.approx(
        values(fairaudit.audit(frame, groups="sex").document, "macro_f1")
    )
    clustered = fairaudit.audit(frame, groups="sex", cluster="keeper").document
    assert clustered["groups"][0]["metrics"]["macro_f1"]["method"].startswith("Wilson")
    assert clustered["groups"][0]["clusters"] == 20


def test_paired_rows_are_compared_though_one_side_lacks_a_class() -> None:
    old, new = animals(), animals()
    new.loc[new.prediction == "bird", "prediction"] = "cow"
    document = fairaudit.compare(old, new, groups="sex", id="id").document
    change = document["overall"]["metrics"]["accuracy"]["change"]
    assert (document["pairing"]["labels_differ"], change["value"]) == (0, pytest.approx(-50 / 200))
    precision = document["overall"]["metrics"]["positive_predictive_value[cat]"]["change"]
    assert "Tango" not in precision["method"]  # what it divides by moves with the predictions
    assert document["overall"]["metrics"]["selection_rate[cow]"]["change"]["value"] == pytest.approx(65 / 200)


def test_a_change_of_one_class_can_be_a_rule() -> None:
    rules = ["true_positive_rate[cat].change by sex >= -0.5"]
    document = fairaudit.compare(animals(), animals(), groups="sex", id="id", rules=rules).document
    assert {each["verdict"] for each in document["verdicts"]} == {"pass"}


@pytest.mark.parametrize("suffix", ["html", "md", "csv", "svg"])
def test_every_format_takes_it(tmp_path: Path, suffix: str) -> None:
    fairaudit.audit(animals(), groups="sex").write(tmp_path / f"report.{suffix}")
    text = (tmp_path / f"report.{suffix}").read_text(encoding="utf-8")
    assert "accuracy" in text
    assert suffix == "svg" or suffix == "md" or "true_positive_rate" in text


def test_the_page_shows_matrices_of_few_classes_and_mix_ups_of_many(tmp_path: Path) -> None:
    fairaudit.audit(animals(), groups="sex").write(tmp_path / "few.html")
    assert "label ↓ prediction →" in (tmp_path / "few.html").read_text(encoding="utf-8")
    names = [f"class {number}" for number in range(30)]
    frame = pd.DataFrame({"label": names * 10, "prediction": (names[1:] + names[:1]) * 10, "sex": ["f", "m"] * 150})
    fairaudit.audit(frame, groups="sex").write(tmp_path / "many.html")
    page = (tmp_path / "many.html").read_text(encoding="utf-8")
    assert "The 20 most frequent of 30 ways in which one of 30 classes is taken for another" in page


def test_init_proposes_it_and_a_plan_and_a_batch_take_it(tmp_path: Path) -> None:
    data, proposed = str(tmp_path / "animals.csv"), tmp_path / "proposed.toml"
    animals().to_csv(data, index=False)
    assert run(["init", data, "-o", str(proposed)]) == 0
    assert run(["check", data, "--config", str(proposed), "-o", str(tmp_path / "report.json")]) in (0, 1)
    verdicts = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["verdicts"]
    assert {each["id"] for each in verdicts} == {"right-by-sex", "every-class-by-sex"}
    audit = fairaudit.audit(animals(), groups="sex")
    assert fairaudit.plan(audit).plans
    assert fairaudit.plan(audit, metrics=["true_positive_rate[cat]"]).plans
    (tmp_path / "runs").mkdir()
    animals().to_csv(tmp_path / "runs" / "a.csv", index=False)
    animals({**MATRICES, "m": {"cat": {"cow": 40}}}).to_csv(tmp_path / "runs" / "b.csv", index=False)
    batch = fairaudit.batch(tmp_path / "runs", tmp_path / "audits", groups="sex")
    assert len(batch.document["results"]) == 2


def test_sixty_classes_leave_the_terminal_and_markdown_readable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"class {number}" for number in range(60)]
    frame = pd.DataFrame({"label": names * 20, "prediction": (names[1:] + names[:1]) * 20, "sex": ["f", "m"] * 600})
    frame.to_csv(tmp_path / "many.csv", index=False)
    assert run(["report", str(tmp_path / "many.csv"), "-g", "sex", "-o", str(tmp_path / "many.md")]) == 0
    for text in (capsys.readouterr().out, (tmp_path / "many.md").read_text(encoding="utf-8")):
        assert len(text.splitlines()) < 120
        assert "true_positive_rate[class" not in text
    assert run(["report", str(tmp_path / "many.csv"), "-g", "sex", "-m", "true_positive_rate[class 7]"]) == 0
    assert "true_positive_rate[class 7]" in capsys.readouterr().out

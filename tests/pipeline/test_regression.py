"""Predicted numbers, from the file to every output. Errors are small whole numbers, so that all values are by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fairaudit
from fairaudit.cli.run import run
from fairaudit.errors import DataError, UsageError

GROUPS = {"north": (1, 3), "south": (2, 6)}
"""Group → its absolute errors, in turn: means of 2 and 4."""
TASK = {"task": "regression", "groups": "region"}


def prices(rows: int = 60, times: float = 1.0) -> pd.DataFrame:
    """Return so many rows per group; labels ascend, and every other prediction is too low."""
    found = []
    for region, errors in GROUPS.items():
        for row in range(rows):
            label, error = 100.0 + row, errors[row % 2] * (1 if row % 4 < 2 else -1)
            found.append(
                {"label": times * label, "prediction": times * (label + error), "region": region, "id": len(found)}
            )
    return pd.DataFrame(found)


def values(audit: fairaudit.Audit) -> dict[str, float]:
    document = audit.document
    found = {each["group"]["region"]: each["metrics"]["mean_absolute_error"]["value"] for each in document["groups"]}
    return {"all": document["overall"]["metrics"]["mean_absolute_error"]["value"], **found}


def test_errors_are_those_counted_by_hand() -> None:
    audit = fairaudit.audit(prices(), **TASK)
    assert values(audit) == {"all": 3.0, "north": 2.0, "south": 4.0}
    north = audit.document["groups"][0]
    assert (north["n"], north["counts"]["absolute_errors"], north["counts"]["squared_errors"]) == (60, 120, 30 + 270)
    compared = [each for each in audit.document["disparities"] if each["metric"] == "mean_absolute_error"]
    gaps = {each["comparison"]: each["value"] for each in compared}
    assert gaps == {"difference": 2.0, "ratio": 0.5, "worst": 4.0}
    assert audit.document["definitions"]["mean_absolute_error"]["unit"] == "number"
    assert "needed" not in audit.document["disparities"][0]


def test_another_unit_changes_values_and_nothing_else() -> None:
    euros, cents = (fairaudit.audit(prices(times=times), **TASK).document for times in (1.0, 100.0))
    for before, after in zip(euros["groups"], cents["groups"], strict=True):
        one, other = (each["metrics"]["mean_absolute_error"] for each in (before, after))
        for end in ("value", "low", "high"):
            assert other[end] == pytest.approx(100 * one[end])
        assert before["differs"] == after["differs"]


def test_weights_counts_and_clusters_are_heeded() -> None:
    frame = prices()
    frame["w"] = [1.0 if error in (1, 2) else 3.0 for error in (frame.prediction - frame.label).abs()]
    assert values(fairaudit.audit(frame, weight="w", **TASK))["north"] == (1 + 3 * 3) / 4
    frame["n"] = 2
    assert fairaudit.audit(frame, count="n", **TASK).document["groups"][0]["n"] == 120
    frame["store"] = frame.id % 20
    clustered = fairaudit.audit(frame, cluster="store", **TASK).document
    assert clustered["groups"][0]["clusters"] == 20


def test_rows_without_a_number_are_rejected_with_a_reason() -> None:
    frame = prices()
    frame.loc[0, "label"], frame.loc[1, "prediction"] = math.nan, math.inf
    data = fairaudit.audit(frame, **TASK).document["data"]
    assert {each["reason"]: each["rows"] for each in data["rejections"]} == {
        "the label is missing or not finite": 1,
        "the prediction is missing or not finite": 1,
    }


def test_errors_whose_powers_are_no_numbers_are_refused() -> None:
    frame = prices()
    frame.loc[0, "prediction"] = 1e70
    with pytest.raises(DataError, match=r"`prediction` holds 1e\+70"):
        fairaudit.audit(frame, **TASK)


def test_predictions_that_are_all_right_have_a_value_and_no_interval() -> None:
    frame = prices()
    frame["prediction"] = frame.label
    (north, _) = fairaudit.audit(frame, **TASK).document["groups"]
    estimate = north["metrics"]["mean_absolute_error"]
    assert (estimate["value"], estimate["low"]) == (0.0, None)
    assert estimate["interval_undefined"].startswith("all of the group's values are the same")


def test_rules_are_judged() -> None:
    rules = ["mean_absolute_error.difference by region <= 1", "mae overall <= 4"]
    with pytest.raises(fairaudit.PolicyError) as failed:
        fairaudit.check(prices(), rules, **TASK)
    verdicts = [each["verdict"] for each in failed.value.audit.document["verdicts"]]
    assert verdicts == ["fail", "pass"]


def test_paired_predictions_of_the_same_rows_are_compared() -> None:
    frame = prices()
    frame["other"] = frame.label + 1 + frame.id % 2  # off by 1 and 2 in turn
    changes = fairaudit.compare(frame, prediction=["prediction", "other"], id="id", **TASK).document
    change = changes["overall"]["metrics"]["mean_absolute_error"]
    assert (changes["pairing"]["pairs"], change["change"]["value"], change["verdict"]) == (120, -1.5, "better")


def test_a_label_that_differs_between_results_is_noticed() -> None:
    old, new = prices(), prices()
    new.loc[0, "label"] += 1
    assert fairaudit.compare(old, new, id="id", **TASK).document["pairing"]["labels_differ"] == 1


def test_a_plan_is_in_the_unit_of_the_data_and_asks_for_the_gap() -> None:
    euros, cents = (fairaudit.audit(prices(times=times), **TASK) for times in (1.0, 100.0))
    with pytest.raises(UsageError, match="gap=5"):
        fairaudit.plan(euros)
    (one,), (other,) = (fairaudit.plan(each, gap=gap).plans for each, gap in ((euros, 0.5), (cents, 50.0)))
    assert other.certifies.difference == pytest.approx(100 * one.certifies.difference, rel=1e-6)
    assert [each.needs for each in other.groups] == [each.needs for each in one.groups]
    assert (one.assumed.rate, one.assumed.gap) == (pytest.approx(3.0), pytest.approx(0.5))


@pytest.mark.parametrize("suffix", ["html", "md", "csv", "svg"])
def test_every_format_names_the_metric_and_prints_no_error_in_percent(tmp_path: Path, suffix: str) -> None:
    fairaudit.audit(prices(), **TASK).write(tmp_path / f"report.{suffix}")
    text = (tmp_path / f"report.{suffix}").read_text(encoding="utf-8")
    assert "mean_absolute_error" in text or "mean absolute error" in text.lower()
    assert "400%" not in text
    assert "400.0%" not in text


def test_words_speak_of_the_unit_of_the_data() -> None:
    (first, *_) = fairaudit.audit(prices(), **TASK).document["advice"]
    assert "mean absolute error is worse than over all rows (3.000) for south (4.000" in first
    assert "The gap is 2.000:" in first
    assert "percentage" not in first


def test_init_proposes_it_where_labels_are_many_numbers(tmp_path: Path) -> None:
    data, proposed = str(tmp_path / "prices.csv"), tmp_path / "proposed.toml"
    prices().to_csv(data, index=False)
    assert run(["init", data, "-o", str(proposed)]) == 0
    assert 'task = "regression"' in proposed.read_text(encoding="utf-8")
    assert run(["check", data, "--config", str(proposed), "-o", str(tmp_path / "report.json")]) == 0
    (verdict,) = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["verdicts"]
    assert (verdict["id"], verdict["verdict"], verdict["severity"]) == ("errors-by-region", "fail", "warn")


def test_a_batch_of_it_is_summed_up(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    prices().to_csv(tmp_path / "runs" / "a.csv", index=False)
    batch = fairaudit.batch(tmp_path / "runs", tmp_path / "audits", **TASK)
    (row,) = batch.document["results"]
    assert row["worst"]["group"] == {"region": "south"}
    assert (tmp_path / "audits" / "index.html").exists()


def test_predictions_of_a_quantile_have_its_loss() -> None:
    frame = prices()  # in the north 1 and 3 too high, then 1 and 3 too low
    document = fairaudit.audit(frame, quantile=0.9, metrics=["pinball_loss"], **TASK).document
    north = document["groups"][0]["metrics"]["pinball_loss"]
    assert north["value"] == pytest.approx((0.1 * (1 + 3) + 0.9 * (1 + 3)) / 4)
    assert north["low"] < north["value"] < north["high"]
    with pytest.raises(UsageError, match=r"is of a quantile. Say which: quantile=0.9"):
        fairaudit.audit(frame, metrics=["pinball_loss"], **TASK)
    with pytest.raises(UsageError, match=r"between 0 and 1, such as 0.9; 90 does not. For 90 %, write 0.9"):
        fairaudit.audit(frame, quantile=90, **TASK)
    with pytest.raises(UsageError, match="`quantile` does not belong to the task `binary`"):
        fairaudit.audit(frame, quantile=0.9, groups="region", task="binary")


def test_intervals_are_counted_that_hold_the_label() -> None:
    frame = prices()
    frame["low"], frame["high"] = frame.prediction - 2, frame.prediction + 3  # errors of 3 below, 1 either way
    document = fairaudit.audit(frame, lower="low", upper="high", **TASK).document
    north, south = (each["metrics"] for each in document["groups"])
    assert (north["interval_coverage"]["value"], south["interval_coverage"]["value"]) == (0.75, 0.5)
    assert north["interval_coverage"]["method"] == "Wilson"
    assert north["mean_interval_width"]["value"] == 5
    frame.loc[0, ["low", "high"]] = 9, 8
    rejections = fairaudit.audit(frame, lower="low", upper="high", **TASK).document["data"]["rejections"]
    assert rejections == [{"reason": "the lower end lies above the upper one", "rows": 1}]


def test_an_interval_has_two_ends() -> None:
    frame = prices().assign(low=0.0)
    with pytest.raises(UsageError, match=r"`lower` is one end .* Name the other: upper=\"COLUMN\""):
        fairaudit.audit(frame, lower="low", **TASK)
    with pytest.raises(UsageError, match="needs the predictions' intervals"):
        fairaudit.audit(frame, metrics=["interval_coverage"], **TASK)


def test_a_group_that_a_few_rows_carry_is_compared_with_no_other() -> None:
    frame = prices(rows=300)
    frame.loc[0, "prediction"] = 999999.0
    document = fairaudit.audit(frame, **TASK).document
    north = document["groups"][0]["metrics"]["mean_absolute_error"]
    assert north["value"] > 1000
    assert north["interval_undefined"].startswith("almost all of the group's value comes from a few rows")
    gap = next(each for each in document["disparities"] if each["metric"] == "mean_absolute_error")
    assert gap["interval_undefined"].startswith("a group has no interval: almost all")
    assert not any(group["differs"] for group in document["groups"])


def test_changes_of_all_metrics_are_measured_on_paired_rows() -> None:
    frame = prices()
    frame["other"] = frame.label + 1 + frame.id % 2
    changes = fairaudit.compare(frame, prediction=["prediction", "other"], id="id", **TASK).document
    found = changes["overall"]["metrics"]
    assert found["mean_error"]["change"]["value"] == pytest.approx(1.5)
    assert found["mean_label"]["change"]["value"] == 0
    for name in ("root_mean_squared_error", "r_squared", "pearson_correlation", "mean_prediction"):
        change = found[name]["change"]
        assert change["low"] <= change["value"] <= change["high"], name
    assert found["r_squared"]["verdict"] == "better"


def test_a_share_of_predictions_lies_above_the_median_of_all_rows() -> None:
    frame = prices()
    frame.loc[frame.region == "south", "prediction"] += 10
    document = fairaudit.audit(frame, **TASK).document
    median = frame.prediction.median()
    assert document["overall"]["metrics"]["share_above_median"]["value"] == (frame.prediction > median).mean()
    for group in document["groups"]:
        estimate = group["metrics"]["share_above_median"]
        rows = frame.prediction[frame.region == group["group"]["region"]]
        assert estimate["value"] == (rows > median).mean()
        assert estimate["method"] == "Wilson"
    asked = fairaudit.audit(frame, quantile=0.9, **TASK).document
    highest = frame.prediction.quantile(0.9, interpolation="midpoint")
    assert asked["groups"][1]["metrics"]["share_above_quantile"]["value"] == (rows > highest).mean() > 0
    frame["prediction"] = 1.0  # all are equal to the median, and none above it
    document = fairaudit.audit(frame, **TASK).document
    assert document["overall"]["metrics"]["share_above_median"]["value"] == 0


def test_a_name_can_say_above_which_quantile() -> None:
    frame = prices()
    frame.loc[frame.region == "south", "prediction"] += 3
    limit = np.quantile(frame.prediction, 0.8, method="averaged_inverted_cdf")
    share = (frame.prediction > limit).groupby(frame.region).mean()
    rule = "share_above:0.8.difference by region <= 0.9"
    found = fairaudit.check(frame, [rule], metrics=["share_above:.8", "share_above:0.25"], **TASK).document
    for group in found["groups"]:
        assert group["metrics"]["share_above:0.8"]["value"] == pytest.approx(share[group["group"]["region"]])
    (verdict,) = found["verdicts"]
    assert verdict["estimate"]["value"] == pytest.approx(share.max() - share.min())
    assert "share_above:0.25" in found["overall"]["metrics"]
    assert ("share_above:0.25", "ratio") in {(each["metric"], each["comparison"]) for each in found["disparities"]}
    with pytest.raises(UsageError, match="say one between 0 and 1"):
        fairaudit.audit(frame, metrics=["share_above:80"], **TASK)
    with pytest.raises(UsageError, match="There is no metric `share_above:top`"):
        fairaudit.audit(frame, metrics=["share_above:top"], **TASK)


@pytest.mark.parametrize("ids", [{}, {"id": "id"}, {"cluster": "id"}])
def test_each_of_two_results_is_held_against_its_own_median(ids: dict[str, str]) -> None:
    frame = prices()
    frame["other"] = frame.prediction + 1000
    changes = fairaudit.compare(
        frame,
        prediction=["prediction", "other"],
        metrics=["share_above_median", "share_above:0.9"],
        **ids,
        **TASK,
    ).document
    for unit in (changes["overall"], *changes["groups"]):
        for name in ("share_above_median", "share_above:0.9"):
            found = unit["metrics"][name]
            assert found["old"]["value"] == found["new"]["value"]
            assert found["change"]["value"] == 0, (name, unit)
            assert found["change"]["low"] <= 0 <= found["change"]["high"]


def test_labels_that_leave_something_untold_are_warned_of() -> None:
    frame = prices()
    frame.loc[:2, "label"] = 0.0
    warned = {each["code"]: each["message"] for each in fairaudit.audit(frame, **TASK).document["warnings"]}
    assert warned["zero_labels"].startswith("3 of 120 labels are 0: mean_absolute_percentage_error leaves")
    assert not fairaudit.audit(frame, metrics=["mae"], **TASK).document["warnings"]
    frame["label"], frame["prediction"] = 5.0, 6.0
    found = fairaudit.audit(frame, **TASK).document
    assert {"one_label", "one_prediction"} <= {each["code"] for each in found["warnings"]}
    assert found["overall"]["metrics"]["r_squared"]["undefined"].startswith("all labels of the group are the same")


def test_rows_of_several_groups_are_compared_by_every_metric() -> None:
    frame = prices()
    frame["who"] = [";".join(["a", "b", "c"][: 1 + row % 3]) for row in range(len(frame))]
    document = fairaudit.audit(frame, task="regression", identities="who").document
    groups = {group["group"]["who"]: group for group in document["groups"]}
    assert groups["a"]["n"] == 120
    errors = (frame.prediction - frame.label).abs()
    for name, rows in (("b", frame.who.str.contains("b")), ("c", frame.who.str.contains("c"))):
        assert groups[name]["metrics"]["median_absolute_error"]["value"] == errors[rows].median()
        assert groups[name]["metrics"]["r_squared"]["low"] is not None
    gaps = [each for each in document["disparities"] if each["comparison"] == "difference"]
    assert {"r_squared", "pearson_correlation", "mean_error", "share_above_median"} <= {each["metric"] for each in gaps}
    assert all("correlation of shared rows" in each["method"] for each in gaps if each["metric"] == "r_squared")


def test_groups_that_are_all_small_are_shown_and_not_compared() -> None:
    document = fairaudit.audit(prices(rows=10), **TASK).document
    assert all(group["small"] for group in document["groups"])
    assert {each["value"] for each in document["disparities"]} == {None}

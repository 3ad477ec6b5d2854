"""`fairaudit.metric`: a function of counts is a metric like any other, in reports, rules and comparisons."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

import fairaudit
from fairaudit.counts import ConfusionCounts
from fairaudit.errors import UsageError
from fairaudit.metrics import MeanOfProportions, Metric, Proportion, Ratio, SmoothFunction

ROWS = 400


def decisions() -> pd.DataFrame:
    random = np.random.default_rng(2)
    return pd.DataFrame(
        {
            "y_true": random.integers(0, 2, ROWS),
            "y_pred": random.integers(0, 2, ROWS),
            "g": random.choice(["a", "b"], ROWS),
            "who": np.arange(ROWS) % 40,
        }
    )


def wrongly_refused(counts: Any) -> Proportion:
    """Rows that are positive and were refused, of all rows."""
    return Proportion(counts.false_negatives, counts.rows)


def rows_per_hit(counts: ConfusionCounts) -> Ratio:
    return Ratio(counts.rows, counts.true_positives)


def audited(*metrics: Any, **settings: Any) -> dict[str, Any]:
    return fairaudit.audit(decisions(), groups="g", metrics=list(metrics), **settings).to_dict()


def test_its_values_and_intervals_are_those_of_what_it_returns() -> None:
    document = audited("accuracy", fairaudit.metric(wrongly_refused, better="lower"))
    counts = document["overall"]["counts"]
    found = document["overall"]["metrics"]["wrongly_refused"]
    assert found["value"] == counts["false_negatives"] / ROWS
    # the same rows out of as many have the same interval, whatever they are called
    assert found["method"] == document["overall"]["metrics"]["accuracy"]["method"]
    assert list(document["definitions"]) == ["accuracy", "wrongly_refused"]
    ways = [each["comparison"] for each in document["disparities"] if each["metric"] == "wrongly_refused"]
    assert ways == ["difference", "ratio", "worst"]


def test_what_is_not_said_is_as_usual_of_the_quantity() -> None:
    share = fairaudit.metric(wrongly_refused)
    assert (share.name, share.low, share.high, share.unit, share.margin) == ("wrongly_refused", 0.0, 1.0, "share", 0.05)
    assert (share.better, share.own, share.reads) == (None, True, (ConfusionCounts,))
    assert share.summary == "Rows that are positive and were refused, of all rows."
    rate = fairaudit.metric(rows_per_hit, name="Work", formula="rows / hits", undefined_when="nobody is hit", low=1.0)
    assert (rate.name, rate.low, rate.high, rate.unit, rate.margin) == ("work", 1.0, None, "number", None)
    assert (rate.formula, rate.undefined_when, rate.summary) == (
        "rows / hits",
        "nobody is hit",
        "A function of counts.",
    )
    mean = fairaudit.metric(lambda counts: MeanOfProportions((wrongly_refused(counts),)), name="mean")
    assert (mean.unit, mean.high) == ("share", 1.0)


def test_a_function_of_sums_brings_its_own_range() -> None:
    def odds(counts: ConfusionCounts) -> SmoothFunction:
        sums = np.stack([counts.true_positives, counts.false_positives], axis=-2)
        return SmoothFunction(
            sums,
            counts.rows,
            (counts.selected,),
            lambda totals: (totals[..., 0] - totals[..., 1]) / totals.sum(axis=-1),
            lambda totals: (
                np.stack([2 * totals[..., 1], -2 * totals[..., 0]], axis=-1) / totals.sum(axis=-1, keepdims=True) ** 2
            ),
            -1.0,
            1.0,
        )

    own = fairaudit.metric(odds)
    assert (own.low, own.high, own.unit) == (-1.0, 1.0, "number")
    document = audited(own)
    counts, found = document["overall"]["counts"], document["overall"]["metrics"]["odds"]
    hits, misses = counts["true_positives"], counts["false_positives"]
    assert found["value"] == pytest.approx((hits - misses) / (hits + misses))
    assert found["low"] < found["value"] < found["high"]


def test_a_ratio_of_counts_has_an_interval_over_clusters() -> None:
    found = audited(fairaudit.metric(rows_per_hit), cluster="who")["overall"]
    assert found["metrics"]["rows_per_hit"]["value"] == ROWS / found["counts"]["true_positives"]
    with pytest.raises(UsageError, match="has an interval only over clusters"):
        audited(fairaudit.metric(rows_per_hit))


def test_one_metric_serves_every_task_whose_counts_it_reads() -> None:
    def rows_at_all(counts: Any) -> Proportion:
        return Proportion(counts.rows, counts.rows)

    own = fairaudit.metric(rows_at_all)
    assert len(own.reads) > 1
    for task in ("binary", "regression"):
        assert audited(own, task=task)["overall"]["metrics"]["rows_at_all"]["value"] == 1.0


def test_rules_and_comparisons_know_it_by_its_name() -> None:
    own = fairaudit.metric(wrongly_refused, better="lower")
    rules = ["wrongly_refused.worst by g <= 0.5", "wrongly_refused_difference by g <= 0.5"]
    assert fairaudit.check(decisions(), rules, groups="g", metrics=[own]).to_dict()["gate"]["verdict"] == "pass"
    with pytest.raises(fairaudit.PolicyError, match="wrongly_refused overall"):
        fairaudit.check(decisions(), "wrongly_refused overall <= 0.01", groups="g", metrics=own)
    frame = decisions().assign(id=range(ROWS))
    changes = fairaudit.compare(
        frame, frame.assign(y_pred=1), "wrongly_refused.change overall <= 0", id="id", groups="g", metrics=[own]
    )
    assert changes.document["gate"]["verdict"] == "pass"
    assert changes.document["overall"]["metrics"]["wrongly_refused"]["change"]["method"].startswith("Tango")


def test_an_earlier_report_is_a_baseline_for_it(tmp_path: Any) -> None:
    own = fairaudit.metric(wrongly_refused, better="lower")
    fairaudit.audit(decisions(), groups="g", metrics=[own]).write(tmp_path / "last.json")
    rule = "wrongly_refused overall no worse than baseline by 0.1"
    checked = fairaudit.check(decisions(), rule, groups="g", metrics=[own], baseline=tmp_path / "last.json")
    assert checked.to_dict()["gate"]["verdict"] == "pass"


def test_its_name_is_forgotten_with_the_settings_that_brought_it() -> None:
    audited(fairaudit.metric(wrongly_refused))
    with pytest.raises(UsageError, match="There is no metric `wrongly_refused`"):
        fairaudit.check(decisions(), "wrongly_refused overall <= 1", groups="g")


def failing(counts: ConfusionCounts) -> Proportion:
    if counts.rows.sum() > 100:
        raise ZeroDivisionError("too many rows")
    return wrongly_refused(counts)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: fairaudit.metric(3), "A metric is a function of counts; what came is of type `int`."),  # type: ignore[arg-type]
        (lambda: fairaudit.metric(lambda counts: counts.rows), "`<lambda>` cannot be the name of a metric."),
        (lambda: fairaudit.metric(wrongly_refused, name="a b"), "`a b` cannot be the name of a metric."),
        (lambda: fairaudit.metric(lambda counts: 0.5, name="x"), "The metric `x` returns a float. Return one of"),  # noqa: ARG005
        (
            lambda: fairaudit.metric(lambda counts: counts.nothing, name="x"),
            "cannot be computed from the counts of any",
        ),
        (lambda: fairaudit.metric(wrongly_refused, better="up"), '`better` is "higher" or "lower"; what came is'),  # type: ignore[arg-type]
        (lambda: fairaudit.metric(wrongly_refused, name="recall"), "`recall` is fairaudit's true_positive_rate"),
        (lambda: fairaudit.metric(failing), "The metric `failing` fails: ZeroDivisionError: too many rows"),
    ],
)
def test_what_cannot_be_a_metric_is_refused_in_words(make: Any, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        audited(make())


def test_counts_that_the_data_do_not_give_are_named() -> None:
    with pytest.raises(UsageError, match="A metric reads ConfusionCounts, and of these data there are FitCounts"):
        audited(fairaudit.metric(wrongly_refused), task="regression")


def test_metrics_that_are_none_are_refused() -> None:
    with pytest.raises(UsageError, match="`metrics` is the name of a metric or a list"):
        audited(wrongly_refused)
    assert isinstance(fairaudit.metric(wrongly_refused), Metric)

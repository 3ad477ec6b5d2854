"""Verdicts: pass and fail need the whole interval; everything else says so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

import fairaudit.pipeline
from fairaudit.errors import UsageError
from fairaudit.inference import Estimate
from fairaudit.inference.change import worsening
from fairaudit.policy.verdict import decide


def people(**groups: tuple[int, int, int]) -> pd.DataFrame:
    """Return rows of groups: NAME=(rows, positives, selected); of the selected, all positives come first."""
    frames = []
    for name, (rows, positives, selected) in groups.items():
        place = np.arange(rows)
        frames.append(pd.DataFrame({"g": name, "y_true": place < positives, "y_pred": place < selected}))
    return pd.concat(frames).astype({"y_true": int, "y_pred": int})


def verdicts(data: pd.DataFrame, *rules: str, **settings) -> list[dict]:
    try:
        result = fairaudit.check(data, rules, on_inconclusive="report", groups=["g"], **settings)
    except fairaudit.PolicyError as error:
        result = error.audit
    return result.to_dict()["verdicts"]


def estimate(low: float, value: float, high: float) -> Estimate:
    return Estimate(value, low, high, 100, "")


@pytest.mark.parametrize(
    ("bounds", "operator", "limit", "outcome"),
    [
        ((0.1, 0.2, 0.3), "<=", 0.3, "pass"),
        ((0.1, 0.2, 0.3), "<=", 0.299, "inconclusive"),
        ((0.1, 0.2, 0.3), "<=", 0.1, "inconclusive"),
        ((0.1, 0.2, 0.3), "<=", 0.099, "fail"),
        ((0.1, 0.2, 0.3), ">=", 0.1, "pass"),
        ((0.1, 0.2, 0.3), ">=", 0.3, "inconclusive"),
        ((0.1, 0.2, 0.3), ">=", 0.301, "fail"),
    ],
)
def test_a_verdict_needs_the_whole_interval(bounds, operator, limit, outcome):
    assert decide(estimate(*bounds), operator, limit) == outcome


def test_point_evidence_judges_the_value_alone():
    assert decide(estimate(0.1, 0.2, 0.3), "<=", 0.2, "point") == "pass"
    assert decide(estimate(0.1, 0.2, 0.3), "<=", 0.19, "point") == "fail"


def test_a_value_at_its_limit_keeps_the_rule_however_it_was_divided():
    ratio = (200 / 300) / (250 / 300)  # four fifths, of which binary division loses the last bit
    assert ratio < 0.8
    assert decide(estimate(0.7, ratio, 0.9), ">=", 0.8, "point") == "pass"
    assert decide(estimate(0.7, 0.1 - 0.4, 0.9), ">=", -0.3, "point") == "pass"
    assert decide(estimate(0.7, 0.1 + 0.2, 0.9), "<=", 0.3, "point") == "pass"
    # one selection less in a million rows is another value
    assert decide(estimate(0.7, 0.8 * (1 - 1e-6), 0.9), ">=", 0.8, "point") == "fail"
    assert decide(estimate(0.8 - 1e-12, 0.8, 0.9), ">=", 0.8) == "inconclusive"


@pytest.mark.parametrize("preset", ["four-fifths", "us-adverse-impact"])
def test_a_published_rule_and_its_table_agree_at_exactly_four_fifths(preset):
    data = people(f=(300, 150, 200), m=(300, 150, 250))
    try:
        result = fairaudit.check(data, [], presets=[preset], groups=["g"], on_inconclusive="report")
    except fairaudit.PolicyError as error:
        result = error.audit
    found = next(each for each in result.to_dict()["verdicts"] if each["evidence"] == "point")
    assert found["verdict"] == "pass"
    assert "0.80" in found["why"]
    assert "0.7999" not in found["why"]


def test_no_value_is_not_measurable_and_no_interval_is_inconclusive():
    assert decide(Estimate(None, None, None, 0, "", "why"), "<=", 0.2) == "not_measurable"
    assert decide(Estimate(0.1, None, None, 5, "", None, "why"), "<=", 0.2) == "inconclusive"


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted), st.floats(0, 1), st.floats(0, 1))
def test_tightening_a_limit_never_turns_fail_into_pass(bounds, one, other):
    order = ("fail", "inconclusive", "pass")
    tight, loose = sorted((one, other))
    assert order.index(decide(estimate(*bounds), "<=", tight)) <= order.index(decide(estimate(*bounds), "<=", loose))
    assert order.index(decide(estimate(*bounds), ">=", loose)) <= order.index(decide(estimate(*bounds), ">=", tight))


def test_values_are_judged_on_one_sided_clopper_pearson_bounds():
    # 90 of 100: statsmodels' two-sided interval at 10 % error holds the two one-sided limits at 5 %.
    low, high = proportion_confint(90, 100, alpha=0.1, method="beta")
    (verdict,) = verdicts(people(a=(100, 100, 90)), "true_positive_rate overall >= 0.8", positive="1")
    found = verdict["estimate"]
    assert (found["low"], found["value"], found["high"]) == pytest.approx((low, 0.9, high), abs=1e-9)
    assert verdict["verdict"] == "pass"
    for limit, outcome in ((low - 1e-6, "pass"), (low + 1e-6, "inconclusive"), (high + 1e-6, "fail")):
        rule = f"true_positive_rate of g=a >= {limit:.9f}"
        assert verdicts(people(a=(100, 100, 90)), rule, positive="1")[0]["verdict"] == outcome


def test_equal_groups_pass_when_large_and_are_inconclusive_when_small():
    rule = "selection_rate.difference by g <= 0.05"
    assert verdicts(people(a=(9000, 900, 1800), b=(9000, 900, 1800)), rule)[0]["verdict"] == "pass"
    small = verdicts(people(a=(90, 9, 18), b=(90, 9, 18)), rule)[0]
    assert small["verdict"] == "inconclusive"
    assert small["needed"]["if_equal"] > 10
    assert verdicts(people(a=(900, 90, 90), b=(900, 90, 360)), rule)[0]["verdict"] == "fail"


def test_groups_too_small_to_compare_are_not_measurable():
    (verdict,) = verdicts(people(a=(90, 9, 18), b=(10, 5, 5)), "accuracy.difference by g <= 0.05")
    assert (verdict["verdict"], verdict["counts_as"]) == ("not_measurable", "inconclusive")
    why = {"why": "fewer than 30 rows (10)"}
    assert verdict["left_out"] == [{"group": {"g": "b"}, **why}]
    (verdict,) = verdicts(people(a=(90, 9, 18), b=(10, 5, 5)), "accuracy of g=b >= 0.1")
    assert verdict["verdict"] == "not_measurable"


def test_the_four_fifths_rule_on_the_value_alone_says_how_often_chance_breaks_it():
    # evidence.md: seven equal groups of 500 at a rate of .1 break the plain rule 90 % of the time.
    equal = dict.fromkeys("abcdefg", (500, 50, 50))
    frame = people(**equal)
    rule = fairaudit.policy.make_rule("selection_rate.ratio by g >= 0.8", evidence="point")
    policy = fairaudit.policy.Policy((rule,))
    request = fairaudit.pipeline.Request(fairaudit.config.Config(groups=("g",)), policy=policy)
    import pyarrow as pa

    from fairaudit.source import table_source

    (verdict,) = fairaudit.pipeline.run_source(table_source(pa.Table.from_pandas(frame)), request)["verdicts"]
    assert verdict["verdict"] == "pass"
    assert verdict["fails_by_chance"] == pytest.approx(0.90, abs=0.03)


def test_an_unknown_group_is_an_error_that_names_the_nearest():
    with pytest.raises(UsageError, match="Did you mean `Scottish`"):
        verdicts(people(Scottish=(90, 9, 9), Welsh=(90, 9, 9)), "accuracy of g=Scotish >= 0.5")


def test_a_rule_about_what_is_not_audited_is_an_error():
    with pytest.raises(UsageError, match="not audited"):
        verdicts(people(a=(90, 9, 9)).assign(h="x"), "accuracy.worst by h >= 0.5")


def test_without_groups_the_rules_say_which():
    result = fairaudit.check(people(a=(900, 300, 300), b=(900, 300, 300)), "accuracy.worst by g >= 0.9")
    assert result.to_dict()["attributes"] == ["g"]


def test_a_policy_of_gaps_alone_says_that_performance_is_unguarded():
    data = people(a=(9000, 900, 1800), b=(9000, 900, 1800))
    gaps = fairaudit.check(data, "selection_rate.difference by g <= 0.05", groups="g").to_dict()
    assert "performance_unguarded" in {warning["code"] for warning in gaps["warnings"]}
    both = fairaudit.check(data, ["selection_rate.difference by g <= 0.05", "accuracy overall >= 0.5"], groups="g")
    assert "performance_unguarded" not in {warning["code"] for warning in both.to_dict()["warnings"]}


def test_worsening_by_hand():
    # Higher is better: from .8 [.7, .9] to .7 [.65, .77] is .1 worse; MOVER: √(.07² + .1²) down, √(.05² + .1²) up.
    change = worsening(estimate(0.65, 0.7, 0.77), estimate(0.7, 0.8, 0.9), "higher")
    assert (change.low, change.value, change.high) == pytest.approx((0.1 - 0.0149**0.5, 0.1, 0.1 + 0.0125**0.5))
    turned = worsening(estimate(0.23, 0.3, 0.35), estimate(0.1, 0.2, 0.3), "lower")
    assert (turned.low, turned.value, turned.high) == pytest.approx((0.1 - 0.0149**0.5, 0.1, 0.1 + 0.0125**0.5))


def test_worsening_of_a_comparison_by_hand():
    # A gap from .2 [.1, .3] to .3 [.23, .35] is .1 worse; distances are added up: .07 + .1 down, .05 + .1 up.
    change = worsening(estimate(0.23, 0.3, 0.35), estimate(0.1, 0.2, 0.3), "lower", compares=True)
    assert (change.low, change.value, change.high) == pytest.approx((-0.07, 0.1, 0.25))

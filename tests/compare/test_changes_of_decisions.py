"""Changes of decisions: values by hand, limits from published tables, scipy and statsmodels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import paired_samples
import pytest
import rows
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import ConfusionCounts
from fairaudit.inference.changes import Places, paired_change, separate_change
from fairaudit.inference.tango import tango

ACCURACY = CATALOGUE["accuracy"]


def limits(gained: float, lost: float, n: float, level: float = 0.025) -> tuple[float, float]:
    low, high = tango(np.array([gained]), np.array([lost]), np.array([n]), level)
    return float(low[0]), float(high[0])


def test_the_score_interval_of_the_stem_cell_patients_is_the_published_one() -> None:
    # Fagerland, Lydersen & Laake (2014), Statistics in Medicine 33(16), table V: 1 and 7 of 21 moved, -0.517 to -0.026
    assert limits(1, 7, 21) == pytest.approx((-0.517, -0.026), abs=5e-4)


def test_where_the_score_interval_ends_at_zero_its_test_is_mcnemars() -> None:
    # Tango's statistic at no difference is McNemar's without continuity correction (statsmodels).
    for gained, lost, n in ((20, 8, 100), (12, 2, 50), (5, 1, 400)):
        chi = mcnemar([[0, gained], [lost, n]], exact=False, correction=False).statistic
        low, _ = limits(gained, lost, n, float(stats.norm.sf(math.sqrt(chi))))
        assert low == pytest.approx(0.0, abs=1e-9)


def test_the_score_interval_mirrors_when_the_results_change_places() -> None:
    low, high = limits(9, 3, 60)
    assert limits(3, 9, 60) == pytest.approx((-high, -low), abs=1e-12)


def test_rows_that_never_move_leave_what_could_not_be_seen() -> None:
    # Without a moved row the share lost is 0 and T = -n d / sqrt(n d (1 - d)), so that |T| = z at d = z² / (n + z²).
    z = stats.norm.isf(0.025)
    assert limits(0, 0, 30) == pytest.approx((-(z**2) / (30 + z**2), z**2 / (30 + z**2)), abs=1e-9)


def test_the_limits_of_verdicts_are_those_of_gained_and_lost_with_their_correlation() -> None:
    sample = paired_samples.moved_rows([10], [4], [30], [6])
    change = paired_change(ACCURACY, sample, 0.95)
    assert change is not None
    assert change.values[0] == pytest.approx(6 / 50)
    gained, lost = (stats.binomtest(count, 50).proportion_ci(0.9, "exact") for count in (10, 4))  # one-sided .05
    correlation = -math.sqrt((10 / 40) * (4 / 46))  # two cells of a multinomial: -sqrt(GL / ((1 - G)(1 - L)))
    below, above = 10 / 50 - gained.low, lost.high - 4 / 50
    assert change.lower(0.05)[0] == pytest.approx(
        0.12 - math.sqrt(below**2 + above**2 - 2 * correlation * below * above)
    )
    below, above = gained.high - 10 / 50, 4 / 50 - lost.low
    assert change.upper(0.05)[0] == pytest.approx(
        0.12 + math.sqrt(below**2 + above**2 - 2 * correlation * below * above)
    )


def test_independent_results_are_combined_from_their_own_limits() -> None:
    sample, old, new = paired_samples.in_versions(paired_samples.moved_rows([10], [4], [30], [6]))
    change = separate_change(ACCURACY, sample, Places(old, new), 0.95)
    before, after = (stats.binomtest(count, 50).proportion_ci(0.9, "exact") for count in (34, 40))
    assert change.values[0] == pytest.approx(0.12)
    assert change.lower(0.05)[0] == pytest.approx(0.12 - math.hypot(0.8 - after.low, before.high - 0.68))
    assert change.upper(0.05)[0] == pytest.approx(0.12 + math.hypot(after.high - 0.8, 0.68 - before.low))


def test_pairing_narrows_the_interval_of_results_that_err_on_the_same_rows() -> None:
    joint = paired_samples.moved_rows([6], [4], [150], [40])
    sample, old, new = paired_samples.in_versions(joint)
    together, apart = paired_change(ACCURACY, joint, 0.95), separate_change(ACCURACY, sample, Places(old, new), 0.95)
    assert together is not None
    assert together.upper(0.05) - together.lower(0.05) < 0.6 * (apart.upper(0.05) - apart.lower(0.05))


def test_every_value_of_a_comparison_is_the_hand_counted_one(compared: Any, write: Any) -> None:
    old, new = rows.decisions({"f": (6, 2, 30, 2), "m": (3, 9, 24, 4)})
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id")
    assert found["pairing"]["how"] == "rows"
    assert found["pairing"]["pairs"] == 80
    changes = {each["group"]["sex"]: each["metrics"]["accuracy"] for each in found["groups"]}
    assert changes["f"]["old"]["value"] == pytest.approx(32 / 40)
    assert changes["f"]["new"]["value"] == pytest.approx(36 / 40)
    assert changes["f"]["change"]["value"] == pytest.approx(4 / 40)
    assert changes["f"]["change"]["low"] == pytest.approx(limits(6, 2, 40)[0])
    assert changes["m"]["change"]["value"] == pytest.approx(-6 / 40)
    spread = next(each for each in found["spreads"] if each["metric"] == "accuracy")
    assert spread["value"] == pytest.approx(10 / 40)
    assert (spread["largest"], spread["smallest"]) == ({"sex": "f"}, {"sex": "m"})
    gap = next(each for each in found["disparities"] if each["name"] == "accuracy.difference")
    # old: 32/40 against 33/40; new: 36/40 against 27/40
    assert [gap[which]["value"] for which in ("old", "new", "change")] == pytest.approx([1 / 40, 9 / 40, 8 / 40])


def test_a_rate_with_another_denominator_is_paired_by_the_rows_it_shares(compared: Any, write: Any) -> None:
    old, new = rows.decisions({"f": (12, 8, 60, 20), "m": (12, 8, 60, 20)})
    paths = write("old.csv", old), write("new.csv", new)
    together = compared(*paths, "-g", "sex", "--id", "id")["overall"]["metrics"]["positive_predictive_value"]
    apart = compared(*paths, "-g", "sex")["overall"]["metrics"]["positive_predictive_value"]
    assert together["change"]["value"] == pytest.approx(apart["change"]["value"])
    assert "correlation of shared" in together["change"]["method"]
    assert "independent" in apart["change"]["method"]
    width, wide = (each["change"]["high"] - each["change"]["low"] for each in (together, apart))
    assert width < wide


def test_the_better_direction_is_the_metrics_own(compared: Any, write: Any) -> None:
    old, new = rows.decisions({"f": (60, 4, 100, 36), "m": (60, 4, 100, 36)})
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id")["overall"]["metrics"]
    assert found["accuracy"]["verdict"] == "better"
    assert found["false_positive_rate"]["change"]["value"] < 0
    assert found["false_positive_rate"]["verdict"] == "better"
    assert found["selection_rate"]["verdict"] in {"higher", "lower", "unclear"}
    swapped = compared("new.csv", "old.csv", "-g", "sex", "--id", "id")["overall"]["metrics"]
    assert swapped["accuracy"]["verdict"] == "worse"
    assert swapped["accuracy"]["change"]["value"] == pytest.approx(-found["accuracy"]["change"]["value"])
    assert swapped["accuracy"]["change"]["low"] == pytest.approx(-found["accuracy"]["change"]["high"])


@pytest.mark.parametrize(
    ("name", "divides_by_the_same"),
    [
        ("accuracy", True),
        ("selection_rate", True),
        ("true_positive_rate", True),
        ("false_positive_rate", True),
        ("positive_predictive_value", False),
        ("false_omission_rate", False),
        ("f1_score", False),
        ("balanced_accuracy", False),
        ("matthews_correlation", False),
    ],
)
def test_only_rates_of_the_same_rows_are_gained_and_lost(name: str, divides_by_the_same: bool) -> None:
    sample = paired_samples.moved_rows([10], [10], [30], [10])  # as many positive predictions before as after
    assert (paired_change(CATALOGUE[name], sample, 0.95) is not None) == divides_by_the_same


def test_the_base_rate_of_the_same_labels_does_not_move_with_predictions(compared: Any, write: Any) -> None:
    # 90 of 400 rows are predicted otherwise, none is labelled otherwise: the limits are those of 0 moved of 400
    old, new = rows.decisions({"f": (30, 60, 250, 60)})
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id", "-m", "base_rate")
    change = found["overall"]["metrics"]["base_rate"]["change"]
    assert change["value"] == 0
    assert (change["low"], change["high"]) == pytest.approx(limits(0, 0, 400))


def test_rows_with_other_labels_are_not_taken_for_rows_of_the_same_whole(compared: Any, write: Any) -> None:
    old, new = rows.decisions({"f": (6, 6, 30, 8)})
    new[0], new[1] = {**new[0], "label": 1}, {**new[1], "label": 0}  # as many positive labels as before, on other rows
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id")
    method = found["overall"]["metrics"]["true_positive_rate"]["change"]["method"]
    assert "correlation of shared" in method


@pytest.mark.parametrize("metric", ["positive_predictive_value", "balanced_accuracy", "matthews_correlation"])
def test_pairs_that_are_alike_count_as_much_together_as_each_alone(metric: str) -> None:
    kinds = np.array([[0, 0], [0, 2], [1, 1], [1, 3], [2, 0], [3, 1], [3, 3], [2, 2]])  # fields before and after
    copies, size = np.array([40, 7, 12, 5, 9, 6, 50, 11]), len(ConfusionCounts.fields)
    limits = []
    for each, times in ((kinds, copies), (kinds.repeat(copies, axis=0), np.ones(copies.sum()))):
        sums = np.concatenate([np.eye(size)[each[:, version]] * times[:, None] for version in (0, 1)])[..., None]
        version, code = np.divmod(np.arange(len(sums)), len(each))
        sample = paired_samples.sample_of(ConfusionCounts(sums), version, code, rows_are_clusters=times[0] > 1)
        change = separate_change(CATALOGUE[metric], sample, Places(np.array([0]), np.array([1])), 0.95)
        assert "correlation of shared" in change.estimates()[0].method
        limits.append([change.values[0], change.lower(0.05)[0], change.upper(0.05)[0]])
    assert limits[0] == pytest.approx(limits[1], rel=1e-12)

"""Distances between whole distributions of scores: by hand, against scipy, laws, and simulated."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import kolmogi
from scores_simulated import binormal, score_sample
from sklearn.metrics import roc_curve

import fairaudit
from fairaudit.inference.disparity import NO_REFERENCE, TOO_FEW
from fairaudit.inference.distances import NO_INTERVAL, largest_distance
from fairaudit.inference.paths import Outlines, Path, between

KINDS = ("abroca", "score_ks_distance", "score_wasserstein_distance")
numbers = st.lists(st.integers(0, 12).map(float), min_size=2, max_size=12)
labelled = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=14).filter(
    lambda rows: len({label for _, label in rows}) == 2
)


def distance(kind, score, label, group, chosen=None, **more):
    groups = max(group) + 1
    eligible = np.ones(groups, bool) if chosen is None else np.isin(np.arange(groups), chosen)
    reference = more.pop("reference", None)
    return largest_distance(kind, score_sample(score, label, np.asarray(group), **more), eligible, 0.95, reference)


def distribution(values):
    return Path.of_distribution(*(each.astype(float) for each in np.unique(values, return_counts=True)))


def roc(rows):
    score, label = (np.array(column) for column in zip(*rows, strict=True))
    places = np.unique(score)
    return Path.of_roc(*(np.array([((score == p) & (label == of)).sum() for p in places], float) for of in (1, 0)))


def test_distances_of_two_groups_by_hand():
    """Scores 0, 1 against 1, 1: half of the first group lies below all of the second, one unit below."""
    found = {kind: distance(kind, [0, 1, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1]) for kind in KINDS}
    assert found["score_ks_distance"].estimate.value == pytest.approx(0.5)
    assert found["score_wasserstein_distance"].estimate.value == pytest.approx(0.5)
    assert found["abroca"].estimate.value == pytest.approx(0.5)  # one curve is perfect, the other the diagonal


def test_curves_that_cross_are_not_cancelled():
    """From (0, 0) over (0, .5) and (1, .5) to (1, 1), and the diagonal: two triangles of 1/8."""
    step, diagonal = Path(np.array([0.0, 0, 1, 1]), np.array([0.0, 0.5, 0.5, 1])), Path(np.arange(2.0), np.arange(2.0))
    assert between(step, diagonal).area == pytest.approx(1 / 4)
    assert between(step, diagonal).height == pytest.approx(1 / 2)


@given(numbers, numbers)
def test_distances_of_distributions_are_those_of_scipy(one, other):
    found = between(distribution(one), distribution(other))
    assert found.area == pytest.approx(stats.wasserstein_distance(one, other), abs=1e-9)
    assert found.height == pytest.approx(stats.ks_2samp(one, other, method="asymp").statistic, abs=1e-9)


@given(labelled, labelled)
def test_area_between_roc_curves_is_that_of_sklearns_curves_on_a_fine_grid(one, other):
    grid = (np.arange(20_000) + 0.5) / 20_000
    heights = []
    for rows in (one, other):
        score, label = zip(*rows, strict=True)
        alarms, hits, _ = roc_curve(label, score, drop_intermediate=False)
        heights.append(np.interp(grid, alarms, hits))
    assert between(roc(one), roc(other)).area == pytest.approx(np.abs(heights[0] - heights[1]).mean(), abs=2e-4)


@given(labelled, labelled, st.integers(1, 9))
def test_outlines_hold_what_lies_between(one, other, cells):
    for paths, ends in (
        ([roc(one), roc(other)], (0.0, 1.0)),
        ([distribution([s for s, _ in rows]) for rows in (one, other)], (0.0, 6.0)),
    ):
        outlines, found = Outlines.of(paths, np.linspace(*ends, cells + 1)), between(*paths)
        least, most = outlines.areas(0)
        assert least[1] - 1e-9 <= found.area <= most[1] + 1e-9
        least, most = outlines.heights(0)
        assert least[1] - 1e-9 <= found.height <= most[1] + 1e-9


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weighted", [False, True])
def test_the_largest_of_all_pairs_is_found(kind, weighted):
    rng = np.random.default_rng(1)
    score, label, group = binormal(rng, 9, 15, 25, 0.7)
    score = np.round(score + 0.3 * rng.standard_normal(9)[group], 1)
    weight = rng.exponential(1.0, len(score)) if weighted else np.ones(len(score))
    found = distance(kind, score, label, group, weight=weight if weighted else None)
    pairs = {}
    for one in range(9):
        for other in range(one):
            pair = [group == each for each in (one, other)]
            if kind == "score_wasserstein_distance":
                a, b = ((score[own], weight[own]) for own in pair)
                pairs[other, one] = stats.wasserstein_distance(a[0], b[0], a[1], b[1])
            elif kind == "score_ks_distance":
                grid = np.unique(score)
                a, b = ([np.average(score[own] <= x, weights=weight[own]) for x in grid] for own in pair)
                pairs[other, one] = np.abs(np.subtract(a, b)).max()
            else:
                places = np.unique(score)
                paths = [
                    Path.of_roc(
                        *(np.array([weight[own & (score == p) & (label == of)].sum() for p in places]) for of in (1, 0))
                    )
                    for own in pair
                ]
                pairs[other, one] = between(*paths).area
    assert found.estimate.value == pytest.approx(max(pairs.values()), abs=1e-9)
    assert pairs[found.highest, found.lowest] == pytest.approx(found.estimate.value, abs=1e-9)
    with_first = distance(kind, score, label, group, weight=weight if weighted else None, reference=0)
    assert with_first.estimate.value == pytest.approx(max(v for k, v in pairs.items() if 0 in k), abs=1e-9)


def test_limits_of_two_groups_by_their_formulas():
    rng = np.random.default_rng(2)
    one, other = rng.standard_normal(80), 1 + rng.standard_normal(50)
    score, group = np.r_[one, other], np.repeat([0, 1], [80, 50])
    root, label = np.sqrt(1 / 80 + 1 / 50), np.arange(130) % 2
    found = distance("score_ks_distance", score, label, group).estimate
    assert found.low == pytest.approx(max(found.value - kolmogi(0.05) * root, 0))
    assert found.high == pytest.approx(found.value + stats.norm.isf(0.05) * root / 2)
    found = distance("score_wasserstein_distance", score, label, group).estimate
    error = np.sqrt(one.var() / 79 + other.var() / 49)
    assert found.high == pytest.approx(found.value + stats.norm.isf(0.05) * error)
    assert 0 < found.low < found.value - stats.norm.isf(0.05) * error


def test_an_area_between_roc_curves_has_a_chance_level_and_no_interval():
    rng = np.random.default_rng(3)
    found = distance("abroca", *binormal(rng, 3, 30, 40, 0.8))
    assert (found.estimate.low, found.estimate.interval_undefined) == (None, NO_INTERVAL)
    assert 0 < found.chance[0] < found.chance[1] < 0.5


def test_why_there_is_no_distance():
    score, label, group = [1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 1, 0], [0, 0, 1, 1, 2, 2]
    assert distance("abroca", score, label, group).estimate.value is not None
    assert distance("abroca", score, label, group, chosen=[0, 1]).estimate.undefined == TOO_FEW
    assert distance("abroca", score, label, group, reference=0).estimate.undefined == NO_REFERENCE
    assert distance("score_ks_distance", score, label, group, chosen=[0, 1]).estimate.value == 1


@pytest.mark.parametrize("kind", KINDS)
def test_names_and_order_of_groups_change_nothing(kind):
    rng = np.random.default_rng(4)
    label = rng.integers(0, 2, 200)
    score, group = rng.random(200), np.repeat([0, 1, 2], [50, 70, 80])
    one, other = distance(kind, score, label, group), distance(kind, score, label, 2 - group)
    assert one.estimate == other.estimate
    assert one.chance == pytest.approx(other.chance)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("clustered", [False, True])
def test_equal_groups_are_rarely_told_apart(kind, clustered):
    rng, told, beyond = np.random.default_rng(5), 0, 0
    cluster, group = np.arange(240) // 8, np.arange(240) // 80
    for _ in range(25):
        label = rng.integers(0, 2, 240)
        score = rng.standard_normal(240) + label + (rng.standard_normal(30)[cluster] if clustered else 0.0)
        found = distance(kind, score, label, group, cluster=cluster if clustered else None)
        told += (found.estimate.low or 0) > 0
        beyond += found.estimate.value > found.chance[1]
    assert told <= 4
    assert beyond <= 5


@pytest.mark.parametrize("kind", KINDS[1:])
def test_limits_hold_for_groups_that_differ(kind):
    rng, missed = np.random.default_rng(6), np.zeros(2)
    truth = {"score_ks_distance": 2 * stats.norm.cdf(0.3) - 1, "score_wasserstein_distance": 0.6}[kind]
    group = np.repeat([0, 1], [60, 90])
    for _ in range(60):
        score = rng.standard_normal(150) + 0.6 * group
        found = distance(kind, score, rng.integers(0, 2, 150), group).estimate
        missed += found.low > truth, found.high < truth
    assert missed.max() <= 7


def test_no_group_at_all_has_no_distance():
    for kind in KINDS:
        assert distance(kind, [1, 2, 3, 4], [1, 0, 1, 0], [0, 0, 1, 1], chosen=[]).estimate.undefined == TOO_FEW


def test_numbers_that_differ_in_the_last_digit_are_steps_of_their_own() -> None:
    """0.1 * 3 is not 0.3: the largest difference in shares is that of scipy, and never above 1."""
    rng = np.random.default_rng(1)
    tenths, group = rng.integers(0, 11, 400), rng.choice(["a", "b"], 400)
    score = np.minimum(np.where(group == "a", tenths * 0.1, tenths / 10), 1.0)
    frame = pd.DataFrame({"label": rng.integers(0, 2, 400), "score": score, "group": group})
    report = fairaudit.audit(frame, groups="group").to_dict()
    (found,) = [each["value"] for each in report["disparities"] if each["name"] == "score_ks_distance"]
    assert found == pytest.approx(stats.ks_2samp(score[group == "a"], score[group == "b"]).statistic)

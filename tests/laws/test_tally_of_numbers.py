"""Laws of predicted numbers: how the data are cut and ordered, and where their origin is, does not matter."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairaudit.catalogue import TASKS
from fairaudit.cube import Cube
from fairaudit.inference import measure
from fairaudit.settings.table import config_of
from fairaudit.tasks.roles import resolve_roles

SCHEMA = pa.schema(
    [("race", pa.string()), ("voice", pa.string())]
    + [(name, pa.float64()) for name in ("label", "prediction", "lower", "upper", "weight")]
)
number = st.floats(-100, 100).map(lambda x: round(x, 2))
row = st.fixed_dictionaries(
    {
        "race": st.sampled_from(["a", "b", None]),
        "voice": st.sampled_from(["s1", "s2", "s3"]),
        "label": st.one_of(number, st.sampled_from([0.0, 5.0, None, math.nan])),
        "prediction": st.one_of(number, st.sampled_from([5.0])),
        "lower": st.just(-50.0),
        "upper": st.just(50.0),
        "weight": st.floats(0.1, 10).map(lambda x: round(x, 1)),
    }
)
rows_of = st.lists(row, min_size=2, max_size=30)


class Columns:
    """What a tally asks of a source."""

    may_have_commas = False


def tallied(batches, task="regression", origin=0.0, **chosen):
    """Return what a tally comes to, of rows whose numbers all lie further up by `origin`."""
    asked = {"quantile": 0.7, "lower": "lower", "upper": "upper"} if task == "regression" else {"value": "label"}
    config = config_of({"groups": ("race",), "task": task, **asked, **chosen})
    roles = resolve_roles(SCHEMA.names, config, TASKS)
    tally = TASKS[task].start(roles, config, Columns)
    moved = ("label", "prediction", "lower", "upper")
    for batch in batches:
        found = [{**each, **{k: None if each[k] is None else each[k] + origin for k in moved}} for each in batch]
        tally.add(pa.RecordBatch.from_pylist(found, schema=SCHEMA))
    counted = tally.counted()
    return (
        lambda more=None: TASKS[task].resolve(counted if more is None else counted + more, roles, config).cube,
        counted,
    )


def figures(cube: Cube, task="regression") -> dict:
    """Return value and limits of every metric of every group."""
    found = {}
    for metric in (each for each in TASKS[task].metrics if each.between is None):
        own = cube.of(metric.reads)
        sample = own.sample(("race",))
        measured = measure(metric, sample, 0.95)
        for codes, estimate in zip(sample.groups.tolist(), measured.estimates(), strict=True):
            key = (metric.name, *own.values(("race",), codes).values())
            found[key] = (estimate.value, estimate.low, estimate.high)
    return found


def numbers_of(found: dict, place: int) -> np.ndarray:
    return np.array([np.nan if each[place] is None else each[place] for each in found.values()])


def assert_same(one: dict, other: dict, tolerance: float = 1e-9) -> None:
    assert one.keys() == other.keys()
    np.testing.assert_allclose(numbers_of(one, 0), numbers_of(other, 0), rtol=tolerance, atol=tolerance)


def assert_same_limits(one: dict, other: dict) -> None:
    """Limits rest on eighth powers, of which less is left; where nearly nothing varies, on nothing but rounding."""
    for key, (value, low, high) in one.items():
        if low is not None and other[key][1] is not None and high - low > 1e-3 * (1 + abs(value)):
            assert other[key][1:] == pytest.approx((low, high), rel=1e-4, abs=1e-4), key


def has_label(rows) -> bool:
    return any(each["label"] is not None and math.isfinite(each["label"]) for each in rows)


@settings(max_examples=60, deadline=None)
@given(rows_of.filter(has_label), st.data(), st.sampled_from(["regression", "quantity"]), st.booleans(), st.booleans())
def test_any_split_and_any_order_give_the_same_figures(rows, data, task, weighted, clustered):
    chosen = ({"weight": "weight"} if weighted else {}) | ({"cluster": "voice"} if clustered else {})
    whole, _ = tallied([rows], task, **chosen)
    shuffled, cut = data.draw(st.permutations(rows)), data.draw(st.integers(0, len(rows)))
    parts, _ = tallied([shuffled[:cut], shuffled[cut:]], task, **chosen)
    one, other = figures(whole(), task), figures(parts(), task)
    assert_same(one, other)
    assert_same_limits(one, other)


@settings(max_examples=60, deadline=None)
@given(rows_of.filter(has_label), rows_of.filter(has_label), st.sampled_from(["regression", "quantity"]), st.booleans())
def test_parts_that_were_tallied_apart_add_up(first, second, task, clustered):
    """Each part has an origin of its own, amid its numbers."""
    chosen = {"cluster": "voice"} if clustered else {}
    (one, _), (_, other) = tallied([first], task, **chosen), tallied([second], task, **chosen)
    together, _ = tallied([first + second], task, **chosen)
    assert_same(figures(one(other), task), figures(together(), task))


@settings(max_examples=40, deadline=None)
@given(rows_of.filter(has_label), st.sampled_from([1e6, 1.7e9, -1e9]))
def test_the_origin_of_numbers_moves_means_and_nothing_else(rows, origin):
    here, _ = tallied([rows])
    there, _ = tallied([rows], origin=origin)
    one, other = figures(here()), figures(there())
    moved = {"mean_prediction", "mean_label"}
    for key, (value, _, _) in one.items():
        if key[0] == "mean_absolute_percentage_error" or value is None:
            continue
        expected = value + origin if key[0] in moved else value
        assert other[key][0] == pytest.approx(expected, rel=1e-5 if abs(origin) > 1e8 else 1e-7, abs=1e-6), key


@settings(max_examples=40, deadline=None)
@given(rows_of.filter(has_label), st.sampled_from([0.01, 3.0, 1000.0]))
def test_the_unit_of_numbers_is_that_of_errors_and_of_nothing_else(rows, unit):
    names = ("label", "prediction", "lower", "upper")
    larger = [{**each, **{k: None if each[k] is None else each[k] * unit for k in names}} for each in rows]
    one, other = (figures(tallied([each])[0]()) for each in (rows, larger))
    same = {"mean_absolute_percentage_error", "r_squared", "pearson_correlation", "share_above_median"}
    for key, (value, _, _) in one.items():
        if key[0] in {
            "share_above_median",
            "share_above_quantile",
            "interval_coverage",
        }:  # rounding can move a number onto a limit
            continue
        power = 0 if key[0] in same else 2 if key[0] == "mean_squared_error" else 1
        if value is not None and other[key][0] is not None:
            assert other[key][0] == pytest.approx(value * unit**power, rel=1e-8, abs=1e-9 * unit**power), key

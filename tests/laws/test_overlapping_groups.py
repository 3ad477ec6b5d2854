"""Laws of groups that have rows in common: any split and order give one cube, and nothing is counted twice in all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fairaudit
from fairaudit.catalogue import TASKS
from fairaudit.cube import Cube
from fairaudit.settings.table import config_of
from fairaudit.tasks.roles import resolve_roles

row = st.fixed_dictionaries(
    {
        "identity": st.one_of(st.none(), st.lists(st.sampled_from(["a", "b", "c", " a ", "", None]), max_size=4)),
        "sex": st.sampled_from(["f", "m", None]),
        "voice": st.sampled_from(["s1", "s2", "s3"]),
        "label": st.sampled_from(["0", "1"]),
        "prediction": st.sampled_from(["0", "1"]),
        "weight": st.sampled_from([0.0, 0.5, 1.0, 7.0]),
    }
)
rows = st.lists(row, min_size=1, max_size=30)
ways = st.sampled_from(
    [{}, {"weight": "weight"}, {"cluster": "voice"}, {"weight": "weight", "cluster": "voice"}],
)
SCHEMA = pa.schema(
    [
        ("identity", pa.list_(pa.string())),
        *((name, pa.string()) for name in ("sex", "voice", "label", "prediction")),
        ("weight", pa.float64()),
    ]
)

LEVELS = (("identity",), ("identity", "sex"), ("sex",))


class Columns:
    """What a tally asks of a source."""

    may_have_commas = False

    def __init__(self):
        self.types = dict(zip(SCHEMA.names, SCHEMA.types, strict=True))


def labels_of(each: dict) -> set[str]:
    return {label.strip() for label in each["identity"] or () if label and label.strip()}


def cube_of(*batches: list[dict], **chosen) -> Cube:
    said = {"groups": ["sex"], "identities": (("identity", ";"),), "intersections": "pairs", "positive": "1", **chosen}
    config = config_of(said)
    roles = resolve_roles(SCHEMA.names, config, TASKS)
    tally = TASKS[roles.task].start(roles, config, Columns())
    for batch in batches:
        tally.add(pa.RecordBatch.from_pylist(batch, schema=SCHEMA))
    return TASKS[roles.task].resolve(tally.counted(), roles, config).cube


def content(cube: Cube) -> dict:
    """Return the cube as a mapping from what its codes mean to sums."""
    cells: dict = {}
    for codes, sums in zip(cube.codes, cube.counts.sums, strict=True):
        key = tuple(axis.meanings[code] for axis, code in zip(cube.axes, codes, strict=True))
        cells[key] = cells.get(key, 0) + sums
    return cells


def assert_same(first: Cube, second: Cube) -> None:
    mine, theirs = content(first), content(second)
    assert mine.keys() == theirs.keys()
    for key, sums in mine.items():
        np.testing.assert_allclose(sums, theirs[key], rtol=1e-9)


def totals(cube: Cube, by: tuple[str, ...]) -> dict:
    sample = cube.sample(by)
    values = (tuple(cube.values(by, codes).values()) for codes in sample.groups)
    return dict(zip(values, sample.totals.sums, strict=True))


@given(rows, st.data(), ways)
def test_any_split_and_any_order_give_one_cube(some, data, chosen):
    shuffled = data.draw(st.permutations(some))
    cut = data.draw(st.integers(0, len(some)))
    assert_same(cube_of(some, **chosen), cube_of(shuffled[:cut], shuffled[cut:], **chosen))


@given(rows, rows, rows, ways)
def test_cubes_add_up_in_any_order_to_the_cube_of_all_rows(first, second, third, chosen):
    a, b, c = (cube_of(part, **chosen) for part in (first, second, third))
    whole = cube_of(first + second + third, **chosen)
    assert_same((a + b) + c, a + (b + c))
    assert_same(a + b, b + a)
    assert_same(a + b + c, whole)
    for by in LEVELS:
        mine, theirs = totals(a + b + c, by), totals(whole, by)
        assert list(mine) == list(theirs)
        for group, sums in mine.items():
            np.testing.assert_allclose(sums, theirs[group], rtol=1e-9)


@given(rows, ways)
def test_a_group_counts_every_row_that_names_it_and_cells_count_each_row_once(some, chosen):
    cube = cube_of(some, **chosen)
    assert cube.counts.rows[:, 0].sum() == len(some)
    for by in LEVELS[:2]:
        sample = cube.sample(by)
        for codes, counted in zip(sample.groups, sample.totals.rows[:, 0], strict=True):
            group = cube.values(by, codes)
            named = [each for each in some if group["identity"] in labels_of(each)]
            assert counted == sum(group.get("sex", each["sex"]) == each["sex"] for each in named)
        assert cube.count_groups(by) == sample.size <= cube.most_groups(by)


@given(rows, ways)
def test_a_group_and_its_background_are_all_rows(some, chosen):
    cube = cube_of(some, **chosen)
    everyone, sample = cube.sample(()), cube.sample(("identity",))
    background = sample.background(everyone)
    np.testing.assert_allclose(
        background.sums + sample.totals.sums, np.broadcast_to(everyone.totals.sums, background.sums.shape)
    )
    for codes, others in zip(sample.groups, background.rows[:, 0], strict=True):
        name = cube.values(("identity",), codes)["identity"]
        assert others == sum(name not in labels_of(each) for each in some)


def audit(frame: pd.DataFrame, **chosen) -> dict:
    usual = {"identities": ["identity"], "min_group_size": 1, "min_clusters": 1, "positive": "1"}
    return fairaudit.audit(frame, **{**usual, **chosen}).to_dict()


some = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
named = rows.filter(lambda each: any(map(labels_of, each)))


@some
@given(named, ways)
def test_renaming_labels_renames_results_and_changes_nothing_else(listed, chosen):
    names = {"a": "zz", "b": "b", "c": "<c>"}
    frame = pd.DataFrame(listed).assign(identity=[sorted(labels_of(each)) for each in listed])
    renamed = frame.assign(identity=[[names[label] for label in labels] for labels in frame.identity])
    plain, other = audit(frame, **chosen), audit(renamed, **chosen)
    entries = {entry["group"]["identity"]: entry for entry in other["groups"]}
    for entry in plain["groups"]:
        assert {**entries[names[entry["group"]["identity"]]], "group": None} == {**entry, "group": None}
    for mine, theirs in zip(plain["disparities"], other["disparities"], strict=True):
        for fact in ("value", "low", "high"):
            assert mine[fact] == pytest.approx(theirs[fact]), (mine["name"], fact)


@some
@given(named, ways)
def test_a_label_a_row_is_audited_as_any_attribute(listed, chosen):
    frame = pd.DataFrame(listed).assign(identity=[(sorted(labels_of(each)) or ["none"])[0] for each in listed])
    mine, theirs = audit(frame, **chosen), audit(frame, identities=None, groups=["identity"], **chosen)
    for part in ("overall", "groups", "disparities"):
        assert mine[part] == theirs[part]

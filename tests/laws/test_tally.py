"""Laws of the tally and the cube: no row is lost, and the order and the cutting of the data do not matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairaudit.catalogue import TASKS
from fairaudit.cube import Cube
from fairaudit.settings.table import config_of
from fairaudit.tasks.roles import resolve_roles

GROUPS = ("race", "sex")
decision_row = st.fixed_dictionaries(
    {
        "race": st.sampled_from(["a", "b", "NA", "01", None]),
        "sex": st.sampled_from(["f", "m", None]),
        "voice": st.sampled_from(["s1", "s2", "s3", None]),
        "label": st.sampled_from(["0", "1", None]),
        "prediction": st.sampled_from(["0", "1", "1.0", None]),
        "weight": st.floats(0, 100, allow_nan=False),
    }
)
decision_rows = st.lists(decision_row, min_size=1, max_size=40)
speech_row = st.fixed_dictionaries(
    {
        "race": st.sampled_from(["a", "b", None]),
        "sex": st.sampled_from(["f", "m"]),
        "voice": st.sampled_from(["s1", "s2", None]),
        "reference": st.sampled_from(["", "one two", "the cat sat on the mat", None]),
        "hypothesis": st.sampled_from(["", "one", "the cat sit on mat today", None]),
    }
)
SPEECH_SCHEMA = pa.schema([(name, pa.string()) for name in ("race", "sex", "voice", "reference", "hypothesis")])
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("race", "sex", "voice", "label", "prediction")] + [("weight", pa.float64())]
)


@dataclass
class Columns:
    """What a tally asks of a source."""

    types: dict[str, pa.DataType]
    may_have_commas: bool = False


class Counted:
    """A tally that has seen some batches, and what it comes to."""

    def __init__(self, batches, schema, config):
        columns = Columns(dict(zip(schema.names, schema.types, strict=True)))
        self.config, self.roles = config, resolve_roles(schema.names, config, TASKS)
        self.task = TASKS[self.roles.task]
        self.tally = self.task.start(self.roles, config, columns)
        for rows in batches:
            self.tally.add(pa.RecordBatch.from_pylist(rows, schema=schema))
        self.account = self.tally.account

    def tallied(self):
        return self.tally.counted()

    def cube(self):
        return self.resolved(self.tallied())

    def resolved(self, tallied):
        return self.task.resolve(tallied, self.roles, self.config).cube


def tally(batches, schema=SCHEMA, **settings):
    return Counted(batches, schema, config_of({"groups": GROUPS, "positive": "1", **settings}))


def tally_speech(batches, **settings):
    return Counted(batches, SPEECH_SCHEMA, config_of({"groups": GROUPS, "task": "speech", **settings}))


def content(cube: Cube) -> dict:
    """Return the cube as a mapping from values to sums, whatever the order of its codes."""
    cells: dict = {}
    for codes, sums in zip(cube.codes, cube.counts.sums, strict=True):
        key = tuple(axis.values[code] for axis, code in zip(cube.axes, codes, strict=True))
        cells[key] = cells.get(key, 0) + sums
    return cells


def assert_same(first: Cube, second: Cube) -> None:
    mine, theirs = content(first), content(second)
    assert mine.keys() == theirs.keys()
    for key, sums in mine.items():
        np.testing.assert_allclose(sums, theirs[key], rtol=1e-9)


def has_complete(rows) -> bool:
    return any(row["label"] is not None and row["prediction"] is not None for row in rows)


@given(decision_rows)
def test_rows_read_are_rows_counted_plus_rows_rejected(rows):
    counting = tally([rows])
    complete = sum(row["label"] is not None and row["prediction"] is not None for row in rows)
    assert counting.account.read == len(rows)
    assert sum(counting.account.rejected.values()) == len(rows) - complete
    if complete:
        cube = counting.cube()
        assert cube.counts.rows[:, 0].sum() == complete


@given(decision_rows.filter(has_complete), st.data(), st.booleans(), st.booleans())
def test_any_split_and_any_order_give_the_same_cube(rows, data, weighted, clustered):
    chosen = {"weight": "weight" if weighted else None, "cluster": "voice" if clustered else None}
    whole = tally([rows], **chosen).cube()
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    parts = tally([shuffled[:cut], shuffled[cut:]], **chosen).cube()
    assert_same(whole, parts)


@given(decision_rows.filter(has_complete), decision_rows.filter(has_complete), decision_rows.filter(has_complete))
def test_cubes_add_up_in_any_order_and_to_the_cube_of_all_rows(first, second, third):
    a, b, c = (tally([rows], cluster="voice").cube() for rows in (first, second, third))
    assert_same((a + b) + c, a + (b + c))
    assert_same(a + b, b + a)
    assert_same(a + b + c, tally([first + second + third], cluster="voice").cube())


@given(decision_rows.filter(has_complete), decision_rows.filter(has_complete), st.booleans())
def test_parts_that_were_tallied_apart_resolve_to_the_counts_of_all_rows(first, second, weighted):
    chosen = {"cluster": "voice", "positive": None} | ({"weight": "weight"} if weighted else {})
    whole = tally([first + second], **chosen)
    tallied = tally([first], **chosen).tallied() + tally([second], **chosen).tallied()
    assert_same(whole.resolved(tallied), whole.cube())
    assert tallied.account == whole.account
    assert tallied.seen == whole.tallied().seen


@given(decision_rows.filter(has_complete))
def test_the_groups_of_an_attribute_add_up_to_all_rows(rows):
    cube = tally([rows], cluster="voice").cube()
    overall = cube.sample(()).totals.sums.sum(axis=0)
    for by in (("race",), ("sex",), ("race", "sex"), ("sex", "race")):
        sample = cube.sample(by)
        np.testing.assert_array_equal(sample.totals.sums.sum(axis=0), overall)
        assert sample.size == len({tuple(cube.values(by, codes).items()) for codes in sample.groups})


@given(decision_rows.filter(has_complete))
def test_swapping_the_positive_label_turns_the_confusion_matrix_around(rows):
    straight = tally([rows]).cube()
    cube = tally([rows], positive="0").cube()
    mine, theirs = straight.sample(()).totals, cube.sample(()).totals
    np.testing.assert_array_equal(mine.true_positives, theirs.true_negatives)
    np.testing.assert_array_equal(mine.false_positives, theirs.false_negatives)


@given(decision_rows.filter(has_complete), st.integers(1, 5))
def test_a_count_column_stands_for_that_many_rows(rows, times):
    schema = SCHEMA.append(pa.field("count", pa.int64()))
    counted = tally([[{**row, "count": times} for row in rows]], schema, count="count")
    assert_same(counted.cube(), tally([rows * times]).cube())


@given(decision_rows.filter(has_complete))
def test_a_weight_of_three_moves_rates_as_three_rows_would(rows):
    weighted = tally([[{**row, "weight": 3.0} for row in rows]], weight="weight").cube()
    repeated = tally([rows * 3]).cube()
    mine, theirs = content(weighted), content(repeated)
    for key, sums in mine.items():
        np.testing.assert_allclose(sums[:, 1], theirs[key][:, 0])


@settings(max_examples=40)
@given(st.lists(speech_row, min_size=1, max_size=20), st.data(), st.booleans())
def test_speech_in_any_split_and_order_gives_the_same_sums(rows, data, clustered):
    if not any(row["reference"] is not None and row["hypothesis"] is not None for row in rows):
        return
    chosen = {"cluster": "voice"} if clustered else {}
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    whole, parts = (tally_speech(batches, **chosen) for batches in ([rows], [shuffled[:cut], shuffled[cut:]]))
    assert whole.account.rejected == parts.account.rejected
    assert_same(whole.cube(), parts.cube())
    assert largest(whole.cube()) == largest(parts.cube())


@settings(max_examples=40)
@given(st.lists(speech_row, min_size=1, max_size=10), st.lists(speech_row, min_size=1, max_size=10), st.booleans())
def test_the_sum_of_two_cubes_of_speech_keeps_the_largest_utterances(some, others, clustered):
    if not all(
        any(row["reference"] is not None and row["hypothesis"] is not None for row in part) for part in (some, others)
    ):
        return
    chosen = {"cluster": "voice"} if clustered else {}
    one, other, both = (tally_speech([rows], **chosen).cube() for rows in (some, others, some + others))
    assert_same(one + other, both)
    assert largest(one + other) == largest(both)


def largest(cube: Cube) -> dict:
    """Return the errors and words of the largest row by the values of its attributes."""
    return {
        tuple(axis.values[code] for axis, code in zip(cube.attributes, codes, strict=True)): tuple(facts)
        for codes, facts in zip(cube.largest.codes, cube.largest.facts.tolist(), strict=True)
    }


def test_an_empty_hypothesis_is_all_deletions_and_a_missing_one_is_rejected():
    rows = [
        {"race": "a", "sex": "f", "voice": "s", "reference": "one two three", "hypothesis": ""},
        {"race": "a", "sex": "f", "voice": "s", "reference": "one two three", "hypothesis": None},
    ]
    counting = tally_speech([rows])
    totals = counting.cube().sample(()).totals
    assert totals.field("deletions")[0, 0] == 3
    assert totals.field("utterances")[0, 0] == 1
    assert counting.account.rejected == {"the hypothesis is missing": 1}


def test_a_wide_cube_of_many_values_counts_every_row():
    rng = np.random.default_rng(1)
    columns = {name: [f"v{value}" for value in rng.integers(0, 900, 5000)] for name in ("race", "sex", "voice")}
    batch = pa.record_batch({**columns, "label": ["1"] * 5000, "prediction": ["0"] * 5000})
    cube = tally([batch.to_pylist()], batch.schema, cluster="voice", positive=None).cube()
    keys = set(zip(*columns.values(), strict=True))
    assert len(cube.codes) == len(keys)
    assert cube.counts.false_negatives[:, 0].sum() == pytest.approx(5000)

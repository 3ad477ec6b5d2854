"""Pairs of rows against an oracle in plain Python: a dictionary from ids to rows, and sums over the pairs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

import fairaudit
from fairaudit.change.matching import match
from fairaudit.errors import FairauditError

IDS = st.one_of(st.none(), st.integers(0, 12))
ROW = st.tuples(IDS, IDS, st.sampled_from("ab"), st.integers(0, 1), st.integers(0, 1), st.sampled_from("stuv"))
SIDES = st.lists(ROW, min_size=1, max_size=25)


def partners(old: list[Any], new: list[Any]) -> list[tuple[int, int]]:
    """Return the places of rows with one id that each side has once, in the order of the new side."""
    times = [Counter(side) for side in (old, new)]
    place = {key: index for index, key in enumerate(old)}
    return [
        (place[key], index) for index, key in enumerate(new) if None not in key and times[0][key] == times[1][key] == 1
    ]


@given(SIDES, SIDES, st.integers(1, 2), st.booleans(), st.integers(1, 4))
def test_rows_are_matched_as_a_dictionary_does(old: Any, new: Any, width: int, as_text: bool, chunks: int) -> None:
    keys = [[row[:width] for row in side] for side in (old, new)]
    columns = [[chunked([key[place] for key in side], chunks) for place in range(width)] for side in keys]
    if as_text:
        columns[1] = [column.cast(pa.large_string()) for column in columns[1]]
    found = match(*columns)
    assert list(zip(found.old.tolist(), found.new.tolist(), strict=True)) == partners(*keys)
    named = [[key for key in side if None not in key] for side in keys]
    assert found.without_id == sum(map(len, keys)) - sum(map(len, named))
    assert found.repeated == sum(Counter(side)[key] > 1 for side in named for key in side)
    once = [{key for key in side if Counter(side)[key] == 1} for side in named]
    assert [len(each) for each in found.alone] == [len(once[0] - once[1]), len(once[1] - once[0])]


def chunked(values: list[Any], size: int) -> Any:
    parts = [values[start : start + size] for start in range(0, len(values), size)]
    return pa.chunked_array(parts, pa.int64())


@example_settings(max_examples=40)
@given(SIDES, SIDES, st.booleans(), st.booleans())
def test_what_is_compared_is_what_the_pairs_add_up_to(old: Any, new: Any, clustered: bool, weighted: bool) -> None:
    keys = [[row[:1] for row in side] for side in (old, new)]
    pairs = [(old[one], new[other]) for one, other in partners(*keys)]
    settings: dict[str, Any] = {"groups": "g", "metrics": ["accuracy", "precision"], "positive": "1"}
    settings |= {"cluster": "who"} if clustered else {}
    settings |= {"weight": "w"} if weighted else {}
    tables = [table(side, weighted) for side in (old, new)]
    if not pairs:
        with pytest.raises(FairauditError):
            fairaudit.compare(*tables, id="id", **settings)
        return
    found = fairaudit.compare(*tables, id="id", **settings).to_dict()
    assert found["pairing"]["labels_differ"] == sum(one[3] != other[3] for one, other in pairs)
    assert found["pairing"]["groups_differ"] == sum(
        one[2] != other[2] or (clustered and one[5] != other[5]) for one, other in pairs
    )
    for group in found["groups"]:
        mine = [each for each in pairs if each[1][2] == group["group"]["g"]]
        assert group["n_old"] == group["n_new"] == len(mine)
        for which, side in (("old", 0), ("new", 1)):
            judged = [(each[1][0] % 3 + 1 if weighted else 1, each[side]) for each in mine]
            right = rate(judged, lambda row: row[3] == row[4], lambda _: True)
            assert group["metrics"]["accuracy"][which]["value"] == right
            precise = rate(judged, lambda row: row[3] == 1, lambda row: row[4] == 1)
            assert group["metrics"]["positive_predictive_value"][which]["value"] == precise


def rate(judged: list[Any], part: Any, whole: Any) -> Any:
    total = sum(weight for weight, row in judged if whole(row))
    hits = sum(weight for weight, row in judged if whole(row) and part(row))
    return pytest.approx(hits / total) if total else None


def table(rows: list[Any], weighted: bool) -> pa.Table:
    """Return rows as a table; a row's weight follows from its id, so that partners weigh the same."""
    names = ("id", "id2", "g", "label", "prediction", "who")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    columns["w"] = [1 if row[0] is None else row[0] % 3 + 1 for row in rows]
    if not weighted:
        del columns["w"]
    return pa.table({**columns, "id": pa.array(columns["id"], pa.int64()), "id2": pa.array(columns["id2"], pa.int64())})

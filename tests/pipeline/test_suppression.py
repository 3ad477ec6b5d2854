"""Hidden groups stay hidden: no sum or difference of shown counts gives a single one of them away."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import fairaudit

GROUPS = ["g", "h", ("g", "h")]


def rows(counts: dict[tuple[str, str], int]) -> pd.DataFrame:
    cells = [cell for cell, count in counts.items() for _ in range(count)]
    return pd.DataFrame(cells, columns=["g", "h"]).assign(y_true=1, y_pred=[index % 2 for index in range(len(cells))])


def report(counts: dict[tuple[str, str], int], below: int) -> dict:
    return fairaudit.audit(rows(counts), groups=GROUPS, suppress_below=below, metrics=["accuracy"]).to_dict()


def given_away(found: dict, cells: list[tuple[str, str]]) -> list[dict]:
    """Return the hidden groups whose count is a linear combination of shown ones: the oracle is a rank."""

    def indicator(group: dict) -> list[float]:
        return [float(group.items() <= dict(zip("gh", cell, strict=True)).items()) for cell in cells]

    shown = [[1.0] * len(cells)] + [indicator(entry["group"]) for entry in found["groups"] if not entry["suppressed"]]
    rank = np.linalg.matrix_rank(np.array(shown))
    return [
        entry["group"]
        for entry in found["groups"]
        if entry["suppressed"] and np.linalg.matrix_rank(np.array([*shown, indicator(entry["group"])])) == rank
    ]


def test_subtracting_across_levels_finds_nothing():
    # The group c has 5 rows, all with h = x: x less its shown parts would give it, and so would all rows less a and b.
    counts = {("a", "x"): 50, ("a", "y"): 60, ("b", "x"): 40, ("b", "y"): 45, ("c", "x"): 5}
    found = report(counts, 10)
    hidden = [entry["group"] for entry in found["groups"] if entry["suppressed"]]
    assert {"g": "c"} in hidden
    assert given_away(found, list(counts)) == []


@settings(max_examples=40)
@given(st.lists(st.integers(0, 30), min_size=6, max_size=6).filter(lambda sizes: sum(sizes) > 0))
def test_no_hidden_group_of_a_small_table_is_given_away(sizes):
    cells = list(product(["a", "b", "c"], ["x", "y"]))
    counts = {cell: size for cell, size in zip(cells, sizes, strict=True) if size}
    found = report(counts, 8)
    for entry in found["groups"]:
        if not entry["suppressed"]:
            assert entry["n"] >= 8
    for group in given_away(found, list(counts)):
        # All rows are always shown, so a group that is everybody cannot be hidden.
        everybody = {**dict.fromkeys("gh"), **group}
        assert all(everybody[name] in (None, value) for cell in counts for name, value in zip("gh", cell, strict=True))


def test_nothing_is_hidden_unless_asked():
    found = report({("a", "x"): 3, ("b", "x"): 50}, 0)
    assert not any(entry["suppressed"] for entry in found["groups"])

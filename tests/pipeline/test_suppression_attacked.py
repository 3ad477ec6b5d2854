"""Hidden groups against an attacker who solves linear programs over every combination of labels that can occur.

The attacker knows what the report shows, which combinations occur, and that each hidden group has a row at least.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import fairaudit

AXES = ("g", "h", "k")
VALUES = ("abc", "wxyz", "pq")
BELOW = 10
PAIRS = [*AXES, ("g", "h"), ("g", "k"), ("h", "k")]


def sizes_of(seed: int) -> dict[tuple[str, ...], int]:
    """Return rows per combination: most are few, some are none, some are many."""
    generator = np.random.default_rng([67, seed])
    mean = generator.uniform(3, 20)
    found = generator.negative_binomial(0.6, 0.6 / (0.6 + mean), 24)
    return {cell: int(size) for cell, size in zip(product(*VALUES), found, strict=True) if size}


def report(sizes: dict[tuple[str, ...], int], levels: list[Any]) -> dict[str, Any]:
    cells = [cell for cell, size in sizes.items() for _ in range(size)]
    rows = pd.DataFrame(cells, columns=list(AXES)).assign(y_true=1, y_pred=[row % 2 for row in range(len(cells))])
    return dict(fairaudit.audit(rows, groups=levels, suppress_below=BELOW, metrics=["accuracy"]).to_dict())


def ranges(found: dict[str, Any]) -> list[tuple[dict[str, str], float, float]]:
    """Return every hidden group with the fewest and the most rows that it can have."""
    listed: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for entry in found["groups"]:
        listed.setdefault(tuple(entry["by"]), set()).add(tuple(entry["group"].values()))
    combinations = [dict(zip(AXES, each, strict=True)) for each in product(*VALUES)]
    possible = [
        each
        for each in combinations
        if all(tuple(each[name] for name in by) in groups for by, groups in listed.items())
    ]

    def holds(group: dict[str, str]) -> list[float]:
        return [float(group.items() <= each.items()) for each in possible]

    shown = [entry for entry in found["groups"] if not entry["suppressed"]]
    hidden = [entry["group"] for entry in found["groups"] if entry["suppressed"]]
    known = [[1.0] * len(possible), *(holds(entry["group"]) for entry in shown)]
    counts = [found["overall"]["n"], *(entry["n"] for entry in shown)]
    at_least_one = [[-held for held in holds(group)] for group in hidden]
    told = []
    for group in hidden:
        ends = [
            linprog(sign * np.array(holds(group)), at_least_one, [-1.0] * len(hidden), known, counts).fun
            for sign in (1, -1)
        ]
        told.append((group, ends[0], -ends[1]))
    return told


@pytest.mark.parametrize("levels", [PAIRS, [*PAIRS, AXES]], ids=["pairs", "all"])
def test_no_hidden_group_is_told_by_all_that_is_shown(levels: list[Any]) -> None:
    hidden = 0
    for seed in range(12):
        sizes = sizes_of(seed)
        if sum(sizes.values()) < 4 * BELOW:
            continue
        found = report(sizes, levels)
        for entry in found["groups"]:
            held = sum(
                size
                for cell, size in sizes.items()
                if entry["group"].items() <= dict(zip(AXES, cell, strict=True)).items()
            )
            assert entry["suppressed"] or entry["n"] == held >= BELOW
        for group, low, high in ranges(found):
            hidden += 1
            assert high >= BELOW, f"{group} is told to be smaller than it may be told to be"
            assert high - low > 0.5, f"{group} is told to have {low} rows"
    assert hidden > 100


def test_few_rows_together_are_not_told() -> None:
    """Of 2 and 3 rows all rows less c tells that none is more than 4, so that c is hidden, too; of 5 and 6 it is 10."""
    found = report({("a", "w", "p"): 2, ("b", "w", "p"): 3, ("c", "w", "p"): 50}, ["g", "h", "k"])
    assert [entry["suppressed"] for entry in found["groups"] if entry["by"] == ["g"]] == [True, True, True]
    fine = report({("a", "w", "p"): 5, ("b", "w", "p"): 6, ("c", "w", "p"): 50}, ["g", "h", "k"])
    assert [entry["suppressed"] for entry in fine["groups"] if entry["by"] == ["g"]] == [True, True, False]

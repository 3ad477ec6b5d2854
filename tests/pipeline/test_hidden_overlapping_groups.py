"""Groups that have rows in common stay hidden: no sum or difference of shown counts gives one of them away."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import fairaudit


def report(sizes: dict[tuple[str, str], int], below: int, **chosen) -> dict:
    """Audit so many rows of each combination of labels and sex; labels are the letters of a text."""
    cells = [cell for cell, size in sizes.items() for _ in range(size)]
    frame = pd.DataFrame({"identity": [list(labels) for labels, _ in cells], "sex": [sex for _, sex in cells]})
    frame = frame.assign(y_true=1, y_pred=[index % 2 for index in range(len(frame))])
    chosen = {"groups": ["sex", ("identity", "sex")], "identities": ["identity"], "metrics": ["accuracy"], **chosen}
    return fairaudit.audit(frame, suppress_below=below, **chosen).to_dict()


def of(found: dict, **group: str) -> dict:
    return next(entry for entry in found["groups"] if entry["group"] == group)


def holds(group: dict, cell: tuple[str, str]) -> bool:
    return group.get("identity", "") in cell[0] and group.get("sex", cell[1]) == cell[1]


def test_a_group_is_hidden_that_all_but_a_few_rows_are_in():
    # 97 of 100 rows are in a: all rows less a would tell three.
    found = report({("a", "f"): 57, ("ab", "f"): 40, ("b", "f"): 3}, 10, groups=[])
    assert of(found, identity="a")["suppressed"]
    assert not of(found, identity="b")["suppressed"]


def test_a_group_is_hidden_that_holds_all_but_a_few_rows_of_another():
    # a is in b, and b less a would tell four.
    found = report({("ab", "f"): 30, ("b", "f"): 4, ("c", "f"): 50}, 10, groups=[])
    assert of(found, identity="a")["suppressed"]
    assert not of(found, identity="b")["suppressed"]
    assert not of(found, identity="c")["suppressed"]


def test_two_groups_of_the_same_rows_tell_nothing_of_each_other():
    found = report({("ab", "f"): 30, ("c", "f"): 50}, 10, groups=[])
    assert not any(entry["suppressed"] for entry in found["groups"])


def test_an_intersection_is_not_told_by_the_group_and_its_other_parts():
    # a has 3 men: a less its women would tell them.
    found = report({("a", "f"): 40, ("ab", "m"): 3, ("b", "m"): 60, ("b", "f"): 60, ("", "m"): 20}, 10)
    assert of(found, identity="a", sex="m")["suppressed"]
    assert of(found, identity="a", sex="f")["suppressed"]
    assert not of(found, identity="a")["suppressed"]


def test_a_hidden_group_is_no_sum_or_difference_of_others():
    # c is all of a, b and d, which have no row in common, so that b is c less a less d.
    found = report({("ac", "f"): 40, ("bc", "f"): 5, ("cd", "f"): 50, ("", "f"): 20}, 10, groups=[])
    hidden = [entry["group"]["identity"] for entry in found["groups"] if entry["suppressed"]]
    assert hidden == ["a", "b"]


cells = [(labels, sex) for labels in ("", "a", "b", "c", "ab", "bc", "abc", "d") for sex in "fm"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 25), min_size=len(cells), max_size=len(cells)))
def test_no_hidden_group_is_a_sum_of_shown_ones(sizes):
    counts = {cell: size for cell, size in zip(cells, sizes, strict=True) if size}
    if not any(labels for labels, _ in counts):
        return
    found = report(counts, 8)
    rows = np.array(list(counts.values()))

    def vector(group: dict) -> np.ndarray:
        return np.array([float(holds(group, cell)) for cell in counts])

    shown = np.array(
        [vector(each["group"]) for each in [{"group": {}}, *found["groups"]] if not each.get("suppressed")]
    )
    for entry in found["groups"]:
        if entry["suppressed"]:
            told = np.linalg.matrix_rank(np.vstack([shown, vector(entry["group"])])) == np.linalg.matrix_rank(shown)
            assert not told or vector(entry["group"]).all(), entry["group"]
        else:
            assert entry["n"] == vector(entry["group"]) @ rows >= 8
            others = [{}, *(each["group"] for each in found["groups"] if each["by"] == entry["by"] and each["n"])]
            within = [each for each in map(vector, others) if (each >= vector(entry["group"])).all()]
            rest = [int((each - vector(entry["group"])) @ rows) for each in within]
            if entry["by"] != ["sex"]:
                assert not any(0 < each < 8 for each in rest), entry["group"]

"""Crossings without end are refused before they take the memory of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Command

from fairaudit.groups import level as levels


def crossed(values: int, rows: int) -> str:
    """Two attributes of so many values each, every combination once, in the first `rows` rows."""
    pairs = ((row // values, row % values) for row in range(rows))
    lines = [f"{row % 2},{row % 2},a{a},b{b}\n" for row, (a, b) in enumerate(pairs)]
    Path("data.csv").write_text("y_true,y_pred,a,b\n" + "".join(lines))
    return "data.csv"


def test_a_hundred_thousand_pairs(fairaudit):
    message = fairaudit("report", crossed(320, 320 * 320), "-g", "a:b", "-q").message
    assert "There are too many groups: `a:b` has 102,400, and at most 100,000 are measured." in message


def test_the_groups_of_all_levels_count_together(fairaudit, monkeypatch):
    """20 of a, 20 of b, and 400 pairs: 440."""
    name = crossed(20, 400)
    monkeypatch.setattr(levels, "MOST_GROUPS", 439)
    for command in (["report", name], ["compare", name, name]):
        message = fairaudit(*command, "-g", "a", "-g", "b", "-g", "a:b").message
        assert "the 3 levels have 440 groups together, `a:b` has 400, and at most 439 are measured" in message
    monkeypatch.setattr(levels, "MOST_GROUPS", 440)
    assert fairaudit("report", name, "-g", "a", "-g", "b", "-g", "a:b", "-q").code == 0


def test_pairs_that_could_be_and_are_not_do_not_count(fairaudit, monkeypatch):
    """10 of a, 20 of b, and 200 of 400 possible pairs: 230 groups, where 430 could be."""
    name = crossed(20, 200)
    monkeypatch.setattr(levels, "MOST_GROUPS", 230)
    assert fairaudit("report", name, "-g", "a", "-g", "b", "-g", "a:b", "-q").code == 0


def wide(attributes: int) -> list[str]:
    names = [f"g{place}" for place in range(attributes)]
    rows = [",".join(["1", "0", *("xy"[(row >> place) & 1] for place in range(attributes))]) for row in range(300)]
    Path("wide.csv").write_text("\n".join([",".join(["y_true", "y_pred", *names]), *rows]) + "\n")
    return ["report", "wide.csv", "-q", *(part for name in names for part in ("-g", name))]


@pytest.mark.parametrize(("attributes", "which", "subsets"), [(30, "all", "1,073,741,824"), (70, "pairs", "2,415")])
def test_subsets_of_many_attributes(fairaudit, attributes, which, subsets):
    message = fairaudit(*wide(attributes), "--intersections", which).message
    expected = f"--intersections {which} of {attributes} attributes are {subsets} levels, more than the 2,000"
    assert message.startswith(expected)


def test_many_attributes_without_intersections(fairaudit: Command):
    assert fairaudit(*wide(70)).code == 0

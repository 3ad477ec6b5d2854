"""Saved tallies hold what the rows hold: any split, any order, in any number of files.

Counts must be the same bit for bit. Sums of measures are added up in another order, so what rests on them may differ by
rounding.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from kinds import Kind, kinds

import fairaudit

KINDS = kinds()
ORDERED = ("chance", "needed", "method")
"""What is simulated over cells in their order, where groups overlap, and what is said of the first class."""
NOT_COMPARED = ("created", "command", "data", "config", "used", "not_used", "assumptions")
NEARLY = 1e-9


def audit_of_rows(kind: Kind) -> dict[str, Any]:
    return dict(fairaudit.audit(kind.rows, **kind.settings).to_dict())


def tallies(kind: Kind, folder: Path, parts: list[np.ndarray]) -> list[Path]:
    """Write a tally of each part of the rows."""
    paths = []
    for place, part in enumerate(parts):
        rows, path = folder / f"part {place}.parquet", folder / f"{place}.tally"
        kind.rows.iloc[part].to_parquet(rows)
        fairaudit.tally_of(rows, **kind.settings).write(path)
        paths.append(path)
    return paths


def differences(one: Any, other: Any, where: str = "", left_out: tuple[str, ...] = ()) -> list[str]:
    """Return where two documents differ: in anything but the rounding of numbers that are not whole."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            found
            for key in {**one, **other}
            if (where or key not in NOT_COMPARED) and key not in left_out
            for found in differences(one.get(key), other.get(key), f"{where}/{key}", left_out)
        ]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [found for place, pair in pairs for found in differences(*pair, f"{where}/{place}", left_out)]
    if float in (type(one), type(other)) and {type(one), type(other)} <= {int, float}:
        is_same = one == other or abs(one - other) <= NEARLY * max(1.0, abs(one), abs(other))
        return [] if is_same else [f"{where}: {one} {other}"]
    return [] if one == other else [f"{where}: {one} {other}"]


@pytest.mark.parametrize("name", KINDS)
def test_a_report_of_a_tally_is_that_of_the_rows(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    (path,) = tallies(kind, tmp_path, [np.arange(len(kind.rows))])
    expected = audit_of_rows(kind)
    assert differences(expected, dict(fairaudit.audit(path).to_dict())) == []
    assert expected["data"]["rows_rejected"] == fairaudit.audit(path).to_dict()["data"]["rows_rejected"]


@pytest.mark.parametrize("name", KINDS)
def test_parts_in_any_order_are_the_whole(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    which = np.random.default_rng([59, len(name)]).integers(0, 3, len(kind.rows))
    one, two, three = tallies(kind, tmp_path, [np.flatnonzero(which == part) for part in range(3)])
    expected = audit_of_rows(kind)
    both = tmp_path / "both.tally"
    fairaudit.merge([three, one]).write(both)
    left_out = ORDERED if name in ("overlapping", "classes", "classes of users") else ()
    for data in ([one, two, three], [three, two, one], [two, both], [both, two]):
        assert differences(expected, dict(fairaudit.audit(data).to_dict()), left_out=left_out) == []


@pytest.mark.parametrize("name", ["decisions", "scores", "classes", "numbers", "speech of users"])
def test_fewer_groups_are_those_of_the_rows(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    (path,) = tallies(kind, tmp_path, [np.arange(len(kind.rows))])
    fewer = {**kind.settings, "groups": ["region"]}
    expected = dict(fairaudit.audit(kind.rows, **fewer).to_dict())
    assert differences(expected, dict(fairaudit.audit(path, groups="region").to_dict())) == []
    smaller = tmp_path / "smaller.tally"
    fairaudit.tally_of(path, groups="region").write(smaller)
    assert differences(expected, dict(fairaudit.audit(smaller).to_dict())) == []


@pytest.mark.parametrize("name", ["decisions", "decisions of users", "scores", "classes", "numbers", "speech of users"])
def test_comparisons_and_gates_are_those_of_the_rows(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    half = len(kind.rows) // 2
    old, new = tallies(kind, tmp_path, [np.arange(half), np.arange(half, 2 * half)])
    frames = [kind.rows.iloc[:half], kind.rows.iloc[half:]]
    expected = fairaudit.compare(*frames, **kind.settings).to_dict()
    found = dict(fairaudit.compare(old, new).to_dict())
    left = ("old", "new", "attributes", "command", "created", "config", "assumptions")
    told, found = ({key: value for key, value in each.items() if key not in left} for each in (expected, found))
    assert differences(told, found, "comparison") == []


@pytest.mark.parametrize("name", ["decisions", "scores", "numbers", "speech", "speech of users"])
def test_verdicts_are_those_of_the_rows(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    (path,) = tallies(kind, tmp_path, [np.arange(len(kind.rows))])
    metric = audit_of_rows(kind)["headline"][0]
    rules = [f"{metric}.difference by sex <= {100 if name == 'numbers' else 1}", f"{metric} overall >= 0"]
    expected = fairaudit.check(kind.rows, rules, on_inconclusive="pass", **kind.settings).to_dict()
    found = fairaudit.check(path, rules, on_inconclusive="pass").to_dict()
    assert differences(expected["verdicts"], found["verdicts"]) == []
    assert len(found["verdicts"]) == 2


def test_what_was_written_is_read_as_it_was(tmp_path: Path) -> None:
    for place, kind in enumerate(KINDS.values()):
        found = fairaudit.tally_of(kind.rows, **kind.settings)
        first, second = tmp_path / f"{place} a.tally", tmp_path / f"{place} b.tally"
        found.write(first)
        fairaudit.merge([first]).write(second)
        one, other = (pd.read_parquet(path) for path in (first, second))
        pd.testing.assert_frame_equal(one, other)


def test_parts_of_more_scores_than_are_told_apart_are_the_whole(tmp_path: Path) -> None:
    """300,000 different scores: none of three parts needs bins, all together do."""
    generator = np.random.default_rng(71)
    rows = pd.DataFrame({"g": generator.choice(["a", "b"], 300_000), "label": generator.integers(0, 2, 300_000)})
    rows["score"] = generator.permutation(np.arange(300_000)) / 300_000
    settings: dict[str, Any] = {"groups": "g", "threshold": 0.3}
    parts = [fairaudit.tally_of(rows[start::3], **settings) for start in range(3)]
    fairaudit.merge(parts).write(tmp_path / "all.tally")
    expected = dict(fairaudit.audit(rows, **settings).to_dict())
    for data in (tmp_path / "all.tally", fairaudit.merge(reversed(parts))):
        assert differences(expected, dict(fairaudit.audit(data).to_dict())) == []

"""What the terminal shows of a report with many intersections: attributes in full, and the gaps of every level."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
CREDIT = ("report", str(ROOT / "sample_data" / "credit.parquet"))
ATTRIBUTES = ("sex", "job", "housing", "age")
MANY = (*CREDIT, "-g", "sex", "-g", "job", "-g", "housing", "--bin", "age=30,50", "--intersections", "all")


def levels() -> list[str]:
    """Return the fifteen levels of four attributes: each alone, and all that cross."""
    crossed = (itertools.combinations(ATTRIBUTES, size) for size in range(1, 5))
    return [" × ".join(each) for several in crossed for each in several]


def test_four_attributes_and_all_intersections_fit_a_hundred_and_twenty_lines(fairaudit: Any) -> None:
    assert len(fairaudit(*MANY).out.splitlines()) <= 120


def test_every_level_is_in_the_one_table_of_gaps(fairaudit: Any) -> None:
    table = fairaudit(*MANY).out.split("\nGaps in accuracy\n", 1)[1].split("\n\n", 1)[0]
    shown = [match.group(1) for line in table.splitlines() if (match := re.match(r"(\S.*?)\s{2,}\d+\.\d pt", line))]
    assert sorted(shown) == sorted(levels())


def test_the_groups_of_attributes_are_shown_and_those_of_intersections_are_in_files(fairaudit: Any) -> None:
    told = fairaudit(*MANY).out
    assert re.findall(r"^By (.+)$", told.split("In words")[0], re.MULTILINE) == list(ATTRIBUTES)
    assert "-o report.html" in told


def test_only_tables_that_are_shown_are_explained(fairaudit: Any) -> None:
    explained = "Each group against others: all limits of a column hold together"
    assert explained not in " ".join(fairaudit(*MANY).out.split())
    assert explained in " ".join(fairaudit(*MANY, "--against", "sex=male").out.split())
    assert explained in " ".join(fairaudit(*CREDIT, "-g", "housing").out.split())


def test_warnings_that_are_alike_are_counted(fairaudit: Any) -> None:
    told = fairaudit(*MANY).out
    every = json.loads(fairaudit(*MANY, "--format", "json").out)["warnings"]
    shown = {"small_groups": 1, "undefined_metrics": 1}
    counted = {code: sum(each["code"] == code for each in every) - 1 for code in shown}
    assert f"{sum(counted.values())} more warnings like these" in told
    for code, number in counted.items():
        assert f"{number} of {code}" in told


def test_a_short_report_shows_every_table(fairaudit: Any) -> None:
    told = fairaudit(*CREDIT, "-g", "sex", "-g", "housing", "--intersections", "all").out
    assert "By sex × housing" in told
    assert "Gaps in accuracy" not in told

"""Which of many results are listed first in the terminal."""

from __future__ import annotations

from fairaudit.batches.summary import row_of_error
from fairaudit.document.batch import AcrossResults, BatchResult
from fairaudit.report import batch as batches


def row(name: str, value: float | None, gate: str | None = None, *, outside: bool = False, better="higher"):
    estimate = {"value": value, "low": None, "high": None, "n": 9, "method": "", "undefined": None}
    found: BatchResult = row_of_error(name, "", has_rules=False) | {
        "error": None,
        "headline": estimate,
        "gate": gate,
        "better": better,
    }
    return found | {"across": AcrossResults(pooled=0.5, low=0.4, high=0.6, outside=outside, size=9.0)}


def test_what_failed_comes_first_then_what_chance_does_not_explain_then_the_lowest():
    rows = [
        row("undefined", None),
        row("good by more than chance", 0.9, outside=True),
        row("low by chance", 0.1),
        row("lower by chance", 0.05),
        row("low by more than chance", 0.3, outside=True),
        row("undecided", 0.9, "inconclusive"),
        row("failed, better", 0.8, "fail"),
        row("failed", 0.7, "fail"),
    ]
    assert [each["name"] for each in batches.most_urgent(rows)] == [
        "failed",
        "failed, better",
        "undecided",
        "low by more than chance",
        "lower by chance",
        "low by chance",
        "good by more than chance",
        "undefined",
    ]


def test_where_lower_is_better_the_highest_come_first():
    rows = [row("a", 0.2, outside=True, better="lower"), row("b", 0.7, better="lower")]
    rows += [row("c", 0.6, outside=True, better="lower"), row("d", None, better="lower")]
    assert [each["name"] for each in batches.most_urgent(rows)] == ["c", "b", "a", "d"]

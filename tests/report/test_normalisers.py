"""Other normalisers are one line in the terminal: all rows, gaps, ratios, and groups only where they are others."""

from __future__ import annotations

from typing import Any

import documents

from fairaudit import words as wording
from fairaudit.report.files import as_markdown, as_terminal


def entry(normalizer: str, by: str, overall: float | None, gap: float | None, ends: tuple[str, str]) -> dict[str, Any]:
    highest, lowest = ({by: end} for end in ends)
    ratio = None if gap is None else 0.5
    found = {"normalizer": normalizer, "by": [by], "overall": overall, "difference": gap, "ratio": ratio}
    return {**found, "highest": highest, "lowest": lowest}


def line(*entries: dict[str, Any], used: str = "basic") -> list[str]:
    document: Any = {"normalizer": used, "sensitivity": list(entries)}
    return wording.normalisers_line(document)


BASIC = [entry("basic", "accent", 0.2, 0.1, ("a", "b")), entry("basic", "sex", 0.2, 0.03, ("f", "m"))]


def test_groups_are_not_named_again() -> None:
    others = [entry("none", "accent", 0.25, 0.12, ("a", "b")), entry("none", "sex", 0.25, 0.04, ("f", "m"))]
    assert line(*others, *BASIC) == [
        "Under other normalisers: none, 25.0% overall, gap by accent 12.0 pt (ratio 0.50), by sex 4.0 pt (ratio 0.50), "
        "between the same groups."
    ]


def test_groups_are_named_where_they_are_others() -> None:
    others = [entry("none", "accent", 0.25, 0.12, ("c", "b")), entry("none", "sex", 0.25, 0.04, ("f", "m"))]
    assert line(*others, *BASIC) == [
        "Under other normalisers: none, 25.0% overall, gap by accent 12.0 pt (ratio 0.50, c highest, b lowest), by sex "
        "4.0 pt (ratio 0.50, f highest, m lowest)."
    ]


def test_several_are_one_line_when_the_own_is_another() -> None:
    (said,) = line(entry("none", "sex", 0.25, 0.04, ("f", "m")), BASIC[1], used="file.py:clean")
    assert said == (
        "Under other normalisers: none, 25.0% overall, gap by sex 4.0 pt (ratio 0.50, f highest, m lowest); basic, "
        "20.0% overall, gap by sex 3.0 pt (ratio 0.50, f highest, m lowest)."
    )


def test_what_is_undefined_is_said() -> None:
    assert line(entry("none", "sex", None, None, ("f", "m")), BASIC[1]) == ["Under other normalisers: none, undefined."]
    assert line(entry("none", "sex", 0.25, None, ("f", "m")), BASIC[1]) == [
        "Under other normalisers: none, 25.0% overall, gap by sex undefined."
    ]


def test_many_levels_are_counted() -> None:
    names = ("p", "q", "r", "s", "t")
    entries = [entry(which, by, 0.2, 0.1, ("a", "b")) for which in ("none", "basic") for by in names]
    (said,) = line(*entries)
    assert "by r 10.0 pt" in said
    assert "by s" not in said
    assert said.endswith(", and 2 more gaps in files, between the same groups.")


def test_only_the_own_is_no_line() -> None:
    assert line(*BASIC) == []
    assert line() == []


def test_the_head_has_the_normaliser_in_one_line() -> None:
    printed = as_terminal(documents.speech(), width=120)
    assert "Normaliser  basic, edit split fewest substitutions" in printed
    assert "\nEdit split" not in printed
    assert sum("ormaliser" in each for each in printed.splitlines()) == 2


def test_files_have_a_line_for_each() -> None:
    told = as_markdown(documents.speech())
    assert "Normaliser none, by accent: 31.2% overall" in told
    assert "Normaliser basic, by accent: 17.3% overall" in told

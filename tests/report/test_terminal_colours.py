"""Colour in a terminal: verdicts, and what is told; never what may be chance, and never what no word or shape says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import documents
import judged
import pytest

from fairaudit.document import Document
from fairaudit.report.files import as_terminal

RED, GREEN, BOLD = "\x1b[1;31m", "\x1b[32m", "\x1b[1m"
MAKERS = (*documents.ALL.values(), judged.judged, judged.hostile)


def styles_of(printed: str, text: str) -> set[str]:
    """Return the styles in which a text is printed, in the tables and sentences where a piece begins with it."""
    return set(re.findall(rf"(\x1b\[[\d;]+m){re.escape(text)}", printed))


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("form", ["terminal", "brief", "verdicts"])
def test_colours_add_nothing_to_the_words(make: Callable[[], Document], form: str) -> None:
    plain, colored = (as_terminal(make(), color=color, form=form) for color in (False, True))
    bare = re.sub(r"\x1b\[[\d;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()
    assert "\x1b" not in plain


@pytest.mark.parametrize("make", MAKERS)
def test_no_colour_needs_a_dark_or_a_light_background(make: Callable[[], Document]) -> None:
    """Red and green are read on both; yellow, bright colours and backgrounds are not."""
    codes = set(re.findall(r"\x1b\[([\d;]*)m", as_terminal(make(), color=True)))
    assert codes <= {"0", "1", "2", "32", "1;31"}


@pytest.mark.parametrize("form", ["terminal", "brief", "verdicts"])
def test_every_verdict_has_the_colour_of_its_word(form: str) -> None:
    printed = as_terminal(judged.judged(), color=True, form=form)
    assert styles_of(printed, "PASS") == {GREEN}
    assert styles_of(printed, "FAIL") >= {RED}
    for word in ("INCONCLUSIVE", "NOT MEASURABLE", "WAIVED"):
        assert styles_of(printed, word) == {BOLD}


def test_a_rule_that_only_warns_is_not_red() -> None:
    warned = judged.verdict("fail", judged.bounds(0.06, 0.1, 0.2), 0.05, id="gap", severity="warn")
    document: Any = {**documents.speech(), "verdicts": [warned], "gate": None}
    assert styles_of(as_terminal(document, color=True, form="verdicts"), "FAIL (warning) gap:") == {BOLD}


def test_groups_have_a_colour_only_where_they_are_told_apart() -> None:
    document = documents.speech()
    printed = as_terminal(document, color=True)
    assert styles_of(printed, "Welsh ") == {RED}
    assert styles_of(printed, "American ") == {GREEN}
    assert not styles_of(printed, "Scottish ")
    for group in document["groups"]:
        group["differs"] = {}
    plain = as_terminal(document, color=True)
    assert RED not in plain
    assert GREEN not in plain


def test_a_shape_says_without_colour_which_values_are_told_apart() -> None:
    document = documents.speech()
    rows = as_terminal(document, width=100).splitlines()
    row = {name: next(line for line in rows if line.startswith(name)) for name in ("Welsh", "American", "Scottish")}
    assert row["Welsh"].count("▾") == 2  # its word error rate and its deletion rate
    assert row["American"].count("▴") == 1
    assert not {"▾", "▴"} & set(row["Scottish"])
    assert "▾ worse, ▴ better than all rows together" in as_terminal(document, width=100)
    assert re.search(r"Welsh .* v 18\.0%", as_terminal(document, width=100, ascii_only=True))


def test_a_metric_without_a_better_direction_has_a_shape_and_no_colour() -> None:
    document = documents.binary()
    document["groups"][0]["differs"] = {"selection_rate": "higher"}
    printed = as_terminal(document, color=True)
    assert f"{BOLD}▴ " in re.sub(r"\x1b\[1m +", BOLD, printed)
    assert "▴ higher than all rows together" in as_terminal(document)
    assert RED not in printed
    assert GREEN not in printed
    document["groups"][0]["differs"]["accuracy"] = "worse"
    both = "▾ worse (without a better direction ▴ higher) than all rows together"
    assert both in as_terminal(document, width=200)


def test_who_is_served_worse_is_red_and_who_better_green() -> None:
    printed = as_terminal(documents.speech(), color=True, form="brief")
    assert styles_of(printed, "Welsh") == {RED}
    assert styles_of(printed, "American") == {GREEN}


def test_nobody_is_coloured_where_nobody_stands_out() -> None:
    document = documents.speech()
    for group in document["groups"]:
        group["differs"] = {}
    printed = as_terminal(document, color=True, form="brief")
    assert "nobody stands out" in printed
    assert RED not in printed
    assert GREEN not in printed

"""Colour in a comparison: what got better or worse; a change that may be chance has none."""

from __future__ import annotations

import copy
import re

from test_compare_golden import document

from fairaudit.report.files import as_terminal

RED, GREEN = "\x1b[1;31m", "\x1b[32m"


def test_only_changes_that_are_told_are_coloured() -> None:
    tables = as_terminal(document(), color=True).partition("All rows together")[2].partition("Change: new minus old")[0]
    cell = r"(\x1b\[(?!0m)[\d;]+m)? *(?:[+-][\d.]+ pt )?\b"
    styles = {word: set(re.findall(f"{cell}{word}", tables)) for word in ("worse", "cannot tell")}
    assert styles == {"worse": {RED}, "cannot tell": {""}}


def test_what_got_better_is_green() -> None:
    """The same two results the other way round: what was worse is better."""
    turned = copy.deepcopy(document())
    for row in (turned["overall"], *turned["groups"]):
        for change in row["metrics"].values():
            change["verdict"] = change["verdict"].replace("worse", "better")
    printed = as_terminal(turned, color=True)
    assert f"{GREEN}better" in printed


def test_no_colour_is_left_without_colour() -> None:
    assert "\x1b" not in as_terminal(document(), color=False)

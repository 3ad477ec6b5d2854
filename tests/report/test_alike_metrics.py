"""Metrics that say the same are one column in the terminal, which says so; what says anything more is shown."""

from __future__ import annotations

import copy
from collections.abc import Callable

import documents
import pytest

from fairaudit.document import Document
from fairaudit.document.alike import alike
from fairaudit.report.files import as_markdown, as_terminal, as_text

FIRST, SECOND = "word_error_rate", "mean_speaker_word_error_rate"


def speech() -> Document:
    """Return a report in which the mean over speakers is the rate itself, in everything that is said of it."""
    document = documents.speech()
    for result in (document["overall"], *document["groups"]):
        result["metrics"][SECOND] = copy.deepcopy(result["metrics"][FIRST])
        differs = result.get("differs", {})
        if FIRST in differs:
            differs[SECOND] = differs[FIRST]
    first = {each["comparison"]: each for each in document["disparities"] if each["metric"] == FIRST}
    for each in document["disparities"]:
        if each["metric"] == SECOND:
            each.update({**copy.deepcopy(first[each["comparison"]]), "name": each["name"], "metric": SECOND})
    return document


def group(document: Document, accent: str) -> dict:
    return next(each for each in document["groups"] if each["group"] == {"accent": accent})["metrics"][SECOND]


def test_what_says_the_same_is_named_once() -> None:
    document = speech()
    assert alike(document) == {SECOND: FIRST}
    printed = as_terminal(document, width=120)
    assert printed.count(SECOND) == 1
    assert f"In files: {SECOND}, which says the same as {FIRST} (at most 0.1 pt apart where compared)." in printed
    assert "deletion_rate.difference" in printed


def test_files_have_every_metric() -> None:
    document = speech()
    for text in (as_markdown(document), as_text(document, ".json"), as_text(document, ".csv")):
        assert f"{SECOND}.difference" in text or f'"{SECOND}"' in text
    assert SECOND in as_text(document, ".html")


def test_no_warning_and_no_reason_is_lost() -> None:
    document = speech()
    document["warnings"] = [{"code": "odd", "message": f"`{SECOND}` rests on few speakers."}]
    out = {"group": {"accent": "Scottish"}, "why": "20 speakers, fewer than 30"}
    for each in document["disparities"]:
        if each["metric"] == SECOND:
            each["left_out"] = [*each["left_out"], out]
    printed = " ".join(as_terminal(document, width=120).split())
    assert f"`{SECOND}` rests on few speakers." in printed
    assert "Left out of comparisons: Scottish: 20 speakers, fewer than 30." in printed


def far(document: Document) -> None:
    group(document, "Scottish")["value"] += 0.0011


def wide(document: Document) -> None:
    group(document, "Scottish")["high"] += 0.05


def missing(document: Document) -> None:
    group(document, "Scottish").update(value=None, low=None, high=None, undefined="there are no words")


def told_more(document: Document) -> None:
    document["groups"][1]["differs"] = {SECOND: "worse"}


def of_another(document: Document) -> None:
    for each in document["disparities"]:
        if each["metric"] == SECOND:
            each["highest"] = {"accent": "Scottish"}


def another_gap(document: Document) -> None:
    for each in document["disparities"]:
        if each["name"] == f"{SECOND}.difference":
            each["value"] += 0.002


def another_side(document: Document) -> None:
    document["definitions"][SECOND] = {**document["definitions"][SECOND], "better": "higher"}


def another_unit(document: Document) -> None:
    document["definitions"][SECOND] = {**document["definitions"][SECOND], "unit": "number"}


def asked_for(document: Document) -> None:
    document["config"] = {**document["config"], "metrics": [FIRST, SECOND]}


@pytest.mark.parametrize(
    "change", [far, wide, missing, told_more, of_another, another_gap, another_side, another_unit, asked_for]
)
def test_what_says_anything_more_is_shown(change: Callable[[Document], None]) -> None:
    document = speech()
    change(document)
    assert alike(document) == {}
    assert f"{SECOND}.difference" in as_terminal(document, width=120)


def near(document: Document) -> None:
    group(document, "Scottish")["value"] += 0.0009


def small(document: Document) -> None:
    """Jamaican is too small to be compared."""
    group(document, "Jamaican").update(value=0.5, low=0.1, high=0.9)


def told_less(document: Document) -> None:
    """The first metric may err more often than the others, and so tells more."""
    document["groups"][2]["differs"] = {FIRST: "worse"}


@pytest.mark.parametrize("change", [near, small, told_less])
def test_what_says_no_more_is_not(change: Callable[[Document], None]) -> None:
    document = speech()
    change(document)
    assert alike(document) == {SECOND: FIRST}


def test_metrics_without_any_value_are_not_alike() -> None:
    document = speech()
    for result in (document["overall"], *document["groups"]):
        for metric in (FIRST, SECOND):
            result["metrics"][metric].update(value=None, low=None, high=None, undefined="there are no words")
    for each in document["disparities"]:
        each.update(value=None, low=None, high=None, undefined="there are no words")
    assert alike(document) == {}

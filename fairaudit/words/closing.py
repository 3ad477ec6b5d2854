"""The closing words of a report: what was found, what cannot be told, what to do next; no cause and no verdict."""

from __future__ import annotations

from collections.abc import Sequence

from fairaudit.document import Disparity, Document, Message, headline
from fairaudit.document import reading as view
from fairaudit.document.told import is_told
from fairaudit.document.units import known_unit
from fairaudit.errors import show
from fairaudit.words import figures, gaps, lead, page, phrases

_SAID_FIRST = {"everyone_selected", "nobody_selected", "constant_score", "no_clusters"}
"""Warnings without which what follows would mislead: a model's zero gaps as good news, a gap by chance as certain."""
_MOST_TOLD, _MOST_LEVELS = 3, 3
"""Levels that are put into words: so many with a certain gap, and others as long as there are fewer than so many."""

_SAID_ELSEWHERE = {"warning", "level", "levels"}
"""What closing paragraphs are about that a page says otherwise."""

LEADS = {"cannot_be_told": "What cannot be told:", "next": "Next:"}
"""What a paragraph is about, and the words that it begins with, where they are set in bold."""


def led(document: Document) -> list[tuple[str, str]]:
    """Return the words that each closing paragraph begins with, to be set in bold, and the rest."""
    about = [*document["advice_about"], *[""] * len(document["advice"])]
    leads = [LEADS.get(each, "") for each in about[: len(document["advice"])]]
    return [(lead, text.removeprefix(lead)) for lead, text in zip(leads, document["advice"], strict=True)]


def beyond_tables(document: Document) -> list[tuple[str, str]]:
    """Return the closing paragraphs that say what neither the tables nor the warnings of a page do."""
    about = [*document["advice_about"], *[""] * len(document["advice"])]
    return [each for each, what in zip(led(document), about, strict=False) if what not in _SAID_ELSEWHERE]


def warnings_apart(document: Document) -> tuple[list[Message], list[Message]]:
    """Return the warnings without which the figures would mislead, and the others."""
    sides: tuple[list[Message], list[Message]] = ([], [])
    for each in document["warnings"]:
        sides[each["code"] not in _SAID_FIRST].append(each)
    return sides


def paragraphs(document: Document) -> list[tuple[str, str]]:
    """Return the closing paragraphs, each with what it is about: a pure function of the rest of the document."""
    levels = lead.by_evidence(document)
    told = sum(gaps.certain_gap(document, level) > 0 for level in levels)
    said = levels[: max(min(told, _MOST_TOLD), _MOST_LEVELS)]
    found = [
        *(("warning", show(each["message"])) for each in document["warnings"] if each["code"] in _SAID_FIRST),
        *(("level", gaps.level_paragraph(document, level)) for level in said),
        ("levels", _more(len(levels) - len(said), told - len(said))),
        ("cannot_be_told", _cannot_be_told(document)),
        ("errors", _kinds(document)),
        *(("pattern", text) for text in page.standing_out(document, headline.metrics(document))),
        ("next", _next(document, said)),
    ]
    return [(about, text) for about, text in found if text]


def _more(levels: int, told: int) -> str:
    """Say how many levels the words leave out, and of how many of these a gap is certain."""
    if levels <= 0:
        return ""
    certain = f", {figures.count(told)} with a certain gap" if told > 0 else ""
    return f"{phrases.plural(levels, 'more combination')} of attributes{certain}: see the tables."


def _cannot_be_told(document: Document) -> str:
    """Which groups are too small, hidden or without a value."""
    sentences = []
    small = [
        f"{phrases.label(group['group'])} ({phrases.level_name(group['by'])})"
        for group in document["groups"]
        if group["small"] and not group["suppressed"]
    ]
    hidden = sum(group["suppressed"] for group in document["groups"])
    if small:
        unit = phrases.cluster_words(document)[1] if document["overall"]["clusters"] is not None else "rows"
        are = "is" if len(small) == 1 else "are"
        sentences.append(f"{phrases.listed(small)} {are} too small to compare, until more {unit} are collected.")
    if hidden:
        are = "is" if hidden == 1 else "are"
        sentences.append(f"{phrases.plural(hidden, 'group')} {are} hidden, so that no small group can be told.")
    undefined = [name for name in headline.metrics(document) if _is_undefined_somewhere(document, name)]
    if undefined:
        names = phrases.listed([phrases.words(name) for name in undefined])
        are = "is" if len(undefined) == 1 else "are"
        sentences.append(f"For some groups, {names} {are} undefined, and not compared.")
    return f"{LEADS['cannot_be_told']} {' '.join(sentences)}" if sentences else ""


def _is_undefined_somewhere(document: Document, metric: str) -> bool:
    estimates = [group["metrics"].get(metric) for group in document["groups"]]
    return any(estimate is not None and estimate["value"] is None for estimate in estimates)


def _kinds(document: Document) -> str:
    """Which kind of error is more frequent than all others together."""
    words, counts = document["words"], document["overall"]["counts"]
    known = {kind: counts[kind] for kind in words["kinds"] if kind in counts}
    most = max(known, key=lambda kind: known[kind], default="")
    if not known or len(known) < len(words["kinds"]) or known[most] <= sum(known.values()) - known[most]:
        return ""
    return f"Most {show(words['errors'])} are {show(most)}: {show(words['kinds'][most])}."


def _next(document: Document, levels: Sequence[view.Level]) -> str:
    """What more data would help most."""
    sentences = []
    for level in levels:
        disparity = level.disparity(headline.primary(document), "difference")
        if disparity is not None and disparity["value"] is not None:
            sentences.append(_needed(document, disparity) or _open(document, disparity))
    said = " ".join(sentence for sentence in sentences if sentence)
    return f"{LEADS['next']} {said}" if said else ""


def _needed(document: Document, disparity: Disparity) -> str:
    """How much more data would settle whether the gap is small; empty where it is settled or cannot be said."""
    needed, low, high = disparity.get("needed"), disparity["low"], disparity["high"]
    if needed is None or low is None or high is None or low > needed["margin"] or high <= needed["margin"]:
        return ""
    unit = "rows" if needed["unit"] == "rows" else phrases.cluster_words(document)[1]
    margin = figures.as_written(needed["margin"], known_unit(disparity["unit"]), "difference")
    ways = [
        f"about {figures.times(factor)} if {supposing}"
        for factor, supposing in (
            (needed["if_equal"], "the groups are truly equal"),
            (needed["if_as_observed"], "the gap truly is as observed"),
        )
        if factor is not None and factor > 1
    ]
    if not ways:
        return ""
    ways[0] = ways[0].replace(" if ", f" {unit} of every group if ", 1)
    return f"To settle whether {_subject(disparity)} is at most {margin} would take {', or '.join(ways)}."


def _open(document: Document, disparity: Disparity) -> str:
    """Which groups stand in the way of telling whether there is a gap; empty where that is settled."""
    needed, high = disparity.get("needed"), disparity["high"]
    if is_told(disparity) or (needed is not None and high is not None and high <= needed["margin"]):
        return ""
    unit = phrases.cluster_words(document)[1] if document["overall"]["clusters"] is not None else "rows"
    names = [phrases.label(group) for group in (disparity["highest"], disparity["lowest"]) if group]
    return f"More {unit} of {phrases.listed(names)} would tell more about {_subject(disparity)}."


def _subject(disparity: Disparity) -> str:
    return f"the gap in {phrases.words(disparity['metric'])} by {phrases.level_name(disparity['by'])}"

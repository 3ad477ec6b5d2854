"""What the rules of a policy came to, as blocks: of a report and of a comparison alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import cast

from fairaudit import words as wording
from fairaudit.document import Gate, Verdict
from fairaudit.document.judged import JudgedDocument
from fairaudit.document.verdicts import RuleResult
from fairaudit.report.page import Block, Cell, Folded, Heading, Lines, Table, columns, numbers
from fairaudit.words import changes as of_changes

_MOST_NAMED = 6
"""Rules that did not pass and are named on the first screen."""
_STATES = ("pass", "fail", "inconclusive", "not_measurable", "waived")


def state(verdict: RuleResult | Gate) -> str:
    """Return what formats give a shape and a colour; a word that is not known is undecided."""
    return verdict["verdict"] if verdict["verdict"] in _STATES else "inconclusive"


def colour(verdict: RuleResult) -> str:
    """Return what gives a single verdict its colour: a rule that only warns has another."""
    return "warning" if wording.is_warning(verdict) else state(verdict)


def terminal(document: JudgedDocument) -> Iterator[Block]:
    """Yield the table of the rules, what matters most first, and below it what is said of each; nothing without any."""
    verdicts = wording.worst_first(document["verdicts"])
    if not verdicts:
        return
    yield Heading("Rules")
    yield table(document, verdicts, is_brief=True)
    yield Lines(wording.bounds_of_rules(document), "note")
    for verdict in verdicts:
        yield Heading(f"{wording.verdict_word(verdict)}  {wording.show(verdict['id'])}", 3, colour(verdict))
        yield Lines(wording.verdict_texts(verdict), "under")
    yield Lines(wording.chance_line(document), "closing")


def by_name(document: JudgedDocument) -> Iterator[Block]:
    """Yield each verdict with its rule's name and why it came so, what matters most first."""
    yield _a_line_each(document, _why)


def _a_line_each(document: JudgedDocument, told: Callable[[RuleResult], str]) -> Lines:
    """Return the verdicts, each with its rule's name and what is told of it."""
    verdicts = wording.worst_first(document["verdicts"])
    texts = [("", f"{wording.verdict_word(each)} {wording.show(each['id'])}:", f" {told(each)}") for each in verdicts]
    return Lines(texts, states=list(map(colour, verdicts)))


def outcome(document: JudgedDocument) -> Iterator[Block]:
    """Yield what all rules together came to, if there is a policy."""
    if gate := document.get("gate"):
        yield Heading(wording.gate_line(document), 2, state(gate))


def _why(verdict: RuleResult) -> str:
    """Return why a rule came to its verdict, and what it does to the gate."""
    return " ".join(text for text in (wording.show(verdict["why"]), wording.standing(verdict)) if text)


def markdown(document: JudgedDocument) -> Iterator[Block]:
    """Yield a mark by which a comment is found again, the outcome, and the rules, the passed ones folded."""
    gate = document.get("gate")
    if gate is None:
        return
    yield Lines([_marker(document)], "comment")
    yield Heading(wording.gate_line(document), 2, state(gate))
    yield from tables(document)
    yield Lines([*wording.bounds_of_rules(document), *wording.chance_line(document)])


def tables(document: JudgedDocument) -> Iterator[Block]:
    """Yield the rules that did not pass, and those that did, folded."""
    verdicts = wording.worst_first(document["verdicts"])
    passed = [each for each in verdicts if each["verdict"] == "pass"]
    yield table(document, [each for each in verdicts if each["verdict"] != "pass"], "Rules that did not pass")
    yield Folded(f"{wording.plural(len(passed), 'rule')} passed", [table(document, passed, "Rules that passed")])


def in_words(document: JudgedDocument) -> Iterator[Block]:
    """Yield what was found in words, each verdict with its figures, and what all rules together came to."""
    if document["advice"]:
        yield Heading("In words")
    yield Lines(document["advice"])
    yield _a_line_each(document, lambda verdict: _figures(verdict, "changes_version" in document))
    yield from outcome(document)


def table(document: JudgedDocument, verdicts: Sequence[RuleResult], *caption: str, is_brief: bool = False) -> Table:
    """Return the rules with their figures and what is said of each; a brief table has no room for what is said."""
    changed = "changes_version" in document
    heads = numbers("change" if changed else "value", "interval", "limit")
    rows = [_row(each, changed) for each in verdicts]
    found = columns([("verdict", "verdict"), ("rule", "rule"), *heads, ("why", "why")], rows)
    if not is_brief:
        return Table(found, caption=caption, kind="rules")
    spared = [replace(each, spare=rank) for each, rank in zip(found[2:5], (2, 3, 1), strict=True)]
    return Table([*found[:2], *spared])


def named(document: JudgedDocument) -> list[tuple[Cell, Cell]]:
    """Return the first rules that did not pass, the worst first: what each came to, and its name."""
    open_ = [each for each in wording.worst_first(document["verdicts"]) if each["verdict"] != "pass"][:_MOST_NAMED]
    return [(_verdict(each), _name(each)) for each in open_]


def _name(verdict: RuleResult) -> Cell:
    """Return the name of a rule; of one without a name, the rule itself."""
    return Cell(wording.value_label(verdict["id"]), state="rule" if verdict["rule"] == verdict["id"] else "")


def _verdict(verdict: RuleResult) -> Cell:
    return Cell(wording.verdict_word(verdict), state=colour(verdict))


def _figures(verdict: RuleResult, changed: bool) -> str:
    """Return what was judged and its limit, in a few words."""
    value, interval, limit = _judged(verdict, changed)
    return f"{value} ({interval}), limit {limit}" if interval else f"{value}, limit {limit}"


def _judged(verdict: RuleResult, changed: bool) -> tuple[str, str, str]:
    """Return what was judged, its interval and its limit."""
    shown, limit = of_changes.judged(verdict) if changed else wording.judged(cast(Verdict, verdict))
    interval = of_changes.interval(shown) if changed else shown.interval
    return shown.value or wording.UNDEFINED, interval, wording.sided(verdict, shown, limit)


def _row(verdict: RuleResult, changed: bool) -> list[str | Cell]:
    return [
        _verdict(verdict),
        _name(verdict)._replace(more=[*wording.demands(verdict), *wording.because(verdict)]),
        *_judged(verdict, changed),
        Cell(more=wording.reasons(verdict)),
    ]


def place(verdict: RuleResult, document: JudgedDocument) -> tuple[str, int] | None:
    """Return where a reader should look for a rule, as a path and a line counted from 1.

    That is its line in the settings, else the data; None for a rule of the command line about data without a name."""
    location = verdict.get("location")
    if location is not None:
        return location["path"], max(location["line"], 1)
    data = (document["new"] if "changes_version" in document else document)["data"]
    return next(((source["path"], 1) for source in data["sources"]), None)


def _marker(document: JudgedDocument) -> str:
    """Return a name for the audit that stays the same from run to run, so that a comment can be found and replaced."""
    results = [document["old"], document["new"]] if "changes_version" in document else [document]
    paths = " ".join(source["path"] for result in results for source in result["data"]["sources"])
    return re.sub(r"[^A-Za-z0-9.]+", "-", paths).strip("-")[:80] or "data"

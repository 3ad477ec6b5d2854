"""Documents of earlier versions: what they lack is added once, where they are read, so that all else can rely on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from fairaudit.catalogue import CATALOGUE, TASKS
from fairaudit.catalogue.facts import bars_of, task_facts, words_of
from fairaudit.catalogue.names import COMBINED, find_meaning
from fairaudit.document import Definition, Disparity, Document, LeftOut
from fairaudit.document.changes import ChangesDocument, DisparityChange, Spread
from fairaudit.document.verdicts import RuleResult
from fairaudit.errors import UsageError
from fairaudit.policy.sentence import parse
from fairaudit.policy.verdict import NOT_OF_THE_RULE
from fairaudit.tasks.task import Words
from fairaudit.words.closing import LEADS

_OWN_NUMBER = re.compile(r" \(\d+\)$")


def complete(found: Document) -> Document:
    """Add what a report lacks, and return it."""
    task = TASKS.get(found["task"])
    found.setdefault("side_counts", list(task.side_counts) if task else [])
    found.setdefault("bars", bars_of(task) if task else None)
    found.setdefault("advice_about", [_about(text) for text in found["advice"]])
    _add_facts(found)
    for group in found["groups"]:
        if shared := _shared_part(group["small_because"] or ""):
            group.setdefault("small_reason", shared)
    for row in (row for preset in found.get("presets", []) for table in preset["tables"] for row in table["rows"]):
        if shared := _shared_part(row["left_out"] or ""):
            row.setdefault("reason", shared)
    for disparity in found["disparities"]:
        if disparity["metric"] in COMBINED:
            disparity.setdefault("combines", list(COMBINED[disparity["metric"]]))
    return found


def _about(paragraph: str) -> str:
    """Return what a closing paragraph is about, as far as its first words are set apart."""
    return next((about for about, lead in LEADS.items() if paragraph.startswith(lead)), "")


def complete_changes(found: ChangesDocument) -> ChangesDocument:
    """Add what a comparison of two results lacks, and return it."""
    _add_facts(found)
    _add_units(found["spreads"], found["definitions"])
    for spread in found["spreads"]:
        _add_reasons(spread["left_out"])
    return found


def _add_facts(found: Document | ChangesDocument) -> None:
    task = TASKS.get(found["task"])
    facts = task_facts(task) if task else None
    found.setdefault("words", facts["words"] if facts else words_of(Words()))
    found.setdefault("headline", facts["headline"] if facts else [])
    for name, definition in found["definitions"].items():
        metric = CATALOGUE.get(name)
        definition.setdefault("unit", metric.unit if metric else "number")
        definition.setdefault("averages_clusters", metric.averages_clusters if metric else False)
        definition.setdefault("margin", metric.margin if metric else None)
    _add_units(found["disparities"], found["definitions"])
    for disparity in found["disparities"]:
        _add_reasons(disparity["left_out"])
    for verdict in found["verdicts"]:
        _add_to_verdict(verdict, found["definitions"])


def _add_units(
    entries: Iterable[Disparity] | Iterable[DisparityChange] | Iterable[Spread], definitions: Mapping[str, Definition]
) -> None:
    for entry in entries:
        if "unit" not in entry:
            entry["unit"] = _unit(entry["metric"], definitions)


def _unit(metric: str, definitions: Mapping[str, Definition]) -> str:
    """Return the unit of a metric, or of the first of several that are compared together."""
    first = COMBINED.get(metric, (metric,))[0]
    if first in definitions:
        return definitions[first]["unit"]
    return CATALOGUE[first].unit if first in CATALOGUE else "number"


def _add_to_verdict(verdict: RuleResult, definitions: Mapping[str, Definition]) -> None:
    """Add what the rule's own sentence says."""
    _add_reasons(verdict["left_out"])
    if "compares" not in verdict:
        verdict["compares"] = _compared(verdict)
    verdict.setdefault("measure", verdict["metric"].removesuffix(f"_{verdict['compares']}"))
    verdict.setdefault("unit", _unit(verdict["measure"], definitions))
    verdict.setdefault("scope", _scope(verdict))


def _add_reasons(entries: Iterable[LeftOut]) -> None:
    for entry in entries:
        if shared := _shared_part(entry["why"]):
            entry.setdefault("reason", shared)
        if entry["why"] == NOT_OF_THE_RULE:
            entry["of_rule"] = False


def _shared_part(why: str) -> str:
    """Return a reason without the group's own number at its end; empty where there is none."""
    found = _OWN_NUMBER.search(why)
    return why[: found.start()] if found else ""


def _compared(verdict: RuleResult) -> str | None:
    if verdict["comparison"] != "change":
        return verdict["comparison"]
    try:
        return find_meaning(parse(verdict["rule"]).name).comparison
    except UsageError:
        return None


def _scope(verdict: RuleResult) -> str:
    try:
        return parse(verdict["rule"]).scope.word
    except UsageError:
        return "by" if verdict["by"] else "overall"

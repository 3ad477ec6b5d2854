"""Documents of earlier versions: what they lack is added once, where they are read, so that all else can rely on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fairaudit.catalogue import CATALOGUE, TASKS
from fairaudit.catalogue.facts import bars_of, task_facts, words_of
from fairaudit.catalogue.names import COMBINED, find_meaning
from fairaudit.document import Definition, Disparity, Document
from fairaudit.document.changes import ChangesDocument, DisparityChange, Spread
from fairaudit.document.verdicts import RuleResult
from fairaudit.errors import UsageError
from fairaudit.policy.sentence import parse
from fairaudit.tasks.task import Words


def complete(found: Document) -> Document:
    """Add what a report lacks, and return it."""
    task = TASKS.get(found["task"])
    found.setdefault("bars", bars_of(task) if task else None)
    _add_facts(found)
    for disparity in found["disparities"]:
        if disparity["metric"] in COMBINED:
            disparity.setdefault("combines", list(COMBINED[disparity["metric"]]))
    return found


def complete_changes(found: ChangesDocument) -> ChangesDocument:
    """Add what a comparison of two results lacks, and return it."""
    _add_facts(found)
    _add_units(found["spreads"], found["definitions"])
    return found


def _add_facts(found: Document | ChangesDocument) -> None:
    task = TASKS.get(found["task"])
    facts = task_facts(task) if task else None
    found.setdefault("words", facts["words"] if facts else words_of(Words()))
    found.setdefault("headline", facts["headline"] if facts else [])
    for name, definition in found["definitions"].items():
        metric = CATALOGUE.get(name)
        definition.setdefault("unit", metric.unit if metric else "number")
        definition.setdefault("margin", metric.margin if metric else None)
    _add_units(found["disparities"], found["definitions"])
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
    if "compares" not in verdict:
        verdict["compares"] = _compared(verdict)
    verdict.setdefault("measure", verdict["metric"].removesuffix(f"_{verdict['compares']}"))
    verdict.setdefault("unit", _unit(verdict["measure"], definitions))
    verdict.setdefault("scope", _scope(verdict))


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

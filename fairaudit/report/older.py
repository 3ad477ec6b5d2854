"""Documents of earlier versions: what they lack is added once, where they are read, so that all else can rely on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress

from fairaudit.catalogue import CATALOGUE, TASKS
from fairaudit.catalogue.facts import bars_of, words_of
from fairaudit.catalogue.names import COMBINED, find_meaning
from fairaudit.document import Definition, Document, LeftOut, Used
from fairaudit.document.changes import ChangesDocument
from fairaudit.document.reasons import Reason
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
    found.setdefault("used", _used(found))
    found.setdefault("not_used", [])
    found.setdefault("side_counts", list(task.side_counts) if task else [])
    found.setdefault("bars", bars_of(task) if task else None)
    found.setdefault("advice_about", [_about(text) for text in found["advice"]])
    _add_facts(found)
    for group in found["groups"]:
        if shared := _shared_part(group["small_because"]):
            group.setdefault("small_reason", shared)
    for row in (row for preset in found.get("presets", []) for table in preset["tables"] for row in table["rows"]):
        if shared := _shared_part(row["left_out"]):
            row.setdefault("reason", shared)
    for disparity in found["disparities"]:
        if disparity["metric"] in COMBINED:
            disparity.setdefault("combines", list(COMBINED[disparity["metric"]]))
    return found


def _used(found: Document) -> list[Used]:
    """Return the column of every role; one that no setting names was assumed, and of these `assumptions` tell."""
    config = found["config"]
    return [
        {"role": role, "column": column, "value": None, "how": "assumed" if config.get(role) is None else "given"}
        for role, column in found["columns"].items()
    ]


def _about(paragraph: str) -> str:
    """Return what a closing paragraph is about, as far as its first words are set apart."""
    return next((about for about, lead in LEADS.items() if paragraph.startswith(lead)), "")


def complete_changes(found: ChangesDocument) -> ChangesDocument:
    """Add what a comparison of two results lacks, and return it."""
    _add_facts(found)
    for spread in found["spreads"]:
        spread.setdefault("unit", _unit(spread["metric"], found["definitions"]))
        _tell_apart(spread["left_out"], found.get("reasons"))
    return found


def _add_facts(found: Document | ChangesDocument) -> None:
    task, definitions = TASKS.get(found["task"]), found["definitions"]
    found.setdefault("words", words_of(task.words, task.roles) if task else words_of(Words()))
    found.setdefault("headline", [name for name in task.headline if name in definitions] if task else [])
    for name, facts in definitions.items():
        metric = CATALOGUE.get(name)
        facts.setdefault("unit", metric.unit if metric else "number")
        facts.setdefault("averages_clusters", metric.averages_clusters if metric else False)
        facts.setdefault("margin", metric.margin if metric else None)
    for disparity in found["disparities"]:
        disparity.setdefault("unit", _unit(disparity["metric"], definitions))
        _tell_apart(disparity["left_out"], found.get("reasons"))
    for verdict in found["verdicts"]:
        _tell_apart(verdict["left_out"], found.get("reasons"))
        _add_to_verdict(verdict, definitions)


def _unit(metric: str, definitions: Mapping[str, Definition]) -> str:
    """Return the unit of a metric, or of the first of several that are compared together."""
    first = COMBINED.get(metric, (metric,))[0]
    if first in definitions:
        return definitions[first]["unit"]
    return CATALOGUE[first].unit if first in CATALOGUE else "number"


def _add_to_verdict(verdict: RuleResult, definitions: Mapping[str, Definition]) -> None:
    """Add what the rule's own sentence says; one that this version cannot read says nothing."""
    if others := [entry["group"] for entry in verdict["left_out"] if entry["why"] == NOT_OF_THE_RULE]:
        verdict.setdefault("not_of_the_rule", others)
    compares, scope = verdict["comparison"], "by" if verdict["by"] else "overall"
    if not {"compares", "scope"} <= verdict.keys():
        compares = None if compares == "change" else compares
        with suppress(UsageError):
            rule = parse(verdict["rule"])
            scope = rule.scope.word
            if verdict["comparison"] == "change":
                compares = find_meaning(rule.name).comparison
    verdict.setdefault("compares", compares)
    verdict.setdefault("scope", scope)
    verdict.setdefault("measure", verdict["metric"].removesuffix(f"_{verdict['compares']}"))
    verdict.setdefault("unit", _unit(verdict["measure"], definitions))


def _tell_apart(entries: Iterable[LeftOut], shared: Mapping[str, str] | None) -> None:
    """Know again what the reasons of groups have in common: `shared` says it, if the document does."""
    for entry in entries:
        why = entry["why"]
        entry["why"] = Reason(why, _shared_part(why) if shared is None else shared.get(why))


def _shared_part(why: str | None) -> str | None:
    """Return a reason without the group's own number at its end; None where there is none."""
    found = _OWN_NUMBER.search(why or "")
    return found.string[: found.start()] if found else None

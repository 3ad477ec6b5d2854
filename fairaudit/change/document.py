"""A comparison of two results as one document: entries, verdicts and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from fairaudit import __version__, document
from fairaudit.catalogue.facts import TaskFacts
from fairaudit.change import entries
from fairaudit.change.asked import Comparing
from fairaudit.change.rules import judge_changes
from fairaudit.change.table import Table
from fairaudit.change.told import tell_changes
from fairaudit.clock import now, today
from fairaudit.config.about import about_of
from fairaudit.document import Message
from fairaudit.document.about import with_about
from fairaudit.document.changes import CHANGES_VERSION, ChangesDocument, Pairing, Result
from fairaudit.document.headline import shares_of_error
from fairaudit.document.reasons import shared_parts
from fairaudit.document.verdicts import RuleResult
from fairaudit.inference import Estimate
from fairaudit.policy import Waiver, gate
from fairaudit.policy.notices import idle_notices, policy_notices
from fairaudit.settings.table import as_reported
from fairaudit.words import changes as wording


@dataclass(frozen=True)
class Compared:
    """What both ways of comparing come to: of data, and of two reports."""

    old: Result
    new: Result
    pairing: Pairing
    task: str
    facts: TaskFacts
    attributes: list[str]
    overlapping: list[str]
    normalizer: str | None
    edit_split: str | None
    definitions: dict[str, document.Definition]
    better: Mapping[str, str | None]
    """Which direction of a metric is better, for every metric that is compared between groups."""
    overall: Table
    tables: list[Table]
    old_disparities: list[document.Disparity]
    new_disparities: list[document.Disparity]
    gap_changes: dict[entries.DisparityKey, Estimate]
    warnings: list[document.Message]
    assumptions: list[str]


def finish(compared: Compared, asked: Comparing) -> ChangesDocument:
    """Return the document: entries, verdicts and words."""
    before, after = compared.old_disparities, compared.new_disparities
    shares = shares_of_error(
        compared.facts["headline"], {name: each["better"] for name, each in compared.definitions.items()}
    )
    told = tell_changes(compared.overall, compared.tables, asked.config.confidence, shares)
    spreads = [entry for table in compared.tables for entry in entries.spread_entries(table, told)]
    gaps = list(entries.disparity_changes(before, after, compared.gap_changes, told, compared.better))
    tables = compared.overall, compared.tables, gaps
    judged, unused = judge_changes(asked.rules, asked.waivers, asked.on_inconclusive, tables, today())
    verdicts: list[RuleResult] = [{**each, "why": wording.why(each)} for each in judged]
    found: ChangesDocument = {
        "changes_version": CHANGES_VERSION,
        "fairaudit_version": __version__,
        "created": now().isoformat().replace("+00:00", "Z"),
        "command": asked.command,
        "config": as_reported(asked.config),
        "task": compared.task,
        "words": compared.facts["words"],
        "headline": compared.facts["headline"],
        "old": compared.old,
        "new": compared.new,
        "pairing": compared.pairing,
        "attributes": compared.attributes,
        "confidence": asked.config.confidence,
        "min_group_size": asked.config.min_group_size,
        "min_clusters": asked.config.min_clusters,
        "normalizer": compared.normalizer,
        "edit_split": compared.edit_split,
        "definitions": compared.definitions,
        "overall": entries.overall_entry(compared.overall, told),
        "groups": [entry for table in compared.tables for entry in entries.group_entries(table, told)],
        "disparities": gaps,
        "spreads": spreads,
        "reasons": shared_parts(entry for each in (*gaps, *spreads, *verdicts) for entry in each["left_out"]),
        "verdicts": verdicts,
        "gate": gate(verdicts, asked.on_inconclusive) if asked.rules else None,
        "advice": [],
        "warnings": _warnings(compared, asked, verdicts, unused),
        "assumptions": compared.assumptions,
    }
    if compared.overlapping:
        found = {**found, "overlapping": compared.overlapping}
    worded = {**found, "advice": wording.advice(found)}
    return cast(ChangesDocument, with_about(worded, about_of(asked.config)))


def _warnings(
    compared: Compared, asked: Comparing, verdicts: list[RuleResult], unused: Sequence[Waiver]
) -> list[Message]:
    return [
        *compared.warnings,
        *wording.rule_warnings(verdicts, compared.definitions),
        *idle_notices(asked.rules),
        *policy_notices(verdicts, unused),
    ]

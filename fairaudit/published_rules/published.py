"""What published rules add to an audit: their numbers, and what they want to be stated, as a part of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fairaudit.catalogue import CATALOGUE, TASKS
from fairaudit.config import Config
from fairaudit.document import Document, PresetResult, Stated
from fairaudit.errors import UsageError
from fairaudit.groups.level import Level
from fairaudit.metrics import Metric
from fairaudit.policy import Policy, check_rules
from fairaudit.published_rules import Preset, Statement, preset_rules, stated
from fairaudit.published_rules.tables import RATE, preset_tables
from fairaudit.spoken import spoken
from fairaudit.tally import Roles
from fairaudit.tally.median import Median, is_score_alone, name_decisions

_NOT_CORRECTED = "Several groups mean several tests: as in practice, the p values are not corrected for that."
_SCORING_RATE = "Scoring rate: the share above the median of all scores; a score equal to the median is not above it."


def may_lack(presets: Sequence[Preset]) -> tuple[str, ...]:
    """Return the roles that the presets' numbers do without: a label; and New York's scoring rate, a decision."""
    kinds = {preset.table for preset in presets}
    needless = {"label": kinds != {None} and bool(kinds), "prediction": "impact_ratios" in kinds}
    return tuple(role for role, is_needless in needless.items() if is_needless)


def check_presets(presets: Sequence[Preset], roles: Roles, config: Config) -> None:
    """Make sure that the data have what the presets' numbers are made of.

    Raises:
        UsageError: a preset is about decisions, and there are none; or it sets groups apart that have rows in common.
    """
    identities = spoken("identities")
    for preset in presets:
        if config.identities and (preset.table is not None or preset.exclusions is not None):
            raise UsageError(
                f"The preset `{preset.id}` compares groups of which every person is in one, and by {identities} a row "
                f"can be in several. Leave out the preset, or {identities}."
            )
        if preset.table is not None and CATALOGUE[RATE] not in TASKS[roles.task].metrics:
            raise UsageError(f"The preset `{preset.id}` is about decisions, and this audit is about {roles.task}.")
        if preset.table == "adverse_impact" and is_score_alone(roles, config):
            raise UsageError(
                f"The preset `{preset.id}` is about decisions, and there is only a score. {name_decisions()}"
            )


def with_rules_of_presets(policy: Policy, presets: Sequence[Preset], roles: Roles) -> Policy:
    """Add the presets' rules for the audited groups.

    Raises:
        UsageError: two rules exclude each other.
    """
    rules = list(policy.rules)
    for preset in presets:
        rules += preset_rules(preset, roles.levels, task=roles.task)
    check_rules([*rules, *policy.change_rules])
    return replace(policy, rules=tuple(rules))


def metrics_of(presets: Sequence[Preset]) -> list[Metric]:
    """Return the metrics that the presets' numbers are made of."""
    return [CATALOGUE[RATE]] if any(preset.table is not None for preset in presets) else []


def assumptions(median: Median | None) -> Iterator[str]:
    """Yield what was assumed where there is no decision."""
    if median is not None:
        yield f"selected = a score above {median.value:.6g}, the median of all scores; there are no decisions"


def preset_results(
    document: Document, presets: Sequence[Preset], levels: Sequence[Level], median: Median | None = None
) -> list[PresetResult]:
    """Return the part of the report of every preset; the rest of the document is finished, the verdicts included.

    `median` is that of all scores if the decisions of `levels` are the scores above it.

    Raises:
        UsageError: a preset needs decisions, and the data have none.
    """
    return [_result(document, preset, levels, median) for preset in presets]


def _result(document: Document, preset: Preset, levels: Sequence[Level], median: Median | None) -> PresetResult:
    result: PresetResult = {
        "id": preset.id,
        "title": preset.title,
        "jurisdiction": preset.jurisdiction,
        "as_of": preset.as_of.isoformat(),
        "status": preset.status,
        "sources": list(preset.sources),
        "not_verified": list(preset.not_verified),
        "reference_rule": preset.reference_rule,
        "limits": preset.limits.says,
        "exclusions": None if preset.exclusions is None else preset.exclusions.says,
        "parameters": [{"name": each.name, "value": each.value, "says": each.says} for each in preset.parameters],
        "median": median.value if median is not None and preset.table == "impact_ratios" else None,
        "tables": preset_tables(preset, levels, RATE if median is None else "scoring_rate"),
        "states": [],
        "notes": list(_notes(document, preset, median)),
        "disclaimer": preset.disclaimer,
    }
    result["states"] = [_stated(each, document, result) for each in preset.states]
    return result


def _stated(statement: Statement, document: Document, result: PresetResult) -> Stated:
    here = None if statement.answer is None else stated.answer(statement.answer, document, result)
    return {"says": statement.says, "here": here, "yours": statement.yours}


def _notes(document: Document, preset: Preset, median: Median | None) -> Iterator[str]:
    """Yield how the numbers are to be read."""
    if preset.table is None:
        return
    if "weight" in document["columns"]:
        verdicts = " The verdicts of this preset's rules are weighted, and can differ." if preset.rules else ""
        yield f"The numbers of this part count rows: weights do not enter them.{verdicts}"
    if preset.table == "adverse_impact":
        yield _NOT_CORRECTED
    if median is not None:
        yield _SCORING_RATE

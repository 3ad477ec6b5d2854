"""The numbers that published rules ask for, level by level: rates and ratios of counts of rows, as the report has them.

Adverse impact: 29 CFR 1607.4(D) and the practice around it. Impact ratios: Rules of the City of New York, title 6,
sections 5-300 to 5-304, as quoted in the preset.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from fairaudit.counts import ConfusionCounts, SelectionCounts
from fairaudit.document import PresetRow, PresetTable
from fairaudit.document.reasons import shared_part
from fairaudit.groups.level import Level
from fairaudit.inference import compare
from fairaudit.policy.exclusion import excluded, is_unknown, why_not_compared
from fairaudit.published_rules import Preset
from fairaudit.published_rules.adverse_impact import FOUR_FIFTHS, AdverseImpact, Selections, impact

RATE = "selection_rate"


def preset_tables(preset: Preset, levels: Sequence[Level], rate: str = RATE) -> list[PresetTable]:
    """Return a preset's table for every level; none if the preset asks for no numbers of its own.

    `rate` says what the selections of the levels are: `selection_rate`, or `scoring_rate` if they are the scores above
    the median.
    """
    return [] if preset.table is None else [_table(preset, level, rate) for level in levels]


def _table(preset: Preset, level: Level, rate: str) -> PresetTable:
    unknown = is_unknown(level)
    shows_tests = preset.table == "adverse_impact"
    why = why_not_compared(level, RATE, preset.below_share) if shows_tests else _why_no_ratio(level, preset.below_share)
    found = impact(_selections(level, why))
    # The share of a shown group tells the number of all known rows, and that the number of the unknown ones.
    known = None if level.suppressed[unknown].any() else int(level.rows[~unknown].sum())
    rows = [
        _row(each, None if unknown[index] else known, bool(level.suppressed[index]), shows_tests)
        for index, each in enumerate(found)
        if shows_tests or not unknown[index]
    ]
    return {
        "by": list(level.by),
        "rate": rate,
        "against": next((each.against for each in found if each.against is not None), None),
        "unknown": None if known is None else int(level.rows[unknown].sum()),
        "below_by_chance": _below_by_chance(level, why) if shows_tests else None,
        "rows": rows,
    }


def _why_no_ratio(level: Level, below_share: float) -> list[str | None]:
    """Return why groups get no ratio where the published rule leaves out no group for being small in itself."""
    return [
        level.hidden_because if hidden else why
        for hidden, why in zip(level.suppressed, excluded(level, below_share), strict=True)
    ]


def _selections(level: Level, why: Sequence[str | None]) -> list[Selections]:
    selected = cast(ConfusionCounts | SelectionCounts, level.totals).selected[:, 0]
    return [
        Selections(group, int(selected[index]), int(level.rows[index]), why[index])
        for index, group in enumerate(level.groups)
    ]


def _row(each: AdverseImpact, known: int | None, hidden: bool, shows_tests: bool) -> PresetRow:
    counted = each.counted
    row: PresetRow = {
        "group": counted.group,
        "n": None if hidden else counted.size,
        "share": None if hidden or not known else counted.size / known,
        "selected": None if hidden else counted.selected,
        "rate": None if hidden else counted.rate,
        "impact_ratio": each.impact_ratio,
        "left_out": counted.left_out,
    }
    if counted.left_out is not None and shared_part(counted.left_out) != counted.left_out:
        row["reason"] = shared_part(counted.left_out)
    if shows_tests:
        row["fisher_exact"] = each.fisher_exact
        row["standard_deviations"] = each.standard_deviations
        row["shortfall"] = each.shortfall
        row["selections_needed"] = each.selections_needed
        row["one_selection_reverses"] = each.one_selection_reverses
    return row


def _below_by_chance(level: Level, why: Sequence[str | None]) -> float | None:
    """Return how often equal groups of these sizes would show a ratio under four fifths."""
    usable = np.array([reason is None for reason in why], dtype=bool)
    return compare(level.measurements[RATE], "ratio", usable).chance_beyond(float(FOUR_FIFTHS))

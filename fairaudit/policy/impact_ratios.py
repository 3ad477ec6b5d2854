"""The table that New York City's Local Law 144 asks for: rates and impact ratios of categories, from counts.

Rules of the City of New York, title 6, sections 5-300 to 5-304, as quoted in the presets. No number in it is a limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairaudit.document import Group
from fairaudit.policy.adverse_impact import Selections

MAY_BE_LEFT_OUT = 0.02
"""A category with a smaller share of the data may be left out of the ratios, and must be stated."""
Scores = Mapping[float, int]
"""Score → rows."""


@dataclass(frozen=True)
class CategoryRow:
    """One category: its rate, and its impact ratio or why it has none. `share` is of the rows of known category."""

    group: Group
    selected: int
    size: int
    share: float
    rate: float | None
    impact_ratio: float | None
    left_out: str | None


@dataclass(frozen=True)
class ImpactRatios:
    """The table of one level: sex, race/ethnicity, or both crossed.

    `unknown` are the people assessed whose category is unknown, in at least one of the attributes; they are in no row.
    `highest` is the category that the ratios are taken against.
    """

    rows: tuple[CategoryRow, ...]
    unknown: int
    highest: Group | None


def nyc_impact_ratios(categories: Sequence[Selections], below_share: float = MAY_BE_LEFT_OUT) -> ImpactRatios:
    """Return rates and impact ratios of the categories of one level.

    Impact ratio: a category's rate divided by the rate of the most selected category. Categories below `below_share`
    of the rows of known category are shown, but neither get a ratio nor are others measured against them.
    """
    known = [each for each in categories if None not in each.group.values()]
    total = sum(each.size for each in known)
    counted = [each for each in known if each.size and each.size >= below_share * total]
    highest = max(counted, key=lambda each: (each.selected / each.size, each.size), default=None)
    rows = tuple(_row(each, total, highest if each in counted else None, below_share) for each in known)
    unknown = sum(each.size for each in categories) - total
    return ImpactRatios(rows, unknown, None if highest is None else highest.group)


def _row(each: Selections, total: int, highest: Selections | None, below_share: float) -> CategoryRow:
    share = each.size / total if total else 0.0
    ratio, why = None, None
    if highest is None:
        why = f"{100 * share:.1f} % of the data, under {100 * below_share:g} %" if each.size else "nobody is in it"
    elif not highest.selected:
        why = "nobody was selected in any category"
    else:
        ratio = each.selected * highest.size / (highest.selected * each.size)
    return CategoryRow(each.group, each.selected, each.size, share, each.rate, ratio, why)


def above_median(categories: Sequence[tuple[Group, Scores]]) -> list[Selections]:
    """Return how many of each category score above the median of the whole sample: the scoring rate's counts.

    The sample is everybody, also people of unknown category. A score equal to the median is not above it, so that
    many equal scores push every rate below one half.
    """
    middle = sample_median([scores for _, scores in categories])
    return [
        Selections(group, sum(rows for score, rows in scores.items() if score > middle), sum(scores.values()))
        for group, scores in categories
    ]


def sample_median(parts: Sequence[Scores]) -> float:
    """Return the median of all scores together; of an even number, the mean of the middle two.

    Raises:
        ValueError: there are no scores.
    """
    counted: dict[float, int] = {}
    for scores in parts:
        for score, rows in scores.items():
            counted[score] = counted.get(score, 0) + rows
    total = sum(counted.values())
    if not total:
        raise ValueError("there are no scores")
    return (_ranked(counted, (total + 1) // 2) + _ranked(counted, total // 2 + 1)) / 2


def _ranked(counted: Scores, place: int) -> float:
    """Return the score at a place, counted from 1, among all in ascending order."""
    passed = 0
    for score in sorted(counted):
        passed += counted[score]
        if passed >= place:
            return score
    raise ValueError(f"there are only {passed} scores")

"""What practice under the Uniform Guidelines (29 CFR 1607.4(D)) asks about each group's selections.

Ratios, tests and shortfalls against the group with the highest selection rate. The numbers are counts of rows; weights
have no place in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fairaudit.document import Group
from fairaudit.inference.two_by_two import fisher_exact, standard_deviations

FOUR_FIFTHS = Fraction(4, 5)
NOBODY_SELECTED = "nobody was selected in any group that can be compared"


@dataclass(frozen=True)
class Selections:
    """How many people of a group were selected, of how many; `left_out` says why it is not compared."""

    group: Group
    selected: int
    size: int
    left_out: str | None = None

    @property
    def rate(self) -> float | None:
        """The share that was selected; None of nobody."""
        return self.selected / self.size if self.size else None


@dataclass(frozen=True)
class AdverseImpact:
    """One group against the group with the highest selection rate.

    `impact_ratio` is the group's rate divided by the highest. `fisher_exact` is the two-sided p value, and
    `standard_deviations` the difference of the rates in standard deviations (negative: fewer selected). `shortfall` are
    the selections missing compared with equal rates in both groups, `selections_needed` those that would reach four
    fifths of the highest rate, if that stays as it is. `one_selection_reverses` tells whether moving one selection from
    the highest group to this one would put this one ahead. All are None for a group that is not compared, and so are
    the tests for the highest.
    """

    counted: Selections
    against: Group | None = None
    impact_ratio: float | None = None
    fisher_exact: float | None = None
    standard_deviations: float | None = None
    shortfall: float | None = None
    selections_needed: int | None = None
    one_selection_reverses: bool | None = None


def impact(groups: Sequence[Selections]) -> list[AdverseImpact]:
    """Compare each group with the group that has the highest selection rate; ties go to the larger group."""
    compared = [each for each in groups if each.left_out is None and each.size]
    highest = max(compared, key=lambda each: (Fraction(each.selected, each.size), each.size), default=None)
    return [
        _against(each, highest) if each in compared and highest is not None else AdverseImpact(each) for each in groups
    ]


def _against(each: Selections, highest: Selections) -> AdverseImpact:
    if not highest.selected:
        return AdverseImpact(Selections(each.group, each.selected, each.size, NOBODY_SELECTED))
    ratio = each.selected * highest.size / (highest.selected * each.size)
    if each is highest:
        return AdverseImpact(each, highest.group, ratio)
    table = (each.selected, each.size, highest.selected, highest.size)
    return AdverseImpact(
        each,
        highest.group,
        ratio,
        fisher_exact=fisher_exact(*table),
        standard_deviations=standard_deviations(*table),
        shortfall=shortfall(each, highest),
        selections_needed=selections_needed(each, highest),
        one_selection_reverses=one_selection_reverses(each, highest),
    )


def shortfall(each: Selections, highest: Selections) -> float:
    """Return the selections by which a group stays behind the common rate of both groups."""
    return each.size * (each.selected + highest.selected) / (each.size + highest.size) - each.selected


def selections_needed(each: Selections, highest: Selections) -> int:
    """Return how many more selections reach four fifths of the highest rate, in exact arithmetic."""
    wanted = FOUR_FIFTHS * highest.selected * each.size / highest.size
    return max(0, -(-wanted.numerator // wanted.denominator) - each.selected)


def one_selection_reverses(each: Selections, highest: Selections) -> bool:
    """Tell whether one selection moved from the highest group to this one would put this one ahead.

    The Questions and Answers on the Guidelines (44 FR 11996, 1979), question 21, do not speak of adverse impact then.
    """
    if not highest.selected or each.selected == each.size:
        return False
    return Fraction(each.selected + 1, each.size) > Fraction(highest.selected - 1, highest.size)

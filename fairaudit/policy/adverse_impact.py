"""What practice under the Uniform Guidelines (29 CFR 1607.4(D)) asks about each group's selections.

Ratios, tests and shortfalls against the group with the highest selection rate. The numbers are counts of rows; weights
have no place in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fairaudit.counts import ConfusionCounts
from fairaudit.document import Group
from fairaudit.errors import UsageError
from fairaudit.inference.two_by_two import fisher_exact, standard_deviations
from fairaudit.levels import Level

FOUR_FIFTHS = Fraction(4, 5)
UNKNOWN = "the group is unknown"


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

    `impact_ratio` is the group's rate divided by the highest. `fisher` is the two-sided p value, and
    `standard_deviations` the difference of the rates in standard deviations (negative: fewer selected). `shortfall` are
    the selections missing compared with equal rates in both groups, `needed` those that would reach four fifths of the
    highest rate, if that stays as it is. `reverses` tells whether moving one selection from the highest group to this
    one would put this one ahead. All are None for a group that is not compared, and so are the tests for the highest.
    """

    group: Group
    selected: int | None
    size: int | None
    rate: float | None
    left_out: str | None = None
    against: Group | None = None
    impact_ratio: float | None = None
    fisher: float | None = None
    standard_deviations: float | None = None
    shortfall: float | None = None
    needed: int | None = None
    reverses: bool | None = None


def adverse_impact(level: Level, below_share: float = 0.0) -> list[AdverseImpact]:
    """Return the adverse impact on every group of a level of binary decisions.

    Groups that are small, hidden, unknown, or under `below_share` of the rows of known groups are shown, not compared.
    """
    hidden = [Selections(group, 0, 0) for group, hide in zip(level.groups, level.suppressed, strict=True) if hide]
    rows = [each for each in selections(level) if all(each.group != other.group for other in hidden)]
    known = sum(each.size for each in rows if each.left_out != UNKNOWN)
    compared = [_excluded(each, known, below_share) for each in rows]
    found = {tuple(each.group.items()): each for each in impact(compared)}
    nothing = [AdverseImpact(each.group, None, None, None, level.hidden_because) for each in hidden]
    found |= {tuple(each.group.items()): each for each in nothing}
    return [found[tuple(group.items())] for group in level.groups]


def selections(level: Level) -> list[Selections]:
    """Return the selections of every group of a level, in its order.

    Raises:
        UsageError: the level is not about decisions.
    """
    counts = level.totals
    if not isinstance(counts, ConfusionCounts):
        raise UsageError("Selections need decisions: this audit is about speech.")
    chosen = (counts.true_positives + counts.false_positives)[:, 0]
    return [
        Selections(group, int(chosen[index]), int(level.rows[index]), _left_out(group, level.small_because[index]))
        for index, group in enumerate(level.groups)
    ]


def _left_out(group: Group, small: str | None) -> str | None:
    return UNKNOWN if None in group.values() else small


def _excluded(each: Selections, known: int, below_share: float) -> Selections:
    if each.left_out is not None or each.size >= below_share * known:
        return each
    why = f"under {100 * below_share:g} % of the rows ({100 * each.size / known:.1f} %)"
    return Selections(each.group, each.selected, each.size, why)


def impact(groups: Sequence[Selections]) -> list[AdverseImpact]:
    """Compare each group with the group that has the highest selection rate; ties go to the larger group."""
    compared = [each for each in groups if each.left_out is None and each.size]
    if not compared:
        return [_shown(each) for each in groups]
    highest = max(compared, key=lambda each: (Fraction(each.selected, each.size), each.size))
    return [_against(each, highest) if each in compared else _shown(each) for each in groups]


def _shown(each: Selections) -> AdverseImpact:
    return AdverseImpact(each.group, each.selected, each.size, each.rate, each.left_out or "nobody is in the group")


def _against(each: Selections, highest: Selections) -> AdverseImpact:
    ratio = each.selected * highest.size / (highest.selected * each.size) if highest.selected else None
    basics = (each.group, each.selected, each.size, each.rate, None, highest.group, ratio)
    if each is highest:
        return AdverseImpact(*basics)
    table = (each.selected, each.size, highest.selected, highest.size)
    return AdverseImpact(
        *basics,
        fisher=fisher_exact(*table),
        standard_deviations=standard_deviations(*table),
        shortfall=shortfall(each, highest),
        needed=selections_needed(each, highest),
        reverses=one_selection_reverses(each, highest),
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

    The Questions and Answers on the Guidelines (44 FR 11996, 1979) do not speak of adverse impact then.
    """
    if not highest.selected or each.selected == each.size:
        return False
    return Fraction(each.selected + 1, each.size) > Fraction(highest.selected - 1, highest.size)

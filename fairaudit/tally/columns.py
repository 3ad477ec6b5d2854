"""The columns of one audit, each with its role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class PassedOver(NamedTuple):
    """A column that looks as if it had a role and has none, why, and the assumption that says so, if one does."""

    column: str
    why: str
    assumption: str | None = None


@dataclass(frozen=True)
class Roles:
    """The columns of one audit.

    `levels` are the groupings to report: single attributes first, then intersections. `attributes` are all columns
    that occur in a level, and the `site`, if there are sites. `assumptions` are sentences about what was not said but
    recognised. `unused` are columns that could have had a role and have none, because a setting decides. `may_lack` are
    roles that the audit can do without. `points` are the scores from which on rows are selected, each with its name;
    the first decides. `probabilities` are columns of probabilities, each with the class that it seems to be of.
    `recognised` says of roles that nobody gave by what each was known, and `passed_over` are other columns that look as
    if they had a role.
    """

    task: str
    columns: dict[str, str]
    attributes: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    assumptions: tuple[str, ...]
    unused: tuple[str, ...] = ()
    may_lack: tuple[str, ...] = ()
    points: tuple[tuple[str, float], ...] = ()
    probabilities: tuple[tuple[str, str], ...] = ()
    recognised: Mapping[str, str] = field(default_factory=dict)
    passed_over: tuple[PassedOver, ...] = ()
    site: str | None = None

    @property
    def audited(self) -> tuple[str, ...]:
        """The attributes that occur in a level."""
        return tuple(dict.fromkeys(name for level in self.levels for name in level))

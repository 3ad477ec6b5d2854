"""The columns of one audit, each with its role."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Roles:
    """The columns of one audit.

    `levels` are the groupings to report: single attributes first, then intersections. `attributes` are all columns
    that occur in a level. `assumptions` are sentences about what was not said but recognised. `unused` are columns
    that could have had a role and have none, because a setting decides. `may_lack` are roles that the audit can do
    without. `points` are the scores from which on rows are selected, each with its name; the first decides.
    `probabilities` are columns of probabilities, each with the class that it seems to be of.
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

"""Warnings where few clusters decide a group's figures, and intervals may not hold what they promise."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit.document import Group, Message
from fairaudit.errors import show
from fairaudit.groups.level import Level
from fairaudit.inference.effective_size import ENOUGH_CLUSTERS
from fairaudit.labels import MISSING

MOST = 5
"""Groups of one level that are named; the report holds the figures of all."""
_MOST_NAMES = 12
_ONE_IN_TWENTY = 0.05


def named(group: Group) -> str:
    """Return the labels of a group as a warning names it."""
    return show(", ".join(MISSING if value is None else value for value in group.values()))


def labelled(group: Group) -> str:
    """Return the labels of a group, each behind its attribute."""
    return show(", ".join(f"{name}={MISSING if value is None else value}" for name, value in group.items()))


def tied_notices(level: Level, tests: int) -> Iterator[Message]:
    """Say which metrics change with the clusters' size; all that were looked at together err once in twenty reports."""
    ties = {name: measured.tie for name, measured in level.measurements.items()}
    names = [show(name) for name, tie in ties.items() if tie is not None and tie.chance * tests <= _ONE_IN_TWENTY]
    if names:
        names = [*names[:_MOST_NAMES], *([f"{len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else [])]
        many, size = level.cluster_words[1], level.totals.size_words
        text = (
            f"By `{show(':'.join(level.by))}`, {many} with more {size} or weight have other values of "
            f"{', '.join(names)} than those with less, so a few of them decide a group's figure. The intervals allow "
            f"for it, but in groups of fewer than {ENOUGH_CLUSTERS:.0f} {many} they can still be too narrow."
        )
        yield {"code": "size_tied_to_rate", "message": text}

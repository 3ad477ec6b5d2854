"""What a report tells of groups with the confidence of everything that it looks at."""

from __future__ import annotations

from collections.abc import Sequence

from fairaudit.document import Disparity, GroupResult

_FIRST = ("worse", "higher")
_SECOND = ("better", "lower")


def is_told(gap: Disparity) -> bool:
    """Tell whether the groups truly differ; in a report that does not say so, whether they do by this gap alone."""
    return gap.get("beyond_chance", stands_alone(gap))


def stands_alone(gap: Disparity) -> bool:
    """Tell whether a gap would be certain if nothing else had been looked at."""
    return gap["low"] is not None and gap["low"] > 0


def told(group: GroupResult, metric: str) -> str:
    """Return what is certain of a group beside all rows together: worse, better, higher or lower; or nothing."""
    return group.get("differs", {}).get(metric, "")


def told_apart(groups: Sequence[GroupResult], metric: str) -> tuple[list[GroupResult], list[GroupResult]]:
    """Return the groups that are truly worse (or higher) than all rows together, and those that are better (lower)."""
    sides: list[list[GroupResult]] = [
        [group for group in groups if told(group, metric) in words] for words in (_FIRST, _SECOND)
    ]
    return sides[0], sides[1]

"""How far apart two groups' distributions lie, for every task that compares them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairaudit.inference.compared import Distance
    from fairaudit.inference.disparity import Comparison


def distance_between(kind: Distance) -> Callable[..., Comparison]:
    """Return what compares groups by the distance `kind`; statistics are imported when it is called."""

    def between(*compared: Any) -> Comparison:
        from fairaudit.inference.distances import largest_distance

        return largest_distance(kind, *compared)

    return between

"""Which of many claims hold together: at most one report in twenty makes a false one, however many were looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from fairaudit.inference.effective_size import BoolArray

Attributes = TypeVar("Attributes")


@dataclass(frozen=True, eq=False)
class Claims:
    """Some claims of one kind.

    `proven` returns which of the `size` claims hold if each may be wrong with the probability that it is given. A
    larger probability never proves fewer.
    """

    size: int
    proven: Callable[[float], BoolArray]


def hold_together(
    claims: Mapping[tuple[Attributes, str], Claims], shares: Mapping[str, float], level: float
) -> dict[tuple[Attributes, str], BoolArray]:
    """Return which claims hold, so that the probability that any of these is false is at most `level` (in (0, 1)).

    Holm's sequentially rejective procedure with weights: Holm (1979), A simple sequentially rejective multiple test
    procedure, Scandinavian Journal of Statistics 6(2), section 3. Whatever depends on whatever. Each claim gets its
    weight's share of the level; the shares of claims that hold go to those that are still open.

    Args:
        claims: by the attributes and the metric that they are about.
        shares: what all claims about a metric weigh together, above 0; each of them weighs the same.
        level: the probability that anything that holds is false.
    """
    many = Counter[str]()
    for (_, metric), each in claims.items():
        many[metric] += each.size
    weights = {place: shares[place[1]] / max(many[place[1]], 1) for place in claims}
    held = {place: np.zeros(each.size, dtype=bool) for place, each in claims.items()}
    while True:
        open_weight = sum(weights[place] * float((~known).sum()) for place, known in held.items())
        before = sum(int(known.sum()) for known in held.values())
        for place, known in held.items():
            if not known.all():
                held[place] = known | claims[place].proven(level * weights[place] / open_weight)
        if sum(int(known.sum()) for known in held.values()) == before:
            return held

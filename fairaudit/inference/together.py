"""Which of many claims hold together: at most one report in twenty makes a false one, however many were looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fairaudit.inference.effective_size import BoolArray


@dataclass(frozen=True, eq=False)
class Claims:
    """Some claims of one kind, each with the same `weight` (above 0).

    `proven` returns which of the `size` claims hold if each may be wrong with the probability that it is given. A
    larger probability never proves fewer.
    """

    size: int
    weight: float
    proven: Callable[[float], BoolArray]


def weights_of(places: Sequence[tuple[str, int]], shares: Mapping[str, float]) -> list[float]:
    """Return the weight of a claim at each place (a metric and how many claims it has there).

    All claims about one metric together weigh what `shares` gives it.
    """
    many = Counter[str]()
    for metric, size in places:
        many[metric] += size
    return [shares[metric] / max(many[metric], 1) for metric, _ in places]


def hold_together(claims: Sequence[Claims], level: float) -> list[BoolArray]:
    """Return which claims hold, so that the probability that any of these is false is at most `level` (in (0, 1)).

    Holm's sequentially rejective procedure with weights: Holm (1979), A simple sequentially rejective multiple test
    procedure, Scandinavian Journal of Statistics 6(2), section 3. Whatever depends on whatever. Each claim gets its
    weight's share of the level; the shares of claims that hold go to those that are still open.
    """
    held = [np.zeros(each.size, dtype=bool) for each in claims]
    while True:
        open_weight = sum(each.weight * float((~known).sum()) for each, known in zip(claims, held, strict=True))
        before = sum(int(known.sum()) for known in held)
        held = [
            known if known.all() else known | each.proven(level * each.weight / open_weight)
            for each, known in zip(claims, held, strict=True)
        ]
        if sum(int(known.sum()) for known in held) == before:
            return held

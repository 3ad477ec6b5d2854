"""What a metric is: a function of counts, with its facts attached."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from fairaudit.counts import Counts
from fairaudit.document.units import Unit
from fairaudit.metrics.undivided import Undivided

Better = Literal["higher", "lower"]


@dataclass(frozen=True, eq=False)
class Metric:
    """A named function of counts and what a reader must know about it.

    `reads` are the kinds of counts that it can be computed from; they offer what it asks for under the same names.

    `better` is None where neither direction is better in itself. `low` and `high` are None where values have no bound.
    `undefined_when` finishes the sentence "undefined, because …". `unit` says how values are printed. `margin` is the
    gap between groups for which a report says what more data would settle; None where no gap is a natural one.
    `averages_clusters` marks a plain mean of each cluster's own value, which is no formula of the counts. `measure`
    makes values and limits of a quantity of a kind of its own: a `fairaudit.inference.measured.Measure`. `own` marks
    a metric that is not fairaudit's, but its user's.
    """

    compute: Callable[[Any], Undivided]
    reads: tuple[type[Counts], ...]
    better: Better | None
    undefined_when: str
    formula: str
    source: str
    low: float | None = 0.0
    high: float | None = 1.0
    also_called: tuple[str, ...] = ()
    unit: Unit = "share"
    margin: float | None = 0.05
    averages_clusters: bool = False
    measure: Callable[[Any, Any, Any], Any] | None = None
    own: bool = False

    def __post_init__(self) -> None:
        for attribute in (
            *functools.WRAPPER_ASSIGNMENTS,
            "__wrapped__",
        ):  # so that help() and doctest find the function
            value = self.compute if attribute == "__wrapped__" else getattr(self.compute, attribute, None)
            object.__setattr__(self, attribute, value)

    @property
    def name(self) -> str:
        """The name in the catalogue, in policies and in reports."""
        return self.compute.__name__

    @property
    def span(self) -> float | None:
        """The largest difference between two values; None where there is no largest."""
        return None if self.low is None or self.high is None else self.high - self.low

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return (self.compute.__doc__ or "").strip().splitlines()[0]

    def __call__(self, counts: Counts) -> Undivided:
        """Return the undivided quantity for every entry of `counts`."""
        return self.compute(counts)


def metric(**facts: Any) -> Callable[[Callable[[Any], Undivided]], Metric]:
    """Attach facts (the fields of `Metric`) to a function of counts."""
    return lambda compute: Metric(compute, **facts)

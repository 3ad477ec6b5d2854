"""Metrics of a user's own: ratios of columns that settings define, and functions of counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fairaudit.config.ratios import ratio
from fairaudit.counts import Counts
from fairaudit.counts.columns import ColumnCounts
from fairaudit.document import Definition
from fairaudit.document.units import known_unit
from fairaudit.errors import UsageError, show
from fairaudit.metrics import Metric, Undivided
from fairaudit.metrics.columns import sum_over_sum

if TYPE_CHECKING:
    from fairaudit.inference.measured import Measured

SOURCE = "a metric of the user's own"
_KNOWN: ContextVar[Mapping[str, Metric] | None] = ContextVar("own metrics", default=None)


def known() -> Mapping[str, Metric]:
    """Return the metrics of one's own that rules and settings can name now."""
    return _KNOWN.get() or {}


def know(metrics: Iterable[Metric]) -> None:
    """Let rules and settings name these metrics from now on, and no others of one's own.

    Raises:
        UsageError: two have one name.
    """
    found: dict[str, Metric] = {}
    for metric in metrics:
        if found.setdefault(metric.name, metric) is not metric:
            raise UsageError(f"Two metrics of your own are called `{show(metric.name)}`. Give one another name.")
    _KNOWN.set(found)


@lru_cache(maxsize=64)
def column_ratio(text: str) -> Metric:
    """Return the metric that a sentence defines: the same for the same text.

    Raises:
        UsageError: it defines none.
    """
    said = ratio(text)
    compute = sum_over_sum(said.name)
    compute.__name__ = said.name
    compute.__doc__ = f"The ratio {said.formula} over the rows that have both numbers."
    divisible = "" if said.whole is None else f" and one other than 0 in `{show(said.whole)}`"
    return Metric(
        compute,
        reads=(ColumnCounts,),
        better=None,
        undefined_when=f"no row has a number in `{show(said.part)}`{divisible}",
        formula=said.formula,
        source=SOURCE,
        high=None,
        unit="number",
        margin=None,
        measure=_measure,
        own=True,
    )


def reported(name: str, facts: Definition) -> Metric:
    """Return a metric of which only a report knows, for what needs no counts."""

    def compute(counts: Counts) -> Undivided:  # noqa: ARG001
        raise UsageError(f"Only the report knows `{show(name)}`.")

    compute.__name__, compute.__doc__ = name, facts["summary"]
    return Metric(
        compute,
        reads=(),
        better=facts["better"],  # type: ignore[arg-type]
        undefined_when=facts["undefined_when"],
        formula=facts["formula"],
        source=facts["source"],
        low=facts["low"],
        high=facts["high"],
        unit=known_unit(facts.get("unit")),
        margin=facts.get("margin"),
        own=True,
    )


def _measure(*quantities: Any) -> Measured:
    from fairaudit.inference.sum_over_sum import sum_over_sum as measure

    return measure(*quantities)

"""Each group of a level beside the reference group, or beside all others: what the report has of `contrasts`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from fairaudit import document
from fairaudit.cube import Sample
from fairaudit.cube.rest import with_rests
from fairaudit.document.reasons import numbered
from fairaudit.groups.level import Level, reference_group, why_left_out
from fairaudit.inference import Estimate, Measurement, measure
from fairaudit.inference.contrasts import NOTHING, Contrasts, contrasts
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.pairs import Scale

TOO_MANY = "all others of each group are more than is held in memory: name one group to compare with (--against)"
UNBOUNDED = "there is no upper limit: what it is divided by may be 0"
_TWO = 2


def contrasts_of(level: Level) -> Iterator[document.Contrast]:
    """Yield every group of a level beside its reference group, metric by metric; those of one metric hold together.

    Without a reference group each is beside all rows that are not in it. Intersections, and attributes by which a row
    can be in several groups, have no contrasts then.
    """
    reference, groups = reference_group(level), np.arange(len(level.groups))
    if len(groups) < _TWO or (reference is None and (len(level.by) != 1 or level.sample.overlapping)):
        return
    rests: dict[int, Sample[Any] | None] = {}
    for name, measured in level.measurements.items():
        others = np.full(len(groups), reference) if reference is not None else groups + len(groups)
        both: Measurement | None = measured
        if reference is None:
            sample = measured.sample
            if id(sample) not in rests:
                rests[id(sample)] = with_rests(sample)
            rest = rests[id(sample)]
            both = None if rest is None else measure(measured.metric, rest, measured.confidence)
        yield from _Beside(level, name, both, others, reference).entries()


@dataclass(frozen=True, eq=False)
class _Beside:
    """One metric of a level; `others` says what each group is beside (indices of `measured`, which has the groups too).

    `measured` is None if the others cannot be measured.
    """

    level: Level
    name: str
    measured: Measurement | None
    others: IntArray
    reference: int | None

    def entries(self) -> Iterator[document.Contrast]:
        """Yield the contrasts of the groups that are not hidden."""
        level, own = self.level, self.level.measurements[self.name]
        scales: tuple[Scale, ...] = ("difference", "ratio") if own.metric.low == 0 else ("difference",)
        found = {scale: self._found(scale) for scale in scales}
        for index, group in enumerate(level.groups):
            if index == self.reference or level.suppressed[index]:
                continue
            compared = {scale: self._estimate(scale, each, index).to_dict() for scale, each in found.items()}
            entry: document.Contrast = {
                "by": list(level.by),
                "metric": self.name,
                "unit": own.metric.unit,
                "group": group,
                "against": None if self.reference is None else level.groups[self.reference],
                "value": _number(own, index),
                "against_value": None if self.measured is None else _number(self.measured, int(self.others[index])),
                "difference": compared["difference"],
            }
            if "ratio" in compared:
                entry["ratio"] = compared["ratio"]
            yield entry

    @cached_property
    def why(self) -> list[str | None]:
        """Why each group is beside nothing; None if it is."""
        reasons = list(why_left_out(self.level, self.name))
        if self.measured is None:
            return [each or TOO_MANY for each in reasons]
        for index, other in enumerate(self.others.tolist()):
            reasons[index] = reasons[index] or self._why_other(self.measured, other, reasons)
        return reasons

    def _why_other(self, measured: Measurement, other: int, reasons: list[str | None]) -> str | None:
        """Return why what a group is beside is not compared."""
        if self.reference is not None:
            of_reference = reasons[self.reference]
            return None if of_reference is None else f"the reference group is left out: {of_reference}"
        if not measured.defined[other]:
            return f"undefined for all others: {measured.why_undefined(other)}"
        at_least, there = self.level.terms.min_group_size, measured.denominators[other]
        return (
            numbered(f"fewer than {at_least} others in the denominator of {self.name}", there)
            if there < at_least
            else None
        )

    @cached_property
    def pairs(self) -> IntArray:
        """The groups that have an interval, as what they are beside has."""
        if self.measured is None:
            return np.zeros(0, dtype=np.int64)
        known = self.measured.known
        there = [index for index, why in enumerate(self.why) if why is None and index != self.reference]
        return np.array([index for index in there if known[index] and known[self.others[index]]], dtype=np.int64)

    def _found(self, scale: Scale) -> Contrasts | None:
        if self.measured is None or not len(self.pairs):
            return None
        error = 1 - self.measured.confidence
        if self.reference is None and len(self.level.groups) == _TWO:  # both contrasts are one
            error *= len(self.pairs)
        return contrasts(self.measured, self.pairs, self.others[self.pairs], scale, error)

    def _estimate(self, scale: Scale, found: Contrasts | None, index: int) -> Estimate:
        measured, why = self.measured, self.why[index]
        if measured is None or why is not None:
            return Estimate(None, None, None, 0, "", why)
        other = int(self.others[index])
        n = round(float(measured.n[index] + measured.n[other]))
        if scale == "ratio" and measured.values[other] == 0:
            return Estimate(None, None, None, n, "", NOTHING)
        (place,) = np.flatnonzero(self.pairs == index)[:1].tolist() or (None,)
        if found is None or place is None:
            value = float(measured.values[index] - measured.values[other])
            if scale == "ratio":
                value = float(measured.values[index] / measured.values[other])
            lacks = index if not measured.known[index] else other
            return Estimate(value, None, None, n, "", None, measured.why_no_interval(lacks))
        method = f"MOVER of {measured.limits_name} limits at {100 * measured.confidence:g} %"
        if len(self.pairs) > 1:
            method += f" for all {len(self.pairs)} groups together"
        value, low, high = (float(each[place]) for each in (found.value, found.low, found.high))
        if np.isfinite(high):
            return Estimate(value, low, high, n, method)
        return Estimate(value, low, None, n, method, None, UNBOUNDED)


def _number(measured: Measurement, index: int) -> float | None:
    return float(measured.values[index]) if measured.defined[index] else None

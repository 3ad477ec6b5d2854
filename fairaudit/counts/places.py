"""Counts of rows at places of an axis of numbers: what is left of a distribution."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from fairaudit.counts.counts import Counts, FloatArray

PlaceArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Places:
    """An axis of numbers, cut into places: ascending, and none within another.

    Place p holds the numbers from ``lows[p]`` to ``highs[p]``. If `exact`, every place holds one number. Bins have a
    width of 2**-`level`; at `cuts` a place begins.
    """

    lows: FloatArray
    highs: FloatArray
    level: int | None = None
    cuts: FloatArray = dataclasses.field(default_factory=lambda: np.empty(0))

    @property
    def exact(self) -> bool:
        """Whether every place holds one number."""
        return bool(np.array_equal(self.lows, self.highs))

    @property
    def values(self) -> FloatArray:
        """The middle of each place: the number itself, where there is one only."""
        return self.lows + (self.highs - self.lows) / 2

    def place_of(self, numbers: FloatArray) -> PlaceArray:
        """Return the places of numbers that are on the axis."""
        return np.searchsorted(self.lows, numbers, side="right") - 1

    def joined(self, other: Places) -> tuple[Places, PlaceArray, PlaceArray]:
        """Return the finest places that hold those of both, and what the places of each become there."""
        lows, highs = np.concatenate([self.lows, other.lows]), np.concatenate([self.highs, other.highs])
        order = np.lexsort((highs, lows))
        reach = np.maximum.accumulate(highs[order])
        begins = np.ones(len(order), dtype=bool)
        begins[1:] = lows[order][1:] > reach[:-1]
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.cumsum(begins) - 1
        ends = np.append(np.flatnonzero(begins), len(order))[1:] - 1
        level = min((each.level for each in (self, other) if each.level is not None), default=None)
        joined = Places(lows[order][begins], reach[ends], level, np.union1d(self.cuts, other.cuts))
        return joined, place[: len(self.lows)], place[len(self.lows) :]


class PlacedCounts(Counts):
    """Counts of rows that are at one place of an axis; `place` has the place of every entry, or is None for totals."""

    def __init__(self, sums: FloatArray, axis: Places, place: PlaceArray | None) -> None:
        super().__init__(sums)
        self.axis, self.place = axis, place

    @property
    def kind(self) -> PlaceArray:
        """Which of the fields that count rows those of each entry are in; rows of an entry are alike."""
        first, *others = (self.field(name)[:, 0] for name in self.row_fields)
        most, kind = first, np.zeros(len(first), dtype=np.int64)
        for field, rows in enumerate(others, 1):
            kind, most = np.where(rows > most, field, kind), np.maximum(most, rows)
        return kind

    @property
    def of_own_kind(self) -> FloatArray:
        """Return what the fields of its kind hold of each entry, shape ``(entries, 1 or 2, moments)``: rows, measure.

        All other fields of an entry are 0. A kind with a measure has it as far behind its rows as there are kinds.
        """
        kinds = len(self.row_fields)
        if kinds == 1:
            return self.sums
        own = np.zeros((len(self.fields) // kinds, self.sums.shape[-1], len(self.sums)))
        for field, sums in enumerate(self.sums.transpose(1, 2, 0)):
            own[field // kinds] += sums
        return own.transpose(2, 0, 1)

    def made_of(self, place: PlaceArray, kind: PlaceArray, own: FloatArray) -> Self:
        """Return entries at these places of the same axis, of which only the fields of their kind are given."""
        sums = np.empty((len(self.fields), own.shape[-1], len(place)))
        for field, moment in np.ndindex(sums.shape[:2]):
            measure, which = divmod(field, len(self.row_fields))
            np.multiply(own[:, measure, moment], kind == which, out=sums[field, moment])
        return self.put(place, sums.transpose(2, 0, 1))

    def put(self, place: PlaceArray, sums: FloatArray) -> Self:
        """Return entries at these places of the same axis."""
        counts = self.like(sums)
        counts.place = place
        return counts

    def __getitem__(self, cells: npt.NDArray[np.intp] | slice | int) -> Self:
        return self.like(self.sums[cells]) if self.place is None else self.put(self.place[cells], self.sums[cells])

    def joined(self, other: Self) -> Self:
        """Return the entries of both, on places that hold those of both."""
        same = self.axis is other.axis
        return self._side_by_side(other, *((self.axis, None, None) if same else self.axis.joined(other.axis)))

    def _side_by_side(self, other: Self, axis: Places, mine: PlaceArray | None, theirs: PlaceArray | None) -> Self:
        """Return the entries of both on an axis; what the places of each become there, None if they stay."""
        joined = super().joined(other)
        joined.axis = axis
        if self.place is not None and other.place is not None:
            places = ((self.place, mine), (other.place, theirs))
            joined.place = np.concatenate([place if become is None else become[place] for place, become in places])
        return joined


class NumberCounts(PlacedCounts):
    """Rows with a number, and the sum of the numbers."""

    fields = ("rows", "numbers")
    row_fields = ("rows",)
    measured_fields = ("numbers",)
    listed = False

    def number_at(self, share: float) -> float:
        """Return the quantile of the numbers of all entries, the mean of two where it falls between them.

        Weights have no say: it is a number of the sample.
        """
        if self.place is None:
            raise TypeError("totals have no places")
        order = np.argsort(self.place, kind="stable")
        up_to = np.cumsum(self.field("rows")[order, 0])
        rank = share * up_to[-1]
        first, second = (max(each, 1.0) for each in (np.ceil(rank - 1e-9), np.floor(rank + 1e-9) + 1))
        ranks = np.minimum(np.searchsorted(up_to, [first, second]), len(order) - 1)
        low, high = self.axis.values[self.place[order[ranks]]]
        return float(low + (high - low) / 2)


class ErrorPlaces(NumberCounts):
    """Rows by how far their prediction lies from the label."""


class PredictionPlaces(NumberCounts):
    """Rows by what is predicted; `quantile` is the one that was asked for.

    `of_all` tells quantiles of the predictions of all rows; where entries are of several results, that of each place.
    Where scores are told apart by their label, all rows count as of one.
    """

    quantile = 0.5
    of_all: Callable[[float], float | FloatArray] | None = None

    def quantile_of_all(self, share: float) -> float | FloatArray:
        """Return a quantile of the predictions of all rows; of several results, shape ``(places,)``."""
        if self.of_all is None:
            raise ValueError("quantiles of all rows are known once all are counted")
        return self.of_all(share)

    def joined(self, other: Self) -> Self:
        """Return the entries of both; those of two results keep places, and quantiles, of their own."""
        if self.of_all is other.of_all:
            return super().joined(other)
        both, sizes = (self, other), (len(self.axis.lows), len(other.axis.lows))

        def of_each(share: float) -> FloatArray:
            numbers = [
                np.broadcast_to(each.quantile_of_all(share), size) for each, size in zip(both, sizes, strict=True)
            ]
            return np.concatenate(numbers)

        lows, highs = (np.concatenate([getattr(each.axis, end) for each in both]) for end in ("lows", "highs"))
        joined = self._side_by_side(other, Places(lows, highs), None, np.arange(sizes[1]) + sizes[0])
        joined.of_all = of_each
        return joined

    @property
    def positives(self) -> FloatArray:
        """All rows."""
        return self.rows

    @property
    def negatives(self) -> FloatArray:
        """None."""
        return np.zeros_like(self.rows)


class ValuePlaces(NumberCounts):
    """Rows by their value; `quantile` is the one that was asked for."""

    quantile = 0.5

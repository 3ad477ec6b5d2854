"""Gives numbers codes by their place: each number one of its own, or bins, if there are too many different ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from fairaudit.counts import FloatArray
from fairaudit.counts.places import PlaceArray, Places
from fairaudit.tally.codebook import BoolArray, Codes, as_numpy, blocks

MOST_NUMBERS = 1 << 18
"""Up to so many different numbers are told apart."""
MOST_BINS = (1 << 12) + 768
"""At most so many bins hold more: 4,096 of the range from 0 to 1, and some for cuts."""
FEW = MOST_NUMBERS + MOST_NUMBERS // 8
"""So many first numbers are worth to be looked at together, see `PlaceBook.begin`."""
_LONGEST_TABLE = 1 << 16
"""Bins in a range of this size are looked up instead of being searched for."""
_UNKNOWN = -1
_BITS = 52
"""Numbers of bins take at most so many bits, so that floats hold every one."""
_COARSEST = -1023
_LARGEST_SCALE = 1000
"""Powers of two up to this one can be multiplied with."""
_FARTHEST = 2**30
"""The numbers of bins in a table fit in 32 bits."""
_BITS_OF_MARKS = 22
_SCATTER = np.uint64(0x9E3779B97F4A7C15)
"""2**64 over the golden ratio: the highest bits of a product with it are a number's mark (Knuth, TAOCP 3, 6.4)."""
_SOME = 1 << 13
"""So many numbers tell roughly how fine the bins of all can be."""


class PlaceBook:
    """Codes of numbers, batch by batch.

    Up to `MOST_NUMBERS` different numbers have a code each. With more there are bins of width 2**-k, k being the
    largest for which at most `MOST_BINS` of them hold a number. Which bins there are thus follows from the set of all
    numbers alone, whatever their order and however they are split. A bin also ends where one of the `cuts` begins.

    All bins from the lowest to the highest have a code from the start, if they are few enough: `_seen` says which hold
    a number.
    """

    def __init__(self, cuts: Sequence[float] = ()) -> None:
        self._cuts = np.unique(np.asarray(cuts, dtype=np.float64))
        self._largest = 0.0
        self._level: int | None = None
        self._known, self._codes = np.empty(0), np.empty(0, dtype=np.int64)
        self._seen = np.empty(0, dtype=np.bool_)
        self._coded: list[FloatArray] = []
        self._before, self._table = 0, np.empty(0, dtype=np.int32)

    def begin(self, numbers: FloatArray) -> None:
        """Look at `FEW` of the first numbers, which must be finite: whether they need bins, and roughly which."""
        some = numbers[:FEW] + 0.0  # there is no negative zero
        are_many = _are_many(some)
        different = np.sort(some[:_SOME] if are_many else some)
        different = different[np.append(True, different[1:] != different[:-1])[: len(different)]]
        self._largest = max(abs(float(each)) for each in (different[0], different[-1])) if len(different) else 0.0
        if are_many or len(different) > MOST_NUMBERS:
            self._level = self._finest(different)
            different = self._distinct_lows(different, self._level)
        self._learn(different, True)

    def encode(self, numbers: FloatArray) -> Codes:
        """Return the codes of numbers, which must be finite."""
        lowest, highest = float(numbers.min(initial=0.0)), float(numbers.max(initial=0.0))
        self._largest = max(self._largest, highest, -lowest)
        if self._level is None:
            codes = self._encode(np.ascontiguousarray(numbers))
        else:
            if self._level > self._finest_of_all:
                self._coarsen()
            codes = self._encode_in_bins(numbers, self._level, lowest < 0)
        if len(self._known) > (MOST_NUMBERS if self._level is None else MOST_BINS):
            self._coarsen()
        return codes

    def places(self) -> tuple[Places, PlaceArray]:
        """Return the places of all numbers that were seen, and the place of every code."""
        lows = self._known[self._seen]
        numbers = np.concatenate([*self._coded, np.empty(0)])
        if self._level is None:
            return Places(lows, lows, None, self._cuts), np.searchsorted(lows, numbers)
        place = np.searchsorted(lows, self._lows(numbers, self._level))
        return Places(lows, self._highs(lows, self._level), self._level, self._cuts), place

    @classmethod
    def of_all(cls, axis: Places) -> tuple[Places, PlaceArray]:
        """Return the places that all numbers of an axis have together, and the place of each of its own there.

        Parts were given places without knowledge of the others; what they were given is never coarser.
        """
        book = cls(axis.cuts.tolist())
        book._largest = float(np.abs([axis.lows[0], axis.highs[-1]]).max()) if len(axis.lows) else 0.0
        book._level = axis.level
        if axis.level is None and len(axis.lows) <= MOST_NUMBERS:
            return axis, np.arange(len(axis.lows))
        level = book._finest(axis.lows)
        lows = book._distinct_lows(axis.lows, level)
        place = np.searchsorted(lows, book._lows(axis.lows, level))
        return Places(lows, book._highs(lows, level), level, axis.cuts), place

    def _encode(self, numbers: FloatArray) -> Codes:
        """Return a code for every different number."""
        array = pa.Array.from_buffers(pa.float64(), len(numbers), [None, pa.py_buffer(numbers)]).dictionary_encode()
        different, indices = as_numpy(array.dictionary) + 0.0, as_numpy(array.indices)  # there is no negative zero
        new = different[np.append(self._known, np.nan)[np.searchsorted(self._known, different)] != different]
        if len(new):
            self._learn(np.unique(new), True)
        return Codes(np.searchsorted(self._known, different).astype(np.int32)[indices], self._codes)

    def _encode_in_bins(self, numbers: FloatArray, level: int, some_are_negative: bool) -> Codes:
        """Return the code of every number's bin: by a table of bins, but for bins that are new, or that cuts divide."""
        places = np.empty(len(numbers), dtype=np.int32)
        last, scale = self._before + len(self._table) - 1, math.ldexp(1.0, level) if self._has_table else 0.0
        for rows in blocks(len(numbers)):
            bins = numbers[rows] * scale
            if some_are_negative:
                np.floor(bins, out=bins)
            np.clip(bins, self._before, last, out=bins)
            places[rows] = self._table[bins.astype(np.int32) - np.int32(self._before)]
        others = np.flatnonzero(places < 0)
        if len(others):
            lows = self._lows(numbers[others], level)
            new = np.setdiff1d(lows, self._known)
            if len(new):
                self._learn(new, True)
                return self._encode_in_bins(numbers, level, some_are_negative)
            places[others] = np.searchsorted(self._known, lows)
        if not self._seen.all():
            self._seen |= np.bincount(places, minlength=len(self._seen)) > 0
        return Codes(places, self._codes)

    @property
    def _has_table(self) -> bool:
        return len(self._table) > 1

    def _learn(self, new: FloatArray, are_seen: bool) -> None:
        """Give numbers (or the lower ends of bins) the next codes."""
        first = sum(map(len, self._coded))
        self._coded.append(new)
        known = np.concatenate([self._known, new])
        codes = np.concatenate([self._codes, np.arange(first, first + len(new), dtype=np.int64)])
        seen = np.concatenate([self._seen, np.full(len(new), are_seen)])
        order = np.argsort(known, kind="stable")
        self._known, self._codes, self._seen = known[order], codes[order], seen[order]
        if self._level is not None:
            if are_seen:
                self._learn_between(self._level)
            self._make_table(self._level)

    def _learn_between(self, level: int) -> None:
        """Give a code to every bin from the lowest to the highest, and to some beyond, if they are few enough."""
        self._forget_unseen()
        lowest, highest = np.floor(np.ldexp(self._known[[0, -1]], level))
        spare = MOST_BINS - len(self._cuts) - (highest - lowest + 1)
        if spare < 0:
            return
        first, last = lowest - spare // 2, highest + spare // 2
        first = max(first, 0.0) if self._known[0] >= 0 else first
        last = min(last, math.ldexp(1.0, level)) if self._known[-1] <= 1 else last  # most numbers are probabilities
        lows = np.ldexp(np.arange(first, last + 1), -level)
        lows = np.union1d(lows, self._cuts[(self._cuts > lows[0]) & (self._cuts <= lows[-1])])
        new = np.setdiff1d(lows, self._known, assume_unique=True)
        if len(new):
            self._learn(new, False)

    def _forget_unseen(self) -> None:
        seen = self._seen
        self._known, self._codes, self._seen = self._known[seen], self._codes[seen], seen[seen]

    def _make_table(self, level: int) -> None:
        """Make the table of the places of bins, with an unknown one before and behind, if it is not too long."""
        bins = np.floor(np.ldexp(self._known, level))
        self._before, self._table = 0, np.full(1, _UNKNOWN, dtype=np.int32)
        is_far = max(abs(bins[0]), abs(bins[-1])) > _FARTHEST or abs(level) > _LARGEST_SCALE
        if is_far or bins[-1] - bins[0] + 3 > _LONGEST_TABLE:
            return
        self._before = int(bins[0]) - 1
        self._table = np.full(int(bins[-1]) - self._before + 2, _UNKNOWN, dtype=np.int32)
        self._table[(bins - self._before).astype(np.int64)] = np.arange(len(bins), dtype=np.int32)
        cut = np.clip(np.floor(np.ldexp(self._cuts, level)) - self._before, 0, len(self._table) - 1)
        self._table[cut.astype(np.int64)] = _UNKNOWN

    def _coarsen(self) -> None:
        """Put all numbers that were seen into the finest bins of which few enough hold one."""
        seen, before = self._known[self._seen], self._level
        self._level = self._finest(seen)
        if self._level != before:
            self._known, self._codes, self._seen = np.empty(0), np.empty(0, np.int64), np.empty(0, np.bool_)
            self._learn(self._distinct_lows(seen, self._level), True)

    @property
    def _finest_of_all(self) -> int:
        return _BITS - math.frexp(self._largest)[1]

    def _finest(self, numbers: FloatArray) -> int:
        """Return how fine bins of ascending numbers can be, from few of them first."""
        finest = self._finest_of_all if self._level is None else min(self._level, self._finest_of_all)
        finest = self._finest_up_to(finest, numbers[:: len(numbers) // _SOME + 1])
        return self._finest_up_to(finest, numbers)

    def _finest_up_to(self, finest: int, numbers: FloatArray) -> int:
        if self._fits(finest, numbers):
            return finest
        coarsest = _COARSEST
        while finest - coarsest > 1:
            middle = (coarsest + finest) // 2
            coarsest, finest = (middle, finest) if self._fits(middle, numbers) else (coarsest, middle)
        return coarsest

    def _fits(self, level: int, numbers: FloatArray) -> bool:
        return int(np.count_nonzero(self._begin_bins(numbers, level))) <= MOST_BINS

    def _begin_bins(self, numbers: FloatArray, level: int) -> BoolArray:
        """Return which of ascending numbers are the first in their bin."""
        bins, begin = np.floor(np.ldexp(numbers, level)), np.ones(len(numbers), dtype=np.bool_)
        np.not_equal(bins[1:], bins[:-1], out=begin[1:])
        first = np.searchsorted(numbers, self._cuts)
        begin[first[first < len(numbers)]] = True
        return begin

    def _distinct_lows(self, numbers: FloatArray, level: int) -> FloatArray:
        return self._lows(numbers[self._begin_bins(numbers, level)], level)

    def _lows(self, numbers: FloatArray, level: int) -> FloatArray:
        """Return where the bin of every number begins."""
        lows = np.ldexp(np.floor(np.ldexp(numbers, level)), -level)
        if not len(self._cuts):
            return np.asarray(lows)
        at = np.searchsorted(self._cuts, numbers, side="right")
        return np.maximum(lows, np.insert(self._cuts, 0, -np.inf)[at])

    def _highs(self, lows: FloatArray, level: int) -> FloatArray:
        """Return the last number of every bin."""
        with np.errstate(over="ignore"):  # there is no number behind the last bin of the largest ones
            ends = np.ldexp(np.floor(np.ldexp(lows, level)) + 1, -level)
        next_cut = np.append(self._cuts, np.inf)[np.searchsorted(self._cuts, lows, side="right")]
        return np.asarray(np.nextafter(np.minimum(ends, next_cut), -np.inf))


def _are_many(numbers: FloatArray) -> bool:
    """Tell whether certainly more than `MOST_NUMBERS` numbers differ: those with different marks do."""
    if len(numbers) <= MOST_NUMBERS:
        return False
    marks = np.zeros(1 << _BITS_OF_MARKS, dtype=np.bool_)
    marks[((numbers.view(np.uint64) * _SCATTER) >> np.uint64(64 - _BITS_OF_MARKS)).astype(np.int64)] = True
    return int(np.count_nonzero(marks)) > MOST_NUMBERS

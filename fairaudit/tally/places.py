"""Gives numbers codes by their place: each number one of its own, or bins, if there are too many different ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from fairaudit.counts import FloatArray
from fairaudit.counts.places import PlaceArray, Places
from fairaudit.tally.codebook import Codes, as_numpy, blocks

MOST_NUMBERS = 1 << 18
"""Up to so many different numbers are told apart."""
MOST_BINS = (1 << 12) + 64
"""At most so many bins hold more: 4,096 of the range from 0 to 1, and some for cuts."""
_LONGEST_TABLE = 1 << 16
"""Bins in a range of this size are looked up instead of being searched for."""
_UNKNOWN = -1
_BITS = 52
"""Numbers of bins take at most so many bits, so that floats hold every one."""


class PlaceBook:
    """Codes of numbers, batch by batch.

    Up to `MOST_NUMBERS` different numbers have a code each. With more there are bins of width 2**-k, k being the
    largest for which at most `MOST_BINS` of them hold a number. Which bins there are thus follows from the set of all
    numbers alone, whatever their order and however they are split. A bin also ends where one of the `cuts` begins.
    """

    def __init__(self, cuts: Sequence[float] = ()) -> None:
        self._cuts = np.unique(np.asarray(cuts, dtype=np.float64))
        self._largest = 0.0
        self._level: int | None = None
        self._known, self._codes = np.empty(0), np.empty(0, dtype=np.int64)
        self._coded: list[FloatArray] = []
        self._before, self._table = 0.0, np.empty(0, dtype=np.int32)

    def encode(self, numbers: FloatArray) -> Codes:
        """Return the codes of numbers, which must be finite."""
        self._largest = max(self._largest, float(numbers.max(initial=0.0)), -float(numbers.min(initial=0.0)))
        if self._level is None:
            codes = self._encode(np.ascontiguousarray(numbers))
        else:
            self._coarsen()
            codes = self._encode_in_bins(numbers, self._level)
        if len(self._known) > (MOST_NUMBERS if self._level is None else MOST_BINS):
            self._coarsen()
        return codes

    def places(self) -> tuple[Places, PlaceArray]:
        """Return the places of all numbers that were seen, and the place of every code."""
        numbers = np.concatenate([*self._coded, np.empty(0)])
        if self._level is None:
            lows, place = np.unique(numbers, return_inverse=True)
            return Places(lows, lows), place
        lows, place = np.unique(self._lows(numbers, self._level), return_inverse=True)
        return Places(lows, self._highs(lows, self._level)), place

    def _encode(self, numbers: FloatArray) -> Codes:
        """Return a code for every different number."""
        array = pa.Array.from_buffers(pa.float64(), len(numbers), [None, pa.py_buffer(numbers)]).dictionary_encode()
        different, indices = as_numpy(array.dictionary) + 0.0, as_numpy(array.indices)  # there is no negative zero
        new = different[np.append(self._known, np.nan)[np.searchsorted(self._known, different)] != different]
        if len(new):
            self._learn(np.unique(new))
        return Codes(np.searchsorted(self._known, different).astype(np.int32)[indices], self._codes)

    def _encode_in_bins(self, numbers: FloatArray, level: int) -> Codes:
        """Return the code of every number's bin: by a table of bins, but for bins that are new, or that cuts divide."""
        places = np.empty(len(numbers), dtype=np.int32)
        for rows in blocks(len(numbers)):
            bins = np.floor(np.ldexp(numbers[rows], level)) - self._before
            places[rows] = self._table[np.clip(bins, 0, len(self._table) - 1, out=bins).astype(np.int32)]
        others = np.flatnonzero(places < 0)
        if len(others):
            lows = self._lows(numbers[others], level)
            different = np.unique(lows)
            new = np.setdiff1d(different, self._known, assume_unique=True)
            if len(new):
                self._learn(new)
                return self._encode_in_bins(numbers, level)
            places[others] = np.searchsorted(self._known, lows)
        return Codes(places, self._codes)

    def _learn(self, new: FloatArray) -> None:
        """Give numbers the next codes."""
        first = sum(map(len, self._coded))
        self._coded.append(new)
        known = np.concatenate([self._known, new])
        codes = np.concatenate([self._codes, np.arange(first, first + len(new), dtype=np.int64)])
        order = np.argsort(known, kind="stable")
        self._known, self._codes = known[order], codes[order]
        if self._level is not None:
            self._make_table(self._level)

    def _make_table(self, level: int) -> None:
        """Make the table of the places of bins, with an unknown one before and behind, if it is not too long."""
        bins = np.floor(np.ldexp(self._known, level))
        self._before, length = float(bins[0]) - 1, bins[-1] - bins[0] + 3
        self._table = np.full(int(length) if length <= _LONGEST_TABLE else 1, _UNKNOWN, dtype=np.int32)
        if length <= _LONGEST_TABLE:
            self._table[(bins - self._before).astype(np.int64)] = np.arange(len(bins), dtype=np.int32)
            cut = np.clip(np.floor(np.ldexp(self._cuts, level)) - self._before, 0, length - 1)
            self._table[cut.astype(np.int64)] = _UNKNOWN

    def _coarsen(self) -> None:
        """Find the finest bins of which few enough hold a number."""
        coarsest, finest = -1100, _BITS - math.frexp(self._largest)[1] if self._level is None else self._level
        finest = min(finest, _BITS - math.frexp(self._largest)[1])
        if self._fits(finest):
            coarsest = finest
        while finest - coarsest > 1:
            middle = (coarsest + finest) // 2
            coarsest, finest = (middle, finest) if self._fits(middle) else (coarsest, middle)
        if coarsest != self._level:
            self._level = coarsest
            lows = np.unique(self._lows(self._known, coarsest))
            self._known, self._codes = np.empty(0), np.empty(0, dtype=np.int64)
            self._learn(lows)

    def _fits(self, level: int) -> bool:
        return len(np.unique(self._lows(self._known, level))) <= MOST_BINS

    def _lows(self, numbers: FloatArray, level: int) -> FloatArray:
        """Return where the bin of every number begins."""
        lows = np.ldexp(np.floor(np.ldexp(numbers, level)), -level)
        if not len(self._cuts):
            return np.asarray(lows)
        at = np.searchsorted(self._cuts, numbers, side="right")
        return np.maximum(lows, np.insert(self._cuts, 0, -np.inf)[at])

    def _highs(self, lows: FloatArray, level: int) -> FloatArray:
        """Return the last number of every bin."""
        ends = np.ldexp(np.floor(np.ldexp(lows, level)) + 1, -level)
        next_cut = np.append(self._cuts, np.inf)[np.searchsorted(self._cuts, lows, side="right")]
        return np.asarray(np.nextafter(np.minimum(ends, next_cut), -np.inf))

"""Places of numbers: which there are follows from the numbers alone, and each number is at its own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from fairaudit.counts import FloatArray
from fairaudit.counts.places import NumberCounts, Places
from fairaudit.tally.places import MOST_BINS, MOST_NUMBERS, PlaceBook

_CUTS = (0.1, 0.5, 0.7)
_RANDOM = np.random.default_rng(12)
_MANY = MOST_NUMBERS + 60_000
_NUMBERS = {
    "few": _RANDOM.integers(-20, 20, 5_000) / 7,
    "probabilities": _RANDOM.random(_MANY),
    "rare": _RANDOM.beta(0.05, 20, 2 * _MANY),
    "logits": _RANDOM.normal(0, 3, _MANY),
    "wide": -np.exp(_RANDOM.normal(0, 60, _MANY)),
    "far from zero": 1e9 + _RANDOM.random(_MANY),
}


def _placed(numbers: FloatArray, size: int, first: int = 0) -> tuple[Places, FloatArray]:
    book = PlaceBook(_CUTS)
    if first:
        book.begin(numbers[:first])
    codes = [book.encode(numbers[start : start + size]).each for start in range(0, len(numbers), size)]
    places, place = book.places()
    return places, place[np.concatenate(codes)]


@pytest.mark.parametrize("kind", _NUMBERS)
def test_places_do_not_depend_on_order_or_batches(kind: str) -> None:
    numbers = _NUMBERS[kind]
    places, place = _placed(numbers, 1 << 16)
    shuffled = _RANDOM.permutation(len(numbers))
    for first in (0, 5, 77_777 * 4, len(numbers)):
        others, other = _placed(numbers[shuffled], 77_777, first)
        assert np.array_equal(places.lows, others.lows)
        assert np.array_equal(places.highs, others.highs)
        assert np.array_equal(place[shuffled], other)
    ordered = np.sort(numbers)  # each batch holds numbers beyond all before
    assert np.array_equal(_placed(ordered, 1 << 14)[0].lows, places.lows)


@pytest.mark.parametrize("kind", _NUMBERS)
def test_every_number_is_within_its_place(kind: str) -> None:
    numbers = _NUMBERS[kind]
    places, place = _placed(numbers, 1 << 16)
    assert np.all(places.lows[place] <= numbers)
    assert np.all(numbers <= places.highs[place])
    assert np.all(places.highs[:-1] < places.lows[1:])
    assert places.exact == (len(np.unique(numbers)) <= MOST_NUMBERS)
    assert places.exact or len(places.lows) <= MOST_BINS
    for low, high in pairwise((-np.inf, *_CUTS, np.inf)):
        inside = (numbers >= low) & (numbers < high)
        assert not np.intersect1d(place[inside], place[~inside]).size


def test_places_of_two_parts_join_to_places_that_hold_both() -> None:
    parts = [_placed(_NUMBERS[kind], 1 << 16) for kind in ("few", "logits")]
    joined, mine, theirs = parts[0][0].joined(parts[1][0])
    assert np.all(joined.highs[:-1] < joined.lows[1:])
    for (places, _), there in zip(parts, (mine, theirs), strict=True):
        assert np.all(joined.lows[there] <= places.lows)
        assert np.all(places.highs <= joined.highs[there])


def test_entries_keep_their_places_when_they_are_joined() -> None:
    """The numbers 1 and 3 beside 2: places 0 and 1 of one axis, 0 of the other, become 0, 2 and 1."""
    first = NumberCounts(np.array([[[4.0], [4.0]], [[1.0], [3.0]]]), _exact(1.0, 3.0), np.array([0, 1]))
    second = NumberCounts(np.array([[[5.0], [10.0]]]), _exact(2.0), np.array([0]))
    joined = first.joined(second)
    assert joined.place is not None
    assert joined.place.tolist() == [0, 2, 1]
    assert joined.axis.values.tolist() == [1.0, 2.0, 3.0]
    assert joined.rows[:, 0].tolist() == [4.0, 1.0, 5.0]


def _exact(*numbers: float) -> Places:
    return Places(np.array(numbers), np.array(numbers))


@pytest.mark.parametrize("kind", _NUMBERS)
@pytest.mark.parametrize("parts", [2, 5])
def test_places_of_parts_become_those_of_all(kind: str, parts: int) -> None:
    numbers = _NUMBERS[kind]
    whole, place = _placed(numbers, 1 << 16)
    which = np.random.default_rng(17).integers(0, parts, len(numbers))
    axis = None
    for part in range(parts):
        own, _ = _placed(numbers[which == part], 1 << 16)
        axis = own if axis is None else axis.joined(own)[0]
    assert axis is not None
    together, become = PlaceBook.of_all(axis)
    assert np.array_equal(together.lows, whole.lows)
    assert np.array_equal(together.highs, whole.highs)
    assert np.array_equal(become[axis.place_of(numbers)], place)

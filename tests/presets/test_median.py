"""The median of all scores: Python's own is the oracle, and the rows above it are counted one by one."""

from __future__ import annotations

import math
import statistics
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairaudit.config import Config
from fairaudit.errors import DataError
from fairaudit.tally import Roles
from fairaudit.tally.median import Median, ScoreMedian

ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=1).filter(
    lambda rows: any(n for _, n in rows)
)
SCORES = st.lists(st.one_of(st.integers(-3, 3).map(float), st.floats(-1e9, 1e9)), min_size=1, max_size=30)


def median(scores: list[float | None], counts: list[int] | None = None, config: Config | None = None) -> Median:
    """Return the median of rows that come in two batches; the first of three rows belongs to the group `a`."""
    columns = {"label": "y", "score": "s"} | ({"count": "n"} if counts else {})
    rows = {
        "y": pa.array([str(place % 2) for place in range(len(scores))]),
        "s": pa.array(scores, pa.float64()),
        "n": pa.array([float(count) for count in counts or [1] * len(scores)]),
        "g": pa.array(["b" if place % 3 else "a" for place in range(len(scores))]),
    }
    found = ScoreMedian(Roles("binary", columns, ("g",), (("g",),), ()), config or Config())
    for batch in (pa.record_batch(rows)[:2], pa.record_batch(rows)[2:]):
        found.add(batch)
    return found.median()


@given(SCORES)
def test_the_median_is_that_of_the_rows_and_no_score_above_it_is_missed(scores: list[float]) -> None:
    found, exact = median(list(scores)), statistics.median(scores)
    assert found.value == pytest.approx(exact, rel=1e-15, abs=1e-15 * max(map(abs, scores)) or 1e-300)
    exactly = statistics.median([Fraction(score) for score in scores])
    assert [score >= found.least_above for score in scores] == [score > exactly for score in scores]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=1).filter(lambda rows: any(n for _, n in rows))
)
def test_a_row_that_stands_for_several_counts_as_so_many(rows: list[tuple[int, int]]) -> None:
    repeated = [score for score, count in rows for _ in range(count)]
    found = median([float(score) for score, _ in rows], [count for _, count in rows])
    assert found.value == statistics.median(repeated)


def test_ties_at_the_median_are_not_above_it() -> None:
    """0.5 eight times and 0.9 twice: the median is 0.5, and two of ten are above it."""
    found = median([0.5] * 8 + [0.9] * 2)
    assert found.value == 0.5
    assert found.least_above == math.nextafter(0.5, 1)


def test_two_neighbouring_numbers_in_the_middle_are_told_apart() -> None:
    """Between 1 and the next number there is no third: their mean rounds to one of them, yet one row is above it."""
    above_one = math.nextafter(1.0, 2)
    assert median([1.0, above_one]).least_above == above_one
    assert median([above_one, math.nextafter(above_one, 2)]).least_above == math.nextafter(above_one, 2)


def test_rows_that_are_not_counted_have_no_say() -> None:
    """Of 0, 1, 2, 3 and two that are no scores, `g=b` leaves 1 and 2; the conditions are those of the audit."""
    scores = [0.0, 1.0, 2.0, 3.0, None, math.inf]
    assert median(scores).value == 1.5
    assert median(scores, config=Config(where=(("g", "b"),))).value == 1.5
    assert median([0.0, 1.0, 5.0, 3.0], config=Config(where=(("g", "b"),))).value == 3.0


def test_no_scores_have_no_median() -> None:
    with pytest.raises(DataError, match=r"None of the 2 rows can be counted: the score is missing or not finite"):
        median([None, math.nan])

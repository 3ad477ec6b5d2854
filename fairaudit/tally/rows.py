"""What happens to rows on their way into the cube: conditions, weights, and an account of every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts import FloatArray
from fairaudit.errors import DataError, NothingCountedError, show
from fairaudit.labels import MISSING, named_label, text_of
from fairaudit.spoken import spoken
from fairaudit.tally.codebook import BinnedCodebook, BoolArray, Codebook, as_numpy
from fairaudit.tally.columns import Roles
from fairaudit.tally.identities import IdentitiesCodebook
from fairaudit.tally.tallied import RowAccount

WEIGHT_COLUMNS = 10
"""Moments 0 to 8 of the row weights: what the interval of a weighted rate needs to one part in a million. The last
column counts the rows that weigh more than 0."""
CLUSTERED_COLUMNS = 4
"""With clusters, residuals are taken per cluster: rows, weights, squared weights (for Kish's size), and the last."""
MOST_VALUES = 10_000
"""An attribute with more values is not a column of groups."""
NO_LABEL = "the label is missing"
NO_SCORE = "the score is missing or not finite"
_LARGEST_WEIGHT = 1e30
_LARGEST_EXACT = 2**53
"""Up to here, floats hold every whole number."""


def unmet(name: str, value: str) -> str:
    """Return the reason why rows are rejected that do not meet a condition."""
    return f"not {name}={value} (--where)"


class Conditions:
    """The `--where` conditions: rows of other values are left out, and counted as such."""

    def __init__(self, config: Config) -> None:
        self._wanted = [(name, text, named_label(text)) for name, text in config.where]
        self._books = {name: _book(name, config) for name, _ in config.where}
        self._met: set[tuple[str, str]] = set()

    def apply(self, batch: pa.RecordBatch, account: RowAccount, keep: BoolArray | None) -> BoolArray | None:
        """Reject the rows that do not meet every condition."""
        for name, text, label in self._wanted:
            codes = self._books[name].encode(batch.column(name))
            met = self._books[name].holding(codes, label)
            if met is None:
                met = np.zeros(batch.num_rows, dtype=bool)
            if met.any():
                self._met.add((name, text))
            keep = account.reject(keep, ~met, unmet(name, text))
        return keep

    def check(self) -> None:
        """Make sure that every condition was met by some row.

        Raises:
            DataError: no row has the value.
        """
        for name, text, label in self._wanted:
            if (name, text) not in self._met:
                others = [MISSING if other is None else other for other in self._books[name].labels if other != label]
                listed = ", ".join(show(other) for other in others[:10])
                where = spoken("where")
                has = f"No row has {show(name)}={show(text)} ({where})"
                raise NothingCountedError(f"{has}. Values of `{show(name)}`: {listed}.")


def attribute_books(roles: Roles, config: Config) -> list[Codebook]:
    """Return an empty codebook for every attribute."""
    return [
        BinnedCodebook(name, config.bins[name]) if name in config.bins else _book(name, config, MOST_VALUES)
        for name in roles.attributes
    ]


def _book(name: str, config: Config, most: int | None = None) -> Codebook:
    """Return an empty codebook for a column, whose rows may have several labels."""
    separators = dict(config.identities)
    if name in separators:
        return IdentitiesCodebook(name, separators[name], MOST_VALUES)
    return Codebook(name, most)


def numbers(batch: pa.RecordBatch, roles: Roles, role: str) -> FloatArray:
    """Return the column of a role as floats, NaN where it is empty.

    Raises:
        DataError: the column does not hold numbers.
    """
    values = batch.column(roles.columns[role])
    try:
        return as_floats(values)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise DataError(
            f"Column `{show(roles.columns[role])}` is to be the {role}, but holds values of type `{values.type}` and "
            f"no numbers. Name another column: {spoken(role, 'COLUMN')}."
        ) from error


def as_floats(values: pa.Array) -> FloatArray:
    """Return an array as floats, NaN where it is empty.

    Raises:
        pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError: it does not hold numbers.
    """
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    # Whole numbers from 2**53 on are rounded, as they are where they stand in text.
    floats: FloatArray = as_numpy(values.cast(pa.float64(), safe=not pa.types.is_integer(values.type)))
    return floats


def row_weights(batch: pa.RecordBatch, roles: Roles, rows_before: int) -> tuple[FloatArray | None, FloatArray | None]:
    """Return the weight and the multiplicity of every row; None where every row counts once.

    `rows_before` is the number of rows in earlier batches, for messages.

    Raises:
        DataError: a weight or count is missing, negative or not finite, or a count is not a whole number.
    """
    weight = count = None
    if "weight" in roles.columns:
        weight = numbers(batch, roles, "weight")
        _check_weights(weight, roles.columns["weight"], "weight", rows_before)
    if "count" in roles.columns:
        count = numbers(batch, roles, "count")
        _check_weights(count, roles.columns["count"], "count", rows_before)
        fractional = np.flatnonzero(count != np.floor(count))
        if len(fractional):
            value, row = float(count[fractional[0]]), rows_before + int(fractional[0]) + 1
            raise DataError(
                f"Column `{show(roles.columns['count'])}` holds {text_of(value)} in row {row:,}, but a count is a "
                f"whole number of rows. If these are weights, say {spoken('weight')} instead of {spoken('count')}."
            )
    return weight, count


def _check_weights(values: FloatArray, column: str, role: str, rows_before: int) -> None:
    bad = np.flatnonzero(~((values >= 0) & (values <= _LARGEST_WEIGHT)))
    if len(bad):
        worst, row = float(values[bad[0]]), rows_before + int(bad[0]) + 1
        what = "a missing value" if np.isnan(worst) else f"the value {worst:g}"
        raise DataError(
            f"Column `{show(column)}` holds {what} in row {row:,}, but every {role} must be a number from 0 to "
            f"{_LARGEST_WEIGHT:g}. Correct such rows or leave them out."
        )


def check_exact(totals: npt.ArrayLike, roles: Roles) -> None:
    """Check that sums of counts are exact, as numbers of rows have to be.

    Raises:
        DataError: one is too large.
    """
    largest = float(np.max(totals))
    if largest > _LARGEST_EXACT:
        raise DataError(
            f"The counts in column `{show(roles.columns['count'])}` add up to {largest:.3g}, and beyond "
            f"{_LARGEST_EXACT:,} they are not exact. Divide all of them by the same number, or, if they are weights, "
            f"say {spoken('weight')} instead of {spoken('count')}."
        )


def weighted_values(
    values: Sequence[npt.NDArray[np.float64] | None],
    weight: FloatArray | None,
    count: FloatArray | None,
    columns: int,
) -> list[npt.NDArray[np.float64] | None]:
    """Return, field by field, what is added up; None counts rows.

    Without weights that is ``count * value``. With weights it is ``count * weight**j * value`` in all `columns` but the
    last, which holds ``count * value`` for the rows that weigh more than 0.
    """
    if weight is None:
        return [count if value is None else value if count is None else value * count for value in values]
    powers: list[Any] = [count]
    for _ in range(1, columns - 1):
        powers.append(weight if powers[-1] is None else powers[-1] * weight)
    weighs = (weight > 0).astype(np.float64)
    powers.append(weighs if count is None else count * weighs)
    return [
        power if value is None else value if power is None else value * power for value in values for power in powers
    ]

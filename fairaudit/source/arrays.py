"""Checks and conversions for formats whose columns come as arrays: Parquet and tables in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError
from fairaudit.source.decimals import why_no_number
from fairaudit.source.faults import listed, quoted
from fairaudit.source.values import NotANumberError, is_list, is_nested, normalised
from fairaudit.source.wanted import Wanted


def check_unique(shown: str, columns: tuple[str, ...]) -> None:
    """Check that no two columns have the same name.

    Raises:
        DataError: two have.
    """
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise DataError(f"{shown} has more than one column named {listed(twice)}. Rename or remove the others.")


def check_not_nested(shown: str, types: dict[str, Any], wanted: Wanted) -> None:
    """Check that the wanted columns hold single values.

    Raises:
        DataError: one holds lists or structures.
    """
    nested = [
        name
        for name in wanted.columns
        if is_nested(types[name]) and not (name in wanted.lists and is_list(types[name]))
    ]
    if nested:
        raise DataError(
            f"{shown}, column {listed(nested)}: the values are lists or structures. "
            "Write the part that you need into a column of its own."
        )


def as_wanted(batch: Any, wanted: Wanted, where: Callable[[int], str]) -> Any:
    """Return the wanted columns of a batch, normalised.

    Args:
        batch: has at least these columns.
        wanted: which, and how.
        where: how messages call the place of a row, given by its place in the batch.

    Raises:
        DataError: a value in a column of numbers is none, or bytes are not text.
    """
    arrays, decimal = [], wanted.decimal or "."
    for name in wanted.columns:
        try:
            arrays.append(normalised(batch.column(name), name in wanted.numeric, name in wanted.keep_empty, decimal))
        except NotANumberError as error:
            raise DataError(
                f"{where(error.row)}, column {quoted(name)}: {why_no_number(error.text, decimal, not wanted.decimal)}"
            ) from error
        except pa.ArrowInvalid as error:
            raise DataError(
                f"{where(0)} or after it, column {quoted(name)}: the bytes are not text in UTF-8. Write them as text."
            ) from error
    return pa.RecordBatch.from_arrays(arrays, list(wanted.columns))


def row_shown(shown: str, first: int, row: int) -> str:
    """Return how messages call a row of a file without lines, given by its place in a batch.

    Args:
        shown: the file.
        first: the number of the batch's first row, counted from 1.
        row: the place in the batch.
    """
    return f"{shown}, row {first + row}"

"""Records of delimited text to columns: the one place that asks Arrow to parse CSV."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from fairaudit.source.decimals import Signs
from fairaudit.source.header import Header
from fairaudit.source.values import NUMBER

_WHOLE = pa.int64()


def read_records(
    data: bytes,
    header: Header,
    types: dict[str, Any],
    on_ragged: Callable[[Any], str] | None = None,
    decimal: str = ".",
) -> dict[str, Any]:
    """Parse whole records, without the header, into one array a column; an empty field is a null.

    Args:
        data: text in UTF-8.
        header: the columns of the text.
        types: the columns to read, and as what.
        on_ragged: asked what to do with a row that has too many or too few fields; without it, such a row is an error.
        decimal: what stands before the fractions of numbers.

    Raises:
        pyarrow.ArrowInvalid: the text is broken, or a value does not fit its column's type.
    """
    from pyarrow import csv

    places = {name: str(header.names.index(name)) for name in types}  # names could be empty; places are unique
    if data.startswith(codecs.BOM_UTF8):
        data = b"\n" + data  # here the mark is part of a value, but Arrow would drop it
    table = csv.read_csv(
        pa.BufferReader(data),
        csv.ReadOptions(
            column_names=[str(place) for place in range(len(header.names))], use_threads=False, block_size=len(data) + 1
        ),
        csv.ParseOptions(delimiter=header.delimiter, newlines_in_values=True, invalid_row_handler=on_ragged),
        csv.ConvertOptions(
            include_columns=list(places.values()),
            column_types={places[name]: kind for name, kind in types.items()},
            null_values=[""],
            strings_can_be_null=True,
            decimal_point=decimal,
        ),
    )
    return {name: table[place].combine_chunks() for name, place in places.items()}


def read_with_numbers(data: bytes, header: Header, types: dict[str, Any], signs: Signs) -> dict[str, Any]:
    """Parse whole records into columns of text and of numbers.

    Args:
        data: text in UTF-8.
        header: the columns of the text.
        types: the columns of text to read, and as what.
        signs: the columns of numbers, and what stands before their fractions; whole numbers alone where that is None.

    Raises:
        pyarrow.ArrowInvalid: the text is broken, or a value is no number.
    """
    whole = {name: _WHOLE for name, sign in signs.items() if sign is None}
    points, commas = ({name: NUMBER for name, each in signs.items() if each == sign} for sign in ".,")
    if points and commas:
        found = read_records(data, header, types | whole | points)
        found |= read_records(data, header, commas, decimal=",")
    else:
        found = read_records(data, header, types | whole | points | commas, decimal="," if commas else ".")
    return found | {name: found[name].cast(NUMBER, safe=False) for name in whole}

"""The files of one data set must have the same columns, of the same kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError
from fairaudit.source.faults import file_shown, listed, quoted
from fairaudit.source.part import Part, Piece
from fairaudit.source.values import is_nested, is_text


def check_columns(expected: tuple[str, ...], piece: Piece, part: Part) -> None:
    """Check that a file has the columns of the first one.

    Raises:
        DataError: it has not, or a column is both in the file and in the name of a folder.
    """
    shown = file_shown(piece.name)
    both = [name for name in part.columns if name in piece.partition]
    if both:
        raise DataError(f"{shown} has the column {listed(both)}, and so has the folder it is in. Rename one of them.")
    own = {*part.columns, *piece.partition}
    lacking = [name for name in expected if name not in own]
    added = [name for name in own if name not in expected]
    if part.keys_vary or not (lacking or added):
        return
    differences = [f"lacks {listed(lacking)}"] * bool(lacking) + [f"adds {listed(sorted(added))}"] * bool(added)
    raise DataError(
        f"{shown} does not have the columns of the first file: it {' and '.join(differences)}. "
        "Audit the files apart, or give them the same columns."
    )


def check_types(expected: dict[str, Any], piece: Piece, part: Part, columns: Iterable[str]) -> None:
    """Check that the columns of a file hold the same kind of values as in the first one; widths may differ.

    Raises:
        DataError: they do not.
    """
    for name in columns:
        if name in part.types:
            first, here = _kind(expected[name]), _kind(part.types[name])
            if "nothing" not in (first, here) and first != here:
                raise DataError(
                    f"{file_shown(piece.name)}, column {quoted(name)}: it holds {here}, in the first file {first}. "
                    "Write the column with one type in all files."
                )


def _kind(kind: Any) -> str:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = {
        "nothing": pa.types.is_null,
        "text": is_text,
        "true and false": pa.types.is_boolean,
        "numbers": lambda kind: pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind),
        "lists or structures": is_nested,
        "dates or times": pa.types.is_temporal,
    }
    return next((said for said, holds in tests.items() if holds(kind)), "bytes")

"""What every format does to values: an empty text becomes a missing one, a text that should be a number becomes one."""

from __future__ import annotations

import struct
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

TEXT = pa.string()
LABELS = pa.dictionary(pa.int32(), TEXT)
NUMBER = pa.float64()
_WIDE = 128
"""Bits of the narrowest decimal of which Arrow can tell the distinct values."""


class NotANumberError(Exception):
    """A text in a column of numbers is none.

    Attributes:
        row: its place in the array.
        text: what stands there.
    """

    def __init__(self, row: int, text: str) -> None:
        super().__init__(row, text)
        self.row = row
        self.text = text


def is_text(kind: Any) -> bool:
    """Tell whether a type of Arrow is text, dictionary-encoded or not."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def is_nested(kind: Any) -> bool:
    """Tell whether the values of a type are lists, structures or the like: nothing that a group or a label can be."""
    return bool(pa.types.is_nested(kind))


def is_list(kind: Any) -> bool:
    """Tell whether the values of a type are lists of single values."""
    lists = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(holds(kind) for holds in lists) and not is_nested(kind.value_type)


def text_scalar(text: str) -> Any:
    """Return a text as a scalar of Arrow.

    `pa.scalar` and `pa.array` import pandas to see whether it made their argument: that costs more than a small audit.
    """
    data = text.encode()
    offsets = pa.py_buffer(struct.pack("=ii", 0, len(data)))
    return pa.Array.from_buffers(TEXT, 1, [None, offsets, pa.py_buffer(data)])[0]


EMPTY = text_scalar("")


def without_empty(array: Any) -> Any:
    """Return a text array in which an empty text is a null."""
    if not pa.types.is_dictionary(array.type):
        is_empty = pc.equal(array, EMPTY.cast(array.type))
        return pc.if_else(is_empty, pa.nulls(1, array.type)[0], array) if pc.any(is_empty).as_py() else array
    texts = without_empty(array.dictionary)
    if texts is array.dictionary:
        return array
    without = pc.if_else(pc.is_null(texts.take(array.indices)), pa.nulls(1, array.indices.type)[0], array.indices)
    return pa.DictionaryArray.from_arrays(without, array.dictionary)


def numbers(array: Any, decimal: str = ".") -> Any:
    """Return text as numbers, `decimal` before their fractions; an empty text or a null is a null.

    Raises:
        NotANumberError: a text is no number.
    """
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    array = without_empty(pc.utf8_trim_whitespace(array))
    readable = array if decimal == "." else pc.replace_substring(pc.replace_substring(array, ".", "_"), decimal, ".")
    try:
        return pc.cast(readable, NUMBER)
    except pa.ArrowInvalid as error:
        row = _first_not_a_number(readable)
        raise NotANumberError(row, array[row].as_py()) from error


def _first_not_a_number(array: Any) -> int:
    low, high = 0, len(array)
    while high - low > 1:  # the part before `low` is sound, the part up to `high` is not
        middle = (low + high) // 2
        try:
            pc.cast(array[low:middle], NUMBER)
            low = middle
        except pa.ArrowInvalid:
            high = middle
    return low


def _no_numbers(truths: Any) -> Any:
    """Return nulls for nulls; true and false are refused, as they are where they stand in text.

    Raises:
        NotANumberError: a value is not null.
    """
    row = pc.index(truths.is_valid(), True).as_py()
    if row >= 0:
        raise NotANumberError(row, str(truths[row]).lower())
    return pa.nulls(len(truths), NUMBER)


def normalised(array: Any, numeric: bool, keep_empty: bool, decimal: str = ".") -> Any:
    """Return an array of any format as the consumer wants it; `decimal` stands before fractions in text.

    Raises:
        NotANumberError: a text in a column of numbers is none.
        pyarrow.ArrowInvalid: bytes are not text in UTF-8.
    """
    array = _in_plain_type(array)
    if pa.types.is_null(array.type):
        return array.cast(NUMBER if numeric else TEXT)
    if numeric and pa.types.is_boolean(array.type):
        return _no_numbers(array)
    if not is_text(array.type):
        return array
    if numeric:
        return numbers(array, decimal)
    return array if keep_empty else without_empty(array)


def _in_plain_type(array: Any) -> Any:
    """Return text that is stored in an unusual type as TEXT or LABELS, and decimals in a type that Arrow can count."""
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    kind = array.type
    if pa.types.is_dictionary(kind) and kind != LABELS and (is_text(kind) or _is_bytes(kind.value_type)):
        return pa.DictionaryArray.from_arrays(array.indices.cast(pa.int32()), array.dictionary.cast(TEXT))
    if pa.types.is_string_view(kind) or _is_bytes(kind):
        return array.cast(TEXT)
    if pa.types.is_decimal(kind) and kind.bit_width < _WIDE:
        return array.cast(pa.decimal128(kind.precision, kind.scale))
    return array


def _is_bytes(kind: Any) -> bool:
    """Tell whether a type is one of bytes of any length: old writers do not say that theirs are text."""
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))

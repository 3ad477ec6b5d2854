"""JSON lines: an object a line; a key that is not there is a missing value."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairaudit.errors import DataError
from fairaudit.source.arrays import as_wanted, check_not_nested
from fairaudit.source.background import in_parallel
from fairaudit.source.faults import file_shown, quoted
from fairaudit.source.json_values import EXACT, LISTS, Object, column_of, objects_in, type_of
from fairaudit.source.text import LONGEST_RECORD, Block, Text, blocks
from fairaudit.source.values import NUMBER, is_list, is_nested
from fairaudit.source.wanted import Wanted

_SAMPLE = 1 << 20
_SAMPLE_LINES = 1000


class JsonLinesFile:
    """One file of JSON lines.

    Attributes:
        columns: the keys in the first lines, in the order in which they come up.
        types: what those lines hold; later lines may hold something else, and then come as that.
        sha256: of the stored bytes, once all batches are read.
    """

    typed = False
    keys_vary = True
    may_have_commas = False
    comma_columns: tuple[str, ...] = ()
    beside = ()

    def __init__(self, text: Text) -> None:
        self.sha256 = ""
        self._text = text
        objects = self._first_objects()
        if not objects:
            raise DataError(f"{file_shown(text.file.name)} is empty. It needs an object a line.")
        self.columns = tuple(dict.fromkeys(key for found in objects for key in found if key))
        self.types = {name: type_of([found.get(name) for found in objects]) for name in self.columns}
        self._expected_types = dict(self.types)

    def _first_objects(self) -> list[Object]:
        start = self._text.first(_SAMPLE)
        if len(start) >= _SAMPLE:
            start = start[: start.rfind(b"\n") + 1] or self._text.first(LONGEST_RECORD)
        lines = b"\n".join(start.split(b"\n", _SAMPLE_LINES)[:_SAMPLE_LINES])
        return list(objects_in(lines, partial(self._where, Block(lines, 0))))

    def _where(self, block: Block, position: int) -> str:
        return f"{file_shown(self._text.file.name)}, line {self._text.line_at(block.start + position)}"

    def _where_row(self, block: Block, row: int) -> str:
        return self._where(block, _start_of_row(block.data, row))

    def batches(self, wanted: Wanted) -> Generator[Any, None, None]:
        """Yield the rows as record batches of the wanted columns.

        Raises:
            DataError: the file cannot be read, a line is broken, or a wanted value is nested or not a number.
        """
        check_not_nested(file_shown(self._text.file.name), self.types, wanted)
        digest = hashlib.sha256()
        lines = blocks(self._text.chunks(digest), lambda block: block.data.rfind(b"\n") + 1, self._raise_unfinished)
        yield from in_parallel(partial(self._parse, wanted), lines, pa.cpu_count())
        self.sha256 = digest.hexdigest()

    def _raise_unfinished(self, block: Block) -> None:
        if len(block.data) > LONGEST_RECORD:
            raise DataError(
                f"{self._where(block, 0)}: this line is longer than {LONGEST_RECORD >> 20} MB. "
                "Check that the file has one object a line."
            )

    def _parse(self, wanted: Wanted, block: Block) -> Any:
        batch = self._as_expected(wanted, block) or self._one_by_one(wanted, block)
        return as_wanted(batch, wanted, partial(self._where_row, block))

    def _as_expected(self, wanted: Wanted, block: Block) -> Any:
        """Return the block as Arrow parses it, or None if any value is not of the type that is expected."""
        from pyarrow import json

        if b"}{" in block.data or b"} {" in block.data:  # two objects on a line, which Arrow would accept
            return None
        schema = pa.schema([(name, self._expected(name, wanted)) for name in wanted.columns])
        try:
            block.data.decode()
            table = json.read_json(
                pa.BufferReader(block.data),
                json.ReadOptions(use_threads=False, block_size=len(block.data) + 1),
                json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
            ).combine_chunks()
        except (pa.ArrowException, UnicodeDecodeError):
            return None
        lines = block.data.count(b"\n") + (not block.data.endswith(b"\n"))
        if table.num_rows != lines or not all(
            _is_exact(table[name]) for name in wanted.columns if name not in wanted.numeric
        ):
            return None
        return table.to_batches()[0]

    def _expected(self, name: str, wanted: Wanted) -> Any:
        kind = self._expected_types[name]
        return NUMBER if name in wanted.numeric and pa.types.is_integer(kind) else kind

    def _one_by_one(self, wanted: Wanted, block: Block) -> Any:
        objects = list(objects_in(block.data, partial(self._where, block)))
        arrays = [self._column(block, name, [found.get(name) for found in objects], wanted) for name in wanted.columns]
        return pa.RecordBatch.from_arrays(arrays, list(wanted.columns))

    def _column(self, block: Block, name: str, values: list[Any], wanted: Wanted) -> Any:
        kind = type_of(values)
        if is_nested(kind) and not (name in wanted.lists and is_list(kind)):
            row = next(row for row, value in enumerate(values) if isinstance(value, list | dict))
            raise DataError(
                f"{self._where_row(block, row)}, key {quoted(name)}: the value is an array or an object. "
                "Write the part that you need under a key of its own."
            )
        try:
            column = column_of(values)
        except UnicodeEncodeError as error:
            row = next(
                row for row, value in enumerate(values) if error.object in (value or () if kind == LISTS else [value])
            )
            raise DataError(
                f"{self._where_row(block, row)}, key {quoted(name)}: "
                "the text has half of a surrogate pair. Escape it as a whole."
            ) from error
        self._expected_types[name] = column.type
        return column


def _is_exact(column: Any) -> bool:
    """Tell whether no number is so large that it may be a whole number that has been rounded."""
    if not pa.types.is_floating(column.type):
        return True
    bounds = pc.min_max(column).as_py()
    return all(bound is None or abs(bound) < EXACT for bound in bounds.values())


def _start_of_row(data: bytes, row: int) -> int:
    """Return where the line of a row begins; blank lines are no rows."""
    position = 0
    for line in data.split(b"\n"):
        if line.strip():
            if row == 0:
                break
            row -= 1
        position += len(line) + 1
    return position

"""Parquet: text comes as dictionaries, everything else in its own type."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError
from fairaudit.source.arrays import as_wanted, check_not_nested, check_unique, row_shown
from fairaudit.source.background import in_parallel
from fairaudit.source.faults import file_shown, quoted, reading
from fairaudit.source.stored import StoredFile, hashed_meanwhile
from fairaudit.source.values import is_text
from fairaudit.source.wanted import Wanted

_ROWS = 1 << 18
"""Rows handed over at once: every batch costs a change of threads, which smaller ones would feel."""
_SMALL_GROUP, _LARGE_GROUP = 1 << 16, 1 << 21
"""Rows of the row groups that are decoded side by side: with fewer it does not pay, with more it takes memory."""
_DECODERS = 4
"""The most row groups decoded side by side, however many processors there are: each is held in memory."""
_READ_AHEAD = 1 << 20
_LONG_TEXT = 16
"""Stored bytes a value from which text does not repeat enough for a dictionary to help."""

_FEW_ROWS = 100_000
TALLY_KEY = b"fairaudit"
"""What the metadata of a saved tally have its description under."""
_DAMAGED = "is not a complete Parquet file: it is damaged, or its end is missing. Copy or write it again."
_DISAGREES = "is damaged: its parts disagree about how many rows it has. Copy or write it again."


def check_no_tally(name: str, metadata: dict[bytes, bytes] | None) -> None:
    """Make sure that a file holds rows, and not what is left of them.

    Raises:
        DataError: it is a tally, whose name says something else.
    """
    if TALLY_KEY in (metadata or {}):
        raise DataError(f"{file_shown(name)} is a tally, and has another name: save it as FILE.tally, and name that.")


class ParquetFile:
    """One Parquet file.

    Attributes:
        columns: the names of its columns, in order.
        types: their types as stored.
        sha256: of the stored bytes, once all batches are read.
    """

    typed = True
    keys_vary = False
    may_have_commas = False
    comma_columns: tuple[str, ...] = ()
    beside = ()

    def __init__(self, file: StoredFile) -> None:
        self.file = file
        self.sha256 = ""
        with _named_in_text(file.name), self._opened([]) as parquet:
            schema = parquet.schema_arrow
            check_no_tally(file.name, schema.metadata)
            self._repeating = {name for name, kind in zip(schema.names, schema.types, strict=True) if is_text(kind)}
            self._repeating -= _long_texts(parquet.metadata)
            self._rows = parquet.metadata.num_rows
        self.columns: tuple[str, ...] = tuple(schema.names)
        check_unique(file_shown(file.name), self.columns)
        self.types: dict[str, Any] = dict(zip(schema.names, schema.types, strict=True))

    def _opened(self, dictionaries: list[str], metadata: Any = None, read_ahead: int = _READ_AHEAD) -> Any:
        from pyarrow import parquet

        with reading(self.file.name, _DAMAGED):
            return parquet.ParquetFile(
                self.file.open(),
                read_dictionary=dictionaries,
                metadata=metadata,
                buffer_size=read_ahead,
                pre_buffer=False,
                page_checksum_verification=True,
            )

    def batches(self, wanted: Wanted) -> Generator[Any, None, None]:
        """Yield the rows as record batches of the wanted columns; the file is hashed meanwhile.

        Raises:
            DataError: the file is damaged, a wanted column is nested, or a text in a column of numbers is none.
        """
        shown = file_shown(self.file.name)
        check_not_nested(shown, self.types, wanted)
        row = 1
        dictionaries = [name for name in wanted.columns if name in self._repeating]
        with reading(self.file.name, _DAMAGED), hashed_meanwhile(self.file) as sha256:
            for batch in self._decoded(dictionaries, list(dict.fromkeys(wanted.columns))):
                batch.validate(full=True)  # what the decoder does not look at: indices past the end of a dictionary
                yield as_wanted(batch, wanted, partial(row_shown, shown, row))
                row += batch.num_rows
            if row - 1 != self._rows:
                raise DataError(f"{shown} {_DISAGREES}")
            self.sha256 = sha256()

    def _decoded(self, dictionaries: list[str], columns: list[str]) -> Generator[Any, None, None]:
        """Yield the columns as stored: row groups of usual size side by side, others one column beside the other."""
        with self._opened(dictionaries) as parquet:
            metadata = parquet.metadata
            sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
            if not _agree(metadata, sizes, columns):
                raise DataError(f"{file_shown(self.file.name)} {_DISAGREES}")
            if len(sizes) < 2 or max(sizes) > _LARGE_GROUP or metadata.num_rows < _SMALL_GROUP * len(sizes):
                yield from parquet.iter_batches(_ROWS, columns=columns, use_threads=True)
                return

        def decode(group: int) -> Any:
            with self._opened(dictionaries, metadata, read_ahead=0) as own:
                return own.read_row_group(group, columns=columns, use_threads=False)

        for table in in_parallel(decode, iter(range(len(sizes))), min(_DECODERS, pa.cpu_count())):
            yield from table.to_batches(_ROWS)


@contextmanager
def _named_in_text(name: str) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        found = quoted(error.object.decode("utf-8", "backslashreplace"))
        raise DataError(
            f"{file_shown(name)} has a column whose name is not text in UTF-8: {found}. Rename it."
        ) from error


def _agree(metadata: Any, sizes: list[int], columns: list[str]) -> bool:
    """Tell whether the footer, the row groups and their columns speak of the same number of rows."""
    places = [place for place in range(metadata.num_columns) if metadata.schema.column(place).path in columns]
    groups = map(metadata.row_group, range(len(sizes)))
    values = ([group.column(place).num_values for place in places] for group in groups)
    return sum(sizes) == metadata.num_rows and all(
        {size, *found} == {size} for size, found in zip(sizes, values, strict=True)
    )


def _long_texts(metadata: Any) -> set[str]:
    """Return the columns whose values take so many bytes that they can hardly repeat (transcripts, for one)."""
    if metadata.num_row_groups == 0 or metadata.num_rows < _FEW_ROWS:
        return set()
    group = metadata.row_group(0)
    chunks = (group.column(place) for place in range(group.num_columns))
    return {
        chunk.path_in_schema
        for chunk in chunks
        if chunk.total_uncompressed_size > _LONG_TEXT * max(chunk.num_values, 1)
    }

"""A table in memory, read like a file."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from functools import partial
from typing import Any

from fairaudit.source.arrays import as_wanted, check_not_nested, check_unique, row_shown
from fairaudit.source.faults import quoted
from fairaudit.source.wanted import Wanted

_ROWS = 1 << 17


class TableInMemory:
    """A `pyarrow.Table`.

    Attributes:
        columns: the names of its columns, in order.
        types: their types.
        sha256: of the table as Arrow IPC, once all batches are read.
    """

    typed = True
    keys_vary = False
    may_have_commas = False
    comma_columns: tuple[str, ...] = ()
    beside = ()

    def __init__(self, table: Any, name: str) -> None:
        self.sha256 = ""
        self._table = table
        self._shown = f"the table {quoted(name)}"
        self.columns: tuple[str, ...] = tuple(table.column_names)
        check_unique(self._shown, self.columns)
        self.types: dict[str, Any] = dict(zip(self.columns, table.schema.types, strict=True))

    def batches(self, wanted: Wanted) -> Generator[Any, None, None]:
        """Yield the rows as record batches of the wanted columns.

        Raises:
            DataError: a wanted column is nested, or a text in a column of numbers is none.
        """
        check_not_nested(self._shown, self.types, wanted)
        row = 1
        for batch in self._table.select(wanted.columns).to_batches(_ROWS):
            yield as_wanted(batch, wanted, partial(row_shown, self._shown, row))
            row += batch.num_rows
        self.sha256 = _digest(self._table)


class _Digest:
    """A file for Arrow that keeps nothing but a digest of what is written."""

    closed = False

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def write(self, data: Any) -> None:
        self.sha256.update(data)

    def flush(self) -> None:
        """Do nothing: nothing is kept back."""

    def close(self) -> None:
        self.closed = True


def _digest(table: Any) -> str:
    from pyarrow import PythonFile, ipc

    digest = _Digest()
    with ipc.new_stream(PythonFile(digest, "w"), table.schema) as stream:
        stream.write_table(table)
    return digest.sha256.hexdigest()

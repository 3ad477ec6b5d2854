"""Short ways to write a file, read it, and look at what a reader of it would be told."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard

from fairaudit.errors import DataError
from fairaudit.source import Source, open_source

COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".zst": zstandard.compress,
}

JARGON = ("arrow", "csv parse", "column #", "row #", "magic", "thrift", "deserialize", "inflate", "errno", "traceback")
"""What only a library's own message would say."""


def write(name: str, content: bytes | str) -> str:
    """Write a file below the working folder and return its name."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def columns_of(source: Source, columns: Sequence[str] = (), **options: Collection[str]) -> dict[str, list[Any]]:
    """Read everything, column by column."""
    wanted = list(columns or source.columns)
    found: dict[str, list[Any]] = {name: [] for name in wanted}
    for batch in source.batches(wanted, **options):
        assert batch.schema.names == wanted
        for name in wanted:
            found[name] += batch.column(name).to_pylist()
    return found


def read(
    name: str, content: bytes | str, columns: Sequence[str] = (), **options: Collection[str]
) -> dict[str, list[Any]]:
    """Write a file and read everything in it."""
    return columns_of(open_source([write(name, content)]), columns, **options)


def complaint(
    paths: str | Sequence[str], columns: Sequence[str] = (), numeric: Collection[str] = (), **options: Any
) -> str:
    """Return the message of the DataError that reading the paths ends with."""
    with pytest.raises(DataError) as caught:
        columns_of(open_source([paths] if isinstance(paths, str) else paths, **options), columns, numeric=numeric)
    message = str(caught.value)
    assert not [word for word in JARGON if word in message.lower()]
    assert message.endswith((".", "?"))
    return message


def complaint_about(
    name: str, content: bytes | str, *columns: str, numeric: Collection[str] = (), **options: Any
) -> str:
    """Write a file and return the message of the DataError that reading it ends with."""
    return complaint(write(name, content), columns, numeric, **options)

"""From files to record batches: tables and transcripts, one or many files, streamed, hashed, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from fairaudit.config import Config
from fairaudit.source.formats import open_part, open_transcripts
from fairaudit.source.header import known_delimiter
from fairaudit.source.locate import is_stored, locate, not_read
from fairaudit.source.part import Piece, SourceFile
from fairaudit.source.source import Source
from fairaudit.source.text import known_encoding
from fairaudit.source.together import find_transcripts

__all__ = ["Source", "SourceFile", "open_data", "open_source", "table_source"]


def open_source(
    paths: Sequence[str], *, encoding: str | None = None, delimiter: str | None = None, decimal: str | None = None
) -> Source:
    """Open a data set; only headers are read.

    Args:
        paths: files, folders, globs, URIs, or `-` for standard input.
        encoding: of text files; UTF-8 if None.
        delimiter: between the columns of text files; found out from the header if None.
        decimal: before the fractions of numbers in text, a point or a comma; found out from the numbers if None.

    Raises:
        DataError: the data cannot be found or read, or are empty.
        UsageError: the encoding or the delimiter is none, a file is given twice, or transcripts lack their partner.
    """
    encoding, delimiter = known_encoding(encoding), known_delimiter(delimiter)
    transcripts = find_transcripts(paths)
    if transcripts is not None:
        return Source([Piece(transcripts.reference, partial(open_transcripts, transcripts, encoding))], decimal)
    files = locate(paths)
    pieces = [Piece(file.name, partial(open_part, file, encoding, delimiter), file.partition) for file in files]
    again = partial(open_source, tuple(paths), encoding=encoding, delimiter=delimiter, decimal=decimal)
    can_be_read_again = all(map(is_stored, paths))
    return Source(pieces, decimal, not_read(paths), again if can_be_read_again else None)


def open_data(paths: Sequence[str], config: Config) -> Source:
    """Open a data set as the settings of an audit say; see `open_source`."""
    return open_source(paths, encoding=config.encoding, delimiter=config.delimiter, decimal=config.decimal)


def table_source(table: Any, name: str = "table", *, decimal: str | None = None) -> Source:
    """Return a `pyarrow.Table` in memory as a data set.

    Args:
        table: the rows.
        name: what reports call it.
        decimal: as for `open_source`.

    Raises:
        DataError: two columns of the table have the same name.
    """
    from fairaudit.source.table import TableInMemory

    return Source([Piece(name, partial(TableInMemory, table, name))], decimal)

"""One data set, whatever it is made of: record batches in, files and their SHA-256 out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError, did_you_mean
from fairaudit.source.agreement import check_columns, check_types
from fairaudit.source.background import ahead
from fairaudit.source.faults import file_shown, listed, printable, quoted, without_own_folders
from fairaudit.source.part import Part, Piece, SourceFile
from fairaudit.source.values import TEXT, NotANumberError, is_nested, numbers, text_scalar
from fairaudit.source.wanted import Wanted

_AHEAD = 2
"""Batches decoded ahead of the consumer: enough that neither often waits for the other, few enough for the memory."""


class Source:
    """One data set: one or several files, a folder, a glob, standard input, or a table in memory.

    Attributes:
        columns: the names of the columns, in order.
        types: the type of each; text for formats that store none.
        may_have_commas: a comma may begin the fraction of a number: nobody says otherwise, and none stands between
            the columns of the first file.
        again: opens the same data once more, in another process, too; None for data that can be read only here.
        comma_columns: those in which one was found to do so, once all batches are read.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        decimal: str | None = None,
        not_read: Sequence[str] = (),
        again: Callable[[], Source] | None = None,
    ) -> None:
        self.again = again
        self._pieces, self._chosen = pieces, range(len(pieces))
        self._decimal = decimal
        self._not_read = not_read
        self._files: list[SourceFile] = []
        self._first = pieces[0].open()
        self.may_have_commas = self._first.may_have_commas if decimal is None else decimal == ","
        self.comma_columns: tuple[str, ...] = ()
        looked_at = [self._first]
        if self._first.keys_vary:
            looked_at += [piece.open() for piece in pieces[1:]]
        self.types: dict[str, Any] = {}
        for part in looked_at:
            self.types = part.types | self.types
        self.types |= dict.fromkeys(pieces[0].partition, TEXT)
        self.columns = tuple(self.types)

    def batches(
        self,
        columns: Sequence[str],
        numeric: Collection[str] = (),
        keep_empty: Collection[str] = (),
        lists: Collection[str] = (),
    ) -> Iterator[Any]:
        """Yield the rows as record batches with exactly these columns, in this order; decoding goes on meanwhile.

        Text comes as written, dictionary-encoded where it repeats; an empty one is a null. Formats that store types
        keep them.

        Args:
            columns: some of `self.columns`.
            numeric: those that hold numbers; text among them is parsed.
            keep_empty: the text columns in which an empty text stays one.
            lists: those whose values may be lists; they come as they are.

        Raises:
            DataError: the data cannot be read, hold no rows, or have no such column.
        """
        unknown = next((name for name in columns if name not in self.types), None)
        if unknown is not None:
            raise DataError(f"There is no column {quoted(unknown)}.{did_you_mean(unknown, self.columns)}")
        self._files, self.comma_columns = [], ()
        wanted = Wanted(tuple(columns), frozenset(numeric), frozenset(keep_empty), frozenset(lists), self._decimal)
        return ahead(self._read(wanted), _AHEAD)

    @property
    def names(self) -> list[str]:
        """How messages call each of the files."""
        return [piece.name for piece in self._pieces]

    def only(self, place: int) -> Source:
        """Return one of the files, as a part of the whole: with the columns and types of all."""
        part = copy.copy(self)
        part._chosen, part._files = range(place, place + 1), []
        return part

    def was_read(self, files: Sequence[SourceFile], comma_columns: Sequence[str]) -> None:
        """Take note of what somebody else read of all files."""
        self._files, self.comma_columns = list(files), tuple(dict.fromkeys(comma_columns))

    def files(self) -> list[SourceFile]:
        """Return the files that were read to their end; complete when `batches` is exhausted."""
        return list(self._files)

    @property
    def assumptions(self) -> list[str]:
        """What nobody said and the data showed, in words; complete when `batches` is exhausted."""
        said = [f"decimal = `,` in column {quoted(name)} (by its numbers)" for name in self.comma_columns]
        if self._not_read:
            others = listed([printable(without_own_folders(path)) for path in self._not_read], most=3)
            said.append(f"beside the data and not read, because of their suffix: {others}")
        return said

    def _read(self, wanted: Wanted) -> Generator[Any, None, None]:
        total = 0
        for place in self._chosen:
            piece = self._pieces[place]
            part = piece.open() if place else self._first
            check_columns(self.columns, piece, part)
            if part.typed and self._first.typed:
                check_types(self.types, piece, part, wanted.columns)
            rows = 0
            for batch in part.batches(_in_file(part, wanted)):
                rows += batch.num_rows
                if batch.num_rows:
                    yield _completed(batch, piece, wanted)
            read = (SourceFile(piece.name, rows, part.sha256), *part.beside)
            self.comma_columns = tuple(dict.fromkeys((*self.comma_columns, *part.comma_columns)))
            self._files += [replace(file, path=printable(file.path)) for file in read]
            total += rows
        if not total and len(self._chosen) == len(self._pieces):
            shown = file_shown(self._files[0].path) if len(self._files) == 1 else f"{len(self._files)} files"
            raise DataError(f"There are no rows in {shown}: nothing to audit. Check how the data were written.")


def _in_file(part: Part, wanted: Wanted) -> Wanted:
    """Return the wish for the columns that are in the file itself; at least one, because batches count its rows."""
    here = wanted.among(part.columns)
    if here.columns:
        return here
    return Wanted(tuple(name for name in part.columns if not is_nested(part.types[name]))[:1])


def _completed(batch: Any, piece: Piece, wanted: Wanted) -> Any:
    """Return the batch with the columns that are not in the file itself."""
    if tuple(batch.schema.names) == wanted.columns:
        return batch
    arrays = []
    for name in wanted.columns:
        place = batch.schema.get_field_index(name)
        arrays.append(batch.column(place) if place >= 0 else _constant(name, piece, batch.num_rows, wanted))
    return pa.RecordBatch.from_arrays(arrays, list(wanted.columns))


def _constant(name: str, piece: Piece, rows: int, wanted: Wanted) -> Any:
    """Return a column that is the same in all rows of a file: what its folder says, or nothing."""
    value = piece.partition.get(name)
    texts = pa.repeat(text_scalar(value), rows) if value else pa.nulls(rows, TEXT)
    try:
        return numbers(texts, wanted.decimal or ".") if name in wanted.numeric else texts.dictionary_encode()
    except NotANumberError as error:
        raise DataError(
            f"{file_shown(piece.name)}: the folder says {quoted(name)} is {quoted(error.text)}, which is not a number. "
            "Rename the folder, or choose another column."
        ) from error

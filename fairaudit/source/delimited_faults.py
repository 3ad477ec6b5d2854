"""What is wrong with delimited text, and on which line; runs only when something is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError
from fairaudit.source.decimals import AmbiguousError, Signs, why_no_number
from fairaudit.source.faults import counted, file_shown, quoted
from fairaudit.source.header import Header
from fairaudit.source.quotes import quotes_in, record_starts
from fairaudit.source.records import read_records
from fairaudit.source.text import LONGEST_RECORD, Block, Text
from fairaudit.source.values import TEXT, NotANumberError, numbers
from fairaudit.spoken import spoken


@dataclass(frozen=True)
class Faults:
    """Explains what is wrong with a block of a text."""

    text: Text
    header: Header

    @property
    def _shown(self) -> str:
        return file_shown(self.text.file.name)

    @property
    def _delimiter(self) -> bytes:
        return self.header.delimiter.encode()

    def _at(self, block: Block, position: int) -> str:
        return f"{self._shown}, line {self.text.line_at(block.start + position)}"

    def _at_record(self, block: Block, row: int) -> str:
        return self._at(block, int(record_starts(block.data, self._delimiter)[row]))

    def stray_quote(self, block: Block, position: int) -> DataError:
        """Return the error for a closing quote that is followed by text."""
        return DataError(
            f"{self._at(block, position)}: text follows the quote that closes a value. "
            'Inside a quoted value, write a quote twice (""); put nothing between the closing quote and the delimiter.'
        )

    def raise_unfinished(self, block: Block) -> None:
        """Raise if a record has no end; the last line of a file needs none.

        Raises:
            DataError: a quote is never closed, or a record is longer than any can be.
        """
        quotes = quotes_in(block.data, self._delimiter)
        if len(quotes) % 2:
            raise DataError(
                f"{self._at(block, int(quotes[-1]))}: a quote opens here and is never closed. "
                "Close the quote, or remove it."
            )
        if len(block.data) > LONGEST_RECORD:
            raise DataError(
                f"{self._at(block, 0)}: this line is longer than {LONGEST_RECORD >> 20} MB. "
                "Check that the file is text with a row a line."
            )

    def not_text(self, block: Block) -> DataError:
        """Return the error for NUL bytes."""
        return DataError(
            f"{self._at(block, block.data.index(0))}: this is not text, it holds a NUL byte. "
            f"If the file is UTF-16, say {spoken('encoding', 'utf-16')}; otherwise remove the NUL bytes."
        )

    def ambiguous(self, block: Block, column: str, error: AmbiguousError) -> DataError:
        """Return the error for commas that could stand between thousands or before fractions."""
        return DataError(f"{self._at_record(block, error.row)}, column {quoted(column)}: {error}")

    def explained(self, block: Block, signs: Signs, may_be_told: bool) -> DataError:
        """Return the error for a block that Arrow cannot parse.

        Args:
            block: whole records.
            signs: its columns of numbers, and what stands before their fractions.
            may_be_told: nobody has said which sign that is, and the numbers are not asked.
        """
        return (
            self._not_utf8(block)
            or self._ragged(block)
            or self._not_a_number(block, signs, may_be_told)
            or DataError(f"{self._at(block, 0)} or after it: the text cannot be read. Check its quotes and delimiters.")
        )

    def _not_utf8(self, block: Block) -> DataError | None:
        try:
            block.data.decode()
        except UnicodeDecodeError as error:
            return DataError(
                f"{self._at(block, error.start)}: this is not UTF-8 (byte 0x{block.data[error.start]:02x}). "
                f"Name the file's encoding, for example {spoken('encoding', 'latin-1')}."
            )
        return None

    def _ragged(self, block: Block) -> DataError | None:
        found: list[Any] = []

        def keep(row: Any) -> str:
            found.append(row)
            return "error"

        with suppress(pa.ArrowInvalid):  # `found` says more than the exception
            read_records(block.data, self.header, {self.header.names[0]: TEXT}, keep)
        if not found:
            return None
        row = found[0]
        delimiter = "the tabulator" if self.header.delimiter == "\t" else quoted(self.header.delimiter)
        return DataError(
            f"{self._at_record(block, row.number - 1)}: the row has {counted(row.actual_columns, 'field')}, the header "
            f"{row.expected_columns}. Correct the line; a value that holds {delimiter} needs quotes."
        )

    def _not_a_number(self, block: Block, signs: Signs, may_be_told: bool) -> DataError | None:
        for name, sign in signs.items():
            try:
                numbers(read_records(block.data, self.header, {name: TEXT})[name], sign or ".")
            except NotANumberError as error:
                why = why_no_number(error.text, sign or ".", may_be_told)
                return DataError(f"{self._at_record(block, error.row)}, column {quoted(name)}: {why}")
        return None

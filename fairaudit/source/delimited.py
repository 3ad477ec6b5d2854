"""CSV, TSV and their like: text whose columns stand between delimiters, read by several threads in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Iterator
from contextlib import closing
from functools import partial
from itertools import chain
from typing import Any

import pyarrow as pa

from fairaudit.source.background import in_parallel
from fairaudit.source.decimals import AmbiguousError, Signs, sign_in
from fairaudit.source.delimited_faults import Faults
from fairaudit.source.header import read_header
from fairaudit.source.quotes import StrayQuoteError, end_of_records
from fairaudit.source.records import read_records, read_with_numbers
from fairaudit.source.text import Block, Text, blocks
from fairaudit.source.values import EMPTY, LABELS, TEXT
from fairaudit.source.wanted import Wanted

_SAMPLE = 1 << 18

_REPEATS = 4
"""A column whose values occur this often on average is worth a dictionary …"""

_FEW_ROWS = 400
"""… and so is every column of a small file."""


class DelimitedFile:
    """One file of delimited text.

    Attributes:
        columns: the names in the header, in order.
        types: text, all of them.
        may_have_commas: whether a comma may begin the fraction of a number: none stands between columns.
        comma_columns: those in which one does and nobody said so, once all batches are read.
        sha256: of the stored bytes, once all batches are read.
    """

    typed = False
    keys_vary = False
    beside = ()

    def __init__(self, text: Text, delimiter: str | None) -> None:
        self.sha256 = ""
        self.comma_columns: tuple[str, ...] = ()
        self._text = text
        self._header = read_header(text, delimiter)
        self._faults = Faults(self._text, self._header)
        self.may_have_commas = self._header.delimiter != ","
        self.columns = tuple(name for name in self._header.names if name)
        self.types: dict[str, Any] = dict.fromkeys(self.columns, TEXT)

    def batches(self, wanted: Wanted) -> Generator[Any, None, None]:
        """Yield the rows as record batches of the wanted columns.

        Raises:
            DataError: the file cannot be read, or a row or a number is broken.
        """
        digest = hashlib.sha256()
        records = self._blocks(digest)
        first = next(records, None)
        if first is not None:
            is_open = wanted.decimal is None and self.may_have_commas
            signs: Signs = dict.fromkeys(wanted.numeric_columns, None if is_open else wanted.decimal or ".")
            signs |= self._signs_in(self._sample(first), signs)
            parse = partial(self._parse, wanted, self._types(first, wanted), signs)
            yield from self._agreeing(in_parallel(parse, chain([first], records), pa.cpu_count()), signs)
            self.comma_columns = tuple(name for name in signs if is_open and signs[name] == ",")
        self.sha256 = digest.hexdigest()

    def _agreeing(
        self, parsed: Generator[tuple[Block, Any, Signs], None, None], signs: Signs
    ) -> Generator[Any, None, None]:
        """Yield the batches; `signs` learns from each what stands before the fractions of its numbers.

        Raises:
            DataError: a block has another sign than one before it.
        """
        with closing(parsed):  # whatever ends this ends its threads
            for block, batch, found in parsed:
                for name, sign in found.items():
                    signs[name] = signs[name] or sign
                    if sign not in (None, signs[name]):
                        raise self._faults.explained(block, signs, may_be_told=False)
                yield batch

    def _blocks(self, digest: Any) -> Iterator[Block]:
        for block in blocks(self._text.chunks(digest), self._whole, self._faults.raise_unfinished):
            rows = block if block.start else Block(block.data[self._header.size :], self._header.size)
            if rows.data:
                yield rows

    def _whole(self, block: Block) -> int:
        try:
            return end_of_records(block.data, self._header.delimiter.encode())
        except StrayQuoteError as error:
            raise self._faults.stray_quote(block, error.position) from error

    def _sample(self, block: Block) -> Block:
        sample = block.data[:_SAMPLE]
        return Block(sample[: end_of_records(sample, self._header.delimiter.encode())] or block.data, block.start)

    def _types(self, block: Block, wanted: Wanted) -> dict[str, Any]:
        """Return the types of text to read: a dictionary where values repeat, plain text where they do not."""
        types = {name: TEXT for name in wanted.columns if name not in wanted.numeric}
        labels = [name for name in types if name not in wanted.keep_empty]
        found = self._texts(self._sample(block), labels)
        repeating = [name for name in found if _REPEATS * len(found[name].unique()) <= max(len(found[name]), _FEW_ROWS)]
        return types | dict.fromkeys(repeating, LABELS)

    def _texts(self, block: Block, columns: Collection[str]) -> dict[str, Any]:
        """Return columns as text; none if the block is broken, which comes up again when it is parsed."""
        try:
            return read_records(block.data, self._header, dict.fromkeys(columns, TEXT)) if columns else {}
        except pa.ArrowInvalid:
            return {}

    def _signs_in(self, block: Block, signs: Signs) -> Signs:
        """Return what stands before the fractions of the columns of which that is not known."""
        found: Signs = {}
        for name, texts in self._texts(block, [name for name, sign in signs.items() if sign is None]).items():
            try:
                found[name] = sign_in(texts)
            except AmbiguousError as error:
                raise self._faults.ambiguous(block, name, error) from error
        return found

    def _parse(self, wanted: Wanted, types: dict[str, Any], known: Signs, block: Block) -> tuple[Block, Any, Signs]:
        """Return the block, its rows, and what stands before the fractions of its numbers, as far as that is known."""
        if b"\0" in block.data:
            raise self._faults.not_text(block)
        signs = dict(known)
        try:
            found = read_with_numbers(block.data, self._header, types, signs)
        except pa.ArrowInvalid:
            signs |= self._signs_in(block, signs)
            found = self._found(block, types, signs, wanted.decimal is None and not self.may_have_commas)
        arrays = [found[name].fill_null(EMPTY) if name in wanted.keep_empty else found[name] for name in wanted.columns]
        return block, pa.RecordBatch.from_arrays(arrays, list(wanted.columns)), signs

    def _found(self, block: Block, types: dict[str, Any], signs: Signs, may_be_told: bool) -> dict[str, Any]:
        """Return the columns of a block of which the signs are known; numbers without any need not be whole: 1e-3."""
        try:
            return read_with_numbers(block.data, self._header, types, {name: signs[name] or "." for name in signs})
        except pa.ArrowInvalid as error:
            raise self._faults.explained(block, signs, may_be_told) from error

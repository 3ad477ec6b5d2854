"""CSV, TSV and their like: text whose columns stand between delimiters, read by several threads in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from functools import partial
from itertools import chain
from typing import Any

import pyarrow as pa

from fairaudit.source.background import in_parallel
from fairaudit.source.delimited_faults import Faults
from fairaudit.source.header import read_header
from fairaudit.source.quotes import StrayQuoteError, end_of_records
from fairaudit.source.records import read_records
from fairaudit.source.text import Block, Text, blocks
from fairaudit.source.values import EMPTY, LABELS, NUMBER, TEXT
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
        sha256: of the stored bytes, once all batches are read.
    """

    typed = False
    keys_vary = False
    beside = ()

    def __init__(self, text: Text, delimiter: str | None) -> None:
        self.sha256 = ""
        self._text = text
        self._header = read_header(text, delimiter)
        self._faults = Faults(self._text, self._header)
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
            parse = partial(self._parse, wanted, self._types(first, wanted))
            yield from in_parallel(parse, chain([first], records), pa.cpu_count())
        self.sha256 = digest.hexdigest()

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

    def _types(self, block: Block, wanted: Wanted) -> dict[str, Any]:
        """Return the types to read: a dictionary where values repeat, plain text where they do not."""
        types = {name: NUMBER if name in wanted.numeric else TEXT for name in wanted.columns}
        labels = [name for name in wanted.columns if name not in wanted.numeric | wanted.keep_empty]
        sample = block.data[:_SAMPLE]
        sample = sample[: end_of_records(sample, self._header.delimiter.encode())] or block.data
        try:
            found = read_records(sample, self._header, dict.fromkeys(labels, TEXT))
        except pa.ArrowInvalid:  # the same fault comes up again when the block is parsed, and is explained then
            return types
        repeating = [name for name in labels if _REPEATS * len(found[name].unique()) <= max(len(found), _FEW_ROWS)]
        return types | dict.fromkeys(repeating, LABELS)

    def _parse(self, wanted: Wanted, types: dict[str, Any], block: Block) -> Any:
        if b"\0" in block.data:
            raise self._faults.not_text(block)
        try:
            found = read_records(block.data, self._header, types)
        except pa.ArrowInvalid as error:
            raise self._faults.explained(block, types) from error
        arrays = [found[name].fill_null(EMPTY) if name in wanted.keep_empty else found[name] for name in wanted.columns]
        return pa.RecordBatch.from_arrays(arrays, list(wanted.columns))

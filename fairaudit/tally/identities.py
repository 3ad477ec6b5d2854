"""Gives rows that can have several labels codes: one code for every combination of labels that occurs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from fairaudit.cube import Axis, CodeArray
from fairaudit.errors import DataError, show
from fairaudit.tally.codebook import BoolArray, Codebook, Codes, with_nulls_last
from fairaudit.tally.texts import texts_of

_MOST_COMBINATIONS = 100_000
"""With more, hardly two rows would have the same labels, and a cube would be as long as the data."""
_NO_LABEL = -1
_NARROW = 1 << 15
_SMALL_TABLE = 1 << 20
"""Up to so many numbers are looked up in a table, which is faster than sorting."""


class IdentitiesCodebook(Codebook):
    """The combinations of labels of one column: lists, or texts with a separator between the labels.

    White space around a label does not count, nor does an empty one, nor the order of labels, nor a label that is there
    twice. A row without any label has the empty combination: it belongs to no group.
    """

    def __init__(self, column: str, separator: str, most: int) -> None:
        super().__init__(column)
        self._separator = separator
        self._labels = Codebook(column, most)
        self._combinations: dict[tuple[int, ...], int] = {}
        self._made_of: list[tuple[int, ...]] = []

    @property
    def labels(self) -> list[str | None]:
        """All labels, each once."""
        return self._labels.values

    def axis(self) -> Axis:
        """Return the axis that the codes are on."""
        return Axis(self.column, tuple(self.labels), holds=tuple(self._made_of))

    def code(self, value: str | None) -> int:
        """Return the code of the combination that a text lists."""
        code = self._codes.get(value)
        if code is None:
            labels = (self._label(part) for part in (value or "").split(self._separator))
            code = self._codes[value] = self._combination(label for label in labels if label != _NO_LABEL)
        return code

    def holding(self, codes: Codes, label: str | None) -> BoolArray | None:
        """Return which rows have this label among theirs, or none at all; None if no row of the batch has."""
        wanted = self._labels.code(label) if label in self.labels else _NO_LABEL
        holds = [wanted in places if label is not None else not places for places in self._made_of]
        chosen = np.array(holds, dtype=bool)[codes.table]
        return chosen[codes.indices] if chosen.any() else None

    def encode(self, column: pa.Array) -> Codes:
        """Return the code of the combination of every row."""
        return self._encode_lists(column) if pa.types.is_nested(column.type) else super().encode(column)

    def _encode_lists(self, column: pa.Array) -> Codes:
        """Take the first label of every row, then the second: one more label makes another combination."""
        row, label = self._labels_of(column)
        found = np.full(len(column), self._combination(()), dtype=np.int64)
        for some in _by_place(row):
            many = len(self.labels)
            pairs, which = _distinct(found[row[some]] * many + label[some], len(self.values) * many)
            after = [self._with(*divmod(pair, many)) for pair in pairs.tolist()]
            found[row[some]] = np.array(after, dtype=np.int64)[which]
        return self._common(found.astype(np.int32), np.arange(len(self.values)))

    def _labels_of(self, column: pa.Array) -> tuple[CodeArray, CodeArray]:
        """Return the row and the code of every label in lists."""
        import pyarrow.compute as pc

        many, texts = with_nulls_last(pc.list_value_length(column), 0), pc.list_flatten(column)
        if not pa.types.is_dictionary(texts.type):
            texts = texts.dictionary_encode()
        codes = [self._label(text) for text in texts_of(self.column, texts.dictionary)]
        label = np.array([*codes, _NO_LABEL])[with_nulls_last(texts.indices, len(codes))]
        there = label != _NO_LABEL
        return np.repeat(np.arange(len(column)), many)[there], label[there]

    def _label(self, text: str | None) -> int:
        """Return the code of a label; of one that is empty, that there is none."""
        name = "" if text is None else text.strip()
        return self._labels.code(name) if name else _NO_LABEL

    def _with(self, code: int, label: int) -> int:
        return self._combination((*self._made_of[code], label))

    def _combination(self, labels: Iterable[int]) -> int:
        """Return the code of some labels together."""
        codes = tuple(sorted(set(labels)))
        found = self._combinations.setdefault(codes, len(self._combinations))
        if found == len(self.values):
            self._made_of.append(codes)
            self.values.append(f"{self._separator} ".join(str(self.labels[code]) for code in codes) or None)
            self._check_number()
        return found

    def _check_number(self) -> None:
        if len(self.values) > _MOST_COMBINATIONS:
            raise DataError(
                f"Column `{show(self.column)}` has more than {_MOST_COMBINATIONS:,} different combinations of labels, "
                "so its groups cannot be counted together. Name fewer labels, or a column for each."
            )


def _by_place(row: CodeArray) -> Iterator[CodeArray]:
    """Yield the places of the first label of every row, of the second, and so on; rows ascend."""
    first = np.flatnonzero(np.diff(row, prepend=-1))
    many = np.diff(first, append=len(row))
    place = np.arange(len(row)) - np.repeat(first, many)
    narrow = np.int16 if many.max(initial=0) < _NARROW else np.int64  # sorted by digits, and not by comparisons
    order = np.argsort(place.astype(narrow), kind="stable")
    ends = np.cumsum(np.bincount(place, minlength=1))
    yield from np.split(order, ends[:-1])


def _distinct(numbers: CodeArray, limit: int) -> tuple[CodeArray, CodeArray]:
    """Return the distinct numbers from 0 to below `limit`, and for each number its place among them."""
    if limit > _SMALL_TABLE:
        return np.unique(numbers, return_inverse=True)
    distinct = np.flatnonzero(np.bincount(numbers, minlength=limit))
    place = np.zeros(limit, dtype=np.int64)
    place[distinct] = np.arange(len(distinct))
    return distinct, place[numbers]

"""Equivalents: words that count as the same, such as `gonna` and `going to`, from a CSV file of the user."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fairaudit.errors import DataError
from fairaudit.tasks.speech.text import basic

_HEADER = ["from", "to"]
_Words = tuple[str, ...]


@dataclass(frozen=True)
class Equivalents:
    """Word sequences with what to write instead, both as `basic` leaves them.

    `replacements` maps words to words; `digest` identifies the file's content.
    """

    replacements: dict[_Words, _Words]
    digest: str
    _lengths: dict[str, list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lengths: dict[str, set[int]] = {}
        for words in self.replacements:
            lengths.setdefault(words[0], set()).add(len(words))
        object.__setattr__(self, "_lengths", {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()})

    def apply_many(self, texts: Sequence[str]) -> tuple[list[str], npt.NDArray[np.int64]]:
        """Return the texts with equivalents replaced, and how many words of each were, shape ``(texts,)``.

        Whole words only, the longest match first, in one pass from left to right: what was replaced is not looked at
        again. An entry that maps words to themselves shields them from shorter entries and does not count.
        """
        replaced, touched = list(texts), np.zeros(len(texts), dtype=np.int64)
        first_words = frozenset(self._lengths)
        for index, text in enumerate(texts):
            words = text.split()
            if not first_words.isdisjoint(words):
                replaced[index], touched[index] = self._apply(words)
        return replaced, touched

    def _apply(self, words: list[str]) -> tuple[str, int]:
        written: list[str] = []
        touched = position = 0
        while position < len(words):
            found = self._match(words, position)
            instead = self.replacements.get(found, found)
            written.extend(instead)
            touched += len(found) if instead != found else 0
            position += len(found)
        return " ".join(written), touched

    def _match(self, words: list[str], position: int) -> _Words:
        """Return the longest entry that starts at `position`, or the word there."""
        for length in self._lengths.get(words[position], ()):
            candidate = tuple(words[position : position + length])
            if candidate in self.replacements:
                return candidate
        return (words[position],)


def read_equivalents(path: Path) -> Equivalents:
    """Read a CSV file with the columns `from` and `to`, or with two columns and no header.

    Raises DataError, naming the line, if a row has not two columns, has nothing to replace, or contradicts an earlier
    row.
    """
    replacements: dict[_Words, _Words] = {}
    lines: dict[_Words, int] = {}
    for line, left, right in _rows(path):
        words = _words(left)
        if not words:
            raise DataError(
                f"{path}, line {line}: there is no word to replace in the first column. Fill it in, or remove the line."
            )
        if replacements.setdefault(words, _words(right)) != _words(right):
            raise DataError(
                f"{path}, line {line}: `{' '.join(words)}` already becomes `{' '.join(replacements[words])}` in line "
                f"{lines[words]}. Keep one of the two lines."
            )
        lines.setdefault(words, line)
    if not replacements:
        raise DataError(f"{path} holds no equivalents. Write one a line: the words, a comma, what to write instead.")
    return Equivalents(replacements, _digest(replacements))


def _words(text: str) -> _Words:
    return tuple(basic.normalize_many([text])[0].split())


def _digest(replacements: dict[_Words, _Words]) -> str:
    return hashlib.sha256(repr(sorted(replacements.items())).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line number, left and right side of every row that is not blank."""
    left, right = 0, 1
    for number, (line, cells) in enumerate(_cells(path)):
        if len(cells) != len(_HEADER):
            raise DataError(
                f"{path}, line {line}: {len(cells)} columns where 2 are needed. Write the words, a comma, what to "
                "write instead; put text that holds a comma in double quotes."
            )
        names = [cell.strip().lower() for cell in cells]
        if number == 0 and sorted(names) == _HEADER:
            left, right = names.index("from"), names.index("to")
        else:
            yield line, cells[left], cells[right]


def _cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            yield from ((reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}. Check the path and its permissions.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
    except csv.Error as error:
        raise DataError(f"{path}, line {reader.line_num}: {error}. Check the double quotes.") from error

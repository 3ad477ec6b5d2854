"""Files of transcripts: who said what, an utterance a line, as sclite (`.trn`) and Kaldi (`text`) have it.

Sources: https://github.com/usnistgov/SCTK/blob/master/doc/infmts.htm (`trn`), its `options.htm` (`-i`), and
https://kaldi-asr.org/doc/data_prep.html (`text`, `utt2spk`).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from fairaudit.errors import DataError
from fairaudit.source.faults import file_shown, quoted
from fairaudit.source.lines import numbered_lines
from fairaudit.source.part import SourceFile
from fairaudit.source.text import Text

TRN = re.compile(r"\.trn(\.(gz|zst|bz2))?\Z", re.IGNORECASE)
"""How the name of a file in sclite's format ends; sclite puts reports such as `hyp.trn.sys` beside it."""
_COMMENT = ";;"
_START = 1000
"""So many lines show whether ids say who speaks."""
_NULL_WORD = re.compile(r"(?<!\S)@(?!\S)")
"""sclite's word that is none: it is never counted."""


@dataclass
class Lines:
    """One file whose lines begin or end with an id: a transcript, or a table of two columns.

    Attributes:
        text: its content.
        read: what reports say of the file, once it is read to its end.
    """

    text: Text
    read: SourceFile = field(init=False)

    @property
    def shown(self) -> str:
        """How messages call the file."""
        return file_shown(self.text.file.name)

    @property
    def what(self) -> str:
        """What an id stands for, in messages."""
        return "speaker" if os.path.basename(self.text.file.name).startswith("spk2") else "utterance"

    @property
    def is_trn(self) -> bool:
        """Whether it is in sclite's format."""
        return TRN.search(self.text.file.name) is not None

    @property
    def is_table(self) -> bool:
        """Whether it is a table of two columns, such as `utt2spk`."""
        return os.path.basename(self.text.file.name).startswith(("utt2", "spk2"))

    def names_speakers(self) -> bool:
        """Tell whether ids say who speaks: any of those that the file begins with.

        Raises:
            DataError: there is none, or the file cannot be read.
        """
        start = islice(self._entries(hashlib.sha256()), _START)
        return any(speaker_in(name) is not None for _, name, _ in start)

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield the id of every line and what is said of it: words, or a value.

        Raises:
            DataError: the file cannot be read, has no line, or has an id twice, or a line is broken.
        """
        digest = hashlib.sha256()
        seen: set[str] = set()
        for number, name, words in self._entries(digest):
            if name in seen:
                is_clear = self.is_trn or self.is_table
                raise DataError(
                    f"{self.shown}, line {number}: the {self.what} {quoted(name)} stands there for the second time. "
                    f"Remove one{'' if is_clear else ', or end the name of the file in .trn if ids end its lines'}."
                )
            seen.add(name)
            yield name, words
        self.read = SourceFile(self.text.file.name, len(seen), digest.hexdigest())

    def _entries(self, digest: Any) -> Iterator[tuple[int, str, str]]:
        is_trn, is_empty = self.is_trn, True
        for number, line in numbered_lines(self.text, digest):
            if not (is_trn and line.startswith(_COMMENT)):
                is_empty = False
                yield number, *(self._of_trn(number, line) if is_trn else _of_kaldi(line))
        if is_empty:
            raise DataError(f"{self.shown} is empty. It needs a line for each {self.what}.")

    def _of_trn(self, number: int, line: str) -> tuple[str, str]:
        words, bracket, name = line.rpartition("(")
        if not (bracket and len(name) > 1 and name.find(")") == len(name) - 1):
            raise DataError(
                f"{self.shown}, line {number}: {quoted(line)} does not end with the id of an utterance in brackets. "
                "Write each line as: words (speaker-utterance)."
            )
        if "{" in words or "}" in words:
            raise DataError(
                f"{self.shown}, line {number}: {quoted(words.strip())} has alternatives in braces, which sclite scores "
                "and fairaudit does not. Write one of the alternatives, without braces."
            )
        return name[:-1], (_NULL_WORD.sub("", words) if "@" in words else words).strip()


def _of_kaldi(line: str) -> tuple[str, str]:
    name, _, words = line.replace("\t", " ").partition(" ")
    return name, words.strip()


def speaker_in(utterance: str) -> str | None:
    """Return the speaker that sclite reads from an id (`-i spu_id`, `rm`, `swb`): up to the hyphen, or the underscore.

    With a hyphen, underscores belong to the speaker: `en_us-03` is of `en_us`. None: the id names nobody.
    """
    speaker = next((utterance.partition(mark)[0] for mark in "-_" if mark in utterance), "")
    return speaker or None

"""What was said and what was heard, in two files, paired by utterance; and what tables beside them say of each."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError
from fairaudit.source.arrays import as_wanted
from fairaudit.source.faults import quoted
from fairaudit.source.part import SourceFile
from fairaudit.source.transcripts import Lines, speaker_in
from fairaudit.source.values import TEXT
from fairaudit.source.wanted import Wanted

_ROWS = 1 << 14
_ID, _SPEAKER = "utterance_id", "speaker"

Row = tuple[str, str | None, str | None]
"""An utterance, what was said, and what was heard; None where a file lacks it."""


class TranscriptPair:
    """A reference and a hypothesis.

    An utterance that is in one of them only has a missing text in the other: the audit rejects it, and counts it.

    Attributes:
        columns: the utterance, its speaker if that is known, what each table says, the reference and the hypothesis.
        types: text, all of them.
        sha256: of the reference as stored, once all batches are read.
        beside: the other files that were read.
    """

    typed = False
    keys_vary = False
    may_have_commas = False
    comma_columns: tuple[str, ...] = ()

    def __init__(self, reference: Lines, hypothesis: Lines, tables: Mapping[str, Lines]) -> None:
        self.sha256 = ""
        self.beside: tuple[SourceFile, ...] = ()
        self._reference = reference
        self._hypothesis = hypothesis
        self._labels = Labels(tables, reference.is_trn and reference.names_speakers())
        self.columns = (_ID, *self._labels.columns, "reference", "hypothesis")
        self.types: dict[str, Any] = dict.fromkeys(self.columns, TEXT)

    def batches(self, wanted: Wanted) -> Generator[Any, None, None]:
        """Yield the rows as record batches of the wanted columns.

        Raises:
            DataError: a file cannot be read or is broken, or the two share no utterance.
        """
        self._labels.read(wanted.columns)
        rows = self._rows()
        while some := list(islice(rows, _ROWS)):
            names, references, hypotheses = zip(*some, strict=True)
            columns: dict[str, Sequence[str | None]] = {_ID: names, "reference": references, "hypothesis": hypotheses}
            columns |= self._labels.of(names, wanted.columns)
            arrays = [pa.array(columns[name], TEXT) for name in wanted.columns]
            yield as_wanted(pa.RecordBatch.from_arrays(arrays, list(wanted.columns)), wanted, partial(_shown, names))
        self._labels.check()
        self.sha256 = self._reference.read.sha256
        self.beside = (self._hypothesis.read, *self._labels.files)

    def _rows(self) -> Iterator[Row]:
        """Yield the utterances of the reference in its order, then those that only the hypothesis has."""
        heard = dict(self._hypothesis.entries())
        before = len(heard)
        name = ""
        for name, said in self._reference.entries():
            yield name, said, heard.pop(name, None)
        if len(heard) == before:
            raise DataError(
                f"{self._reference.shown} and {self._hypothesis.shown} share no utterance: {quoted(name)} is in one, "
                f"{quoted(next(iter(heard)))} in the other. Write the same ids into both."
            )
        for name, words in heard.items():
            yield name, None, words


class Labels:
    """What tables such as `utt2accent` and `spk2gender` say of utterances and speakers.

    Attributes:
        columns: a name for each table, after what follows the `2`; and `speaker`, if that is known.
        files: the tables that were read.
    """

    def __init__(self, tables: Mapping[str, Lines], has_speakers_in_ids: bool) -> None:
        """Take the tables by the names of their files; `has_speakers_in_ids` where ids say who speaks."""
        self._tables = {_column(name): table for name, table in tables.items()}
        self._by_speaker = {_column(name) for name in tables if name.startswith("spk")}
        self._has_speakers = has_speakers_in_ids or _SPEAKER in self._tables
        self._values: dict[str, dict[str, str]] = {}
        self._silent: set[str] = set()
        self.files: tuple[SourceFile, ...] = ()
        names = dict.fromkeys([_SPEAKER, *self._tables] if self._has_speakers else self._tables)
        self.columns = tuple(name for name in names if name not in (_ID, "reference", "hypothesis"))

    def read(self, columns: Sequence[str]) -> None:
        """Read the tables that some columns need.

        Raises:
            DataError: one cannot be read or is broken, or there are labels of speakers, and no speakers.
        """
        asked = [name for name in columns if name in self._tables]
        lost = next((name for name in asked if name in self._by_speaker and not self._has_speakers), None)
        if lost is not None:
            raise DataError(
                f"{self._tables[lost].shown} says the {quoted(lost)} of speakers, but nothing says who speaks. "
                "Put a table named utt2spk beside it, with an utterance and its speaker a line."
            )
        needed = [_SPEAKER, *asked] if _SPEAKER in self._tables else asked
        self._values = {name: dict(self._tables[name].entries()) for name in dict.fromkeys(needed)}
        self._silent = set(self._values)
        self.files = tuple(self._tables[name].read for name in self._values)

    def of(self, utterances: Sequence[str], columns: Sequence[str]) -> dict[str, Sequence[str | None]]:
        """Return the labels of utterances, column by column; None where a table does not say."""
        keys = [self._key(name) for name in utterances]
        speakers = [self._speaker(key) for key in keys]
        found: dict[str, Sequence[str | None]] = {_SPEAKER: speakers}
        for column in columns:
            if column in self._tables and column != _SPEAKER:
                by = speakers if column in self._by_speaker else keys
                found[column] = [None if key is None else self._values[column].get(key) for key in by]
        self._silent -= {name for name in self._silent & set(found) if any(each is not None for each in found[name])}
        return found

    def _key(self, utterance: str) -> str:
        """Return how the tables call an utterance: in ESPnet, `.trn` files have `SPEAKER-UTTERANCE` for `UTTERANCE`."""
        speakers = self._values.get(_SPEAKER, {})
        if not speakers or utterance in speakers:
            return utterance
        cuts = (place for place, mark in enumerate(utterance) if mark == "-")
        parts = ((utterance[:cut], utterance[cut + 1 :]) for cut in cuts)
        return next((key for speaker, key in parts if speakers.get(key) == speaker), utterance)

    def _speaker(self, key: str) -> str | None:
        return self._values[_SPEAKER].get(key) if _SPEAKER in self._values else speaker_in(key)

    def check(self) -> None:
        """Make sure that every table said something of some utterance.

        Raises:
            DataError: one did not.
        """
        for name in sorted(self._silent):
            raise DataError(
                f"{self._tables[name].shown} has none of the utterances or speakers: it has "
                f"{quoted(next(iter(self._values[name])))}. Write the same ids into it, or take it out of the folder."
            )


def _shown(utterances: Sequence[str], row: int) -> str:
    return f"The utterance {quoted(utterances[row])}"


def _column(name: str) -> str:
    """Return the column that a table holds, by the name of its file."""
    column = name.partition("2")[2]
    return _SPEAKER if column == "spk" else column

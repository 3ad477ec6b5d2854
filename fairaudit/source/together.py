"""Data that are not one table: which of the files that a user names belong together, and as what."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fairaudit.errors import UsageError
from fairaudit.source import locate
from fairaudit.source.faults import file_shown, listed, reading
from fairaudit.source.layout import DATA_SUFFIX, HELM_STATISTICS, is_data, is_passed_over
from fairaudit.source.transcripts import TRN
from fairaudit.spoken import command

_TABLE = re.compile(r"(utt|spk)2(?!utt\Z)\w+")
_REFERENCE = re.compile(r"ref(erences?)?(?![a-z])|test_filt\.", re.IGNORECASE)
_HYPOTHESIS = re.compile(r"hyp(othes[ei]s)?(?![a-z])", re.IGNORECASE)
_PLAIN = re.compile(r"[^.]+(\.txt)?(\.(gz|zst|bz2))?", re.IGNORECASE)
"""Names of Kaldi's files: without a suffix, or `.txt`."""
_KALDI_TEXT = re.compile(r"text(\.(gz|zst|bz2))?", re.IGNORECASE)
_DESCRIPTIONS = ("instances.json", "display_predictions.json")
_UNREADABLE = "cannot be read. Check its permissions."
_NAME_IT = "Name it `ref.trn`, `ref.txt` or the like, or put it into a folder as `text` beside its `utt2spk`."


@dataclass(frozen=True)
class Transcripts:
    """The files of one result: what was said, what was heard, and what is known of utterances and speakers."""

    reference: str
    hypothesis: str
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Candidates:
    """Files that could be transcripts, and tables."""

    transcripts: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    def __add__(self, other: _Candidates) -> _Candidates:
        transcripts = dict.fromkeys(self.transcripts + other.transcripts)
        return _Candidates(tuple(transcripts), tuple(dict.fromkeys(self.tables + other.tables)))

    @property
    def references(self) -> list[str]:
        """The transcripts that tell most clearly that they are what was said."""
        named = [path for path in self.transcripts if _REFERENCE.match(os.path.basename(path))]
        texts = [path for path in self.transcripts if _KALDI_TEXT.fullmatch(os.path.basename(path))]
        return named or [path for path in texts if _is_in_data_folder(path)] or texts

    @property
    def hypotheses(self) -> list[str]:
        """The transcripts that are what was heard; the `text` of a data folder never is."""
        known = {*self.references, *filter(_is_in_data_folder, self.transcripts)}
        return [path for path in self.transcripts if path not in known]


def find_transcripts(paths: Sequence[str]) -> Transcripts | None:
    """Return the transcripts that the paths stand for, or None if they stand for other data.

    Args:
        paths: files, folders, globs, URIs, or `-`.

    Raises:
        DataError: a file is not there, or a folder cannot be read.
        UsageError: there are transcripts, but not one reference and one hypothesis of this machine.
    """
    found = _candidates(paths)
    if found is None:
        return None
    for path in (*found.transcripts, *found.tables):
        if not os.path.exists(path):
            raise locate.not_found(path)
    references, hypotheses = found.references, found.hypotheses
    if len(references) != 1:
        raise UsageError(_which_reference(found))
    if len(hypotheses) != 1:
        raise UsageError(_which_hypothesis(references[0], hypotheses))
    return _completed(references[0], hypotheses[0], found.tables)


def hypotheses_in(folder: str) -> list[str]:
    """Return the transcripts in a folder that are results: each named alone finds the reference beside it.

    Without one reference, those in sclite's format are kept nevertheless: auditing them says what is missing.

    Raises:
        OSError: the folder cannot be read.
    """
    found = _in_folder(folder)
    return [path for path in found.hypotheses if len(found.references) == 1 or TRN.search(path)]


def described_beside(path: str) -> list[str]:
    """Return the files beside the statistics of one of HELM's runs that describe its instances and predictions."""
    folder, name = os.path.split(path)
    if name != HELM_STATISTICS:
        return []
    return [beside for each in _DESCRIPTIONS if os.path.isfile(beside := os.path.join(folder, each))]


def local_files(path: str) -> list[str]:
    """Return the files of this machine that a path stands for, and those beside it that may be read with them.

    Raises:
        DataError: a folder or a glob holds no data, or cannot be read.
        UsageError: the path stands for transcripts and for other data.
    """
    found = _candidates([path])
    if found is None:
        return [each for file in locate.local_files(path) for each in (file, *described_beside(file))]
    tables = [table for reference in found.references for table in _beside(reference).tables]
    return list(dict.fromkeys([*found.transcripts, *found.tables, *tables]))


def _candidates(paths: Sequence[str]) -> _Candidates | None:
    """Return what could be transcripts among the paths, or None if they are other data.

    Raises:
        UsageError: a path cannot be one, or there are transcripts beside other data.
    """
    for path in paths:
        if "\0" in path:
            raise UsageError(f"{file_shown(path)} is no path: it holds a NUL character. Remove it.")
    named = dict.fromkeys(each for path in paths for each in _expanded(path))
    files = [path for path in named if not os.path.isdir(path)]
    tables = [path for path in files if _TABLE.fullmatch(os.path.basename(path))]
    found = _Candidates(tuple(path for path in files if path not in tables), tuple(tables))
    for folder in (path for path in named if os.path.isdir(path)):
        with reading(folder, _UNREADABLE):
            found += _in_folder(folder, with_data=False)
    if len(files) == 1 and not found.references and _is_by_name(files[0]):
        found += _Candidates(tuple(_beside(files[0]).references))
    others = [path for path in files if DATA_SUFFIX.search(path) or path == "-" or "://" in path]
    is_pair = bool(found.references) and len(found.transcripts) > 1 and not others
    if not (is_pair or found.tables or any(map(_is_certain, found.transcripts))):
        return None
    if others:
        raise UsageError(
            f"{listed(others, 3)} cannot be audited with transcripts: those are files of this machine, a reference, a "
            "hypothesis, and tables such as utt2spk. Name nothing else."
        )
    return found


def _expanded(path: str) -> list[str]:
    return sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) and not os.path.exists(path) else [path]


def _is_certain(path: str) -> bool:
    return bool(TRN.search(path) or _KALDI_TEXT.fullmatch(os.path.basename(path)))


def _is_by_name(path: str) -> bool:
    """Tell whether the name of a file says that it is a transcript."""
    name = os.path.basename(path)
    return _is_certain(name) or bool(_PLAIN.fullmatch(name) and (_REFERENCE.match(name) or _HYPOTHESIS.match(name)))


def _is_in_data_folder(path: str) -> bool:
    """Tell whether a file is the `text` of one of Kaldi's data folders, which is what was said."""
    folder, name = os.path.split(path)
    return bool(_KALDI_TEXT.fullmatch(name)) and os.path.isfile(os.path.join(folder, "utt2spk"))


def _in_folder(folder: str, with_data: bool = True) -> _Candidates:
    """Return the transcripts and tables in a folder; none if it holds other data and is not to."""
    names = sorted(name for name in os.listdir(folder or ".") if not is_passed_over(name))
    if not with_data and any(is_data(name) for name in names):
        return _Candidates()
    paths = [path for name in names if os.path.isfile(path := os.path.join(folder, name))]
    tables = tuple(path for path in paths if _TABLE.fullmatch(os.path.basename(path)))
    return _Candidates(tuple(filter(_is_by_name, paths)), tables)


def _beside(path: str) -> _Candidates:
    """Return what is in the folder of a file; nothing if there is no such folder."""
    folder = os.path.dirname(path)
    with reading(folder, _UNREADABLE):
        return _in_folder(folder) if os.path.isdir(folder or ".") else _Candidates()


def _completed(reference: str, hypothesis: str, tables: Sequence[str]) -> Transcripts:
    """Return a result with the tables that are named, and those beside its reference.

    Raises:
        UsageError: two named tables say the same.
    """
    found = {os.path.basename(path): path for path in _beside(reference).tables}
    named: dict[str, str] = {}
    for path in tables:
        other = named.setdefault(os.path.basename(path), path)
        if not os.path.samefile(other, path):
            raise UsageError(f"{file_shown(other)} and {file_shown(path)} say the same. Name one of them.")
    found |= named
    kept = [path for name, path in found.items() if name.replace("spk2", "utt2") not in found or name[:3] == "utt"]
    return Transcripts(reference, hypothesis, tuple(kept))


def _which_reference(found: _Candidates) -> str:
    several = found.references or list(found.transcripts)
    if not several:
        return f"There are tables ({listed(list(found.tables), 3)}), but no transcripts. Name the reference as well."
    if found.references:
        return f"{listed(several, 3)} could each be the reference. Name one; call a hypothesis `hyp.txt`."
    if len(several) == 1:
        return f"{listed(several)} has no reference. Name what was said as well, or put it beside it as `ref.trn`."
    return f"Which is the reference, {listed(several, 3)}? {_NAME_IT}"


def _which_hypothesis(reference: str, hypotheses: list[str]) -> str:
    if not hypotheses:
        return (
            f"{file_shown(reference)} is taken for the reference, and no file says what was heard. "
            "Name what was said and what was heard: REFERENCE HYPOTHESIS."
        )
    return (
        f"There are {len(hypotheses)} hypotheses for {file_shown(reference)}: {listed(hypotheses, 3)}. "
        f"Name one of them, or audit each with {command('batch')}."
    )

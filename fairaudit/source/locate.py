"""From what the user names to files: paths, folders, globs, standard input, URIs."""

from __future__ import annotations

import glob
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from functools import partial

import pyarrow as pa

from fairaudit.errors import DataError, UsageError, did_you_mean, show
from fairaudit.source.faults import file_shown, listed, reading
from fairaudit.source.layout import DATA_SUFFIX, HELM_STATISTICS, is_data, is_passed_over, partition_of
from fairaudit.source.remote import remote_files
from fairaudit.source.spool import spooled
from fairaudit.source.stored import StoredFile
from fairaudit.spoken import command

_LOOKS_LIKE_DATA = re.compile(
    r"\.(?:csv|tsv|jsonl|ndjson|parquet|pq)\.(?!(?:gz|zst|bz2)\Z)\w+\Z"
    r"|\.(?:txt|tab|dat|xlsx?|ods|feather|arrow|orc|avro|zip)\Z",
    re.IGNORECASE,
)
"""How the names of files end that may be data, and are not read from a folder."""
_URI = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_SUFFIXES = ".csv .tsv .jsonl .ndjson .parquet, text also with .gz .zst .bz2"
_UNREADABLE = "cannot be read. Check the path and its permissions."


def locate(paths: Sequence[str]) -> list[StoredFile]:
    """Return the files that the paths stand for, in the order given, those of a folder or a glob sorted.

    Raises:
        DataError: there is no such file, or it cannot be read.
        UsageError: no path is given, or a file is given twice.
    """
    if not paths:
        raise UsageError("No data are named. Name a file, a folder, a glob, or - for standard input.")
    files = [file for path in paths for file in _files_of(path)]
    seen: dict[object, StoredFile] = {}
    for file in files:
        other = seen.setdefault(_identity(file.name), file)
        if other is not file:
            also = (
                ""
                if os.path.realpath(other.name) == os.path.realpath(file.name)
                else (f", also as {file_shown(other.name)} (they are links to one file)")
            )
            raise UsageError(f"{file_shown(file.name)} is given twice{also}: its rows would count twice. Name it once.")
    return files


def _identity(name: str) -> object:
    """Return what two names of one file have in common."""
    if _URI.match(name) or name == "-":
        return name
    with reading(name, _UNREADABLE):
        status = os.stat(name)
    return status.st_dev, status.st_ino


def _files_of(path: str) -> list[StoredFile]:
    if path == "-":
        if sys.stdin is None:
            raise UsageError("There is no standard input to read. Name a file instead of -.")
        return [spooled(sys.stdin.buffer, "-")]
    if _URI.match(path):
        return remote_files(path)
    with reading(path, _UNREADABLE):
        try:
            mode = os.stat(path).st_mode
        except FileNotFoundError:
            return _globbed(path)
        if stat.S_ISDIR(mode):
            return _in_folder(path, path)
        if not stat.S_ISREG(mode):  # a pipe, such as <(command): it can be read only once
            with open(path, "rb") as pipe:
                return [spooled(pipe, path)]
        return [stored_at(path)]


def is_stored(path: str) -> bool:
    """Tell whether what a path names can be read more than once: standard input and pipes cannot."""
    is_pipe = os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path))
    return path != "-" and (bool(_URI.match(path)) or not is_pipe)


def local_files(path: str) -> list[str]:
    """Return the files of this machine that a path stands for, without opening any; none for a URI or a missing path.

    Raises:
        DataError: a folder or a glob holds no data, or cannot be read.
    """
    if _URI.match(path):
        return []
    with reading(path, _UNREADABLE):
        if os.path.isdir(path):
            return [file.name for file in _in_folder(path, path)]
        if os.path.exists(path):
            return [path]
        return [file.name for file in _globbed(path)] if glob.has_magic(path) else []


def stored_at(path: str, partition: dict[str, str | None] | None = None) -> StoredFile:
    """Return the file at a path of this machine."""
    return StoredFile(path, partial(pa.OSFile, os.fsencode(path)), partition or {})


def _globbed(pattern: str) -> list[StoredFile]:
    if not glob.has_magic(pattern):
        raise not_found(pattern)
    found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        raise DataError(f"No file matches {file_shown(pattern)}. Check the pattern; ** means folders of any depth.")
    fixed = os.path.dirname(pattern[: re.search(r"[*?[]", pattern).start()])  # type: ignore[union-attr]
    files = []
    for path in found:
        if os.path.isdir(path):
            files += [] if "**" in pattern else _in_folder(path, fixed)
        elif not is_passed_over(os.path.basename(path)):
            files.append(_found(path, fixed))
    return files


def _found(path: str, root: str) -> StoredFile:
    """Return a file that was found in a folder or by a glob; partitions are spelled from `root` on."""
    check_is_file(path)
    return stored_at(path, partition_of(os.path.relpath(path, root or ".")))


def check_is_file(path: str) -> None:
    """Check that a path that nobody named is a file or a folder: a pipe could be waited for for ever.

    Raises:
        DataError: it is neither, or cannot be looked at.
    """
    with reading(path, _UNREADABLE):
        mode = os.stat(path).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise DataError(
            f"{file_shown(path)} is a pipe, a socket or a device, and no file. Take it out of the folder, or name it "
            f"itself to {command('report')} if it is to be read."
        )


def not_read(paths: Sequence[str]) -> list[str]:
    """Return the files in the folders among the paths that look like data, in a format that is not read."""
    folders = [path for path in paths if os.path.isdir(path)]
    names = [os.path.join(folder, name) for folder in folders for name in sorted(os.listdir(folder))]
    return [name for name in names if _LOOKS_LIKE_DATA.search(name) and not is_passed_over(os.path.basename(name))]


def not_found(path: str) -> DataError:
    """Return the error for a path that is not there; it names the nearest one that is."""
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        return DataError(f"There is no file {file_shown(path)}, nor a folder {file_shown(folder)}. Check the path.")
    nearest = did_you_mean(os.path.basename(path), map(show, os.listdir(folder)))
    return DataError(f"There is no file {file_shown(path)}.{nearest or ' Check the path.'}")


def _in_folder(folder: str, root: str) -> list[StoredFile]:
    """Return the data files in a folder and the folders in it; partitions are spelled from `root` on."""
    paths = sorted(_walk(folder))
    data = [path for path in paths if DATA_SUFFIX.search(path)]
    statistics = [path for path in data if os.path.basename(path) == HELM_STATISTICS]
    chosen = statistics or list(filter(is_data, data)) or data
    if not chosen:
        others = [os.path.relpath(path, folder) for path in paths]
        found = f"it holds {listed(others, most=3)}" if others else "it is empty"
        raise DataError(
            f"There is no data file in the folder {file_shown(folder)}: {found}. Data files end in {_SUFFIXES}; "
            "transcripts (.trn) must lie in the folder itself."
        )
    return [_found(path, root) for path in chosen]


def _walk(folder: str) -> Iterator[str]:
    """Yield the files in a folder; hidden ones are passed over, links are followed, but never in a circle."""

    def stop(error: OSError) -> None:
        raise error

    visited = set()
    for place, folders, names in os.walk(folder, onerror=stop, followlinks=True):
        real = os.path.realpath(place)
        folders[:] = [] if real in visited else [name for name in folders if not is_passed_over(name)]
        if real not in visited:
            yield from (os.path.join(place, name) for name in names if not is_passed_over(name))
        visited.add(real)

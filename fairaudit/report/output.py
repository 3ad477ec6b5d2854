"""Files: refused before any work where they cannot be written, and complete or not there at all."""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path

from fairaudit.errors import OutputError, UsageError, show

_REASONS = {
    errno.ENOENT: "its folder does not exist; make the folder first",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.EACCES: "you may not write there; choose another folder",
    errno.EPERM: "you may not write there; choose another folder",
    errno.EROFS: "that file system is read-only; choose another folder",
    errno.ENOSPC: "the disk is full; nothing was left half-written. Make room, or choose another folder",
    errno.EDQUOT: "your disk quota is used up; nothing was left half-written. Make room, or choose another folder",
    errno.EFBIG: "files of that size are not allowed there; raise the limit (`ulimit -f`), or choose another folder",
    errno.EISDIR: "that is a folder; name a file",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EPIPE: "its reader has gone",
    errno.ENXIO: "nobody reads at its other end; start the reader first",
}


_PATIENCE = 5.0
"""Seconds in which somebody has to begin to read a named pipe."""


def check_places(paths: Iterable[Path]) -> None:
    """Refuse files that cannot be written.

    Raises:
        UsageError: a file is named twice.
        OutputError: a folder does not exist or may not be written.
    """
    seen = set()
    for path in paths:
        target = str(_real(path))
        if target in seen:
            raise UsageError(f"The output {show(path)} is named twice. Give every report a file of its own.")
        seen.add(target)
        try:
            _check_place(path, Path(target))
        except OSError as error:
            raise _output_error(path, error.errno, error.strerror) from None


def write_text(text: str, path: Path) -> None:
    """Write a file as UTF-8; it is complete or not there at all.

    Raises:
        OutputError: the file cannot be written.
    """
    try:
        _replace(_real(path), text.encode("utf-8"))
    except OSError as error:
        raise _output_error(path, error.errno, error.strerror) from None


def _real(path: Path) -> Path:
    """Return the file behind all links; no system can hold a path with a NUL."""
    if "\0" in str(path):
        raise OutputError(f"Cannot write {show(path)}: no path holds a NUL character.")
    return Path(os.path.realpath(path))


def _check_place(path: Path, target: Path) -> None:
    folder, number = target.parent, None
    if target.is_dir():
        number = errno.EISDIR
    elif _is_stream(target):
        number = None if os.access(target, os.W_OK) else errno.EACCES
    elif not folder.is_dir():
        number = errno.ENOTDIR if folder.exists() else errno.ENOENT
    elif not os.access(folder, os.W_OK | os.X_OK):
        number = errno.EACCES
    if number is not None:
        raise _output_error(path, number)


def _opened(stream: Path) -> int:
    """Open a pipe or a device to write into it; a pipe that nobody reads would keep the program waiting for ever."""
    latest = time.monotonic() + _PATIENCE
    while True:
        try:
            number = os.open(stream, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            if error.errno != errno.ENXIO or time.monotonic() > latest:
                raise
            time.sleep(_PATIENCE / 100)
        else:
            os.set_blocking(number, True)
            return number


def _is_stream(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()


def _output_error(path: Path, number: int | None, words: str | None = None) -> OutputError:
    reason = _REASONS.get(number or 0) or show(words or "the system does not say why")
    return OutputError(f"Cannot write {show(path)}: {reason}.")


def _replace(target: Path, content: bytes) -> None:
    """Write beside the target, then rename: a reader sees the old file or the whole new one, also after a power cut.

    What is there and no regular file, such as a pipe or a device, is written into: somebody reads at its other end.
    """
    if _is_stream(target):
        with open(_opened(target), "wb") as stream:
            stream.write(content)
        return
    beside = target.parent / f".fairaudit-{os.getpid():08x}{secrets.token_hex(4)}.tmp"
    try:
        with open(beside, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise

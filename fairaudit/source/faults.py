"""How the data of a user can be at fault, in words: no message of a library reaches the user alone."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa

from fairaudit.errors import DataError, show
from fairaudit.spoken import spoken

_LONGEST_QUOTATION = 60

_SAYS = {
    errno.ENOENT: "cannot be found. Check the path; if another program was writing it, wait until it has finished.",
    errno.EACCES: "may not be read by this user. Change its permissions, or run as a user who may read it.",
    errno.EPERM: "may not be read by this user. Change its permissions, or run as a user who may read it.",
    errno.EISDIR: "is a folder, where a file was expected. Name the folder itself, or a file in it.",
    errno.ELOOP: "is a link that leads back to itself. Point it at a file, or remove it.",
    errno.ENOSPC: "cannot be copied to the temporary folder: no space is left. Free some, or set TMPDIR.",
}


def quoted(text: object) -> str:
    """Return the start of hostile text in backticks, safe to print."""
    shown = str(text)
    if len(shown) > _LONGEST_QUOTATION:
        return f"`{show(shown[:_LONGEST_QUOTATION])}…`"
    return f"`{show(shown)}`"


def need_numbers() -> str:
    """Return what to do about a column that should hold numbers."""
    names = [spoken(name) for name in ("score", "weight", "count", "bins")]
    return f"If the column is not one of numbers, name another: {', '.join(names[:-1])} and {names[-1]} need numbers."


def counted(count: int, what: str) -> str:
    """Return a number of things: `1 field`, `2 fields`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def listed(names: list[str], most: int = 8) -> str:
    """Return up to `most` names in backticks, with a count of the others."""
    shown = ", ".join(quoted(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def printable(path: str) -> str:
    """Return a path that can be written as UTF-8; bytes of a file name that are not come as ``\\xe9``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def without_own_folders(path: str) -> str:
    """Return a path without folders that are somebody's own, for what is handed on.

    Those are the folders of an absolute path, of a URI, and of a path that leaves the folder it was said in.
    """
    within = urlsplit(path).path if "://" in path else path
    is_own = within != path or os.path.isabs(path) or os.pardir in Path(path).parts
    return os.path.basename(within) if is_own else path


def file_shown(name: str) -> str:
    """Return how messages call a file: its path as given, or `standard input`."""
    return "standard input" if name == "-" else f"`{show(name)}`"


@contextmanager
def reading(name: str, damaged: str) -> Iterator[None]:
    """Turn what goes wrong while reading the file `name` into a DataError.

    Args:
        name: the path as the user gave it.
        damaged: what to say if the bytes make no sense; follows the name of the file.

    Raises:
        DataError: for every error of the operating system or of Arrow.
    """
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{file_shown(name)} {_SAYS.get(getattr(error, 'errno', None) or 0, damaged)}") from error

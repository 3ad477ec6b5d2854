"""Where output goes, and what it can show: colour, width, characters, a pipe that closes."""

from __future__ import annotations

import os
import shutil
import sys

from fairaudit.cli.run import silence
from fairaudit.errors import OutputError, show

WIDTH_OF_A_PIPE = 120


def wants_color(choice: str | None) -> bool:
    """Decide on colour: the option, else NO_COLOR, else FORCE_COLOR, else whether this is a terminal."""
    if choice in {"always", "never"}:
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return the columns of the terminal; COLUMNS decides, and a pipe is wide."""
    return shutil.get_terminal_size((WIDTH_OF_A_PIPE, 24)).columns


def ascii_only() -> bool:
    """Tell whether standard output cannot show the lines and signs of a report."""
    try:
        "─│█●±≤…".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def print_text(text: str) -> None:
    """Print for a reader, in the encoding of the terminal; what it cannot show is escaped."""
    encoding = sys.stdout.encoding or "ascii"
    _print(text.encode(encoding, errors="backslashreplace"))


def print_document(text: str) -> None:
    """Print a document for another program: always UTF-8."""
    _print(text.encode("utf-8", errors="backslashreplace"))


def note(text: str) -> None:
    """Say something beside the result; paths in it may hold anything. Whether anybody hears it changes nothing."""
    try:
        print(show(text), file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def _print(content: bytes) -> None:
    """Write to standard output; a reader that has seen enough (`head`) ends nothing."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content if content.endswith(b"\n") else content + b"\n")
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as failed:
        silence(sys.stdout)
        raise OutputError(f"Standard output cannot be written: {failed.strerror}.") from failed

"""Where output goes, and what it can show: colour, width, characters, a pipe that closes."""

from __future__ import annotations

import os
import re
import shutil
import sys

from fairaudit.cli.run import silence
from fairaudit.errors import OutputError, show

WIDTH_OF_A_PIPE = 120
_WIDEST = 10_000
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|#(?=#\[)", re.MULTILINE)


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
    return min(shutil.get_terminal_size((WIDTH_OF_A_PIPE, 24)).columns, _WIDEST)


def ascii_only() -> bool:
    """Tell whether standard output cannot show the lines and signs of a report."""
    try:
        "─│█●±≤…▾▴".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def print_text(text: str) -> None:
    """Print for a reader, in the encoding of the terminal; what it cannot show is escaped."""
    encoding = sys.stdout.encoding or "ascii"
    _print(_tamed(text).encode(encoding, errors="backslashreplace"))


def print_markdown(text: str) -> None:
    """Print Markdown for another program: always UTF-8."""
    _print(_tamed(text).encode("utf-8", errors="backslashreplace"))


def print_json(text: str) -> None:
    """Print JSON for another program: always UTF-8."""
    if _in_github():
        text = text.replace("##[", "\\u0023#[")
    _print(text.encode("utf-8", errors="backslashreplace"))


def _tamed(text: str) -> str:
    """Return text in which no label is a command: in GitHub Actions a line that begins with `::` or holds `##[` is."""
    if not _in_github():
        return text
    return _COMMAND.sub(lambda found: f"{found[1] or ''}\\u{{{ord(found[0][-1]):x}}}", text)


def _in_github() -> bool:
    return bool(os.environ.get("GITHUB_ACTIONS"))


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

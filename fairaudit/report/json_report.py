"""The report as JSON: the product itself; every other output is a rendering of it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, NotRequired, TypedDict, cast

from fairaudit.document import SCHEMA_VERSION, Document, scores_reading
from fairaudit.document.changes import CHANGES_VERSION, ChangesDocument
from fairaudit.document.escaping import escaped
from fairaudit.errors import DataError, show
from fairaudit.planning import Plan, as_data
from fairaudit.report.older import complete, complete_changes
from fairaudit.report.shape import fault
from fairaudit.spoken import saved


class _Settings(TypedDict):
    """The settings that are read again from a report."""

    bins: NotRequired[dict[str, list[float]]]
    against: NotRequired[list[tuple[str, str]]]
    where: NotRequired[list[tuple[str, str]]]


_BEGINNING = 200
"""So many bytes hold the first keys of a document."""
_LARGE = re.compile(r"\d{20}|[eE]\+?\d{3}")
"""What every number that is too large holds, and hardly any report: Python reads the others four times as fast."""
_NUMBERS = re.compile(r"\[\n\s+((?:(?:-?\d[-+.\deE]*|null),\n\s+){7,}(?:-?\d[-+.\deE]*|null))\n\s+\]")
"""A list of eight numbers or more, each in a line of its own: no text in JSON holds a line break."""
_MOST_DIGITS = 19
_LARGEST = 1e100
"""Its square is still a number."""


def dumps(document: Any) -> str:
    """Return strict JSON, in the document's own order; names keep their raw characters."""
    text = json.dumps(document, indent=2, allow_nan=False, ensure_ascii=False)
    return escaped(_NUMBERS.sub(_in_a_line, text) if "scores" in document else text) + "\n"


def _in_a_line(numbers: re.Match[str]) -> str:
    return f"[{' '.join(numbers[1].split())}]"


def read(path: str) -> Document:
    """Read a JSON report from a file, or from standard input for `-`.

    Raises:
        DataError: there is no such file, or it is not a report.
    """
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return loads(content.decode("utf-8"), "This JSON" if path == "-" else show(path))
    except FileNotFoundError as missing:
        raise DataError(f"There is no file {show(path)}.") from missing
    except OSError as unreadable:
        raise DataError(f"{show(path)} cannot be read: {unreadable.strerror}.") from unreadable
    except UnicodeDecodeError as other:
        raise DataError(f"{show(path)} is not UTF-8, so it is not a JSON report of fairaudit.") from other


def render(what: Document | ChangesDocument | Sequence[Plan]) -> str:
    """Return a report, a comparison or plans as JSON."""
    return dumps(what if isinstance(what, dict) else as_data(what))


def is_comparison(path: str) -> bool:
    """Tell whether a file is a comparison as JSON, by what it begins with."""
    try:
        with open(path, "rb") as file:
            return b'"changes_version"' in file.read(_BEGINNING)
    except OSError:
        return False


def read_comparison(path: str) -> ChangesDocument:
    """Read a comparison from a JSON file.

    Raises:
        DataError: it is damaged, or of a version that this program cannot read.
    """
    try:
        found = parsed(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{show(path)} is not a comparison of fairaudit: {show(error)}.") from None
    if isinstance(found, dict):
        _check_version(found.get("changes_version"), CHANGES_VERSION, f"{show(path)} has version")
    if first := fault(found, ChangesDocument):
        raise DataError(f"{show(path)} is a damaged comparison of fairaudit: {show(first)}. Compare anew.")
    return complete_changes(cast(ChangesDocument, found))


def loads(text: str, name: str = "This JSON") -> Document:
    """Return the document that a JSON report holds; `name` is what messages call it.

    Raises:
        DataError: the text is not JSON, not a report of fairaudit, or of a version that this program cannot read.
    """
    try:
        found = parsed(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{name} is not a JSON report of fairaudit: {show(error)}.") from None
    version = found.get("schema_version") if isinstance(found, dict) else None
    if not isinstance(version, int) or isinstance(version, bool):
        raise DataError(
            f"{name} is not a report of fairaudit: it has no `schema_version`. `{saved('report.json')}` writes one."
        )
    _check_version(version, SCHEMA_VERSION, f"{name} has schema version")
    if first := fault(found, Document) or fault(found["config"], _Settings, "config") or scores_reading.fault(found):
        raise DataError(f"{name} is damaged as a report of fairaudit: {show(first)}. Write it anew from the data.")
    return complete(cast(Document, found))


def parsed(text: str) -> Any:
    """Return what strict JSON holds; every number in it can be computed with.

    Raises:
        ValueError: the text is not JSON, or a number in it is too large or none.
    """
    if _LARGE.search(text) is None:
        return json.loads(text, parse_constant=_refuse_constant)
    return json.loads(text, parse_constant=_refuse_constant, parse_int=_bounded, parse_float=_finite)


def _bounded(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits is too large")
    return int(digits)


def _finite(written: str) -> float:
    found = float(written)
    if not abs(found) <= _LARGEST:
        raise ValueError(f"{written[:_MOST_DIGITS]} is too large a number")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _check_version(version: Any, newest: int, begins: str) -> None:
    if isinstance(version, int) and version > newest:
        raise DataError(f"{begins} {version}; this fairaudit reads versions up to {newest}. Install a newer fairaudit.")

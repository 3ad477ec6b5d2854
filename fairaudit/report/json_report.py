"""The report as JSON: the product itself; every other output is a rendering of it."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn, cast

from fairaudit.document import SCHEMA_VERSION, Document
from fairaudit.errors import DataError, show
from fairaudit.report.shape import faults

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(document: Document) -> str:
    """Return strict JSON, in the document's own order; names keep their raw characters."""
    text = json.dumps(document, indent=2, allow_nan=False, ensure_ascii=False)
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def loads(text: str) -> Document:
    """Return the document that a JSON report holds.

    Raises:
        DataError: the text is not JSON, not a report of fairaudit, or of a version that this program cannot read.
    """
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise DataError(f"This is not a JSON report of fairaudit: {show(error)}.") from None
    _check_version(found)
    _check_shape(found)
    return cast(Document, found)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _check_version(found: Any) -> None:
    version = found.get("schema_version") if isinstance(found, dict) else None
    if not isinstance(version, int) or isinstance(version, bool):
        raise DataError(
            "This JSON is not a report of fairaudit: it has no `schema_version`. "
            "`fairaudit report DATA -o report.json` writes one."
        )
    if version > SCHEMA_VERSION:
        raise DataError(
            f"This report has schema version {version}; this fairaudit reads versions up to {SCHEMA_VERSION}. "
            "Install a newer fairaudit."
        )


def _check_shape(found: Any) -> None:
    """Compare with the types of the document, so that a damaged report gives a message instead of a crash."""
    fault = next(faults(found, Document), None)
    if fault:
        raise DataError(f"This JSON report of fairaudit is damaged: {show(fault)}. Write it anew from the data.")

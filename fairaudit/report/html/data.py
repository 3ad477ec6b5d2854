"""The data behind the HTML page, carried within it: the JSON report, packed, as the target of a download link."""

from __future__ import annotations

import base64
import gzip
import json

from fairaudit.document import Document

_MOST_FIGURES = 20_000
"""Estimates of groups that are packed at most; packing more would take longer than drawing the page."""
_MOST_CHARACTERS = 400_000


def packed(document: Document) -> str:
    """Return the JSON report, gzip-packed, in base64; empty where that would make the page heavy.

    Base64 needs no escaping: nothing in it can end an attribute or an element, whatever the data are called.
    """
    if sum(len(group["metrics"]) for group in document["groups"]) > _MOST_FIGURES:
        return ""
    written = json.dumps(document, allow_nan=False, separators=(",", ":"))
    content = gzip.compress(written.encode("ascii"), 9, mtime=0)
    text = base64.b64encode(content).decode("ascii")
    return text if len(text) <= _MOST_CHARACTERS else ""

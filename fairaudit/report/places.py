"""Where a reader should look for a rule: at its line in the settings, else at the data."""

from __future__ import annotations

from fairaudit.document import Document, Verdict


def place(verdict: Verdict, document: Document) -> tuple[str, int] | None:
    """Return a path and a line counted from 1; None for a rule of the command line about data without a name."""
    location = verdict.get("location")
    if location is not None:
        return location["path"], max(location["line"], 1)
    return next(((source["path"], 1) for source in document["data"]["sources"]), None)

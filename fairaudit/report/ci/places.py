"""Where a reader should look for a rule: at its line in the settings, else at the data."""

from __future__ import annotations

from fairaudit.document.judged import JudgedDocument
from fairaudit.document.verdicts import RuleResult


def place(verdict: RuleResult, document: JudgedDocument) -> tuple[str, int] | None:
    """Return a path and a line counted from 1; None for a rule of the command line about data without a name."""
    location = verdict.get("location")
    if location is not None:
        return location["path"], max(location["line"], 1)
    data = (document["new"] if "changes_version" in document else document)["data"]
    return next(((source["path"], 1) for source in data["sources"]), None)

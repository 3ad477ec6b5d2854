"""`fairaudit.compare`, and what it returns."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from fairaudit import words as wording
from fairaudit.api.audits import Audit, row_of
from fairaudit.api.data import Data, source_of
from fairaudit.api.notebook import framed
from fairaudit.change import Comparing, compare_reports, compare_sources, make_change_rule
from fairaudit.document import Document, Group
from fairaudit.document.changes import Change, ChangesDocument
from fairaudit.errors import UsageError, show
from fairaudit.report import json_report, write
from fairaudit.settings.keywords import make_config, refuse, texts
from fairaudit.spoken import command, in_python, spoken
from fairaudit.tasks.columns import OF_MODEL

if TYPE_CHECKING:
    import pandas as pd

Result: TypeAlias = "Data | Audit | Document"
_BEGINNING = 200
"""So many bytes hold the first keys of a report."""


@dataclass(frozen=True, repr=False)
class Changes:
    """The result of a comparison in Python."""

    document: ChangesDocument

    def to_dict(self) -> ChangesDocument:
        """Return the comparison as the plain data that its JSON form holds."""
        return self.document

    def to_frame(self) -> pd.DataFrame:
        """Return one row per group and metric: by, the group's labels, metric, old, new, change, low, high, verdict."""
        import pandas as pd

        rows = [_change_row({}, name, change) for name, change in self.document["overall"]["metrics"].items()]
        for entry in self.document["groups"]:
            rows += [_change_row(entry["group"], name, change) for name, change in entry["metrics"].items()]
        return pd.DataFrame(rows)

    @in_python
    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the comparison; the suffix picks the format.

        Raises:
            FairauditError: the suffix is unknown or the file cannot be written.
        """
        write(self.document, os.fspath(path))

    def __repr__(self) -> str:
        """Say in one line what was compared."""
        groups = wording.plural(len(self.document["groups"]), "group")
        return f"<Changes: {self.document['task']}, {groups}, paired by {self.document['pairing']['how']}>"

    def _repr_html_(self) -> str:
        """Show the comparison in a notebook."""
        from fairaudit.report.html import changes as page

        return framed(page.render(self.document))


def _change_row(group: Group, metric: str, change: Change) -> dict[str, Any]:
    found = row_of(group, metric, change["change"])
    value = found.pop("value")
    return {
        **found,
        "old": change["old"]["value"],
        "new": change["new"]["value"],
        "change": value,
        "verdict": change["verdict"],
    }


@in_python
def compare(
    old: Result,
    new: Result | None = None,
    rules: str | Sequence[str] = (),
    *,
    id: str | Sequence[str] = (),
    where_old: dict[str, Any] | None = None,
    where_new: dict[str, Any] | None = None,
    **settings: Any,
) -> Changes:
    """Say what changed between two results, group by group; see docs/compare.md.

    Args:
        old: as for `audit`; or a report: what `audit` returned, its document, or the path of a JSON report.
        new: the same, a report if the old one is; None where `old` holds both results.
        rules: sentences such as ``"word_error_rate.change by accent <= 0.01"``; their verdicts are in the document.
        id: the columns that name a row in both results.
        where_old: conditions of the old result: column → value.
        where_new: conditions of the new result.
        settings: as for `audit`. The column of what a model gives (`prediction`, `hypothesis`) can be two: that of the
            old and that of the new result.

    Raises:
        FairauditError: the comparison cannot be done.
    """
    given = {role: settings[role] for role in OF_MODEL if settings.get(role) is not None}
    apart = {role: _two(role, names) for role, names in given.items() if not isinstance(names, str)}
    before, after = (make_config({"where": where or {}}).where for where in (where_old, where_new))
    asked = Comparing(
        make_config({name: value for name, value in settings.items() if name not in apart}),
        texts("id", id, "a column or a list of columns"),
        before,
        after,
        apart,
        tuple(make_change_rule(text) for text in texts("rules", rules, "a rule or a list of rules")),
    )
    return Changes(compare_results(old, new, asked))


def _two(role: str, names: Any) -> tuple[str, str]:
    wanted = "a column, or the columns of the old and of the new result"
    found = texts(role, names, wanted)
    if len(found) != 2:
        refuse(role, names, wanted)
    return found[0], found[1]


def compare_results(old: Result, new: Result | None, asked: Comparing) -> ChangesDocument:
    """Compare two reports, or two results in data, or one that holds both, whichever they are; see `compare`."""
    given = [old] if new is None else [old, new]
    for each in given:
        if _is_file(each) and json_report.is_comparison(os.fspath(each)):
            shows = command("render")
            raise UsageError(f"{show(each)} is a comparison already: {shows} shows it. Name data.")
    if all(isinstance(each, str) and each == "-" for each in given) and new is not None:
        raise UsageError("Standard input holds one result. Name a file for the other.")
    if any(map(_is_report, given)):
        return _of_reports(given, asked)
    first, second = (source_of(each, asked.config) for each in (given[0], given[-1]))
    return compare_sources(first, second, new is None, asked)


def _of_reports(given: Sequence[Result], asked: Comparing) -> ChangesDocument:
    if len(given) < 2 or not all(map(_is_report, given)):
        raise UsageError("Compare two reports, or two sets of data: one is a JSON report, the other is not.")
    if asked.ids or asked.where_old or asked.where_new or asked.columns:
        said = ", ".join(map(spoken, ("id", "where_old", "where_new")))
        raise UsageError(f"Reports hold no rows: {said} and columns belong to data.")
    return compare_reports(_document(given[0]), _document(given[1]), asked)


def _is_report(given: Result) -> bool:
    """Tell whether this is a report: a path is one by what the file begins with."""
    if not _is_file(given):
        return isinstance(given, Audit | Mapping)
    if Path(given).suffix.lower() != ".json":
        return False
    try:
        with open(given, "rb") as file:
            return b'"schema_version"' in file.read(_BEGINNING)
    except OSError:  # read as data, it says why
        return False


def _is_file(given: Result) -> TypeGuard[str | os.PathLike[str]]:
    """Tell whether this is the path of a file that is there."""
    return isinstance(given, str | os.PathLike) and Path(given).is_file()


def _document(report: Result) -> Document:
    """Return the document of a report, made sure to be one.

    Raises:
        DataError: it is damaged, or of a version that this program cannot read.
    """
    if isinstance(report, Audit):
        return report.document
    if isinstance(report, str | os.PathLike):
        return json_report.read(os.fspath(report))
    return json_report.loads(json.dumps(report), "The document")

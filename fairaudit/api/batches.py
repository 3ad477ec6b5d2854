"""`fairaudit.batch`, and what it returns."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairaudit import words as wording
from fairaudit.api.audits import Audit
from fairaudit.api.notebook import framed
from fairaudit.batches import BatchRequest, exit_code, run_batch
from fairaudit.document.batch import BatchDocument
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.policy import make_rule
from fairaudit.report import csv_report, json_report
from fairaudit.settings.keywords import refuse, said_in, texts, whole
from fairaudit.settings.table import config_of
from fairaudit.spoken import in_python
from fairaudit.tasks.columns import OF_MODEL

if TYPE_CHECKING:
    import pandas as pd

_VERDICTS = {0: "pass", 1: "fail", 2: "not judged", 3: "inconclusive"}
_Path = str | os.PathLike[str]


@dataclass(frozen=True, repr=False)
class Batch:
    """Many results, audited; `folder` holds their reports and the summary."""

    document: BatchDocument
    folder: Path

    @property
    def exit_code(self) -> int:
        """What `fairaudit batch` would end with: 0, or 1 if a result failed, 2 if one was not judged, 3 if open."""
        return exit_code(self.document["results"])

    @property
    def verdict(self) -> str | None:
        """The same in a word: pass, fail, not judged or inconclusive; None if there are no rules."""
        return _VERDICTS[self.exit_code] if self.document["judged"] else None

    @in_python
    def audit(self, name: str) -> Audit:
        """Return the report of one result.

        Raises:
            FairauditError: there is no such result, or it could not be audited; the message says why.
        """
        rows = {row["name"]: row for row in self.document["results"]}
        if name not in rows:
            raise UsageError(f"There is no result `{show(name)}`.{did_you_mean(name, rows)}")
        if rows[name]["report"] is None:
            raise UsageError(f"`{show(name)}` could not be audited: {rows[name]['error']}")
        return Audit(json_report.read(str(self.folder / str(rows[name]["report"]))))

    def to_dict(self) -> BatchDocument:
        """Return the summary as the plain data that summary.json holds."""
        return self.document

    def to_frame(self) -> pd.DataFrame:
        """Return one row per result, with the columns of summary.csv."""
        import pandas as pd

        rows = [csv_report.batch_cells(row) for row in self.document["results"]]
        return pd.DataFrame(rows, columns=csv_report.batch_columns(self.document))

    def __repr__(self) -> str:
        """Say in one line what was audited."""
        results = wording.plural(len(self.document["results"]), "result")
        missing = sum(row["error"] is not None for row in self.document["results"])
        left = f", {missing:,} not audited" if missing else ""
        judged = f": {self.verdict}" if self.verdict else ""
        return f"<Batch: {results} in {show(self.document['folder'])}{left}{judged}>"

    def _repr_html_(self) -> str:
        """Show the summary in a notebook."""
        from fairaudit.report.html import batch as page

        return framed(page.render(self.document))


@in_python
def batch(
    folder: _Path | None,
    output: _Path,
    rules: str | Sequence[str] = (),
    *,
    manifest: _Path | None = None,
    include: str | Sequence[str] = (),
    exclude: str | Sequence[str] = (),
    jobs: int = 1,
    fail_fast: bool = False,
    **settings: Any,
) -> Batch:
    """Audit every result in a folder tree, and write their reports; see docs/batch.md.

    Each result has the nearest fairaudit.toml above it, as on the command line; rules and settings given here win. What
    has not changed since the last batch into the same folder is not audited again.

    Args:
        folder: the top of the tree; None with `manifest`.
        output: the folder of the reports; a new one, or that of an earlier batch.
        rules: sentences such as ``"accuracy.worst by sex >= 0.8"``, for every result.
        manifest: a CSV file that lists the results: name,path.
        include: patterns of names; only results that match one.
        exclude: patterns of names that are left out.
        jobs: results audited at once, in processes of their own. A script that asks for more than one must guard its
            start with ``if __name__ == "__main__":``, as for every pool of processes.
        fail_fast: stop at the first result that fails or cannot be audited.
        settings: as for `audit`, for every result. The column of what a model gives (`prediction`, `hypothesis`) can be
            several: each is a result of its own.

    Raises:
        FairauditError: there are no results, or the reports cannot be written. A result that cannot be audited raises
            none: the summary says why.
    """
    said, columns = _settings(settings)
    if whole("jobs", jobs, "a whole number from 1 on, such as 4") < 1:
        refuse("jobs", jobs, "a whole number from 1 on, such as 4")
    request = BatchRequest(
        None if folder is None else os.fspath(folder),
        os.fspath(output),
        None if manifest is None else os.fspath(manifest),
        texts("include", include, "a pattern or a list of patterns"),
        texts("exclude", exclude, "a pattern or a list of patterns"),
        _rules(rules),
        said,
        columns,
        jobs=jobs,
        fail_fast=fail_fast,
    )
    return Batch(run_batch(request), Path(output))


def _settings(settings: dict[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    """Return the settings of all results, and the columns that make results of their own."""
    several = {role: settings[role] for role in OF_MODEL if isinstance(settings.get(role), list | tuple)}
    said = said_in({name: value for name, value in settings.items() if name not in several})
    config_of(said)
    return said, {role: texts(role, names, "a column or a list of columns") for role, names in several.items()}


def _rules(rules: str | Sequence[str]) -> tuple[str, ...]:
    """Return sentences that are rules: a mistake in one is answered before anything is audited."""
    sentences = texts("rules", rules, "a rule or a list of rules")
    for sentence in sentences:
        make_rule(sentence)
    return sentences

"""What the command line does with names, presets and written reports."""

from __future__ import annotations

import os
from typing import Any

from fairaudit.api.audits import Audit
from fairaudit.api.changes import Changes
from fairaudit.errors import UsageError
from fairaudit.report import json_report
from fairaudit.report.explained import explain as explained
from fairaudit.report.explained import named
from fairaudit.settings.keywords import refuse
from fairaudit.spoken import in_python


@in_python
def load(path: str | os.PathLike[str]) -> Audit | Changes:
    """Return the audit, or the comparison, that a JSON report holds.

    Raises:
        FairauditError: there is no such file, or it is no report.
    """
    if not isinstance(path, str | os.PathLike):
        refuse("path", path, "the path of a JSON report")
    name = os.fspath(path)
    if json_report.is_comparison(name):
        return Changes(json_report.read_comparison(name))
    return Audit(json_report.read(name))


@in_python
def render(report: str | os.PathLike[str] | Audit | Changes, path: str | os.PathLike[str]) -> None:
    """Write a report, or a comparison, in another format; the suffix of the path picks it.

    Raises:
        FairauditError: the report cannot be read, the suffix is unknown, or the file cannot be written.
    """
    (report if isinstance(report, Audit | Changes) else load(report)).write(path)


@in_python
def explain(*names: str) -> str:
    """Return what names stand for: metrics, comparisons, warnings, and words that reports print.

    Raises:
        UsageError: a name stands for nothing; the message says which one may have been meant.
    """
    if not names or not all(isinstance(name, str) for name in names):
        raise UsageError('Which names? Give one or more, such as explain("word_error_rate", "by chance").')
    return "\n".join(explained(each) for each in named(names))


@in_python
def presets(preset: str | None = None) -> list[dict[str, Any]]:
    """Return the published rules that there are, or one of them: what it asks for, its dates, sources and tables.

    Raises:
        UsageError: there is no such preset.
    """
    from fairaudit.published_rules import load_preset, preset_ids

    if preset is not None and not isinstance(preset, str):
        refuse("preset", preset, 'the id of a preset, such as "four-fifths"')
    return [load_preset(name).to_dict() for name in ([preset] if preset else preset_ids())]

"""Plans as files: the suffix picks the format."""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from pathlib import Path

from fairaudit.document.escaping import escaped
from fairaudit.errors import UsageError, show
from fairaudit.planning import Plan
from fairaudit.report import check_outputs, write_text

_MODULES = {".html": "html.plan", ".htm": "html.plan", ".md": "markdown.plan", ".json": "plan_files"}


def check(paths: Sequence[str]) -> None:
    """Refuse, before any work is done, files that cannot be written afterwards.

    Raises:
        UsageError: a suffix is not known, or a file is named twice.
        OutputError: a folder does not exist or may not be written.
    """
    for path in paths:
        if Path(path).suffix.lower() not in _MODULES:
            raise UsageError(f"A plan is written as .html, .md or .json; {show(path)} is none of these.")
    check_outputs(paths)


def write(plans: Sequence[Plan], path: str) -> None:
    """Write the plans in the format that the suffix names; the file is complete or not there at all."""
    module = importlib.import_module(f"fairaudit.report.{_MODULES[Path(path).suffix.lower()]}")
    write_text(module.render(plans), Path(path))


def render(plans: Sequence[Plan]) -> str:
    """Return the plans as JSON, unrounded."""
    found = {"plans": [plan.to_dict() for plan in plans]}
    return escaped(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))

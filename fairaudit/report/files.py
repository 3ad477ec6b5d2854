"""What is written where: the kind of document and the suffix of the file pick the writer."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fairaudit.errors import UsageError, show
from fairaudit.report.output import check_places, write_text
from fairaudit.spoken import command, said_by

if TYPE_CHECKING:
    from fairaudit.report.page import Page

Kind = Literal["report", "comparison", "plan"]

_OF_VERDICTS = (".xml", ".sarif")
"""Formats that hold the verdicts of a policy and nothing else."""
_PAGES = {"report": "audit", "comparison": "changes", "plan": "plan"}
"""Where the blocks of a kind are made."""
_SUFFIXES: dict[Kind, tuple[str, ...]] = {
    "report": (".json", ".html", ".htm", ".md", ".csv", ".svg", ".xml", ".sarif"),
    "comparison": (".json", ".html", ".htm", ".md", ".csv", ".xml", ".sarif"),
    "plan": (".html", ".htm", ".md", ".json"),
}
_WRITERS = {
    ".json": "json_report",
    ".csv": "csv_report",
    ".svg": "html.figure",
    ".xml": "ci.junit",
    ".sarif": "ci.sarif",
}
"""Suffix → the module whose `render` writes it; every kind has a module for HTML, and Markdown is drawn from blocks."""


def check_outputs(paths: Iterable[str | Path], kind: Kind = "report", *, judged: bool = True) -> None:
    """Refuse, before any work is done, outputs that cannot be written afterwards; `judged` if there are rules.

    Raises:
        UsageError: a suffix is not known, or needs rules, or a file is named twice.
        OutputError: a folder does not exist or may not be written.
    """
    found = list(map(Path, paths))
    for path in found:
        _check_suffix(path, kind, judged)
    check_places(found)


def write(what: Any, path: str | Path) -> None:
    """Write a report, a comparison or plans as the suffix says; the file is complete or not there at all.

    Raises:
        UsageError: the suffix is not known, or needs rules.
        OutputError: the file cannot be written.
    """
    path, kind = Path(path), kind_of(what)
    _check_suffix(path, kind, kind == "plan" or bool(what.get("gate")))
    write_text(as_text(what, path.suffix.lower()), path)


def as_text(what: Any, suffix: str) -> str:
    """Return a report, a comparison or plans in a format; its writer is imported only when it is asked for."""
    if suffix == ".md":
        return as_markdown(what)
    name = _WRITERS.get(suffix) or f"html.{_PAGES[kind_of(what)]}"
    module = importlib.import_module(f"fairaudit.report.{name}")
    render: Callable[[Any], str] = module.render
    return render(what)


def as_markdown(what: Any, most_bytes: int | None = None) -> str:
    """Return a report, a comparison or plans in GitHub's Markdown, cut to what a comment can hold."""
    from fairaudit.report.markdown import draw

    return draw.render(_page(what, "markdown"), most_bytes or draw.MOST_BYTES)


def as_terminal(
    what: Any, *, width: int = 120, color: bool = False, ascii_only: bool = False, form: str = "terminal"
) -> str:
    """Return a report, a comparison, plans or the summary of a batch for a terminal; no line is longer than `width`.

    A report can also have the `form` of its verdicts alone ("verdicts"), of them and who is served worse ("brief"), or
    of all that there is to show ("whole").
    """
    from fairaudit.report.terminal import draw
    from fairaudit.report.terminal.glyphs import cut_labels

    brief = cut_labels(what) if "groups" in what else {}
    return draw.render(_page(what, form), width=width, color=color, ascii_only=ascii_only, brief=brief)


def kind_of(what: Any) -> Kind:
    """Return what kind of document this is."""
    if not isinstance(what, dict):
        return "plan"
    return "comparison" if "changes_version" in what else "report"


def _page(what: Any, form: str) -> Page:
    """Return the blocks of a page, in the order of a form."""
    name = "batch" if "results" in what else _PAGES[kind_of(what)]
    found: Page = getattr(importlib.import_module(f"fairaudit.report.{name}"), form)(what)
    return found


def _check_suffix(path: Path, kind: Kind, judged: bool) -> None:
    known, suffix = _SUFFIXES[kind], path.suffix.lower()
    others = [each for each in known if each not in _OF_VERDICTS]
    if suffix not in known:
        raise UsageError(
            {
                "report": f"The output {show(path)} has a suffix that fairaudit does not write. It writes "
                f"{', '.join(known)}.",
                "comparison": f"The output {show(path)} has a suffix in which no comparison is written. It is one of "
                f"{', '.join(known)}.",
                "plan": f"A plan is written as .html, .md or .json; {show(path)} is none of these.",
            }[kind]
        )
    if suffix in _OF_VERDICTS and not judged:
        checks, rule = command("check"), "accuracy.change overall >= -0.01"
        rule = said_by(f'--require "{rule}"', f'rules="{rule}"')
        raise UsageError(
            {
                "report": f"The output {show(path)} would hold verdicts, and nothing is judged here. {checks} "
                f"judges rules and writes {' and '.join(_OF_VERDICTS)}; without rules fairaudit writes "
                f"{', '.join(others)}.",
                "comparison": f"The output {show(path)} has the suffix of a format that holds verdicts, and no rule is "
                f"about a change. Add one{said_by(', here or in fairaudit.toml', '')}: {rule}.",
            }[kind]
        )

"""The verdicts for GitHub Actions: annotations in the log, and the summary of a job."""

from __future__ import annotations

from collections.abc import Sequence

from fairaudit import words as wording
from fairaudit.document.judged import JudgedDocument
from fairaudit.document.verdicts import RuleResult
from fairaudit.report.files import as_markdown
from fairaudit.report.rules import place

MOST_ANNOTATIONS = 10
"""GitHub shows no more of one kind per step."""
MOST_BYTES = 1_000_000
"""A summary above 1 MiB is refused as a whole."""
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def commands(document: JudgedDocument) -> str:
    """Return a workflow command for every rule that did not pass: error, warning, or notice if it counts as passed."""
    verdicts = wording.worst_first(document["verdicts"])
    by_kind = ((kind, [each for each in verdicts if _kind(each) == kind]) for kind in ("error", "warning", "notice"))
    return "".join(f"{line}\n" for kind, found in by_kind for line in _of_kind(kind, found, document))


def summary(document: JudgedDocument) -> str:
    """Return the report or the comparison as Markdown for the summary of a job."""
    return as_markdown(document, MOST_BYTES)


def _kind(verdict: RuleResult) -> str:
    if verdict["verdict"] == "pass":
        return ""
    if wording.is_warning(verdict):
        return "warning"
    return {"fail": "error", "pass": "notice"}.get(verdict["counts_as"], "warning")


def _of_kind(kind: str, verdicts: Sequence[RuleResult], document: JudgedDocument) -> list[str]:
    """Return at most as many commands as GitHub shows; the last one says how many rules are not among them."""
    kept = verdicts if len(verdicts) <= MOST_ANNOTATIONS else verdicts[: MOST_ANNOTATIONS - 1]
    lines = [_command(kind, verdict, document) for verdict in kept]
    if len(kept) < len(verdicts):
        more = wording.plural(len(verdicts) - len(kept), "more rule")
        lines.append(f"::{kind} title=fairaudit::{more} did not pass: see the report.")
    return lines


def _command(kind: str, verdict: RuleResult, document: JudgedDocument) -> str:
    """Return an annotation at the rule's place; standard input and addresses are no files of the repository."""
    properties = {"title": f"{wording.verdict_word(verdict)} {wording.show(verdict['id'])}"}
    path, line = place(verdict, document) or ("-", 1)
    if path != "-" and "://" not in path:
        properties |= {"file": wording.show(path), "line": str(line)}
    said = ",".join(f"{name}={text.translate(_PROPERTY)}" for name, text in properties.items())
    return f"::{kind} {said}::{' '.join(wording.reasons(verdict)).translate(_DATA)}"

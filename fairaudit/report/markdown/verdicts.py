"""What the rules of a policy came to, as Markdown for a pull request: a marker, one line, the rules worst first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fairaudit import words as wording
from fairaudit.document import Document, Verdict
from fairaudit.report.markdown.text import name, table, text

_SYMBOLS = {"pass": "✅", "fail": "❌", "inconclusive": "❔", "not_measurable": "❔", "waived": "⏸️"}
"""Each stands beside its word."""
_MOST_BYTES = 30_000
"""The tables leave room for the rest of the report."""
_HEADINGS = ("verdict", "rule", "value", "interval", "limit", "why")
_NUMBERS = (False, False, True, True, True, False)


def verdict_blocks(document: Document) -> Iterator[str]:
    """Yield the part about the rules; nothing without a policy."""
    gate = document.get("gate")
    if gate is None:
        return
    yield f"<!-- fairaudit: {_marker(document)} -->"
    yield f"### {_SYMBOLS.get(gate['verdict'], '')} {text(wording.gate_line(document))}"
    shown, left_out = _fitting(wording.worst_first(document["verdicts"]))
    open_rules = [each for each in shown if each["verdict"] != "pass"]
    passed = [each for each in shown if each["verdict"] == "pass"]
    if open_rules:
        yield _table(open_rules)
    if passed:
        summary = f"{wording.plural(len(passed), 'rule')} passed"
        yield f"<details><summary>{summary}</summary>\n\n{_table(passed)}\n\n</details>"
    if bounds := wording.bounds_of_rules(document["verdicts"], document["confidence"]):
        yield text(bounds)
    if left_out:
        yield f"*{text(_cut(left_out))}*"
    if by_chance := wording.chance_line(document):
        yield text(by_chance)


def _marker(document: Document) -> str:
    """Return a name for the audit that stays the same from run to run, so that a comment can be found and replaced."""
    paths = " ".join(source["path"] for source in document["data"]["sources"])
    return re.sub(r"[^A-Za-z0-9.]+", "-", paths).strip("-")[:80] or "data"


def _fitting(verdicts: Sequence[Verdict]) -> tuple[list[Verdict], list[Verdict]]:
    """Return the verdicts that fit and those that do not: rules that passed are left out first."""
    size = 0
    for index, verdict in enumerate(verdicts):
        size += len(_table([verdict]).encode())
        if size > _MOST_BYTES:
            return list(verdicts[:index]), list(verdicts[index:])
    return list(verdicts), []


def _cut(left_out: Sequence[Verdict]) -> str:
    passed = sum(each["verdict"] == "pass" for each in left_out)
    rules = wording.plural(len(left_out), "more rule")
    return f"{rules} ({wording.count(passed)} passed) do not fit here: see the JSON or HTML report."


def _table(verdicts: Sequence[Verdict]) -> str:
    return table(_HEADINGS, _NUMBERS, map(_row, verdicts))


def _row(verdict: Verdict) -> list[str]:
    shown = wording.verdict_figure(verdict)
    said = [*wording.demands(verdict), wording.because(verdict)]
    details = " ".join(text(words) for words in said if words)
    return [
        f"{_SYMBOLS.get(verdict['verdict'], '')} {text(wording.verdict_word(verdict))}",
        f"**{name(verdict['id'])}** {details}".rstrip(),
        text(shown.value or wording.UNDEFINED),
        text(shown.interval),
        text(wording.verdict_limit(verdict)),
        " ".join(map(text, wording.reasons(verdict))),
    ]

"""What the HTML page says first: its title and the rules of a policy, as plain records of finished text."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import Document, Verdict, headline
from fairaudit.document.units import unit_of

_SHAPES = {"pass": "●", "fail": "■", "inconclusive": "○", "not_measurable": "◇", "waived": "◆", "warning": "▲"}
"""Every status is a word, a shape and a colour."""


@dataclass(frozen=True)
class Rule:
    """One rule and what it came to."""

    id: str
    word: str
    shape: str
    status: str
    demands: list[str]
    because: str
    value: str
    interval: str
    limit: str
    why: list[str]


@dataclass(frozen=True)
class Rules:
    """What all rules came to; those that passed stand behind the others."""

    line: str
    shape: str
    status: str
    bounds: str
    open: list[Rule]
    passed: list[Rule]


def title(document: Document) -> str:
    """Return the title of the page: the verdict if there is one, else the figure that matters most."""
    files = wording.source_names(document, 1)
    metric = headline.primary(document)
    estimate = document["overall"]["metrics"].get(metric)
    if "gate" in document:
        return f"{wording.gate_line(document)} · {files}"
    if estimate is None or estimate["value"] is None:
        return f"{files} · fairaudit"
    return f"{wording.words(metric)} {wording.with_interval(estimate, unit_of(document, metric))} · {files}"


def rules(document: Document) -> Rules | None:
    """Return the rules of a document, what matters most first; None without a policy."""
    gate = document.get("gate")
    if gate is None:
        return None
    status = gate["verdict"] if gate["verdict"] in _SHAPES else "inconclusive"
    verdicts = wording.worst_first(document["verdicts"])
    return Rules(
        line=wording.gate_line(document),
        shape=_SHAPES[status],
        status=status,
        bounds=wording.bounds_of_rules(verdicts, document["confidence"]),
        open=[_rule(each) for each in verdicts if each["verdict"] != "pass"],
        passed=[_rule(each) for each in verdicts if each["verdict"] == "pass"],
    )


def _rule(verdict: Verdict) -> Rule:
    status = "warning" if wording.is_warning(verdict) else verdict["verdict"]
    status = status if status in _SHAPES else "inconclusive"
    shown = wording.verdict_figure(verdict)
    return Rule(
        id=wording.value_label(verdict["id"]),
        word=wording.verdict_word(verdict),
        shape=_SHAPES[status],
        status=status,
        demands=wording.demands(verdict),
        because=wording.because(verdict),
        value=shown.value or wording.UNDEFINED,
        interval=shown.interval,
        limit=wording.verdict_limit(verdict),
        why=wording.reasons(verdict),
    )

"""What is coloured in a terminal, for dark and light backgrounds alike; no colour says what no word or shape does."""

from __future__ import annotations

from fairaudit.words.phrases import SHAPES

OF_STATES = {
    "pass": "green",
    "fail": "bold red",
    "inconclusive": "bold",
    "not_measurable": "bold",
    "waived": "bold",
    "warning": "bold",
    "better": "green",
    "worse": "bold red",
    "higher": "bold",
    "lower": "bold",
}
"""Verdicts, and what evidence tells; what may be chance has no style. Yellow and bright green are not read on white."""
EMPHASIS = {"strong": "bold", "note": "dim", "closing": "dim", "notes": "dim", "warning": "red"}
"""The styles of paragraphs."""


def shaped(text: str, state: str) -> str:
    """Return a number with the shape that says what its colour does, where no word says it."""
    shape = SHAPES.get(state, "")
    return f"{shape} {text}" if shape and text and state not in text else text

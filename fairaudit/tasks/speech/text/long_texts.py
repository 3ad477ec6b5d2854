"""Texts so long that aligning them takes seconds: how long they may be, and how Ctrl-C ends the wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Result = TypeVar("Result")
_Lengths = npt.NDArray[np.int64]

LONG = 20_000
"""Characters from which a text is long: aligning two of them takes a noticeable time."""
_MOST_WORDS = 30_000
_MOST_CHARACTERS = 300_000
"""An alignment takes time as the product of the two lengths: two texts of this length take a few seconds."""


class TooLongError(Exception):
    """Two texts are too long to be aligned.

    Attributes:
        pair: their place among all pairs.
    """

    def __init__(self, pair: int, unit: str, reference: int, hypothesis: int) -> None:
        super().__init__(pair, unit, reference, hypothesis)
        self.pair = pair
        self._unit, self._reference, self._hypothesis = unit, reference, hypothesis

    def __str__(self) -> str:
        """Say how long they are, and what to do."""
        return (
            f"the reference has {self._reference:,} {self._unit} and the hypothesis {self._hypothesis:,}, which is too "
            f"much to be aligned. Cut the recording into utterances: up to {_MOST_WORDS:,} words or "
            f"{_MOST_CHARACTERS:,} characters each are aligned."
        )


def check_words(references: _Lengths, hypotheses: _Lengths) -> None:
    """Check that texts of so many words can be aligned.

    Raises:
        TooLongError: two of them are too long.
    """
    _check("words", _MOST_WORDS, references, hypotheses)


def check_characters(references: _Lengths, hypotheses: _Lengths) -> None:
    """Check that texts of so many characters can be aligned.

    Raises:
        TooLongError: two of them are too long.
    """
    _check("characters", _MOST_CHARACTERS, references, hypotheses)


def _check(unit: str, most: int, references: _Lengths, hypotheses: _Lengths) -> None:
    long = np.flatnonzero(references * hypotheses > most**2)
    if len(long):
        first = int(long[0])
        raise TooLongError(first, unit, int(references[first]), int(hypotheses[first]))


def interruptibly(work: Callable[[], Result]) -> Result:
    """Return what `work` returns, done in a thread: compiled code hears no Ctrl-C, but who waits for it does."""
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # whatever it is, it is the caller who has to hear of it
            errors.append(error)

    thread = threading.Thread(target=run, name="fairaudit-alignment", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.1)
    if errors:
        raise errors[0]
    return results[0]

"""Rows for two results: decisions of which some become right and some wrong, and utterances by hand."""

from __future__ import annotations

import random
from typing import Any

Rows = list[dict[str, Any]]


def decisions(moves: dict[str, tuple[int, int, int, int]]) -> tuple[Rows, Rows]:
    """Return the rows of both results: per group how many become right, become wrong, stay right and stay wrong.

    Labels alternate, so that each kind has as many positives as negatives, but for one.
    """
    old, new, row = [], [], 0
    for group, kinds in moves.items():
        for (before, after), count in zip(((0, 1), (1, 0), (1, 1), (0, 0)), kinds, strict=True):
            for place in range(count):
                label = place % 2
                shared = {"id": f"r{row}", "sex": group, "label": label}
                old.append({**shared, "prediction": label if before else 1 - label})
                new.append({**shared, "prediction": label if after else 1 - label})
                row += 1
    return old, new


def utterances(accents: dict[str, tuple[int, int]], speakers: int = 8, seed: int = 4) -> tuple[Rows, Rows]:
    """Return speech of 8 words an utterance: for each accent the words that go wrong in the old and the new result.

    Every speaker says 6 utterances; which words go wrong differs by chance, one more or less.
    """
    chance, old, new = random.Random(seed), [], []
    for accent, wrong in accents.items():
        for speaker in range(speakers):
            for sentence in range(6):
                words = [f"w{place}" for place in range(8)]
                shared = {"speaker": f"{accent}{speaker}", "accent": accent, "sentence": sentence}
                for rows, errors in ((old, wrong[0]), (new, wrong[1])):
                    errors = max(0, errors + chance.choice((-1, 0, 1)))
                    said = ["x"] * errors + words[errors:]
                    rows.append({**shared, "reference": " ".join(words), "hypothesis": " ".join(said)})
    return old, new

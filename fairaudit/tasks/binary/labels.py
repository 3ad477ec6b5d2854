"""What the two values of a label mean: which is positive, and whether label and prediction speak of the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from fairaudit.errors import DataError, UsageError, show
from fairaudit.source.decimals import with_points

_KNOWN_PAIRS = (
    ("0", "1"),
    ("-1", "1"),
    ("false", "true"),
    ("no", "yes"),
    ("n", "y"),
    ("f", "t"),
    ("negative", "positive"),
    ("neg", "pos"),
)
"""Pairs of which everybody would say that the second is positive."""
_KNOWN_WORDS = {word for pair in _KNOWN_PAIRS for word in pair}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

Tallied = Mapping[str, int]
"""Label value (normalised) → rows."""


def meanings(values: Sequence[str | None], may_have_commas: bool) -> list[str | None]:
    """Return the values of a column in the form in which they are compared; `1,0` is `1` where it may be a number."""
    numbers = with_points(values) if may_have_commas else {}
    return [None if value is None else normalize_label(numbers.get(value, value)) for value in values]


def normalize_label(text: str) -> str:
    """Return a label value in the form in which it is compared: `1.0` is `1`, and `True` is `true`."""
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped):
        number = float(stripped)
        return str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)
    return stripped.lower() if stripped.lower() in _KNOWN_WORDS else text


def check_decisions(values: Collection[str], column: str) -> None:
    """Raise a DataError if the values of a prediction are the scores that a decision is made from."""
    if len(values) < 3 or not all(_NUMBER.fullmatch(value) for value in values):
        return
    numbers = [float(value) for value in values]
    if min(numbers) >= 0 and max(numbers) <= 1:
        raise DataError(
            f"`{show(column)}` holds numbers between 0 and 1: a score, not a decision. Say from which score on a "
            f"row counts as predicted positive: --score {show(column)} --threshold 0.5."
        )


def positive_value(labels: Tallied, predictions: Tallied, positive: str | None) -> str:
    """Return the value that means positive, in both columns.

    `predictions` is empty if decisions are made by a threshold.

    Raises:
        DataError: there are more than two values, or label and prediction do not use the same ones.
        UsageError: it is not obvious which value is positive, or `positive` does not occur.
    """
    values = {*labels, *predictions}
    pair = next((pair for pair in _KNOWN_PAIRS if values <= set(pair)), None)
    if predictions and pair is None:
        _check_same_words(labels, predictions)
    if len(values) > 2:
        raise DataError(_third_class(labels, predictions))
    if positive is not None:
        wanted = normalize_label(positive)
        if wanted not in values and (pair is None or wanted not in pair):
            raise UsageError(f"--positive {show(positive)} does not occur. The values are {_listed(values)}.")
        return wanted
    if pair is None:
        raise UsageError(
            f"Which of {_listed(values)} is the positive value? Say so: --positive {show(min(values, default='1'))}."
        )
    return pair[1]


def selected_value(predictions: Tallied, column: str, positive: str | None) -> str:
    """Return the value that means positive where there are decisions and no label.

    Raises:
        DataError: there are more than two values.
        UsageError: it is not obvious which value is positive, or `positive` does not occur.
    """
    if len(predictions) > 2:
        raise DataError(
            f"A decision has two values, but `{show(column)}` holds {len(predictions)}: {_listed(set(predictions))}. "
            "Write 1 for those who were selected and 0 for the others."
        )
    return positive_value(predictions, predictions, positive)


def _check_same_words(labels: Tallied, predictions: Tallied) -> None:
    disjoint = not set(labels) & set(predictions)
    if disjoint and len(labels) <= 2 and len(predictions) <= 2:
        are_numbers = all(_NUMBER.fullmatch(value) for value in predictions)
        mend = " If these are scores, say --score COLUMN and from which one on to predict: --threshold 0.5."
        raise DataError(
            f"The label holds {_listed(set(labels))} but the prediction holds {_listed(set(predictions))}. "
            f"Write both columns with the same two values.{mend if predictions and are_numbers else ''}"
        )


def _third_class(labels: Tallied, predictions: Tallied) -> str:
    totals = {value: labels.get(value, 0) + predictions.get(value, 0) for value in {*labels, *predictions}}
    ranked = sorted(totals, key=lambda value: (-totals[value], value))
    counted = ", ".join(
        f"`{show(value)}` ({labels.get(value, 0):,} as label, {predictions.get(value, 0):,} as prediction)"
        for value in ranked[:6]
    )
    more = f" and {len(ranked) - 6} more" if len(ranked) > 6 else ""
    return (
        f"A binary audit needs two values, but label and prediction hold {len(ranked)}: {counted}{more}. "
        "Correct the values, or make the two columns say 1 for the class in question and 0 for every other."
    )


def _listed(values: set[str]) -> str:
    return " and ".join(f"`{show(value)}`" for value in sorted(values)) or "no value at all"

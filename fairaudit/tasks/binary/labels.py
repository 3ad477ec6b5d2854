"""What the two values of a label mean: which is positive, and whether label and prediction speak of the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from fairaudit.errors import DataError, UsageError, did_you_mean, show
from fairaudit.source.decimals import with_points
from fairaudit.spoken import both, spoken

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
_MOST_LISTED = 12
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

Tallied = Mapping[str, int]
"""Label value (normalised) → rows."""


def meanings(values: Sequence[str | None], may_have_commas: bool) -> list[str | None]:
    """Return the values of a column, numbers in one form: `1.0` is `1`, and so is `1,0` where it may be a number."""
    numbers = with_points(values) if may_have_commas else {}
    return [None if value is None else _number_or_text(numbers.get(value, value)) for value in values]


def normalize_label(text: str) -> str:
    """Return a label value in the form in which decisions are compared: `1.0` is `1`, and `True` is `true`."""
    word = text.strip().lower()
    return word if word in _KNOWN_WORDS else _number_or_text(text)


def _number_or_text(text: str) -> str:
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        return text
    number = float(stripped)
    return str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)


def is_number(text: str) -> bool:
    """Whether a value is a number."""
    return _NUMBER.fullmatch(text) is not None


def is_known_pair(values: Collection[str]) -> bool:
    """Whether the values are two of which everybody would say which is positive."""
    return any(set(values) <= set(pair) for pair in _KNOWN_PAIRS)


def check_decisions(values: Collection[str], column: str) -> None:
    """Raise a DataError if the values of a prediction are the scores that a decision is made from."""
    if len(values) < 3 or not all(_NUMBER.fullmatch(value) for value in values):
        return
    numbers = [float(value) for value in values]
    if min(numbers) >= 0 and max(numbers) <= 1:
        raise DataError(
            f"`{show(column)}` holds numbers between 0 and 1: a score, not a decision. Say from which score on a "
            f"row counts as predicted positive: {both(('score', show(column)), ('threshold', 0.5))}."
        )


def positive_values(labels: Tallied, predictions: Tallied, positive: str | None) -> frozenset[str]:
    """Return the values that mean positive, in both columns; one, unless several were said with commas between.

    `predictions` is empty if decisions are made by a threshold.

    Raises:
        DataError: there are more than two values and none was said, or the columns do not use the same ones.
        UsageError: it is not obvious which value is positive, or `positive` does not occur.
    """
    values = {*labels, *predictions}
    pair = next((pair for pair in _KNOWN_PAIRS if values <= set(pair)), None)
    if predictions and pair is None:
        _check_same_words(labels, predictions)
    if positive is not None:
        return _said(positive, {*values, *(pair or ())}, values)
    if len(values) > 2:
        raise DataError(_third_class(labels, predictions))
    if pair is None:
        raise UsageError(
            f"Which of {_listed(values)} is the positive value? Say so: "
            f"{spoken('positive', show(min(values, default='1')))}."
        )
    return frozenset({pair[1]})


def _said(positive: str, known: Collection[str], values: set[str]) -> frozenset[str]:
    """Return the values that were said: one that is called so with its commas, else those between the commas."""
    wanted = normalize_label(positive)
    if wanted in known:
        return frozenset({wanted})
    parts = [normalize_label(part) for part in positive.split(",")] if "," in positive else [wanted]
    for part in parts:
        if part not in known:
            mend = did_you_mean(part, known)
            raise UsageError(
                f"{spoken('positive', show(part))} does not occur.{mend} The values are {_listed(values)}."
            )
    if values <= set(parts):
        raise UsageError(f"{spoken('positive', show(positive))} names every value, so nothing is negative.")
    return frozenset(parts)


def selected_values(predictions: Tallied, column: str, positive: str | None) -> frozenset[str]:
    """Return the values that mean positive where there are decisions and no label.

    Raises:
        DataError: there are more than two values and none was said.
        UsageError: it is not obvious which value is positive, or `positive` does not occur.
    """
    if len(predictions) > 2 and positive is None:
        raise DataError(
            f"A decision has two values, but `{show(column)}` holds {len(predictions)}: {_listed(set(predictions))}. "
            "Write 1 for those who were selected and 0 for the others, or say which value means selected: "
            f"{spoken('positive', show(min(predictions)))}."
        )
    return positive_values(predictions, predictions, positive)


def _check_same_words(labels: Tallied, predictions: Tallied) -> None:
    disjoint = not set(labels) & set(predictions)
    if disjoint and len(labels) <= 2 and len(predictions) <= 2:
        are_numbers = all(_NUMBER.fullmatch(value) for value in predictions)
        score, least = spoken("score", "COLUMN"), spoken("threshold", 0.5)
        mend = f" If these are scores, say {score} and from which one on to predict: {least}."
        raise DataError(
            f"The label holds {_listed(set(labels))} but the prediction holds {_listed(set(predictions))}. "
            f"Write both columns with the same two values.{mend if predictions and are_numbers else ''}"
        )


def counted_values(labels: Tallied, predictions: Tallied) -> str:
    """Return the most frequent values of both columns with their rows, for messages."""
    totals = {value: labels.get(value, 0) + predictions.get(value, 0) for value in {*labels, *predictions}}
    ranked = sorted(totals, key=lambda value: (-totals[value], value))
    counted = ", ".join(
        f"`{show(value)}` ({labels.get(value, 0):,} as label, {predictions.get(value, 0):,} as prediction)"
        for value in ranked[:6]
    )
    return f"{counted} and {len(ranked) - 6:,} more" if len(ranked) > 6 else counted


def _third_class(labels: Tallied, predictions: Tallied) -> str:
    values = {*labels, *predictions}
    return (
        f"A binary audit needs two values, but label and prediction hold {len(values)}: "
        f"{counted_values(labels, predictions)}. Correct the values; or, if all are classes, say "
        f"{spoken('task', 'multiclass')}, or which is positive against all others: "
        f"{spoken('positive', show(min(values)))}."
    )


def _listed(values: set[str]) -> str:
    shown = [f"`{show(value)}`" for value in sorted(values)[:_MOST_LISTED]]
    more = [f"{len(values) - _MOST_LISTED:,} more"] if len(values) > _MOST_LISTED else []
    return " and ".join([*shown, *more]) or "no value at all"

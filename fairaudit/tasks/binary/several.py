"""More than two values in columns that look like those of decisions: classes, quantities, or a slip of the pen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from fairaudit.errors import DataError, UsageError, show
from fairaudit.spoken import spoken
from fairaudit.tasks.binary.labels import check_decisions, counted_values, is_known_pair, is_number, normalize_label

_FEW = 20
_MANY = 10_000
"""So many different numbers are no classes, and who they are of need not be counted."""


def becomes(labels: Counter[str], predictions: Counter[str], column: str, said: int) -> str | None:
    """Return the task of data whose labels and predictions are more than two texts; None if they are decisions.

    `column` holds the predictions. Of so many classes the column of their probabilities was `said`: more than two tell.

    Raises:
        DataError: they are scores, or numbers with fractions.
        UsageError: they are whole numbers, which may be classes or quantities.
    """
    if said > 2:
        return "multiclass"
    labels, predictions = _folded(labels), _folded(predictions)
    values = {*labels, *predictions}
    if len(values) <= 2 or is_known_pair(values) or _use_other_words(labels, predictions):
        return None
    if all(map(is_number, values)):
        check_decisions(predictions, column)
        _refuse_numbers(labels, predictions)
    are_pairs = (len(each) == 2 and is_known_pair(each.keys()) for each in (labels, predictions))
    return None if any(are_pairs) else "multiclass"  # beside yes and no, a third value is a slip of the pen


def _folded(rows: Counter[str]) -> Counter[str]:
    found = Counter[str]()
    for value, count in rows.items():
        found[normalize_label(value)] += count
    return found


def _use_other_words(labels: Counter[str], predictions: Counter[str]) -> bool:
    """Whether both have at most two values and none in common: decisions, written in two ways."""
    return len(labels) <= 2 and len(predictions) <= 2 and not labels.keys() & predictions.keys()


def _refuse_numbers(labels: Counter[str], predictions: Counter[str]) -> None:
    """Say what numbers may be, and what to do about it."""
    values = {*labels, *predictions}
    listed = counted_values(labels, predictions)
    if all(float(value).is_integer() for value in values):
        raise UsageError(
            f"Label and prediction hold {len(values):,} different whole numbers, which can be classes or quantities: "
            f"{listed}. Say which: {spoken('task', 'multiclass')}, or {spoken('task', 'regression')}."
            f"{_one_class(labels or values)}"
        )
    raise DataError(f"Label and prediction hold {len(values):,} different numbers: {listed}. {_numbers()}")


def _one_class(values: Collection[str]) -> str:
    """Return how one class is set against the rest, if there are so few values that they are likely classes."""
    few = len(values) <= _FEW
    return f" For one class against the rest: {spoken('positive', show(min(values, key=float)))}." if few else ""


def _numbers() -> str:
    """Return what different numbers may be."""
    return (
        f"If they are quantities that the model predicts, say {spoken('task', 'regression')}; if the prediction is a "
        f"score, name it: {spoken('score', 'COLUMN')}."
    )


def refuse_many_numbers(labels: Collection[str | None], predictions: Collection[str | None]) -> None:
    """Raise a DataError if both columns hold so many different numbers that they are quantities.

    It is answered before all rows are counted.
    """
    if min(len(labels), len(predictions)) > _MANY and all(
        value is None or is_number(value) for values in (labels, predictions) for value in values
    ):
        raise DataError(f"Label and prediction hold more than {_MANY:,} different numbers. {_numbers()}")

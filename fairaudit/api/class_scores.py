"""Scores in several columns, one for each class, as scikit-learn's `predict_proba` gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from fairaudit.api.data import columns_of_frame
from fairaudit.errors import UsageError, show
from fairaudit.labels import text_of

_TWO = 2


@dataclass(frozen=True, eq=False)
class ClassScores:
    """Columns of scores; `named` says whether they have names, which then are those of classes."""

    columns: tuple[tuple[str, Any], ...]
    named: bool

    @property
    def are_of_many_classes(self) -> bool:
        """Whether there are more classes than a positive and a negative one."""
        return len(self.columns) > _TWO


def class_scores(scores: Any) -> ClassScores | None:
    """Return scores column by column; None if there is one for each row."""
    if isinstance(scores, Sequence) and len(scores) and isinstance(scores[0], Sequence | np.ndarray):
        scores = np.asarray(scores)
    if hasattr(scores, "columns"):
        return ClassScores(tuple(columns_of_frame(scores, "y_score")), named=True)
    if getattr(scores, "ndim", 1) != _TWO:
        return None
    return ClassScores(tuple((str(place), scores[:, place]) for place in range(scores.shape[1])), named=False)


def of_positive(scores: ClassScores, labels: Any, positive: Any) -> Any:
    """Return the scores of the positive class.

    Raises:
        UsageError: it is not clear which column they are.
    """
    if len(scores.columns) == 1:
        return scores.columns[0][1]
    names = [name for name, _ in scores.columns]
    said = None if positive is None else str(text_of(positive))
    is_named = scores.named and said in names
    return scores.columns[names.index(str(said)) if is_named else _place(labels, said, len(names))][1]


def by_class(scores: ClassScores, labels: Any, predictions: Any) -> dict[str, Any]:
    """Return the scores of each class, by its label: by the names of the columns, or in the order of the labels.

    Raises:
        UsageError: it is not clear which column is of which class.
    """
    classes, names = _ordered([labels, predictions]), [name for name, _ in scores.columns]
    if scores.named and set(classes) <= set(names):
        return dict(scores.columns)
    if len(classes) != len(names):
        listed = ", ".join(f"`{show(name)}`" for name in classes[:10]) + (", …" if classes[10:] else "")
        raise UsageError(
            f"`y_score` has {len(names)} columns, and y_true and y_pred hold {len(classes)} classes: {listed}. Give a "
            "DataFrame whose columns are called like the classes; or say positive=… for one class against the rest."
        )
    return dict(zip(classes, (values for _, values in scores.columns), strict=True))


def _ordered(columns: Iterable[Any]) -> list[str]:
    """Return the labels of columns as text, in the order in which scikit-learn has classes: by number or alphabet."""
    found = {each for column in columns for each in pc.unique(column).to_pylist() if text_of(each) is not None}
    ordered = sorted(found, key=lambda each: (isinstance(each, str), each))
    return list(dict.fromkeys(str(text_of(each)) for each in ordered))


def _place(labels: Any, positive: str | None, columns: int) -> int:
    """Return which of several columns of scores is that of the positive class; scikit-learn orders them by class.

    Raises:
        UsageError: that cannot be told.
    """
    if labels is None and columns == _TWO:
        return 1
    texts = [] if labels is None else _ordered([labels])
    are_words = labels is not None and any(isinstance(each, str) for each in pc.unique(labels).to_pylist())
    if positive is None and columns == _TWO and not are_words:
        return 1
    if positive is None or len(texts) != columns or positive not in texts:
        listed = " and ".join(f"`{show(text)}`" for text in texts[:10]) or "not there"
        others = "" if columns == _TWO else " With y_pred, all classes are audited."
        raise UsageError(
            f"`y_score` has {columns} columns, and it is not clear which is that of the positive class; the labels are "
            f"{listed}. Say positive=…, one of {columns} labels; or give its column alone, such as y_score[:, 1]."
            f"{others}"
        )
    return texts.index(positive)

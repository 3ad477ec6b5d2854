"""Arrays as scikit-learn and fairlearn have them, a value for each row, as a table with columns for an audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairaudit.api.data import column_of
from fairaudit.errors import UsageError, show
from fairaudit.labels import text_of
from fairaudit.tasks import columns

_ROLES = {
    "y_true": "label",
    "y_pred": "prediction",
    "y_score": "score",
    "sample_weight": "weight",
    "clusters": "cluster",
}
"""Array → the role of its column, in tasks that do not call it otherwise."""


@dataclass(frozen=True, eq=False)
class Arrays:
    """A value for each row of what the fields say, None where there is none."""

    y_true: Any = None
    y_pred: Any = None
    y_score: Any = None
    sensitive_features: Any = None
    sample_weight: Any = None
    clusters: Any = None

    @property
    def given(self) -> list[str]:
        """The names of those that are there."""
        return [field.name for field in fields(self) if getattr(self, field.name) is not None]


def data_and_settings(data: Any, arrays: Arrays, settings: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return the data of an audit, and its settings: of arrays a table, whose columns have their roles.

    Raises:
        UsageError: there are neither data nor arrays, or both; or the arrays do not go together.
    """
    if not arrays.given:
        if data is None:
            raise UsageError(
                "There are no data. Give a pandas DataFrame, a pyarrow Table or paths of files; or arrays: y_true, "
                "y_pred, y_score and sensitive_features."
            )
        return data, settings
    if data is not None:
        raise UsageError(
            f"`{arrays.given[0]}` is an array of values, and there are data already. Give arrays alone; or name the "
            'columns of the data: label="…", prediction="…", score="…", groups=["…"].'
        )
    if arrays.y_pred is None and arrays.y_score is None:
        raise UsageError("What did the model give? Give its decisions (y_pred), its scores (y_score), or both.")
    if arrays.sensitive_features is None:
        raise UsageError("Which groups? Give `sensitive_features`: an array, a Series, a DataFrame or a dict.")
    roles = _roles(settings)
    for role in roles.keys() & settings.keys():
        raise UsageError(f"`{role}` names a column of data, and arrays have none. Give the values: {roles[role]}=….")
    table = _table(arrays, settings.get("positive"))
    named = {role: name for role, name in roles.items() if name in table.column_names}
    groups = [name for name in table.column_names if name not in _ROLES]
    return table, {"groups": groups, **settings, **named}


def _roles(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the roles that arrays have: role → array. What is true is not a label in every task."""
    roles, own = dict(_ROLES), columns.ROLES.get(str(settings.get("task")), ())
    for array, is_of_model in (("y_true", False), ("y_pred", True)):
        names = [role.name for role in own if role.of_model == is_of_model]
        if names and roles[array] not in names:
            roles[array] = names[0]
    return {role: array for array, role in roles.items()}


def _table(arrays: Arrays, positive: Any) -> pa.Table:
    """Return a column for every array, and one for each sensitive feature."""
    found = {name: getattr(arrays, name) for name in _ROLES if getattr(arrays, name) is not None}
    features = dict(_features(arrays.sensitive_features))
    for name in features.keys() & _ROLES.keys():
        raise UsageError(f"A sensitive feature is called `{name}`, as the array is. Give it another name.")
    _check_indexes({**found, **features})
    made = {name: column_of(name, values) for name, values in {**found, **features}.items() if name != "y_score"}
    if "y_score" in found:
        made["y_score"] = column_of("y_score", _score(found["y_score"], made.get("y_true"), positive))
    _check_lengths({name: len(column) for name, column in made.items()})
    return pa.table(made)


def _features(features: Any) -> Iterator[tuple[str, Any]]:
    """Yield the name and the values of every sensitive feature; those without a name are counted, as in fairlearn."""
    if isinstance(features, Mapping):
        yield from ((str(name), values) for name, values in features.items())
    elif hasattr(features, "columns"):
        yield from _columns_of(features)
    elif getattr(features, "ndim", 1) == 2:
        yield from ((f"sensitive_feature_{place}", features[:, place]) for place in range(features.shape[1]))
    else:
        name = getattr(features, "name", None)
        yield "sensitive_feature_0" if name in (None, "") else str(name), features


def _columns_of(frame: Any) -> list[tuple[str, Any]]:
    """Return the columns of a frame of pandas, a table of Arrow, or any frame that can become one.

    Raises:
        UsageError: two have the same name.
    """
    if hasattr(frame, "iloc"):
        named = [(str(name), frame.iloc[:, place]) for place, name in enumerate(frame.columns)]
    else:
        table = frame if isinstance(frame, pa.Table) else pa.table(frame)
        named = list(zip(table.column_names, table.columns, strict=True))
    names = [name for name, _ in named]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"Two columns of `sensitive_features` are called `{show(name)}`. Rename one.")
    return named


def _score(scores: Any, labels: Any, positive: Any) -> Any:
    """Return the scores of the positive class: of two columns, as scikit-learn's `predict_proba` gives them, one."""
    if isinstance(scores, Sequence) and len(scores) and isinstance(scores[0], Sequence | np.ndarray):
        scores = np.asarray(scores)
    if not hasattr(scores, "columns") and getattr(scores, "ndim", 1) != 2:
        return scores
    if hasattr(scores, "columns"):
        named = _columns_of(scores)
    else:
        named = [(str(place), scores[:, place]) for place in range(scores.shape[1])]
    if len(named) == 1:
        return named[0][1]
    names = [name for name, _ in named]
    said = None if positive is None else str(text_of(positive))
    is_named = hasattr(scores, "columns") and said in names
    return named[names.index(str(said)) if is_named else _place(labels, said, len(named))][1]


def _place(labels: Any, positive: str | None, columns: int) -> int:
    """Return which of several columns of scores is that of the positive class; scikit-learn orders them by class.

    Raises:
        UsageError: that cannot be told.
    """
    if labels is None and columns == 2:
        return 1
    classes = [] if labels is None else [each for each in pc.unique(labels).to_pylist() if text_of(each) is not None]
    if positive is None and columns == 2 and not any(isinstance(each, str) for each in classes):
        return 1
    texts = [text_of(each) for each in sorted(classes, key=lambda each: (isinstance(each, str), each))]
    if positive is None or len(texts) != columns or positive not in texts:
        listed = " and ".join(f"`{show(str(text))}`" for text in texts[:10]) or "not there"
        others = "" if columns == 2 else " Without scores, y_pred can hold all classes."
        raise UsageError(
            f"`y_score` has {columns} columns, and it is not clear which is that of the positive class; the labels are "
            f"{listed}. Say positive=…, one of {columns} labels; or give its column alone, such as y_score[:, 1]."
            f"{others}"
        )
    return texts.index(positive)


def _check_indexes(given: Mapping[str, Any]) -> None:
    """Make sure that values of pandas belong to the same rows: nobody can see that rows were paired wrongly.

    Raises:
        UsageError: two have different indexes.
    """
    indexed = [(name, values) for name, values in given.items() if hasattr(values, "iloc")]
    for name, values in indexed[1:]:
        first, index = indexed[0][0], indexed[0][1].index
        if values.index is index or len(values) != len(index) or values.index.equals(index):
            continue
        alike = "the same rows in another order" if set(values.index) == set(index) else "other rows"
        raise UsageError(
            f"`{show(first)}` and `{show(name)}` have different indexes: {alike}. Bring them into line; or, if values "
            "at the same place belong together, give them without an index: .to_numpy()."
        )


def _check_lengths(lengths: Mapping[str, int]) -> None:
    """Make sure that there is a value for each row in every array.

    Raises:
        UsageError: two have different lengths.
    """
    (first, rows), *others = lengths.items()
    for name, length in others:
        if length != rows:
            raise UsageError(
                f"`{show(first)}` has {rows:,} values and `{show(name)}` has {length:,}. Give one for each row in all."
            )

"""Arrays as scikit-learn and fairlearn have them, a value for each row, as a table with columns for an audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import pyarrow as pa

from fairaudit.api.class_scores import by_class, class_scores, of_positive
from fairaudit.api.data import FRAMES, column_of, columns_of_frame, opened
from fairaudit.errors import UsageError, show
from fairaudit.spoken import speak_of_arrays
from fairaudit.tasks import columns

_ROLES = {
    "y_true": "label",
    "y_pred": "prediction",
    "y_score": "score",
    "sample_weight": "weight",
    "clusters": "cluster",
}
"""Array → the role of its column, in tasks that do not call it otherwise."""
_BOTH = {"y_true", "y_pred"}
_OF_CLASS = "y_score[{}]"
"""The column that holds the scores of a class."""


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
                f"There are no data. Give {FRAMES}; or paths of files; or arrays: y_true, y_pred, y_score and "
                "sensitive_features."
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
    speak_of_arrays(roles)
    for role in roles.keys() & settings.keys():
        raise UsageError(f"`{role}` names a column of data, and arrays have none. Give the values: {roles[role]}=….")
    features = dict(_features(opened("sensitive_features", arrays.sensitive_features)))
    made, likely = _columns(arrays, features, settings.get("positive"))
    named = {role: name for role, name in roles.items() if name in made}
    if likely:
        told = {"probability": {label: _OF_CLASS.format(label) for label in likely}}
        made |= {_OF_CLASS.format(label): column for label, column in likely.items()}
        settings = {**told, **settings}
    return pa.table(made), {"groups": list(features), **settings, **named}


def _roles(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the roles that arrays have: role → array. What is true is not a label in every task."""
    roles, own = dict(_ROLES), columns.ROLES.get(str(settings.get("task")), ())
    for array, is_of_model in (("y_true", False), ("y_pred", True)):
        names = [role.name for role in own if role.of_model == is_of_model]
        if names and roles[array] not in names:
            roles[array] = names[0]
    return {role: array for array, role in roles.items()}


def _columns(arrays: Arrays, features: Mapping[str, Any], positive: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a column for every array and each sensitive feature; and one for each class, by its label, if there are.

    Raises:
        UsageError: the arrays do not go together.
    """
    found = {name: getattr(arrays, name) for name in _ROLES if getattr(arrays, name) is not None}
    for name in features.keys() & _ROLES.keys():
        raise UsageError(f"A sensitive feature is called `{name}`, as the array is. Give it another name.")
    _check_indexes({**found, **features})
    scores = opened("y_score", found.pop("y_score", None))
    made = {name: column_of(name, values) for name, values in {**found, **features}.items()}
    lengths, likely = {name: len(column) for name, column in made.items()}, dict[str, Any]()
    if scores is not None:
        several = class_scores(scores)
        if several is not None and several.are_of_many_classes and positive is None and len(found.keys() & _BOTH) > 1:
            likely = by_class(several, made["y_true"], made["y_pred"])
            likely = {label: column_of("y_score", values) for label, values in likely.items()}
            lengths["y_score"] = len(next(iter(likely.values())))
        else:
            one = scores if several is None else of_positive(several, made.get("y_true"), positive)
            made["y_score"] = column_of("y_score", one)
            lengths["y_score"] = len(made["y_score"])
    _check_lengths(lengths)
    return made, likely


def _features(features: Any) -> Iterator[tuple[str, Any]]:
    """Yield the name and the values of every sensitive feature; those without a name are counted, as in fairlearn."""
    if isinstance(features, Mapping):
        yield from ((str(name), values) for name, values in features.items())
    elif hasattr(features, "columns"):
        yield from columns_of_frame(features, "sensitive_features")
    elif getattr(features, "ndim", 1) == 2:
        yield from ((f"sensitive_feature_{place}", features[:, place]) for place in range(features.shape[1]))
    else:
        name = getattr(features, "name", None)
        yield "sensitive_feature_0" if name in (None, "") else str(name), features


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

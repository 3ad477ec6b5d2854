"""What rows by label and prediction mean, once all are there: a confusion matrix over the classes that occur."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fairaudit.config import Config
from fairaudit.counts.classes import ClassCounts
from fairaudit.cube import Axis, CodeArray, Cube, add_up, unique_rows
from fairaudit.errors import DataError, show
from fairaudit.spoken import spoken
from fairaudit.tally import Roles, Tallied
from fairaudit.tasks.multiclass.probabilities import by_class
from fairaudit.tasks.task import Resolved

MOST_CLASSES = 200
"""With more, each of a dozen metrics of each class would be a name that is hardly a class."""
_MOST_NUMBERS = 1 << 27
"""Sums that are held at once: a gigabyte."""


def resolve(tallied: Tallied, roles: Roles, config: Config) -> Resolved:
    """Return the counts of classes, once all rows tell which there are.

    Raises:
        DataError: they are too many.
    """
    cube = tallied.cube
    label, prediction = len(cube.attributes) - 2, len(cube.attributes) - 1
    classes = _classes(cube, (label, prediction))
    check_number(classes, roles.columns["label"], roles.columns["prediction"])
    code: dict[str | None, int] = {value: place for place, value in enumerate(classes)}
    of_label, of_prediction = (
        np.array([code.get(value, 0) for value in cube.attributes[place].values], dtype=np.int64)[cube.codes[:, place]]
        for place in (label, prediction)
    )
    codes, cell = np.delete(cube.codes, [label, prediction], axis=1), np.arange(len(cube.codes))
    if not cube.rows_are_clusters:
        codes, cell = unique_rows(codes)
    counts = _matrices(cube, classes, cell * len(classes) ** 2 + of_label * len(classes) + of_prediction, len(codes))
    beside, untold = by_class(cube, classes, bool(config.probability))
    found = replace(cube, attributes=cube.attributes[:label], codes=codes, counts=counts, beside=beside)
    told = f"task = {roles.task}: label and prediction hold {len(classes)} classes"
    alone = f"for one of them against the rest, say --positive {show(classes[0])}" if classes else ""
    assumed = [f"{told} ({alone})"] if config.task is None else []
    assumed += [untold] if untold else []
    columns = [f"`{show(column)}`" for name, column in roles.probabilities if name in classes] if beside else []
    if columns and not config.probability:
        assumed.append(f"probabilities of the classes = columns {', '.join(columns)} (by their names)")
    return Resolved(found, config, tuple(assumed), replace(roles, probabilities=roles.probabilities if beside else ()))


def check_number(classes: Collection[str], label: str, prediction: str) -> None:
    """Make sure that the classes of two columns are not too many.

    Raises:
        DataError: they are.
    """
    if len(classes) > MOST_CLASSES:
        raise DataError(
            f"Columns `{show(label)}` and `{show(prediction)}` hold more than {MOST_CLASSES} different values, so they "
            "are hardly classes. Name other columns, group the classes, or say which one is in question: "
            f"{spoken('positive', 'CLASS')}."
        )


def _classes(cube: Cube[Any], places: Sequence[int]) -> list[str]:
    """Return the values of some rows on the axes of label and prediction: numbers by size, text by alphabet."""
    rows, found = cube.counts.sums[:, 0, 0] > 0, set[str | None]()
    for place in places:
        values = cube.attributes[place].values
        found |= {values[code] for code in np.unique(cube.codes[rows, place])}
    axis = Axis("", tuple(found))
    ordered = sorted(range(len(axis.values)), key=axis.sort_key)
    return [value for value in (axis.values[code] for code in ordered) if value is not None]


def _matrices(cube: Cube[Any], classes: Sequence[str], key: CodeArray, cells: int) -> ClassCounts:
    """Return the confusion matrices of cells; `key` says where in all of them each cell of the cube is added.

    Raises:
        DataError: they do not fit into memory.
    """
    fields, moments = len(classes) ** 2, cube.counts.sums.shape[-1]
    if cells * fields * moments > _MOST_NUMBERS:
        what = "rows that are to be paired" if cube.rows_are_clusters else "groups and clusters"
        raise DataError(
            f"{len(classes)} classes of {cells:,} {what} are more than fits into memory. Group the classes, or name "
            "fewer columns" + (f", or compare without {spoken('id')}." if cube.rows_are_clusters else ".")
        )
    sums = add_up(cube.counts.sums[:, 0], key, cells * fields)
    return ClassCounts(sums.reshape(cells, fields, moments), classes)

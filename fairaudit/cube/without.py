"""A cube without the rows of one group."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from fairaudit.cube.cube import Cube


def without(cube: Cube[Any], attribute: str, label: str | None) -> Cube[Any]:
    """Return the cube of the rows whose `attribute` is not `label`; the largest rows of groups are not kept."""
    place = [axis.name for axis in cube.attributes].index(attribute)
    others = np.array([value != label for value in cube.attributes[place].values], dtype=bool)
    kept = np.flatnonzero(others[cube.codes[:, place]])
    beside = tuple(without(each, attribute, label) for each in cube.beside)
    columns = None if cube.columns is None else without(cube.columns, attribute, label)
    counts = cube.counts[kept]
    return replace(cube, codes=cube.codes[kept], counts=counts, largest=None, beside=beside, columns=columns)

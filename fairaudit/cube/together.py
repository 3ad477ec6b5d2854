"""Cells at places that came from several parts, or were spelled in several ways: one for those that are alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from fairaudit.counts.places import PlacedCounts
from fairaudit.cube.cells import merge_cells
from fairaudit.cube.cube import Cube


def put_together(cube: Cube[Any]) -> Cube[Any]:
    """Return a cube with one cell for all rows that are at one place and alike otherwise; so with those beside it.

    So rows are counted in the first place. What the weights of the rows at one place do is then told in the same way.
    """
    beside, counts = tuple(map(put_together, cube.beside)), cube.counts
    if not isinstance(counts, PlacedCounts) or counts.place is None:
        return replace(cube, beside=beside)
    codes, sums = merge_cells(np.column_stack([counts.place, cube.codes]), counts.sums)
    return replace(cube, codes=codes[:, 1:], counts=counts.put(codes[:, 0], sums), beside=beside)

"""Counts for every combination of attribute values (and cluster) that occurs; cubes add."""

from fairaudit.cube.axis import Axis, CodeArray
from fairaudit.cube.cells import FloatSums, add_up, add_values, merge_cells, runs, unique_rows
from fairaudit.cube.cube import Cube, Sample
from fairaudit.cube.largest import LargestRows
from fairaudit.cube.together import put_together

__all__ = [
    "Axis",
    "CodeArray",
    "Cube",
    "FloatSums",
    "LargestRows",
    "Sample",
    "add_up",
    "add_values",
    "merge_cells",
    "put_together",
    "runs",
    "unique_rows",
]

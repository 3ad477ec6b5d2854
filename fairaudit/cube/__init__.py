"""Counts for every combination of attribute values (and cluster) that occurs; cubes add."""

from fairaudit.cube.axis import Axis, CodeArray
from fairaudit.cube.cube import Cube, FloatSums, LargestRows, Sample, add_up, merge_cells, unique_rows

__all__ = ["Axis", "CodeArray", "Cube", "FloatSums", "LargestRows", "Sample", "add_up", "merge_cells", "unique_rows"]

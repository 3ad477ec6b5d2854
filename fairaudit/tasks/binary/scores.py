"""Scores beside labels: where their distribution is cut, and what it comes to once all rows tell what is positive."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from fairaudit.config import Config
from fairaudit.counts import ScoreCounts
from fairaudit.counts.places import NumberCounts
from fairaudit.cube import Cube
from fairaudit.tally import Roles

HUNDREDTHS = tuple(hundredth / 100 for hundredth in range(101))
"""Thresholds of which every report says what they do."""
_SMALL = tuple(2.0 ** (-12 - quarter / 4) for quarter in range(192))
_NEAR_ENDS = (*_SMALL, *(1 - small for small in _SMALL))
"""Near 0 and 1 scores that hardly differ have very different odds: bins there end at every fourth of an octave."""


def cuts(roles: Roles, config: Config) -> Sequence[float]:
    """Return the scores at which a bin begins however coarse the others are: of calibration, and operating points."""
    edges = [edge / config.calibration_bins for edge in range(config.calibration_bins + 1)]
    return [*HUNDREDTHS, *_NEAR_ENDS, *edges, *(score for _, score in roles.points)]


def by_label(cube: Cube[NumberCounts], positive: Collection[str], config: Config) -> Cube[Any]:
    """Turn the last axis, the label, into counts."""
    axes = len(cube.attributes) - 1
    is_positive = np.array([value in positive for value in cube.attributes[axes].values])[cube.codes[:, axes]]
    added, kinds = cube.counts.sums.transpose(1, 2, 0), (is_positive, ~is_positive)
    sums = np.empty((len(ScoreCounts.fields), *added.shape[1:]))
    for field, row in enumerate(sums):  # each as it lies in memory
        np.multiply(added[field // 2], kinds[field % 2], out=row)
    counts = ScoreCounts(sums.transpose(2, 0, 1), cube.counts.axis, cube.counts.place)
    counts.calibration_bins = config.calibration_bins
    codes = cube.codes[:, :axes] if cube.cluster is None else np.delete(cube.codes, axes, axis=1)
    return Cube(cube.attributes[:axes], cube.cluster, codes, counts, rows_are_clusters=True)

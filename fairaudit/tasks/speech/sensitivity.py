"""How the word error rate's gaps would be under other normalisers: a verdict can flip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fairaudit.cube import Cube
from fairaudit.document import Sensitivity
from fairaudit.groups.level import Level
from fairaudit.inference import compare, measure
from fairaudit.metrics import Metric, Ratio
from fairaudit.tasks.speech.counts import EditCounts
from fairaudit.tasks.speech.metrics import word_error_rate


def sensitivity(cube: Cube[EditCounts], levels: Sequence[Level]) -> list[Sensitivity]:
    """Return the word error rate's disparities under the normalisers `none` and `basic`."""
    entries: list[Sensitivity] = []
    for normalizer in ("none", "basic"):
        metric = replace(word_error_rate, compute=_edits_under(normalizer))
        pooled = measure(metric, cube.sample(()), 0.95).estimates()[0]
        entries += [_entry(normalizer, metric, level, pooled.value) for level in levels]
    return entries


def _edits_under(normalizer: str) -> Any:
    def word_error_rate(counts: EditCounts) -> Ratio:
        return Ratio(counts.field(f"{normalizer}_word_errors"), counts.field(f"{normalizer}_reference_words"))

    return word_error_rate


def _entry(normalizer: str, metric: Metric, level: Level, overall: float | None) -> Sensitivity:
    measurement = measure(metric, level.sample, level.confidence)
    usable = np.array([why is None for why in level.small_because], dtype=bool) & ~level.suppressed
    difference, ratio = (compare(measurement, comparison, usable) for comparison in ("difference", "ratio"))
    return {
        "normalizer": normalizer,
        "by": list(level.by),
        "overall": overall,
        "difference": difference.estimate.value,
        "ratio": ratio.estimate.value,
        "highest": None if difference.highest is None else level.groups[difference.highest],
        "lowest": None if difference.lowest is None else level.groups[difference.lowest],
    }

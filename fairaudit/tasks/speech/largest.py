"""How much of a group's word errors its largest utterance and its largest speaker carry."""

from __future__ import annotations

import numpy as np

from fairaudit import document
from fairaudit.counts import FloatArray
from fairaudit.groups.level import Level
from fairaudit.tasks.speech.counts import EditCounts

_RATE = ("word_errors", "reference_words")


def largest_parts(level: Level) -> list[document.Largest | None]:
    """Return for every group what its largest utterance and cluster carry; None without utterances or errors."""
    totals, rows = level.totals, level.largest_rows
    if rows is None or not isinstance(totals, EditCounts):
        return [None] * len(level.groups)
    moment = 1 if totals.weighted else 0
    sums = np.stack([totals.field(name)[:, moment] for name in _RATE], axis=1)
    within, clusters = totals.field("capped_word_errors")[:, moment], _largest_clusters(level, moment)
    found: list[document.Largest | None] = []
    for group, (errors, _) in enumerate(sums.tolist()):
        if not errors > 0:
            found.append(None)
            continue
        utterance = _part(rows[group, :2] * rows[group, 2], sums[group])
        cluster = None if clusters is None else _part(clusters[group], sums[group])
        beyond = max(1 - float(within[group]) / errors, 0.0)
        found.append({"utterance": utterance, "cluster": cluster, "beyond_words": beyond})
    return found


def _largest_clusters(level: Level, moment: int) -> FloatArray | None:
    """Return errors and words of the cluster with the most errors in each group, or None without clusters."""
    sample = level.sample
    if sample.clusters is None:
        return None
    sums = np.stack([sample.counts.field(name)[:, moment] for name in _RATE], axis=1)
    order = np.lexsort((-sums[:, 1], sums[:, 0]))
    largest = np.zeros(sample.size, dtype=np.int64)
    largest[sample.group[order]] = order
    return np.asarray(sums[largest])


def _part(one: FloatArray, whole: FloatArray) -> document.LargestPart:
    """Describe a part of a group's errors and words."""
    errors, words = whole.tolist()
    left = words - float(one[1])
    return {
        "share_of_errors": float(one[0]) / errors,
        "share_of_words": float(one[1]) / words if words > 0 else None,
        "rate_without": max(errors - float(one[0]), 0.0) / left if left > 1e-9 * words else None,
    }

"""What a threshold does to groups: rates over the thresholds of a report, and how far groups are apart."""

from __future__ import annotations

from collections.abc import Sequence

from fairaudit.document import ScoredGroup

RATES = ("selection_rate", "true_positive_rate", "false_positive_rate", "positive_predictive_value")
"""What is told of those that a threshold selects."""
Shares = list[float | None]


def rates(entry: ScoredGroup) -> dict[str, Shares]:
    """Return every rate of a group at every threshold; None where it divides by nothing."""
    positives = entry.get("weighted_positives", entry["positives"])
    negatives = entry.get("weighted_negatives", entry["negatives"])
    found = _parts(positives, negatives)
    return {rate: [part / whole if whole > 0 else None for part, whole in pairs] for rate, pairs in found.items()}


def denominators(entry: ScoredGroup) -> dict[str, list[float]]:
    """Return how many rows every rate of a group divides by at every threshold."""
    found = _parts(entry["positives"], entry["negatives"])
    return {rate: [whole for _, whole in pairs] for rate, pairs in found.items()}


def _parts(positives: Sequence[float], negatives: Sequence[float]) -> dict[str, list[tuple[float, float]]]:
    """Return for every rate what is divided by what, threshold by threshold; the first threshold selects all."""
    all_positives, all_negatives = positives[0], negatives[0]
    both = list(zip(positives, negatives, strict=True))
    return {
        "selection_rate": [(hits + misses, all_positives + all_negatives) for hits, misses in both],
        "true_positive_rate": [(hits, all_positives) for hits, _ in both],
        "false_positive_rate": [(misses, all_negatives) for _, misses in both],
        "positive_predictive_value": [(hits, hits + misses) for hits, misses in both],
    }


def evident_rates(entry: ScoredGroup, least: int) -> dict[str, Shares]:
    """Return every rate of a group at every threshold, but for one that then divides by fewer rows than `least`.

    What does not change with the threshold is not held against a group.
    """
    rows = denominators(entry)
    return {
        rate: _evident(shares, rows[rate], least) if rows[rate][0] > rows[rate][-1] else shares
        for rate, shares in rates(entry).items()
    }


def gaps(groups: Sequence[ScoredGroup], least: int) -> dict[str, Shares]:
    """Return how far apart the groups are, highest less lowest, at every threshold; None with fewer than two of them.

    Small groups do not count, nor rates that divide by fewer rows than `least`.
    """
    large = [(rates(each), denominators(each)) for each in groups if not each["small"]]
    found: dict[str, Shares] = {}
    for rate in RATES:
        values = [_evident(shares[rate], rows[rate], least) for shares, rows in large]
        found[rate] = [_apart([own[at] for own in values]) for at in range(len(groups[0]["positives"]))]
    return found


def _apart(shares: Shares) -> float | None:
    there = [share for share in shares if share is not None]
    return max(there) - min(there) if len(there) > 1 else None


def _evident(shares: Shares, rows: Sequence[float], least: int) -> Shares:
    return [share if n >= least else None for share, n in zip(shares, rows, strict=True)]

"""Reports with scores beside labels, built by hand: ordinary, weighted, hostile, of many groups, of deciles."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import documents
from builders import estimate, group, metrics_of, used

from fairaudit.catalogue import CATALOGUE
from fairaudit.catalogue.facts import definition
from fairaudit.document import Document, Group, GroupResult, ScoredGroup, Scores

THRESHOLDS = [place / 100 for place in range(101)]
DECILES = [float(decile) for decile in range(1, 11)]


def entry(
    by: list[str], name: Group, n: int, shift: float, thresholds: Sequence[float], *, small: bool = False
) -> ScoredGroup:
    """Return a group with about a third of positives, whose scores lie higher by so much than those of negatives."""
    last = len(thresholds) - 1
    positives = [round(n / 3 * (1 - (place / last) ** (2 + shift))) for place in range(last + 1)]
    negatives = [round(2 * n / 3 * (1 - place / last) ** 1.5) for place in range(last + 1)]
    step = max(last // 10, 1)
    bins = range(0, last, step)
    rows = [positives[at] - positives[at + step] + negatives[at] - negatives[at + step] for at in bins]
    hits = [positives[at] - positives[at + step] for at in bins]
    shares = [hit / of if of else None for hit, of in zip(hits, rows, strict=True)]
    scored: ScoredGroup = {
        "by": by,
        "group": name,
        "small": small,
        "positives": positives,
        "negatives": negatives,
        "histogram": {"positives": list(hits), "negatives": [of - hit for hit, of in zip(hits, rows, strict=True)]},
        "roc": {
            "false_positives": list(reversed(negatives)),
            "true_positives": list(reversed(positives)),
            "corners": 240,
            "off": 0.004,
        },
        "reliability": {
            "n": rows,
            "positives": hits,
            "mean_score": [None if share is None else (place + 0.47) / 10 for place, share in enumerate(shares)],
            "share_positive": shares,
            "low": [None if share is None else max(share - 0.1, 0.0) for share in shares],
            "high": [None if share is None else min(share + 0.1, 1.0) for share in shares],
        },
    }
    return scored


def scores_of(groups: Sequence[GroupResult], thresholds: Sequence[float] = THRESHOLDS) -> Scores:
    """Return scores of all rows and of these groups; what is measured of them is put beside."""
    everyone = entry([], {}, 8000, 0.5, thresholds)
    named = [
        entry(each["by"], each["group"], each["n"] or 0, place / 4, thresholds, small=each["small"])
        for place, each in enumerate(groups)
    ]
    of_probabilities = thresholds is THRESHOLDS
    for each in [everyone, *named]:
        if not of_probabilities:
            each["reliability"] = None
    return {
        "probabilities": of_probabilities,
        "weighted": False,
        "binned": False,
        "thresholds": list(thresholds),
        "edges": [place / 10 for place in range(11)] if of_probabilities else [place - 0.5 for place in range(1, 11)],
        "calibration_edges": [place / 10 for place in range(11)] if of_probabilities else [],
        "interval": "Wilson" if of_probabilities else "",
        "groups": [everyone, *named],
        "left_out": [{"by": ["race"], "groups": 2, "why": "hidden, so that no group of fewer than 5 rows can be told"}],
    }


def _with_scores(result: Document, thresholds: Sequence[float] = THRESHOLDS) -> Document:
    single = [each for each in result["groups"] if len(each["by"]) == 1]
    result["scores"] = scores_of(single, thresholds)
    result["columns"] = {**result["columns"], "score": "risk"}
    result["used"] = used(result["columns"])
    for metric in ("area_under_roc", "expected_calibration_error"):
        result["definitions"][metric] = definition(CATALOGUE[metric])
    for place, each in enumerate([result["overall"], *single]):
        figures: Any = each
        figures["metrics"]["area_under_roc"] = estimate(0.7123 + place / 100, each["n"] or 0)
        figures["metrics"]["expected_calibration_error"] = estimate(0.0345 + place / 100, each["n"] or 0)
        figures["calibrated_error"] = 0.0213 + place / 100
    return result


def scored() -> Document:
    """Return decisions and scores by race and sex: small groups, a missing label."""
    return _with_scores(documents.binary())


def weighted() -> Document:
    """Return scores of rows with weights."""
    result = scored()
    result["scores"]["weighted"] = True
    for each in result["scores"]["groups"]:
        each["weighted_positives"] = [2.5 * count for count in each["positives"]]
        each["weighted_negatives"] = [1.25 * count for count in each["negatives"]]
    return result


def deciles() -> Document:
    """Return scores from 1 to 10, which are no probabilities."""
    return _with_scores(documents.binary(), DECILES)


def points() -> Document:
    """Return scores with two operating points, the second named by how many it selects."""
    result = scored()
    result["operating_points"] = [{"name": "0.3", "score": 0.3}, {"name": "top 10%", "score": 0.8712}]
    return result


def hostile() -> Document:
    """Return scores of groups that have hostile names."""
    return _with_scores(documents.hostile())


def many() -> Document:
    """Return scores of twenty groups."""
    result = documents.one_group()
    result["groups"] = [
        group(["accent"], [f"accent number {place}"], 400 + place, metrics_of("binary", 400)) for place in range(20)
    ]
    result["disparities"], result["attributes"] = [], ["accent"]
    return _with_scores(result)


def alone() -> Document:
    """Return scores of all rows together and of no group."""
    result = copy.deepcopy(documents.empty())
    return _with_scores(result)


ALL = {"scored": scored, "weighted": weighted, "deciles": deciles, "hostile": hostile, "many": many, "alone": alone}
ALL["points"] = points

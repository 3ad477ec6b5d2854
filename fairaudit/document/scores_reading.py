"""Do the parts of the scores in a report that was read fit together? What draws them relies on that."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit.document import Document, ScoredGroup, Scores


def fault(document: Document) -> str | None:
    """Return a sentence for the first part of the scores that does not fit the others, or None if all do."""
    scores = document.get("scores")
    if scores is None:
        return None
    if not scores["thresholds"] or not scores["groups"] or scores["groups"][0]["by"]:
        return "`scores` needs thresholds, and groups that begin with all rows together"
    known = {(tuple(each["by"]), tuple(each["group"].items())) for each in document["groups"]}
    for place, each in enumerate(scores["groups"]):
        where = f"`scores.groups[{place}]`"
        if place and (len(each["by"]) != 1 or (tuple(each["by"]), tuple(each["group"].items())) not in known):
            return f"{where} is no group of the report"
        if any(len(numbers) != length for numbers, length in _lists(scores, each)):
            return f"{where} holds a list that is too long or too short"
        curve = each["roc"]
        if curve["true_positives"] and not (curve["true_positives"][-1] > 0 and curve["false_positives"][-1] > 0):
            return f"{where} holds a ROC curve that leads nowhere"
    return None


def _lists(scores: Scores, each: ScoredGroup) -> Iterator[tuple[list[float] | list[int] | list[float | None], int]]:
    """Yield the lists of a group, and how long each has to be."""
    thresholds, bins = len(scores["thresholds"]), len(scores["edges"]) - 1
    yield each["positives"], thresholds
    yield each["negatives"], thresholds
    yield each.get("weighted_positives", each["positives"]), thresholds
    yield each.get("weighted_negatives", each["negatives"]), thresholds
    yield each["histogram"]["positives"], max(bins, 1)
    yield each["histogram"]["negatives"], max(bins, 1)
    yield each["roc"]["false_positives"], len(each["roc"]["true_positives"])
    if each["reliability"] is not None:
        for name in ("n", "positives", "mean_score", "share_positive", "low", "high"):
            yield each["reliability"][name], len(scores["calibration_edges"]) - 1

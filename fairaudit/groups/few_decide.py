"""Warnings where few utterances or clusters decide a group's figures, and intervals may not hold what they promise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fairaudit.counts import ConfusionCounts
from fairaudit.document import Largest, LargestPart, Message
from fairaudit.errors import show
from fairaudit.groups.largest import largest_parts
from fairaudit.groups.level import Level
from fairaudit.inference.effective_size import ENOUGH_CLUSTERS
from fairaudit.inference.rare_events import LARGE_PART, NOT_FEW_ERRORS
from fairaudit.labels import MISSING
from fairaudit.tasks.speech.counts import EditCounts

FEW_WARNINGS: dict[str, str] = {
    "few_carry_errors": "A few utterances, or one speaker, carry a large part of a group's word errors.",
    "size_tied_to_rate": "Larger clusters have other rates than small ones, so few of them decide a group's figure.",
    "label_in_few_clusters": "Few of a group's clusters hold a label, and metrics of both labels count all of them.",
}
_MOST = 5
"""Groups of one level that are named; the report holds the figures of all."""
_LONG_UTTERANCE, _ONE_SPEAKER, _TIMES_ITS_WORDS = 0.25, 1 / 3, 2.0
"""From these shares of the errors, at so many times the share of the words, one utterance or speaker is named."""
_ONE_IN_TWENTY = 0.05
_OF_BOTH_LABELS = ("balanced_accuracy", "matthews_correlation")
_FEW_WITH_LABEL = 10
"""With a label in fewer clusters than this, and in at most half of them, intervals of such metrics may not hold."""
_LABELS = {"positive": ("true_positives", "false_negatives"), "negative": ("true_negatives", "false_positives")}
_COUNTS = ("word_errors", "reference_words", "capped_word_errors")


def few_notices(levels: Sequence[Level]) -> Iterator[Message]:
    """Say which groups' errors few utterances or speakers carry, where few clusters are large, or hold a label."""
    for level in levels:
        found = list(_carried(level))
        for text in found[:_MOST]:
            yield {"code": "few_carry_errors", "message": text}
        if len(found) > _MOST:
            more = f"So it is in {len(found) - _MOST} more groups of `{show(':'.join(level.by))}`."
            yield {"code": "few_carry_errors", "message": f"{more} The report holds the figures under `largest`."}
        yield from _tied(level, sum(len(each.measurements) for each in levels))
        yield from _rarely_labelled(level)


def _rarely_labelled(level: Level) -> Iterator[Message]:
    """Name the groups of which few clusters hold one of the labels, where a metric of both labels is measured."""
    clusters, counts = level.sample.clusters, level.sample.counts
    names = [name for name in _OF_BOTH_LABELS if name in level.measurements]
    if clusters is None or not isinstance(counts, ConfusionCounts) or not names:
        return
    for label, fields in _LABELS.items():
        there = sum(counts.field(name)[:, 0] for name in fields) > 0
        holding = np.bincount(level.sample.group, weights=there, minlength=level.sample.size)
        found = [
            f"{show(', '.join(MISSING if value is None else value for value in group.values()))} "
            f"({holding[index]:.0f} of {clusters[index]})"
            for index, group in enumerate(level.groups)
            if level.small_because[index] is None
            and not level.suppressed[index]
            and 0 < holding[index] < _FEW_WITH_LABEL
            and 2 * holding[index] <= clusters[index]
        ]
        if found:
            listed = ", ".join(found[:_MOST]) + (f" and {len(found) - _MOST} more" if len(found) > _MOST else "")
            text = (
                f"By `{show(':'.join(level.by))}`, few clusters hold a {label} label: {listed}. "
                f"Intervals of {' and '.join(names)} count all clusters and can be too narrow there."
            )
            yield {"code": "label_in_few_clusters", "message": text}


def _carried(level: Level) -> Iterator[str]:
    """Yield a sentence for every group that can be compared whose errors few utterances or speakers carry."""
    for group, largest in enumerate(largest_parts(level)):
        is_shown = not level.suppressed[group] and level.small_because[group] is None
        if largest is not None and is_shown and (said := _what(level, group, largest)):
            labels = (f"{name}={MISSING if value is None else value}" for name, value in level.groups[group].items())
            yield f"In {show(', '.join(labels))} {said}."


def _what(level: Level, group: int, largest: Largest) -> str | None:
    """Say what carries the group's errors and how its rate stands without it, or return None."""
    totals, rows = level.totals, level.largest_rows
    errors, words, capped = (totals.field(name)[group] for name in _COUNTS)
    moment = 1 if totals.weighted else 0
    if rows is None or not words[moment] > 0:
        return None
    said = (
        _utterance(largest["utterance"], *rows[group, :2].tolist())
        or _beyond(largest["beyond_words"], float(errors[0]), float(capped[moment] / words[moment]))
        or _speaker(largest["cluster"], float(errors[0]))
    )
    return said and f"{said} instead of {_percent(float(errors[moment] / words[moment]))}"


def _utterance(part: LargestPart, errors: float, words: float) -> str | None:
    is_made_up = errors - words >= NOT_FEW_ERRORS and part["share_of_errors"] >= LARGE_PART
    if errors < NOT_FEW_ERRORS or not (is_made_up or _carries(part, _LONG_UTTERANCE)):
        return None
    return _without(part, f"one utterance carries {_percent(part['share_of_errors'])} of the word errors")


def _beyond(share: float, errors: float, capped: float) -> str | None:
    if share < LARGE_PART or share * errors < NOT_FEW_ERRORS:
        return None
    said = f"{_percent(share)} of the word errors are more than their utterances have words, as where text is made up"
    return f"{said}: with each utterance counted as wholly wrong at most, the word error rate is {_percent(capped)}"


def _speaker(part: LargestPart | None, errors: float) -> str | None:
    if part is None or part["share_of_errors"] * errors < NOT_FEW_ERRORS or not _carries(part, _ONE_SPEAKER):
        return None
    shares = f"{_percent(part['share_of_errors'])} of the word errors with {_percent(part['share_of_words'] or 0)} of"
    return _without(part, f"one speaker carries {shares} the words")


def _carries(part: LargestPart, least: float) -> bool:
    return part["share_of_errors"] >= max(least, _TIMES_ITS_WORDS * (part["share_of_words"] or 0.0))


def _without(part: LargestPart, said: str) -> str | None:
    """Add how the rate stands without this part, or say nothing if no words are left without it."""
    rate = part["rate_without"]
    return None if rate is None else f"{said}: without it the word error rate is {_percent(rate)}"


def _tied(level: Level, tests: int) -> Iterator[Message]:
    """Say which metrics change with the clusters' size; all that were looked at together err once in twenty reports."""
    ties = {name: measured.tie for name, measured in level.measurements.items()}
    names = [name for name, tie in ties.items() if tie is not None and tie.chance * tests <= _ONE_IN_TWENTY]
    if names:
        is_speech = isinstance(level.totals, EditCounts)
        many, size = ("speakers", "words") if is_speech else ("clusters", "rows")
        text = (
            f"By `{show(':'.join(level.by))}`, {many} with more {size} or weight have other values of "
            f"{', '.join(names)} than those with less, so a few of them decide a group's figure. The intervals allow "
            f"for it, but in groups of fewer than {ENOUGH_CLUSTERS:.0f} {many} they can still be too narrow."
        )
        yield {"code": "size_tied_to_rate", "message": text}


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"

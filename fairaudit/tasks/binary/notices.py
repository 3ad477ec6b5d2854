"""Warnings about decisions: columns that are not used, models that decide nothing, labels that are rare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import numpy as np

from fairaudit.config import Config
from fairaudit.counts import ConfusionCounts, LabelCounts, SelectionCounts
from fairaudit.cube import Cube
from fairaudit.document import Message
from fairaudit.errors import show
from fairaudit.groups.few_decide import MOST, named
from fairaudit.groups.level import Level
from fairaudit.metrics import confusion
from fairaudit.tally import Roles, Seen
from fairaudit.tally.median import highest
from fairaudit.tasks.binary import operating
from fairaudit.tasks.binary.tally import SCORES, SCORES_MISSING
from fairaudit.tasks.constant_guess import constant_guess_notices

_DECIDES_NOTHING = "Its gaps are zero because it decides nothing, not because it treats groups alike."
_MEND = "Look at the threshold, and whether label and prediction mean the same by positive."
_OF_BOTH_LABELS = (confusion.balanced_accuracy, confusion.matthews_correlation)
_FEW_WITH_LABEL = 10
"""With a label in fewer clusters than this, and in at most half of them, intervals of such metrics may not hold."""
_LABELS = {"positive": ("true_positives", "false_negatives"), "negative": ("true_negatives", "false_positives")}


def _message(code: str, text: str) -> Message:
    return {"code": code, "message": text}


def role_notices(roles: Roles, config: Config) -> Iterator[Message]:
    """Say which columns could have been used and are not."""
    for name in roles.unused:
        point, score = roles.points[0] if roles.points else ("", 0.0)
        option = "--threshold" if config.threshold else f"--top-k {point.removeprefix('top ')}"
        text = f"Column `{show(name)}` is not used: the decisions are the scores from {score:g} on"
        yield _message(
            "prediction_unused", f"{text} ({option}). Without {option.split()[0]}, `{show(name)}` is audited."
        )
    if "score" in config.columns and "label" not in roles.columns and "prediction" in roles.columns:
        text = f"No metric uses the score `{show(config.columns['score'])}`: the decisions are column"
        mend = "To decide by the score, say from where on: --threshold 0.5."
        yield _message("score_unused", f"{text} `{show(roles.columns['prediction'])}`. {mend}")


def tie_notices(roles: Roles, config: Config, cube: Cube[Any]) -> Iterator[Message]:
    """Say where more rows are selected than were asked for, because several have the lowest score of these."""
    asked = dict(zip((f"top {each.strip()}" for each in config.top_k), config.top_k, strict=True))
    for name, score in roles.points:
        if name not in asked:
            continue
        counts = operating.counts_at(cube, name)
        rows, selected = float(counts.rows[:, 0].sum()), float(counts.selected[:, 0].sum())
        wanted = highest(rows, asked[name])
        if selected > wanted:
            text = f"`{name}` selects {selected:,.0f} rows instead of {wanted:,}: several have the score {score:g}, and"
            yield _message("ties_at_the_top", f"{text} which of them are selected is not for an audit to say.")


def decision_notices(overall: Level, seen: Seen) -> Iterator[Message]:
    """Say if the model or the labels are degenerate, or a constant guess would do better."""
    totals, rows = overall.totals, overall.totals.rows[0, 0]
    if isinstance(totals, ConfusionCounts | SelectionCounts):
        if totals.selected[0, 0] == rows:
            yield _message("everyone_selected", f"The model selects every row. {_DECIDES_NOTHING}")
        if totals.selected[0, 0] == 0:
            yield _message("nobody_selected", f"The model selects no row. {_DECIDES_NOTHING}")
    if isinstance(totals, ConfusionCounts | LabelCounts) and (positive := totals.positive_labels[0, 0]) in (0, rows):
        text = f"Every label is {'positive' if positive else 'negative'}, so what needs the other class is undefined."
        yield _message("one_class", text)
    if isinstance(totals, ConfusionCounts):
        yield from _constant_guess(overall)
    yield from _score_notices(seen)


def _score_notices(seen: Seen) -> Iterator[Message]:
    missing, (lowest, highest) = seen.rows[SCORES_MISSING], seen.ranges[SCORES]
    if missing:
        are = "score is" if missing == 1 else "scores are"
        yield _message("missing_score", f"{missing:,} {are} missing or not finite.")
    if lowest < 0 or highest > 1:
        text = f"Scores run from {lowest:g} to {highest:g}, so they are not probabilities."
        yield _message("score_out_of_range", text)
    if lowest == highest:
        text = f"Every row has the score {lowest:g}: the model does not tell rows apart. {_DECIDES_NOTHING}"
        yield _message("constant_score", text)


def _constant_guess(overall: Level) -> Iterator[Message]:
    counts = cast(ConfusionCounts, overall.sample.counts)
    right = np.stack([counts.true_negatives, counts.true_positives], axis=-2)
    labels = np.stack([counts.rows - counts.positive_labels, counts.positive_labels], axis=-2)
    answers = ("predicting negative", "predicting positive")
    return constant_guess_notices(overall, right, labels, answers, _MEND)


def rare_label_notices(level: Level) -> Iterator[Message]:
    """Name the groups of which few clusters hold one of the labels, where a metric of both labels is measured."""
    clusters, counts = level.sample.clusters, level.sample.counts
    names = [metric.name for metric in _OF_BOTH_LABELS if metric.name in level.measurements]
    if clusters is None or not isinstance(counts, ConfusionCounts) or not names:
        return
    for label, fields in _LABELS.items():
        there = counts.total_of(fields)[:, 0] > 0
        holding = np.bincount(level.sample.group, weights=there, minlength=level.sample.size)
        found = [
            f"{named(group)} ({holding[index]:.0f} of {clusters[index]})"
            for index, group in enumerate(level.groups)
            if level.is_compared(index)
            and 0 < holding[index] < _FEW_WITH_LABEL
            and 2 * holding[index] <= clusters[index]
        ]
        if found:
            listed = ", ".join(found[:MOST]) + (f" and {len(found) - MOST} more" if len(found) > MOST else "")
            text = (
                f"By `{show(':'.join(level.by))}`, few clusters hold a {label} label: {listed}. "
                f"Intervals of {' and '.join(names)} count all clusters and can be too narrow there."
            )
            yield _message("label_in_few_clusters", text)

"""The warning that a constant answer would be right more often than the model, for every task that has labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fairaudit.counts import FloatArray
from fairaudit.document import Message
from fairaudit.groups.level import Level
from fairaudit.inference.constant_guess import constant_guess
from fairaudit.words import figures


def constant_guess_notices(
    overall: Level, right: FloatArray, labels: FloatArray, answers: Sequence[str], mend: str
) -> Iterator[Message]:
    """Say if always giving the most frequent label would be right more often, as far as the evidence bears it out.

    `right` and `labels` are the rows of each label that are right, and all of them: ``(entries, labels, moments)``.
    `answers` say of each label what it is to give it always. Rows that all have one label show nothing about others.
    """
    if (labels[..., 0].sum(axis=0) > 0).sum() < 2:
        return
    found = constant_guess(overall.sample, right, labels, overall.confidence)
    value, low, high = found.difference.value, found.difference.low, found.difference.high
    if not found.beats or value is None or low is None or high is None:
        return
    rows = "rows, by weight" if overall.totals.weighted else "rows"
    accuracy, share = (figures.number(each, "share") for each in (found.accuracy, found.share))
    turned = replace(found.difference, value=-value, low=-high, high=-low)
    worse = figures.figure(turned.to_dict(), "share", "difference")
    text = (
        f"The model is right for {accuracy} of the {rows}; always {answers[found.label]} would be right for {share}: "
        f"worse by {worse.in_full} ({worse.interval}). {mend} To be right often is not all: a model that finds a rare "
        "label can be useful all the same."
    )
    yield {"code": "worse_than_constant_guess", "message": text}

"""Warnings about classes: spellings that look alike, classes that one side never uses, groups without a class."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from fairaudit.counts.classes import ClassCounts
from fairaudit.document import Message
from fairaudit.errors import show
from fairaudit.groups.few_decide import named
from fairaudit.groups.level import Level
from fairaudit.tally import Seen
from fairaudit.tasks.constant_guess import constant_guess_notices
from fairaudit.tasks.multiclass.probabilities import MISSING, SUMS

_MOST = 6


def probability_notices(seen: Seen) -> Iterator[Message]:
    """Say how many rows lack probabilities, or have some that do not add up to 1."""
    if missing := seen.rows.get(MISSING, 0):
        text = f"{missing:,} rows lack the probability of a class. No metric of probabilities counts them."
        yield _message("missing_probability", text)
    if odd := seen.rows.get(SUMS, 0):
        text = f"In {odd:,} rows the probabilities of the classes do not add up to 1, by more than 0.01."
        yield _message("probabilities_do_not_sum", f"{text} They are used as they are.")


def class_notices(overall: Level) -> Iterator[Message]:
    """Say what is odd about the classes of all rows together."""
    totals = cast(ClassCounts, overall.totals)
    labels, predictions = (each[0, :, 0].astype(int).tolist() for each in totals.margins[1:])
    rows = dict(zip(totals.classes, zip(labels, predictions, strict=True), strict=True))
    yield from _alike(rows)
    if sum(count > 0 for count in predictions) == 1:
        text = "The model predicts the same class for every row. Its gaps are zero because it decides nothing."
        yield _message("one_class_predicted", text)
    unused = [f"`{show(name)}` ({label:,} rows)" for name, (label, prediction) in rows.items() if not prediction]
    if unused:
        text = f"No row is predicted to be {_listed(unused, 'or')}; its positive predictive value is undefined."
        yield _message("class_never_predicted", text)
    unknown = [f"`{show(name)}` ({prediction:,} rows)" for name, (label, prediction) in rows.items() if not label]
    if unknown:
        text = f"No row has the label {_listed(unknown, 'or')}, which the model predicts."
        yield _message("class_never_label", text)


def guess_notices(overall: Level) -> Iterator[Message]:
    """Say if always giving the most frequent class would be right more often."""
    counts = cast(ClassCounts, overall.sample.counts)
    answers = [f"giving `{show(name)}`" for name in counts.classes]
    mend = "Look at what it takes for what, and whether the labels are those that it was trained on."
    return constant_guess_notices(overall, counts.margins.right, counts.margins.labels, answers, mend)


def _alike(rows: dict[str, tuple[int, int]]) -> Iterator[Message]:
    spellings: dict[str, list[str]] = {}
    for name in rows:
        spellings.setdefault(unicodedata.normalize("NFKC", " ".join(name.split())).casefold(), []).append(name)
    found = [names for names in spellings.values() if len(names) > 1]
    if found:
        listed = "; ".join(" and ".join(_with_rows(name, *rows[name]) for name in names) for names in found[:_MOST])
        more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
        text = f"Classes that differ only in case or white space are counted as different ones: {listed}{more}."
        yield _message("classes_look_alike", f"{text} If they are the same, write them alike.")


def _with_rows(name: str, label: int, prediction: int) -> str:
    return f"`{show(name)}` ({label:,} as label, {prediction:,} as prediction)"


def missing_notices(level: Level) -> Iterator[Message]:
    """Name the groups that have no row of a class, where means over classes are compared."""
    totals = cast(ClassCounts, level.totals)
    there = totals.margins.labels[..., 0] > 0
    everywhere = there.any(axis=0)
    lacking = [
        f"{named(group)} ({_listed([show(totals.classes[k]) for k in (everywhere & ~there[index]).nonzero()[0]])})"
        for index, group in enumerate(level.groups)
        if level.is_compared(index) and not there[index][everywhere].all()
    ]
    if lacking:
        by = show(":".join(level.by))
        text = (
            f"By `{by}`, some groups have no row of a class: {_listed(lacking)}. Means over classes leave it out there."
        )
        yield _message("class_missing_in_group", text)


def _listed(names: Sequence[str] | Iterable[str], word: str = "and") -> str:
    names = list(names)
    if len(names) > _MOST:
        return f"{', '.join(names[:_MOST])} {word} {len(names) - _MOST} more"
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _message(code: str, text: str) -> Message:
    return {"code": code, "message": text}

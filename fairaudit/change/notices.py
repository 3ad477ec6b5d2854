"""Warnings: what is odd about two results, and about how they go together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fairaudit.catalogue import TASKS
from fairaudit.change.pairing import WOULD_MATCH
from fairaudit.change.sides import Side
from fairaudit.document import Message
from fairaudit.document.changes import Pairing, Result

CHANGE_WARNINGS: dict[str, str] = {
    "rows_without_partner": "Some rows are in one result only. They are counted, named, and not compared.",
    "repeated_ids": "Some ids occur more than once in a result, so their rows have no one partner.",
    "rows_without_id": "Some rows have no id, so they have no partner.",
    "labels_differ": "Some rows have another label or reference in the new result: the truth is not the same for both.",
    "groups_differ": "Some rows have another group or cluster in the new result.",
    "same_data": "Both results are the same data, so nothing can have changed.",
    "not_paired": "The two results are taken as independent, which makes intervals wide if they are of the same rows.",
    "rule_direction": "A rule demands that something gets no better.",
}
"""Every code and what it means in general."""


def _message(code: str, text: str) -> Message:
    return {"code": code, "message": text}


def side_notices(old: Sequence[Message], new: Sequence[Message]) -> Iterable[Message]:
    """Say what is odd about one result, once where it is odd about both."""
    for message in old:
        if message in new:
            yield message
        else:
            yield _message(message["code"], f"Old result: {message['message']}")
    for message in new:
        if message not in old:
            yield _message(message["code"], f"New result: {message['message']}")


def same_data_notices(old: Result, new: Result) -> Iterable[Message]:
    """Say if one and the same result was given twice."""
    files = [[source["sha256"] for source in result["data"]["sources"]] for result in (old, new)]
    same = files[0] == files[1] and all(files[0]) and old["columns"] == new["columns"]
    if same and old["where"] == new["where"] and old.get("threshold") == new.get("threshold"):
        text = "Both results are the same data, so nothing can have changed. Was another file meant?"
        yield _message("same_data", text)


def pairing_notices(pairing: Pairing, new: Side) -> Iterable[Message]:
    """Say which rows have no partner, and what partners do not have in common."""
    if pairing["how"] != "rows":
        yield from _unpaired_notices(pairing)
        return
    alone = [f"{pairing[which]:,} only in the {name} result" for which, name in _ALONE if pairing[which]]  # type: ignore[literal-required]
    if alone:
        text = f"Rows without a partner are not compared: {' and '.join(alone)}."
        text += f" {pairing['nearly']:,} {WOULD_MATCH}." if pairing["nearly"] else ""
        yield _message("rows_without_partner", text)
    if pairing["repeated"]:
        text = f"{pairing['repeated']:,} rows have an id that their result has more than once; they are not compared."
        yield _message("repeated_ids", text)
    if pairing["without_id"]:
        yield _message("rows_without_id", f"{pairing['without_id']:,} rows have no id; they are not compared.")
    if pairing["labels_differ"]:
        yield _message("labels_differ", _labels(pairing["labels_differ"], TASKS[new.roles.task].words.truth))
    if pairing["groups_differ"]:
        text = (
            f"{pairing['groups_differ']:,} of {pairing['pairs']:,} pairs have another group or cluster in the new "
            "result; that of the new result is used."
        )
        yield _message("groups_differ", text)


_ALONE = (("only_old", "old"), ("only_new", "new"))


def _labels(pairs: int, truth: str) -> str:
    return f"{pairs:,} pairs have another {truth} in the new result: the two results were not judged by one truth."


def _unpaired_notices(pairing: Pairing) -> Iterable[Message]:
    if pairing["how"] == "independent":
        text = (
            "The two results are taken as independent. If they are of the same rows, name the columns that tell rows "
            "apart (--id): intervals are then narrower."
        )
        yield _message("not_paired", text)

"""Warnings about speech: what limits the evidence, and which groups' errors few utterances or speakers carry."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit.cube import Cube
from fairaudit.document import Largest, LargestPart, Message
from fairaudit.errors import show
from fairaudit.groups.few_decide import MOST, labelled
from fairaudit.groups.level import Level
from fairaudit.inference.rare_events import LARGE_PART, NOT_FEW_ERRORS
from fairaudit.tally import Seen
from fairaudit.tasks.speech.counts import EditCounts
from fairaudit.tasks.speech.largest import largest_parts
from fairaudit.tasks.speech.tally import EMPTY_REFERENCES

_LONG_UTTERANCE, _ONE_SPEAKER, _TIMES_ITS_WORDS = 0.25, 1 / 3, 2.0
"""From these shares of the errors, at so many times the share of the words, one utterance or speaker is named."""
_COUNTS = ("word_errors", "reference_words", "capped_word_errors")


def _message(code: str, text: str) -> Message:
    return {"code": code, "message": text}


def speech_notices(cube: Cube[EditCounts], seen: Seen) -> Iterator[Message]:
    """Say what limits the evidence about speech."""
    if cube.rows_are_clusters:
        text = (
            "No speaker column is known, so every utterance is taken as independent: the intervals are likely too "
            "narrow, and gaps that are called certain may be chance. Name it with --cluster."
        )
        yield _message("no_clusters", text)
    differs = int(cube.counts.field("split_differs")[:, 0].sum())
    if differs:
        utterances = "utterance" if differs == 1 else "utterances"
        text = f"In {differs:,} {utterances} NIST's alignment has more edits than the minimum, which the rates count."
        yield _message("edit_split_differs", text)
    if empty := seen.rows[EMPTY_REFERENCES]:
        hold = "reference holds" if empty == 1 else "references hold"
        text = f"{empty:,} {hold} no words: what was recognised there counts as insertions."
        yield _message("empty_references", text)


def carried_notices(level: Level) -> Iterator[Message]:
    """Say which groups' errors few utterances or speakers carry."""
    found = list(_carried(level))
    for text in found[:MOST]:
        yield _message("few_carry_errors", text)
    if len(found) > MOST:
        more = f"So it is in {len(found) - MOST} more groups of `{show(':'.join(level.by))}`."
        yield _message("few_carry_errors", f"{more} The report holds the figures under `largest`.")


def _carried(level: Level) -> Iterator[str]:
    """Yield a sentence for every group that can be compared whose errors few utterances or speakers carry."""
    for group, largest in enumerate(largest_parts(level)):
        if largest is not None and level.is_compared(group) and (said := _what(level, group, largest)):
            yield f"In {labelled(level.groups[group])} {said}."


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


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"

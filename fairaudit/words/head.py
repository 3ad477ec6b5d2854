"""What the head of every report says: the rows, what the figures rest on and who said so, what was assumed."""

from __future__ import annotations

from collections.abc import Sequence

from fairaudit.document import Document, Used
from fairaudit.document.judged import JudgedDocument
from fairaudit.errors import show
from fairaudit.words.about import about_shown
from fairaudit.words.figures import percent
from fairaudit.words.phrases import counted, level_name, operating_point, plural

_OF_SEVERAL = {"by its name": "by their names"}
_VALUES = ("positive", "threshold", "top_k")
"""What is used and is no column."""
_MOST_COLUMNS = 12


def facts(document: Document) -> list[tuple[str, str]]:
    """Return what the head of every report says, as name and text."""
    pairs = [
        ("Rows", counted(document)),
        ("Task", show(document["task"])),
        ("Columns", _columns(document["used"])),
        ("Positive", _positive(document)),
        ("Threshold", _threshold(document)),
        ("Not used", _not_used(document)),
        ("Groups", ", ".join(dict.fromkeys(level_name(group["by"]) for group in document["groups"]))),
        ("Intervals", f"{percent(document['confidence'])} confidence"),
        ("Normaliser", show(document.get("normalizer", ""))),
        ("Edit split", show(document.get("edit_split", ""))),
    ]
    return [(name, text) for name, text in pairs if text]


def briefly(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the facts with all that normalises in one line."""
    found = dict(pairs)
    if "Normaliser" in found and (split := found.pop("Edit split", "")):
        found["Normaliser"] += f", edit split {split}"
    return list(found.items())


def _columns(used: Sequence[Used]) -> str:
    """Return the column of every role: ``label = `y` (given); score = `score` (assumed, by its name)``."""
    found: dict[str, list[str]] = {}
    for each in used:
        if each["role"] not in (*_VALUES, "group"):
            shown = f"{show(each['role'])} = `{show(each['column'] or '')}`"
            found.setdefault(_how(each), []).append(shown)
    return "; ".join(
        ", ".join(shown[:_MOST_COLUMNS])
        + (f" and {len(shown) - _MOST_COLUMNS} more" if len(shown) > _MOST_COLUMNS else "")
        + f" ({_of_several(how) if len(shown) > 1 else how})"
        for how, shown in found.items()
    )


def _how(used: Used) -> str:
    """Return who said so: ``given``, or ``assumed, by its name``."""
    how, why = show(used["how"]), used.get("why")
    return f"{how}, {show(why)}" if why else how


def _of_several(how: str) -> str:
    return next((how.replace(one, several) for one, several in _OF_SEVERAL.items() if one in how), how)


def _positive(document: Document) -> str:
    """Return the value that counts as positive, what it means, and who said so; empty where no value does."""
    means = about_shown(document.get("about")).get("positive_means", "")
    said = f": {means}" if means else ""
    used = [each for each in document["used"] if each["role"] == "positive"]
    return "; ".join(f"`{show(each['value'] or '')}`{said} ({_how(each)})" for each in used)


def _threshold(document: Document) -> str:
    """Return from which score on a row counts as predicted positive; empty where the data hold decisions."""
    column = show(document["columns"].get("score", "score"))
    points = document.get("operating_points")
    if points:
        first, *others = (operating_point(each) for each in points)
        beside = f"; beside it {', '.join(others)}" if others else ""
        return f"predicted positive from {first} on, column {column}{beside} (given)"
    threshold = document["config"].get("threshold")
    return "" if threshold is None else f"predicted positive from {show(threshold)} on, column {column} (given)"


def _not_used(document: Document) -> str:
    """Return the columns that look as if they had a role and have none, each with why."""
    found = [f"`{show(each['column'])}`: {show(each['why'])}" for each in document["not_used"]]
    more = [plural(len(found) - _MOST_COLUMNS, "more column")] if len(found) > _MOST_COLUMNS else []
    return "; ".join([*found[:_MOST_COLUMNS], *more])


def assumed(document: Document) -> list[str]:
    """Return what was assumed beyond columns and values, which `facts` has."""
    told = {each.get("assumption") for each in (*document["used"], *document["not_used"])}
    return [text for text in document["assumptions"] if text not in told]


def noted(document: JudgedDocument) -> list[tuple[str, str]]:
    """Return what was assumed and what is warned of as facts, each name beside its first text."""
    warnings = [warning["message"] for warning in document["warnings"]]
    assumptions = document["assumptions"] if "changes_version" in document else assumed(document)
    texts = {"Assumed": assumptions, "Warning": warnings}
    return [("" if index else name, show(text)) for name, found in texts.items() for index, text in enumerate(found)]

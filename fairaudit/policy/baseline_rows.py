"""Is an earlier report of the same rows as this audit? Refused where options say otherwise, else said."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit import document
from fairaudit.errors import UsageError, show
from fairaudit.spoken import command, saved, spoken


def check_same_rows(baseline: document.Document, now: document.Document) -> None:
    """Refuse a baseline of which it was said that other rows count, or that they count otherwise.

    Raises:
        UsageError: the conditions or the weights differ, or only one of the two has clusters.
    """
    before, after = _conditions(baseline), _conditions(now)
    if sorted(before) != sorted(after):
        compare = command("compare")
        raise UsageError(
            f"The baseline is of {_rows(before)}, and this audit is of {_rows(after)}. {_mend()} {compare} "
            f"holds two parts of the data against each other: {spoken('where_old')} and {spoken('where_new')}."
        )
    old, new = baseline["columns"], now["columns"]
    if old.get("weight") != new.get("weight"):
        raise UsageError(
            f"The baseline is of another weight: {_column(old, 'weight')}, not {_column(new, 'weight')}. {_mend()}"
        )
    if ("cluster" in old) != ("cluster" in new):
        named = f"{_column(old, 'cluster')}, not {_column(new, 'cluster')}"
        raise UsageError(f"The baseline is of another cluster: {named}. Its intervals mean something else. {_mend()}")


def _conditions(report: document.Document) -> list[tuple[str, str]]:
    return [(name, value) for name, value in report["config"].get("where") or ()]


def _rows(conditions: list[tuple[str, str]]) -> str:
    said = " and ".join(f"{show(name)}={show(value)}" for name, value in conditions)
    return f"rows with {said}" if said else "all rows"


def _column(columns: dict[str, str], role: str) -> str:
    return f"`{show(columns[role])}`" if role in columns else "none"


def other_data(baseline: document.Document, now: document.Document) -> Iterator[str]:
    """Yield how the data of a baseline differ from those of this audit, as parts of a sentence about the baseline."""
    old, new = baseline["data"]["sources"], now["data"]["sources"]
    same_bytes = {each["sha256"] for each in old} == {each["sha256"] for each in new}
    if old and new and not same_bytes and {each["path"] for each in old} != {each["path"] for each in new}:
        yield f"it is of {_names(old)}, this report of {_names(new)}"
    if baseline["overall"]["n"] != now["overall"]["n"]:
        yield f"it has {baseline['overall']['n']:,} rows, this report {now['overall']['n']:,}"
    for role, column in now["columns"].items():
        before = baseline["columns"].get(role)
        if before not in (None, column):
            yield f"its {role} is `{show(before)}`, here it is `{show(column)}`"


def _names(sources: list[document.SourceFile]) -> str:
    named = show(sources[0]["path"])
    return named if len(sources) == 1 else f"{named} and {len(sources) - 1:,} more"


def _mend() -> str:
    return f"Make a new baseline: {saved('baseline.json')}."

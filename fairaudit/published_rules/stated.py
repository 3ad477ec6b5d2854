"""What a report says about what a published rule wants to be stated: an answer for every name in a preset."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fairaudit.document import Document, PresetResult, PresetTable
from fairaudit.document.units import unit_of
from fairaudit.errors import show
from fairaudit.words import figures, phrases, presets, verdicts

Answer = Callable[[Document, PresetResult], str | None]
_PERFORMANCE = ("accuracy", "word_error_rate")


def answer(name: str, document: Document, result: PresetResult) -> str | None:
    """Return what this report states, as sentences; None if it states nothing about it.

    Raises:
        KeyError: no answer has this name; the presets are part of the program.
    """
    return ANSWERS[name](document, result)


def _by_level(result: PresetResult, text: Callable[[PresetTable], str]) -> str | None:
    said = [f"by {phrases.level_name(table['by'])}, {text(table)}" for table in result["tables"]]
    return _sentence("; ".join(said)) if said else None


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _date(document: Document, _: PresetResult) -> str:
    return f"{document['created'][:10]}."


def _data(document: Document, _: PresetResult) -> str:
    files = [
        f"{show(file['path'])} ({phrases.plural(file['rows'], 'row')}, SHA-256 {file['sha256']})"
        for file in document["data"]["sources"]
    ]
    return f"{phrases.listed(files, 10)}."


def _log(document: Document, result: PresetResult) -> str:
    command = f", command `{show(document['command'])}`" if document["command"] else ""
    made = f"Written by fairaudit {document['fairaudit_version']} on {document['created']}{command}."
    return f"{made} Data: {_data(document, result)}"


def _numbers(_: Document, result: PresetResult) -> str | None:
    return "In the tables of this part." if result["tables"] else None


def _levels(_: Document, result: PresetResult) -> str | None:
    names = [phrases.level_name(table["by"]) for table in result["tables"]]
    return f"In the tables by {phrases.listed(names, 10)}." if names else None


def _against(_: Document, result: PresetResult) -> str | None:
    return _by_level(result, lambda table: phrases.label(table["against"]) or "no group can be compared")


def _unknown(_: Document, result: PresetResult) -> str | None:
    return _by_level(result, presets.unknown)


def _left_out(_: Document, result: PresetResult) -> str | None:
    return _by_level(result, lambda table: f"{_without_ratio(table)} (unknown: {presets.unknown(table)})")


def _without_ratio(table: PresetTable) -> str:
    """Return the groups that are left out although it is known who they are; the reasons stand beside the table."""
    known = [row for row in table["rows"] if row["left_out"] and None not in row["group"].values()]
    return phrases.listed([phrases.label(row["group"]) for row in known]) if known else "no known group"


def _chance(_: Document, result: PresetResult) -> str | None:
    return _by_level(result, lambda table: presets.by_chance(table) or "not computed: no two groups can be compared")


def _reverses(_: Document, result: PresetResult) -> str | None:
    return _by_level(result, lambda table: phrases.listed(presets.reversing(table)) or "it would reverse nothing")


def _scoring(document: Document, result: PresetResult) -> str:
    if result["median"] is None:
        return "Not needed: the rates are of decisions."
    rows = phrases.plural(document["overall"]["n"], "score")
    return f"The median of {rows} is {result['median']:.6g}; a score equal to it is not above it."


def _metrics(document: Document, _: PresetResult) -> str:
    names = [phrases.words(name) for name in document["definitions"]]
    return f"{phrases.listed(names, len(names))}; each with its formula and source in the JSON report."


def _accuracy(document: Document, _: PresetResult) -> str | None:
    metric = next((name for name in _PERFORMANCE if name in document["overall"]["metrics"]), None)
    if metric is None:
        return None
    overall = phrases.with_interval(document["overall"]["metrics"][metric], unit_of(document, metric))
    worst = "; ".join(_worst_of(document, metric))
    groups = f" Worst value: {worst}." if worst else ""
    return f"{phrases.words(metric).capitalize()} {overall or phrases.UNDEFINED} over all rows.{groups}"


def _worst_of(document: Document, metric: str) -> Iterator[str]:
    """Yield the worst group's value of every level, with the bound on its bad side."""
    better = document["definitions"][metric]["better"]
    for each in document["disparities"]:
        if (each["metric"], each["comparison"]) != (metric, "worst") or each["value"] is None:
            continue
        shown = figures.disparity_figure(each)
        bound = f"at least {shown.low}{shown.unit}" if better == "higher" else f"at most {shown.high}{shown.unit}"
        name = phrases.label(phrases.worst_group(each, better))
        yield f"by {phrases.level_name(each['by'])} {name}, {shown.value}; {bound} for every group that can be compared"


def _worst(document: Document, _: PresetResult) -> str | None:
    metric = next((name for name in ("f1_score", "word_error_rate") if name in document["definitions"]), None)
    found = list(_worst_of(document, metric)) if metric else []
    return f"{phrases.words(metric).capitalize()} {'; '.join(found)}." if metric and found else None


def _extent(document: Document, _: PresetResult) -> str:
    levels: dict[str, int] = {}
    for group in document["groups"]:
        name = phrases.level_name(group["by"])
        levels[name] = levels.get(name, 0) + 1
    groups = ", ".join(f"{phrases.plural(number, 'group')} by {name}" for name, number in levels.items())
    overall = document["overall"]
    return f"{phrases.evidence(overall['n'], overall['clusters'], document)}; {groups}."


def _small(document: Document, _: PresetResult) -> str:
    small = [group for group in document["groups"] if group["small"]]
    names = [f"{phrases.label(group['group'])} ({phrases.small_because(group)})" for group in small]
    return f"{phrases.listed(names, 10)}." if names else "No group is too small."


def _disparities(document: Document, _: PresetResult) -> str:
    names = dict.fromkeys(phrases.level_name(each["by"]) for each in document["disparities"])
    compared = phrases.plural(len(document["disparities"]), "comparison")
    return f"{compared} of groups by {phrases.listed(list(names), 10)} in this report, each with its interval."


def _limits(document: Document, _: PresetResult) -> str | None:
    said = [" ".join([f"{show(each['rule'])}.", *verdicts.because(each)]).strip() for each in document["verdicts"]]
    return " ".join(said) or None


ANSWERS: dict[str, Answer] = {
    "accuracy": _accuracy,
    "against": _against,
    "chance": _chance,
    "data": _data,
    "date": _date,
    "disparities": _disparities,
    "extent": _extent,
    "left_out": _left_out,
    "levels": _levels,
    "limits": _limits,
    "log": _log,
    "metrics": _metrics,
    "numbers": _numbers,
    "reverses": _reverses,
    "scoring": _scoring,
    "small": _small,
    "unknown": _unknown,
    "worst": _worst,
}
"""Name in a preset → what a report states."""

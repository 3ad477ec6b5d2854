"""The closing words of a comparison: what changed, for whom, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fairaudit.document import Estimate
from fairaudit.document import changes_reading as changes_view
from fairaudit.document.changes import Change, ChangesDocument, DisparityChange, GroupChange, Spread
from fairaudit.document.units import Unit, known_unit, unit_of
from fairaudit.words import changes as words
from fairaudit.words import figures, phrases

_MOST_NAMED = 4
_ALONE = "Alone this change would be certain, but together with all others that were looked at it may be chance"


def advice(document: ChangesDocument) -> list[str]:
    """Return what was found, in words: all rows, each level, who changed most, and who is not compared."""
    metric = changes_view.primary(document)
    if not metric:
        return []
    unit = unit_of(document, metric)
    found = [_overall(document["overall"]["metrics"][metric], metric, unit)]
    for level in changes_view.levels(document):
        found += [
            *_groups(level.groups, metric, unit, level.by),
            *_spread(level.spread(metric), document["confidence"]),
        ]
        found += _gap(level.disparity(metric, "difference"))
        found += _only_in_one(level.groups)
    return [text for text in found if text]


def _overall(change: Change, metric: str, unit: Unit) -> str:
    name = phrases.words(metric)
    old, new = words.value_of(change["old"], unit), words.value_of(change["new"], unit)
    if change["change"]["value"] is None:
        return f"The change of {name} is {words.why_missing(change)}."
    return f"Over all rows, {name} went from {old} to {new}: {_moved(change['change'], unit)}{_told(change)}."


def _moved(change: Estimate, unit: Unit, comparison: str | None = None) -> str:
    shown = words.change_figure(change, unit, comparison)
    details = f" ({words.interval(shown)})" if words.interval(shown) else ""
    return f"{shown.in_full}{details}"


def _told(change: Change) -> str:
    if change["verdict"] == "unclear":
        return _untold(change["change"])
    return f", which is {change['verdict']}"


def _untold(change: Estimate) -> str:
    """Return that a change may be chance; its own interval can say otherwise, and then that is answered."""
    low, high = change["low"], change["high"]
    if low is not None and high is not None and (low > 0 or high < 0):
        return f". {_ALONE}"
    return "; whether it changed cannot be told"


def _groups(groups: Sequence[GroupChange], metric: str, unit: Unit, by: Sequence[str]) -> Iterator[str]:
    """Yield who got better, who got worse, and for how many that cannot be told."""
    there = [each for each in groups if metric in each["metrics"] and each["status"] == "both"]
    told = {
        word: [each for each in there if each["metrics"][metric]["verdict"] == word]
        for word in ("worse", "better", "higher", "lower", "unclear")
    }
    parts = [f"{word} for {_named(found, metric, unit)}" for word, found in told.items() if found and word != "unclear"]
    unclear = told["unclear"]
    if unclear and parts:
        parts.append(f"cannot be told for {_labels(unclear)}")
    text = f"By {phrases.level_name(by)}, {phrases.words(metric)}"
    if parts:
        yield f"{text} is {'; '.join(parts)}."
    elif unclear:
        yield f"{text}: for none of {phrases.plural(len(unclear), 'group')} can a change be told from chance."


def _named(groups: Sequence[GroupChange], metric: str, unit: Unit) -> str:
    ordered = sorted(groups, key=lambda each: -abs(each["metrics"][metric]["change"]["value"] or 0.0))
    return phrases.listed(
        [
            f"{phrases.label(each['group'])} ({words.change_figure(each['metrics'][metric]['change'], unit).value})"
            for each in ordered
        ],
        _MOST_NAMED,
    )


def _labels(groups: Sequence[GroupChange]) -> str:
    return phrases.listed([phrases.label(each["group"]) for each in groups], _MOST_NAMED)


def _spread(spread: Spread | None, confidence: float) -> Iterator[str]:
    """Yield whether the groups changed by different amounts: the difference in differences."""
    if spread is None or spread["value"] is None:
        return
    shown = figures.figure(spread, known_unit(spread["unit"]), "difference")
    apart = shown.in_full
    largest, smallest = words.ends(spread)
    ends = f", from {smallest} to {largest}" if largest else ""
    if spread["low"] is None:
        yield f"The groups' changes lie {apart} apart{ends}."
    elif spread["beyond_chance"]:
        yield (
            f"The groups did not change alike: their changes lie {apart} apart{ends}; with "
            f"{figures.percent(confidence)} confidence at least {figures.in_full(shown.low, shown.unit)}."
        )
    else:
        yield f"The groups' changes lie {apart} apart{ends}; whether they truly differ cannot be told."


def _gap(gap: DisparityChange | None) -> Iterator[str]:
    if gap is None or gap["change"]["value"] is None:
        return
    unit = known_unit(gap["unit"])
    old, new = (words.value_of(gap[side], unit, "difference") for side in ("old", "new"))
    told = {"worse": "wider", "better": "narrower"}.get(gap["verdict"])
    end = f"; it is {told}" if told else _untold(gap["change"])
    yield f"The gap between the groups went from {old} to {new}: {_moved(gap['change'], unit)}{end}."


def _only_in_one(groups: Sequence[GroupChange]) -> Iterator[str]:
    for status, which in (("appeared", "new"), ("left", "old")):
        found = [each for each in groups if each["status"] == status]
        if found:
            yield f"Only in the {which} result: {_labels(found)}."

"""What a report says of one attribute: who is served worse, the gap, and how sure both are."""

from __future__ import annotations

from collections.abc import Sequence

from fairaudit.document import Disparity, Document, GroupResult, headline
from fairaudit.document import reading as view
from fairaudit.document.told import is_told, stands_alone, told_apart
from fairaudit.document.units import Unit, known_unit, unit_of
from fairaudit.errors import show
from fairaudit.words import figures, phrases

_MOST_METRICS = 3
_MOST_GROUPS = 3


def level_paragraph(document: Document, level: view.Level) -> str:
    """Return what is known about one attribute: who is told apart, the gap, and the other gaps that are certain."""
    main = level.disparity(headline.primary(document), "difference")
    if main is None:
        return ""
    if main["undefined"] is not None:
        return f"By {phrases.level_name(level.by)}, no comparison is possible: {show(main['undefined'])}."
    sentences = [_groups(document, level, main), _gap(document, main), _other_gaps(document, level, main)]
    return " ".join(sentence for sentence in sentences if sentence)


def is_none(disparity: Disparity) -> bool:
    """Tell whether the groups show no gap at all, but for rounding."""
    return phrases.is_alike(disparity["value"], disparity["comparison"])


def how_sure(disparity: Disparity | None, document: Document) -> str:
    """Return whether the gap between the groups of a level is certain, in a few words."""
    if disparity is None:
        return "not compared"
    if disparity["undefined"] is not None:
        return f"no comparison: {show(disparity['undefined'])}"
    shown = figures.disparity_figure(disparity)
    if not shown.low or not shown.high:
        return "how sure this is cannot be said"
    confidence = figures.percent(document["confidence"])
    if is_none(disparity):
        return f"there may be a gap all the same, of up to {figures.in_full(shown.high, shown.unit)}"
    if is_told(disparity):
        return f"a gap of at least {figures.in_full(shown.low, shown.unit)}, with {confidence} confidence"
    if stands_alone(disparity):
        return f"may be chance: it is one of {_looked_at(document)}"
    return f"the gap may be chance: it may be none, or up to {figures.in_full(shown.high, shown.unit)}"


def how_sure_of(document: Document, level: view.Level) -> str:
    """Return whether the gap by the metric that orders the groups is certain, and if not, of which others it is."""
    main = level.disparity(headline.primary(document), "difference")
    said = how_sure(main, document)
    told = [phrases.words(each["metric"]) for each in of_single_metrics(document, level) if is_told(each)]
    is_said = not told or (main is not None and is_told(main))
    return said if is_said else f"{said}; but certain in {phrases.listed(told)}"


def apart_sentence(document: Document, level: view.Level, metric: str) -> str:
    """Return who is truly served worse than all rows together by one metric, the worst first; empty if nobody is."""
    if headline.better(document, metric) is None:
        return ""
    worse = _in_order(document, told_apart(level.groups, metric)[0], metric)
    if not worse:
        return ""
    value = phrases.with_interval(worse[0]["metrics"][metric], unit_of(document, metric))
    rows = phrases.evidence(worse[0]["n"], worse[0]["clusters"], document)
    more = f"; and {phrases.plural(len(worse) - 1, 'more group')}" if len(worse) > 1 else ""
    about = f"Worse {phrases.words(metric)} than all rows together, by {phrases.level_name(level.by)}"
    return f"{about}: {phrases.label(worse[0]['group'])}, {value}, {rows}{more}."


def served_apart(document: Document, level: view.Level) -> tuple[GroupResult | None, GroupResult | None]:
    """Return the worst of the groups that are truly served worse than all rows, and the best of those served better.

    By the metric that orders the groups; without a better direction, the highest and the lowest.
    """
    metric = headline.primary(document)
    worse, better = (_in_order(document, side, metric) for side in told_apart(level.groups, metric))
    return (worse[0] if worse else None), (better[-1] if better else None)


def _in_order(document: Document, groups: Sequence[GroupResult], metric: str) -> list[GroupResult]:
    """Return groups that have a value, the worst (the highest) first."""
    sign = 1.0 if headline.better(document, metric) == "higher" else -1.0
    return sorted(groups, key=lambda group: sign * (group["metrics"][metric]["value"] or 0.0))


def _groups(document: Document, level: view.Level, gap: Disparity) -> str:
    metric, unit = gap["metric"], known_unit(gap["unit"])
    about = f"By {phrases.level_name(level.by)}, {phrases.words(metric)}"
    left_out = [entry["group"] for entry in gap["left_out"]]
    estimates = [group["metrics"].get(metric, gap) for group in level.groups if group["group"] not in left_out]
    values = [each["value"] for each in estimates if each["value"] is not None]
    if not values:
        return ""
    low, high = (figures.number(end, unit) for end in (min(values), max(values)))
    if is_none(gap):
        return f"{about} is the same in all groups that are compared, {low}."
    first, second = (_in_order(document, side, metric) for side in told_apart(level.groups, metric))
    if not first and not second:
        return f"{about} lies between {low} and {high} in the {phrases.plural(len(values), 'group')} that are compared."
    words = ("higher", "lower") if headline.better(document, metric) is None else ("worse", "better")
    everyone = figures.figure(document["overall"]["metrics"][metric], unit).value
    told = [(word, side) for word, side in zip(words, (first, second[::-1]), strict=True) if side]
    than = [f" than over all rows ({everyone})", ""]
    sides = [f"{word}{than[place]} for {_named(side, metric, unit)}" for place, (word, side) in enumerate(told)]
    return f"{about} is {', and '.join(sides)}."


def _named(groups: Sequence[GroupResult], metric: str, unit: Unit) -> str:
    shown = [(phrases.label(group["group"]), figures.figure(group["metrics"][metric], unit)) for group in groups]
    return phrases.listed([f"{name} ({value.value}, {value.interval})" for name, value in shown], _MOST_GROUPS)


def _gap(document: Document, disparity: Disparity) -> str:
    """Return the gap with its bounds where it is certain, else with what equal groups would show; never both."""
    shown = figures.disparity_figure(disparity)
    value, high = shown.in_full, figures.in_full(shown.high, shown.unit)
    gap = f"largest gap to {phrases.label(disparity['against'])}" if "against" in disparity else "gap"
    if not shown.low or not shown.high:
        return f"The {gap} is {value}; how sure that is cannot be said."
    confidence = figures.percent(document["confidence"])
    if is_none(disparity):
        return f"There may be a gap all the same, of up to {high} ({confidence} confidence)."
    if is_told(disparity):
        return f"The {gap} is {value}: with {confidence} confidence at least {shown.low}, at most {high}."
    if stands_alone(disparity):
        return (
            f"The {gap} of {value} may be chance. Alone it would be certain ({confidence} confidence), but it is one "
            f"of {_looked_at(document)}, and together they are not."
        )
    bounds = f"The {gap} of {value} may be chance: there may be none, or one of up to {high} ({confidence} confidence)."
    return f"{bounds}{_by_chance(disparity)}"


def _by_chance(disparity: Disparity) -> str:
    """Return what equal groups would show, where that is more than these do."""
    chance, value = disparity["chance"], disparity["value"]
    if chance is None or value is None or not value <= chance["p95"]:
        return ""
    shown = figures.one(chance["p95"], known_unit(disparity["unit"]), disparity["comparison"]).in_full
    return f" Equal groups of these sizes would show {shown} or more one time in twenty."


def _looked_at(document: Document) -> str:
    looked_at = document.get("looked_at")
    many = phrases.plural(looked_at["gaps"], "gap") if looked_at else "the gaps"
    return f"{many} that this report looks at"


def of_single_metrics(document: Document, level: view.Level) -> list[Disparity]:
    """Return the gaps of the headline metrics.

    Comparisons of several metrics together repeat the gap of one of them and are left to the table.
    """
    return [
        each
        for each in view.headline_disparities(document, level)
        if each["comparison"] == "difference" and each["metric"] in document["definitions"]
    ]


def certain_gap(document: Document, level: view.Level) -> float:
    """Return the largest lower bound of the gaps of headline metrics that are told; 0 without any."""
    told = [each["low"] or 0.0 for each in of_single_metrics(document, level) if is_told(each)]
    return max(told, default=0.0)


def _other_gaps(document: Document, level: view.Level, main: Disparity) -> str:
    """Return the gaps of the other headline metrics that are certain to exist, the largest first."""
    told = [each for each in of_single_metrics(document, level) if each is not main and is_told(each)]
    told.sort(key=lambda each: -(each["low"] or 0.0))
    if not told:
        return ""
    shown = [(each["metric"], figures.disparity_figure(each)) for each in told[:_MOST_METRICS]]
    texts = [f"{phrases.words(metric)} ({gap.in_full}, at least {gap.low})" for metric, gap in shown]
    gaps = "is a gap" if len(texts) == 1 else "are gaps"
    there = f"There {gaps.replace(' ', ' also ', 1)}" if is_told(main) else f"But there {gaps}"
    return f"{there} in {phrases.listed(texts)}."

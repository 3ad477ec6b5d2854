"""What is said about two results: the words of every rendering of a comparison, and what was found in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from fairaudit.document import Definition, Estimate, Message
from fairaudit.document.changes import Change, ChangesDocument, DisparityChange, GroupChange, Result, Spread
from fairaudit.document.changes_reading import levels, primary
from fairaudit.document.units import Unit, known_unit, unit_of
from fairaudit.document.verdicts import RuleResult
from fairaudit.errors import show
from fairaudit.words import figures, phrases
from fairaudit.words.about import about_shown
from fairaudit.words.verdicts import held, waived, why_no_value

STATUS = {"appeared": "appeared: only in the new result", "left": "left: only in the old result"}
NOTE = (
    "Change: new minus old, with an interval of its own for each group. Better, worse: together with all other changes "
    "of the comparison; cannot tell: such a change can be chance. pt: percentage points."
)

_MOST_NAMED = 4
_OF_A_RESULT = ("model", "dataset")
"""What two reports can say of themselves that tells them apart."""
_ALONE = "Alone this change would be certain, but together with all others that were looked at it may be chance"


def change_figure(change: Estimate, unit: Unit, comparison: str | None = None) -> figures.Figure:
    """Return a change as text, a rise with its sign; of a ratio as a number, of all else like a difference."""
    return _signed(figures.figure(change, unit, "ratio" if comparison == "ratio" else "difference"), change)


def _signed(shown: figures.Figure, change: Estimate) -> figures.Figure:
    """Return the figure of a change with the sign of a rise; what is printed as 0 has none."""
    rises = (change["value"] or 0.0) > 0 and shown.number.strip("0.")
    return replace(shown, number=f"+{shown.number}") if rises else shown


def ends(spread: Spread) -> tuple[str, str]:
    """Return the groups that rose most and least; empty where all changed by the same amount, and none did."""
    if phrases.is_alike(spread["value"], "difference"):
        return "", ""
    return phrases.label(spread["largest"]), phrases.label(spread["smallest"])


def interval(shown: figures.Figure) -> str:
    """Return both limits, of which any can be negative."""
    return f"{shown.low} to {shown.high}" if shown.low and shown.high else ""


def in_full(shown: figures.Figure) -> str:
    """Return a change for a sentence, with its interval behind it."""
    return f"{shown.in_full} ({interval(shown)})" if interval(shown) else shown.in_full


def verdict_word(verdict: str) -> str:
    """Return better, worse, higher, lower, or cannot tell."""
    return "cannot tell" if verdict == "unclear" else show(verdict)


def value_of(estimate: Estimate, unit: Unit, comparison: str | None = None) -> str:
    """Return a value without its interval, or that it is undefined."""
    return figures.figure(estimate, unit, comparison).value or phrases.UNDEFINED


def mark_of(group: GroupChange) -> str:
    """Return what sets a group apart: hidden, in one result only, or too small to be held against others."""
    if group["suppressed"]:
        return show(group["small_because"] or "hidden")
    if group["status"] != "both":
        return STATUS[group["status"]]
    return f"small: {show(group['small_because'] or 'too few rows')}" if group["small"] else ""


def file_names(result: Result) -> str:
    """Return the files of one result."""
    return phrases.listed([show(source["path"]) for source in result["data"]["sources"]], 3)


def result_name(result: Result, document: ChangesDocument) -> str:
    """Return what one result is: its files, its conditions, the column of its predictions, what was said of it."""
    names = file_names(result)
    parts = [f"{show(column)}={show(value)}" for column, value in result["where"]]
    of_model = [role for role in document["words"]["of_model"] if role in result["columns"]]
    parts += [f"{show(role)} `{show(result['columns'][role])}`" for role in of_model]
    parts += [f"threshold {_listed(result['threshold'])}"] if "threshold" in result else []
    said = about_shown(result.get("about"))
    parts += [f"{name} {said[name]}" for name in _OF_A_RESULT if name in said]
    return f"{names} ({', '.join(parts)})" if parts else names


def _listed(numbers: float | list[float]) -> str:
    return ", ".join(show(each) for each in numbers) if isinstance(numbers, list) else show(numbers)


def facts(document: ChangesDocument) -> list[tuple[str, str]]:
    """Return what the head of every rendering says, as name and text."""
    sure, least = figures.percent(document["confidence"]), document["min_group_size"]
    found = [
        ("Old", f"{result_name(document['old'], document)}, {phrases.plural(document['overall']['n_old'], 'row')}"),
        ("New", f"{result_name(document['new'], document)}, {phrases.plural(document['overall']['n_new'], 'row')}"),
        ("Paired", paired_by(document)),
        ("Confidence", f"{sure}; groups under {least} rows are small"),
    ]
    if document["normalizer"] is not None:
        found.append(("Normaliser", f"{show(document['normalizer'])}, edit split {show(document['edit_split'])}"))
    return found


def paired_by(document: ChangesDocument) -> str:
    """Return what the two results have in common."""
    pairing = document["pairing"]
    if pairing["how"] == "rows":
        key = phrases.listed([f"`{show(name)}`" for name in pairing["id"]]) or "place in the file"
        return f"row by row, by {key}: {phrases.plural(pairing['pairs'] or 0, 'pair')}"
    if pairing["how"] == "clusters":
        words = phrases.cluster_words(document)
        return f"by {words[0]}: {phrases.plural(pairing['shared_clusters'] or 0, *words)} in both results"
    return "not at all: the results are taken as independent"


def rule_warnings(verdicts: Sequence[RuleResult], definitions: Mapping[str, Definition]) -> Iterable[Message]:
    """Warn of rules that hold back what is better."""
    for verdict in verdicts:
        definition = definitions.get(verdict["metric"])
        better = definition["better"] if definition else None
        if verdict["comparison"] or better is None or (better == "lower") == (verdict["operator"] == "<="):
            continue
        mend = "<= 0.01" if better == "lower" else ">= -0.01"
        text = (
            f"`{show(verdict['id'])}` limits how much better {phrases.words(verdict['metric'])} may get: it is better "
            f"when {better}. A rule that nothing gets worse ends like `{mend}`."
        )
        yield {"code": "rule_direction", "message": text}


def judged(verdict: RuleResult) -> tuple[figures.Figure, str]:
    """Return the change that was judged and its limit, with enough digits to tell them apart."""
    compared = "ratio" if verdict["comparison"] == "ratio" else "difference"
    unit = known_unit(verdict["unit"])
    shown, limit = figures.judged_figure(verdict["estimate"], verdict["limit"], unit, compared)
    return _signed(shown, verdict["estimate"]), limit


def why(verdict: RuleResult) -> str:
    """Return one sentence that says why a rule came to its verdict."""
    subject, (shown, limit) = _subject(verdict), judged(verdict)
    if verdict["estimate"]["value"] is None:
        said = f"{subject} cannot be judged: {why_no_value(verdict)}"
    else:
        whose = f" for {phrases.label(verdict['group'])}" if verdict["group"] and verdict["scope"] == "by" else ""
        said = f"{subject} is {in_full(shown)}{whose}{held(verdict, shown, limit)}"
    return f"{said}{''.join(waived(verdict))}."


def _subject(verdict: RuleResult) -> str:
    metric = phrases.words(verdict["measure"])
    by = phrases.level_name(verdict["by"])
    if verdict["comparison"] == "worst":
        return f"The change of the worst {metric} by {by}"
    if verdict["comparison"] is not None:
        gap = "ratio of" if verdict["comparison"] == "ratio" else "gap in"
        return f"The change of the {gap} {metric} by {by}"
    if verdict["scope"] == "overall":
        return f"The change in {metric} of all rows together"
    if verdict["scope"] == "of":
        return f"The change in {metric} of {phrases.label(verdict['group'])}"
    return f"The {'largest' if verdict['operator'] == '<=' else 'smallest'} change in {metric} by {by}"


def advice(document: ChangesDocument) -> list[str]:
    """Return what was found, in words: all rows, each level, who changed most, and who is not compared."""
    metric = primary(document)
    if not metric:
        return []
    unit = unit_of(document, metric)
    found = [_overall(document["overall"]["metrics"][metric], metric, unit)]
    for level in levels(document):
        found += [
            *_groups(level.groups, metric, unit, level.by),
            *_spread(level.spread(metric), document["confidence"]),
        ]
        found += _gap(level.disparity(metric, "difference"))
        found += _only_in_one(level.groups)
    return [text for text in found if text]


def _overall(change: Change, metric: str, unit: Unit) -> str:
    name = phrases.words(metric)
    old, new = value_of(change["old"], unit), value_of(change["new"], unit)
    if change["change"]["value"] is None:
        return f"The change of {name} is {phrases.undefined_because(change['change'])}."
    moved = in_full(change_figure(change["change"], unit))
    told = _untold(change["change"]) if change["verdict"] == "unclear" else f", which is {change['verdict']}"
    return f"Over all rows, {name} went from {old} to {new}: {moved}{told}."


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
    unclear = told.pop("unclear")
    parts = [f"{word} for {_named(found, metric, unit)}" for word, found in told.items() if found]
    if unclear and parts:
        parts.append(f"cannot be told for {_labels(unclear)}")
    text = f"By {phrases.level_name(by)}, {phrases.words(metric)}"
    if parts:
        yield f"{text} is {'; '.join(parts)}."
    elif unclear:
        yield f"{text}: for none of {phrases.plural(len(unclear), 'group')} can a change be told from chance."


def _named(groups: Sequence[GroupChange], metric: str, unit: Unit) -> str:
    changes = [(phrases.label(group["group"]), group["metrics"][metric]["change"]) for group in groups]
    changes.sort(key=lambda named: -abs(named[1]["value"] or 0.0))
    names = [f"{name} ({change_figure(change, unit).value})" for name, change in changes]
    return phrases.listed(names, _MOST_NAMED)


def _labels(groups: Sequence[GroupChange]) -> str:
    return phrases.listed([phrases.label(each["group"]) for each in groups], _MOST_NAMED)


def _spread(spread: Spread | None, confidence: float) -> Iterator[str]:
    """Yield whether the groups changed by different amounts: the difference in differences."""
    if spread is None or spread["value"] is None:
        return
    shown = figures.figure(spread, known_unit(spread["unit"]), "difference")
    apart = shown.in_full
    largest, smallest = ends(spread)
    between = f", from {smallest} to {largest}" if largest else ""
    if spread["low"] is None:
        yield f"The groups' changes lie {apart} apart{between}."
    elif spread["beyond_chance"]:
        yield (
            f"The groups did not change alike: their changes lie {apart} apart{between}; with "
            f"{figures.percent(confidence)} confidence at least {figures.in_full(shown.low, shown.unit)}."
        )
    else:
        yield f"The groups' changes lie {apart} apart{between}; whether they truly differ cannot be told."


def _gap(gap: DisparityChange | None) -> Iterator[str]:
    if gap is None or gap["change"]["value"] is None:
        return
    unit = known_unit(gap["unit"])
    old, new = (value_of(gap[side], unit, "difference") for side in ("old", "new"))
    told = {"worse": "wider", "better": "narrower"}.get(gap["verdict"])
    end = f"; it is {told}" if told else _untold(gap["change"])
    moved = in_full(change_figure(gap["change"], unit))
    yield f"The gap between the groups went from {old} to {new}: {moved}{end}."


def _only_in_one(groups: Sequence[GroupChange]) -> Iterator[str]:
    for status, which in (("appeared", "new"), ("left", "old")):
        found = [each for each in groups if each["status"] == status]
        if found:
            yield f"Only in the {which} result: {_labels(found)}."

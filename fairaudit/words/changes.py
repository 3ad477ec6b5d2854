"""What is said about two results: the words of every rendering of a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from fairaudit.document import Definition, Estimate, Message
from fairaudit.document.changes import (
    Change,
    ChangesDocument,
    GroupChange,
    Result,
    RuleResult,
    Spread,
)
from fairaudit.document.units import Unit, known_unit
from fairaudit.errors import show
from fairaudit.words import figures, phrases
from fairaudit.words.verdicts import waived

WORDS = {"unclear": "cannot tell"}
"""Verdicts whose word in the document is not the one that readers see."""
STATUS = {"appeared": "appeared: only in the new result", "left": "left: only in the old result"}
NOTE = (
    "Change: new minus old, with an interval of its own for each group. Better, worse: together with all other changes "
    "of the comparison; cannot tell: such a change can be chance. pt: percentage points."
)


def change_figure(change: Estimate, unit: Unit, comparison: str | None = None) -> figures.Figure:
    """Return a change as text, a rise with its sign; of a ratio as a number, of all else like a difference."""
    shown = figures.figure(change, unit, "ratio" if comparison == "ratio" else "difference")
    return _signed(shown, change)


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


def verdict_word(verdict: str) -> str:
    """Return better, worse, higher, lower, or cannot tell."""
    return WORDS.get(verdict, show(verdict))


def value_of(estimate: Estimate, unit: Unit, comparison: str | None = None) -> str:
    """Return a value without its interval, or that it is undefined."""
    return figures.figure(estimate, unit, comparison).value or phrases.UNDEFINED


def why_missing(change: Change) -> str:
    """Return why there is no change or no interval of it; empty if there are both."""
    return phrases.undefined_because(change["change"])


def mark_of(group: GroupChange) -> str:
    """Return what sets a group apart: hidden, in one result only, or too small to be held against others."""
    if group["suppressed"]:
        return show(group["small_because"] or "hidden")
    if group["status"] != "both":
        return STATUS[group["status"]]
    return f"small: {show(group['small_because'] or 'too few rows')}" if group["small"] else ""


def result_name(result: Result, document: ChangesDocument) -> str:
    """Return what one result is: its files, its conditions, and the column of its predictions."""
    names = phrases.listed([show(source["path"]) for source in result["data"]["sources"]], 3)
    parts = [f"{show(column)}={show(value)}" for column, value in result["where"]]
    parts += [
        f"{show(role)} `{show(result['columns'][role])}`"
        for role in document["words"]["of_model"]
        if role in result["columns"]
    ]
    parts += [f"threshold {show(result['threshold'])}"] if "threshold" in result else []
    return f"{names} ({', '.join(parts)})" if parts else names


def facts(document: ChangesDocument) -> list[tuple[str, str]]:
    """Return what the head of every rendering says, as name and text."""
    found = [
        ("Old", f"{result_name(document['old'], document)}, {phrases.plural(document['overall']['n_old'], 'row')}"),
        ("New", f"{result_name(document['new'], document)}, {phrases.plural(document['overall']['n_new'], 'row')}"),
        ("Paired", paired_by(document)),
        (
            "Confidence",
            f"{figures.percent(document['confidence'])}; groups under {document['min_group_size']} rows are small",
        ),
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
        if verdict["comparison"] is not None or definition is None or definition["better"] is None:
            continue
        better = definition["better"]
        if (better == "lower") == (verdict["operator"] == "<="):
            continue
        mend = "<= 0.01" if better == "lower" else ">= -0.01"
        text = (
            f"`{show(verdict['id'])}` limits how much better {phrases.words(verdict['metric'])} may get: it is better "
            f"when {better}. A rule that nothing gets worse ends like `{mend}`."
        )
        yield {"code": "rule_direction", "message": text}


def limit_of(verdict: RuleResult) -> str:
    """Return the limit with its side: ``≤ 1.0 pt``."""
    shown, limit = _judged(verdict)
    return f"{'≤' if verdict['operator'] == '<=' else '≥'} {limit}{shown.unit}"


def judged_figure(verdict: RuleResult) -> figures.Figure:
    """Return the change that was judged, with enough digits to tell it from the limit."""
    return _judged(verdict)[0]


def _judged(verdict: RuleResult) -> tuple[figures.Figure, str]:
    compared = "ratio" if verdict["comparison"] == "ratio" else "difference"
    unit = known_unit(verdict["unit"])
    shown, limit = figures.judged_figure(verdict["estimate"], verdict["limit"], unit, compared)
    return _signed(shown, verdict["estimate"]), limit


def why(verdict: RuleResult) -> str:
    """Return one sentence that says why a rule came to its verdict."""
    return f"{_found(verdict)}{''.join(waived(verdict))}."


def _found(verdict: RuleResult) -> str:
    estimate, subject = verdict["estimate"], _subject(verdict)
    if estimate["value"] is None:
        return f"{subject} cannot be judged: {show(estimate['undefined'] or 'there is no value').rstrip('.')}"
    shown, limit = _judged(verdict)
    details = f" ({interval(shown)})" if interval(shown) else ""
    whose = f" for {phrases.label(verdict['group'])}" if verdict["group"] and verdict["scope"] == "by" else ""
    return f"{subject} is {shown.in_full}{details}{whose}{_held(verdict, figures.in_full(limit, shown.unit))}"


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


def _held(verdict: RuleResult, limit: str) -> str:
    at_most, estimate = verdict["operator"] == "<=", verdict["estimate"]
    if verdict["verdict"] == "waived":
        return f", against a limit of {limit}"
    if verdict["verdict"] == "inconclusive":
        if estimate["low"] is None:
            reason = show(estimate["interval_undefined"] or "it is not known why").rstrip(".")
            return f": there is no interval to hold against the limit of {limit}, because {reason}"
        return f": the interval includes the limit of {limit}"
    is_pass = verdict["verdict"] == "pass"
    end = f"even the {'upper' if at_most == is_pass else 'lower'} bound"
    if is_pass:
        return f": {end} {'is within' if at_most else 'reaches'} the limit of {limit}"
    return f": {end} {'exceeds' if at_most else 'falls short of'} the limit of {limit}"

"""What a verdict says: one sentence per rule, and one line for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from fairaudit.document import Document, Estimate, Gate, Group, Verdict, headline
from fairaudit.document.judged import JudgedDocument
from fairaudit.document.units import known_unit
from fairaudit.document.verdicts import RuleResult
from fairaudit.errors import show
from fairaudit.words import figures, phrases, settle

ORDER = ("fail", "inconclusive", "not_measurable", "waived", "pass")
"""What a reader must see first."""
_WORDS = {"not_measurable": "NOT MEASURABLE"}
_DONE = {"fail": "failed", "inconclusive": "inconclusive", "not_measurable": "not measurable", "waived": "waived"}
_COUNTS_AS = {"fail": "failed", "pass": "passed"}
_UNDECIDED = ("inconclusive", "not_measurable")

Result = TypeVar("Result", bound=RuleResult)


def worst_first(verdicts: Sequence[Result]) -> list[Result]:
    """Return the verdicts in the order of `ORDER`, rules that only warn after the others of their kind."""
    places = {word: place for place, word in enumerate(ORDER)}
    return sorted(verdicts, key=lambda each: (places.get(each["verdict"], len(ORDER)), each["severity"] == "warn"))


def verdict_word(verdict: RuleResult | Gate) -> str:
    """Return the verdict as a word in capitals; ``FAIL (warning)`` where a broken rule only warns."""
    if verdict.get("severity") == "warn" and verdict["verdict"] == "fail":
        return "FAIL (warning)"
    return _WORDS.get(verdict["verdict"], show(verdict["verdict"]).upper())


def gate_line(document: JudgedDocument) -> str:
    """Return what all rules together came to: ``FAIL: 1 failed, 2 inconclusive, 5 passed``; empty without a policy."""
    gate, tally = document.get("gate"), ", ".join(_tally(document["verdicts"]))
    return f"{verdict_word(gate)}: {tally or 'there was no rule to judge'}" if gate else ""


def chance_line(document: JudgedDocument) -> list[str]:
    """Return how often truly equal groups would fail such a policy; nothing where no rule is about a gap."""
    gate = document.get("gate")
    if gate is None or (share := gate.get("fails_by_chance")) is None:
        return []
    often = figures.how_often(share)
    return [f"If all groups were truly equal, a rule about gaps would fail {often}, by chance alone."]


def _tally(verdicts: Sequence[RuleResult]) -> Iterator[str]:
    """Yield how many rules came to what; those that only warn and did not pass are counted by themselves."""
    warned = [each for each in verdicts if is_warning(each)]
    for word, done in {**_DONE, "pass": "passed"}.items():
        found = [each for each in verdicts if each["verdict"] == word and each not in warned]
        if found:
            yield f"{figures.count(len(found))} {done}{_counting(found)}"
        if word == "fail" and warned:
            yield phrases.plural(len(warned), "warning")


def _counting(verdicts: Sequence[RuleResult]) -> str:
    """Return what undecided verdicts count as, where the policy says so."""
    undecided = [each["counts_as"] for each in verdicts if each["verdict"] in _UNDECIDED]
    counts = {word: undecided.count(way) for way, word in _COUNTS_AS.items()}
    said = [f"{figures.count(count)} counting as {word}" for word, count in counts.items() if count]
    return f" ({', '.join(said)})" if said else ""


def is_warning(verdict: RuleResult) -> bool:
    """Tell whether a rule did not pass, and only warns."""
    return verdict["severity"] == "warn" and verdict["verdict"] not in ("pass", "waived")


def standing(verdict: RuleResult) -> str:
    """Return what the verdict does to the gate where its word alone would mislead; else an empty string."""
    waiver = verdict["waiver"]
    if waiver is not None and waiver["expired"] and verdict["severity"] == "fail":
        return ""  # its sentence says so
    if is_warning(verdict):
        return "Only a warning: it does not change the outcome."
    if verdict["verdict"] in _UNDECIDED and verdict["counts_as"] != "inconclusive":
        return f"Counts as {_COUNTS_AS.get(verdict['counts_as'], 'inconclusive')}."
    return ""


def verdict_limit(verdict: Verdict) -> str:
    """Return the limit with its side: ``≤ 5.0 pt``."""
    return sided(verdict, *judged(verdict))


def sided(verdict: RuleResult, shown: figures.Figure, limit: str) -> str:
    """Return the limit of a figure with its side: ``≤ 5.0 pt``."""
    return f"{'≤' if verdict['operator'] == '<=' else '≥'} {limit}{shown.unit}"


def demands(verdict: RuleResult) -> list[str]:
    """Return what the rule demands: in the policy's words, and as the sentence where that is not the id."""
    says = [_ended(show(verdict["says"]))] if verdict["says"] else []
    return says if verdict["rule"] == verdict["id"] else [*says, f"Rule: {show(verdict['rule'])}"]


def because(verdict: RuleResult) -> list[str]:
    """Return why the policy demands it, as a sentence; nothing if it does not say."""
    return [f"Because: {_ended(show(verdict['because']))}"] if verdict["because"] else []


def verdict_texts(verdict: RuleResult) -> list[str]:
    """Return what is said about a verdict beside its figures: the demand, why it came so, why it is demanded."""
    return [*demands(verdict), *reasons(verdict), *because(verdict)]


def reasons(verdict: RuleResult) -> list[str]:
    """Return why a rule came to its verdict, who is left out of it, and what it does to the gate, a sentence each."""
    others = verdict.get("not_of_the_rule", [])
    left_out = phrases.left_out(entry for entry in verdict["left_out"] if entry["group"] not in others)
    return [text for text in (show(verdict["why"]), *left_out, standing(verdict)) if text]


def why(verdict: Verdict, document: Document) -> str:
    """Return one sentence that says why a rule came to its verdict."""
    if verdict["estimate"]["value"] is not None:
        said = [_finding(verdict, document), held(verdict, *judged(verdict)), *_to_settle(verdict, document)]
    elif verdict["verdict"] == "fail" and verdict["group"]:
        missing = f"the group {phrases.label(verdict['group'])} is missing"
        said = [f"{missing}: {why_no_value(verdict)}, and that fails the rule"]
    else:
        said = [f"{subject(verdict)} cannot be judged: {why_no_value(verdict)}"]
    text = "".join([*said, *_by_chance(verdict), *waived(verdict)])
    return _ended(text[:1].upper() + text[1:])


def why_no_value(verdict: RuleResult) -> str:
    """Return why there is nothing to judge."""
    return show(verdict["estimate"]["undefined"] or "there is no value").rstrip(".")


def subject(verdict: Verdict) -> str:
    """Return what was judged, for the beginning of a sentence."""
    metric, by = phrases.words(verdict["measure"]), phrases.level_name(verdict["by"])
    compared = verdict["compares"]
    if verdict.get("of_pairs"):
        return f"the {metric} by {by}"
    if verdict["scope"] == "of" and (reference := verdict.get("against")):
        beside = f"{phrases.label(verdict['group'])} against {phrases.label(reference)}"
        return f"the {compared} {'in' if compared == 'difference' else 'of'} {metric}, {beside},"
    if compared in ("difference", "ratio"):
        return f"the {'gap in' if compared == 'difference' else 'ratio of'} {metric} by {by}"
    if compared == "worst":
        return f"the worst {metric} by {by}"
    if verdict["group"]:
        return f"{metric} of {phrases.label(verdict['group'])}"
    return f"{metric} by {by}" if by else f"{metric} of all rows together"


def judged(verdict: Verdict) -> tuple[figures.Figure, str]:
    """Return estimate and limit as text; a change is printed like a difference, in the unit of what changed."""
    compared = verdict["compares"]
    if verdict["comparison"] == "change":
        compared = "ratio" if compared == "ratio" else "difference"
    elif compared == "worst":
        compared = None
    return figures.judged_figure(verdict["estimate"], verdict["limit"], known_unit(verdict["unit"]), compared)


def _finding(verdict: Verdict, document: Document) -> str:
    shown, _ = judged(verdict)
    is_change = verdict["comparison"] == "change"
    details = "; ".join(part for part in (shown.interval, "below 0: better" if is_change else "") if part)
    value = f"{shown.in_full} ({details})" if details else shown.in_full
    if is_change:
        return f"since the baseline, {subject(verdict)} is worse by {value}"
    return f"{subject(verdict)} is {value}{_groups(verdict, document)}"


def _groups(verdict: Verdict, document: Document) -> str:
    """Return which groups a comparison is about."""
    if verdict["scope"] == "of":
        return ""
    if verdict["comparison"] == "worst":
        worst = worst_of(verdict, document)
        return f" for {phrases.label(worst)}" if worst else ""
    if phrases.is_alike(verdict["estimate"]["value"], verdict["compares"]):
        return ""
    ends = [(side, verdict[side]) for side in ("highest", "lowest") if verdict[side]]
    if reference := verdict.get("against"):
        others = [f"for {phrases.label(group)}" for _, group in ends if group != reference]
        return f", {others[0]} against {phrases.label(reference)}" if others else ""
    if verdict.get("of_pairs") and ends:
        return f", between {' and '.join(phrases.label(group) for _, group in ends)}"
    return f", {' and '.join(f'{side} for {phrases.label(group)}' for side, group in ends)}" if ends else ""


def worst_of(verdict: Verdict, document: Document) -> Group | None:
    """Return the worst-served group of a rule about the worst."""
    return verdict["highest"] if headline.better(document, verdict["metric"]) == "lower" else verdict["lowest"]


def held(verdict: RuleResult, shown: figures.Figure, limit: str) -> str:
    """Return how a figure lies to its limit, as the end of a sentence."""
    at_most, estimate = verdict["operator"] == "<=", verdict["estimate"]
    the_limit = f"the limit of {figures.in_full(limit, shown.unit)}"
    if verdict["verdict"] == "waived":
        return f", against {the_limit.replace('the', 'a', 1)}"
    if verdict["verdict"] == "inconclusive" and _has_no_interval(estimate):
        reason = show(estimate["interval_undefined"] or "it is not known why").rstrip(".")
        return f": there is no interval to hold against {the_limit}, because {reason}"
    if verdict["verdict"] == "inconclusive":
        return f": the interval includes {the_limit}"
    is_pass, is_point = verdict["verdict"] == "pass", verdict.get("evidence") == "point"
    end = "the value alone" if is_point else f"even the {'upper' if at_most == is_pass else 'lower'} bound"
    if is_pass:
        return f": {end} {'is within' if at_most else 'reaches'} {the_limit}"
    return f": {end} {'exceeds' if at_most else 'falls short of'} {the_limit}"


def _has_no_interval(estimate: Estimate) -> bool:
    return estimate["low"] is None or estimate["high"] is None


def _to_settle(verdict: Verdict, document: Document) -> Iterator[str]:
    if verdict["verdict"] == "inconclusive" and not _has_no_interval(verdict["estimate"]):
        yield f"; {settle.what_would_settle(verdict, document, worst_of(verdict, document))}"


def _by_chance(verdict: Verdict) -> Iterator[str]:
    if verdict["evidence"] == "point" and verdict["fails_by_chance"] is not None:
        yield f"; equal groups of these sizes would break this rule {figures.how_often(verdict['fails_by_chance'])}"


def waived(verdict: RuleResult) -> Iterator[str]:
    """Yield what is to be known about the waiver of a rule: the end of its sentence."""
    waiver = verdict["waiver"]
    if waiver is None:
        return
    whom = f" for {phrases.label(waiver['group'])}" if waiver["group"] else ""
    details = f"(owner {show(waiver['owner'])}; reason: {show(waiver['reason']).rstrip('.')})"
    if waiver["expired"]:
        now = "counts as failed until it is known to be kept" if verdict["verdict"] in _UNDECIDED else "counts again"
        yield f"; the waiver{whom} ended on {show(waiver['until'])} {details}, so the rule {now}"
    else:
        yield f"; waived{whom} until {show(waiver['until'])} {details}"


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."

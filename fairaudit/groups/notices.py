"""Warnings: what is odd about data that could be used all the same. Each has a code and one sentence."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast

import numpy as np

from fairaudit.catalogue import CATALOGUE
from fairaudit.clock import now, today
from fairaudit.config import Config
from fairaudit.counts import ConfusionCounts, SelectionCounts
from fairaudit.cube import Cube
from fairaudit.document import Document, Message
from fairaudit.document.verdicts import RuleResult
from fairaudit.errors import did_you_mean, show
from fairaudit.groups.few_decide import FEW_WARNINGS, few_notices
from fairaudit.groups.level import Level
from fairaudit.inference import Measurement, measure
from fairaudit.policy import ChangeRule, Demand, Waiver, other_data
from fairaudit.presets import DISCLAIMER, Preset
from fairaudit.tally import RowAccount
from fairaudit.tasks.binary.tally import ScoreFacts
from fairaudit.tasks.roles import Roles
from fairaudit.tasks.speech.counts import EditCounts

WARNINGS: dict[str, str] = {
    "rows_rejected": "Some rows could not be counted; the report says how many and why.",
    "missing_group_label": "Some rows have no group label. They form a group of their own and are never guessed.",
    "missing_cluster": "Some rows name no cluster (speaker). They are taken as one cluster together.",
    "prediction_unused": "A column of predictions is not used, because a threshold on the score decides.",
    "score_unused": "A score was named and no metric uses it, because another column holds the decisions.",
    "missing_score": "Some scores beside the predictions are missing or not finite.",
    "score_out_of_range": "Some scores lie outside 0 to 1, so they are not probabilities.",
    "constant_score": "Every row has the same score: the model does not tell rows apart.",
    "labels_look_alike": "Some group labels differ only in case, white space or Unicode form.",
    "one_group": "An attribute has one group only, so nothing can be compared.",
    "one_class": "All labels are the same, so error rates of the other class are undefined.",
    "everyone_selected": "The model selects every row: its gaps are zero because it decides nothing.",
    "nobody_selected": "The model selects no row: its gaps are zero because it decides nothing.",
    "worse_than_constant_guess": "Always giving the more common label would be right more often than the model is.",
    "zero_weight": "A group has rows, but their weights add up to zero.",
    "many_groups": "A level has more than 1,000 groups.",
    "small_groups": "Some groups are too small to compare; they are shown, and left out of disparities.",
    "undefined_metrics": "Some metrics are undefined for some groups.",
    "suppressed_groups": "Groups below the size set by --suppress-below are hidden.",
    "no_clusters": "No speaker column is known: utterances count as independent, and intervals are likely too narrow.",
    "empty_references": "Some references hold no words: what was recognised there counts as insertions.",
    "waiver_unused": "A waiver covers nothing any more and can be removed.",
    "waiver_expired": "A waiver has ended, so what it covered counts again.",
    "rule_always_kept": "No value could break a rule, so it guards nothing.",
    "performance_unguarded": "Every rule is about gaps. A model that denies everybody has none.",
    "baseline_of_other_data": "The baseline is of other files, rows or columns than this report.",
    "preset": "A published rule was applied: its date, its status, and what it is not.",
    "nothing_judged": "A policy without rules judges nothing, so the gate is inconclusive.",
    "edit_split_differs": "NIST's alignment has more edits than the minimum for some utterances.",
    **FEW_WARNINGS,
}
"""Every code and what it means in general; `fairaudit explain CODE` prints it."""
_MANY_GROUPS = 1_000
_DECIDES_NOTHING = "Its gaps are zero because it decides nothing, not because it treats groups alike."


def _message(code: str, text: str) -> Message:
    return {"code": code, "message": text}


def role_notices(roles: Roles, config: Config) -> Iterable[Message]:
    """Say which columns could have been used and are not."""
    for name in roles.unused:
        text = f"Column `{show(name)}` is not used: the decisions are the scores from {config.threshold} on"
        yield _message("prediction_unused", f"{text} (--threshold). Without --threshold, `{show(name)}` is audited.")
    if config.score is not None and config.threshold is None and "prediction" in roles.columns:
        text = f"No metric uses the score `{show(config.score)}`: the decisions are column"
        mend = "To decide by the score, say from where on: --threshold 0.5."
        yield _message("score_unused", f"{text} `{show(roles.columns['prediction'])}`. {mend}")


def row_notices(account: RowAccount) -> Iterable[Message]:
    """Say which rows were not counted."""
    for reason, rows in sorted(account.rejected.items()):
        were = "row was" if rows == 1 else "rows were"
        yield _message("rows_rejected", f"{rows:,} {were} not counted, of {account.read:,}: {show(reason)}.")


def _without_label(name: str, rows: int, suppressed: bool) -> str:
    if rows == 1 and not suppressed:
        return f"1 row has no `{show(name)}`. It is a group of its own."
    return f"{'Some' if suppressed else f'{rows:,}'} rows have no `{show(name)}`. They are a group of their own."


def cube_notices(cube: Cube[Any], by_attribute: Sequence[Level]) -> Iterable[Message]:
    """Say what is odd about group labels and clusters."""
    for level in by_attribute:
        name = level.by[0]
        for index, group in enumerate(level.groups):
            if group[name] is None:
                yield _message("missing_group_label", _without_label(name, level.rows[index], level.suppressed[index]))
        for alike in _look_alike([group[name] for group in level.groups]):
            listed = ", ".join(f"`{show(value)}`" for value in alike)
            text = f"Labels of `{show(name)}` look alike but are counted apart: {listed}."
            yield _message("labels_look_alike", text)
        if len(level.groups) == 1:
            yield _message("one_group", f"`{show(name)}` has one group only, so nothing can be compared.")
    if cube.cluster is not None and None in cube.cluster.values:
        text = f"Some rows have no `{show(cube.cluster.name)}`; together they are taken as one cluster."
        yield _message("missing_cluster", text)


def _look_alike(values: Sequence[str | None]) -> list[list[str]]:
    alike: dict[str, list[str]] = defaultdict(list)
    for value in values:
        if value is not None:
            alike[" ".join(unicodedata.normalize("NFKC", value).casefold().split())].append(value)
    return [group for group in alike.values() if len(group) > 1]


def level_notices(levels: Sequence[Level]) -> Iterable[Message]:
    """Say which groups of each level cannot be compared, and where few utterances or clusters decide the figures."""
    for level in levels:
        yield from _level_notices(level)
    yield from few_notices(levels)


def _level_notices(level: Level) -> Iterable[Message]:
    title = show(":".join(level.by))
    groups = len(level.groups)
    if groups > _MANY_GROUPS:
        yield _message("many_groups", f"`{title}` has {groups:,} groups; most comparisons among them will be noise.")
    hidden = int(level.suppressed.sum())
    if hidden:
        text = f"{hidden} of {groups} groups of `{title}` hidden, so that no small one can be told (--suppress-below)."
        yield _message("suppressed_groups", text)
    small = sum(why is not None for why in level.small_because)
    if small:
        are = "is" if small == 1 else "are"
        text = f"{small} of {groups} groups of `{title}` {are} too small to compare, and left out of disparities."
        yield _message("small_groups", text)
    if level.totals.weighted:
        empty = int(np.count_nonzero(level.totals.rows[:, 1] == 0))
        if empty:
            have = "group has" if empty == 1 else "groups have"
            yield _message("zero_weight", f"{empty} {have} a total weight of zero, by `{title}`.")
    undefined = [name for name, m in level.measurements.items() if np.isnan(m.values).any()]
    if undefined:
        text = f"Undefined for at least one group of `{title}`: {', '.join(undefined)}. The report gives the reasons."
        yield _message("undefined_metrics", text)


def decision_notices(overall: Level, scores: ScoreFacts) -> Iterable[Message]:
    """Say if the model or the labels are degenerate, or a constant guess would do better."""
    totals = cast(ConfusionCounts | SelectionCounts, overall.totals)
    rows, selected = totals.rows[0, 0], totals.selected[0, 0]
    if selected == rows:
        text = f"The model selects every row. {_DECIDES_NOTHING}"
        yield _message("everyone_selected", text)
    if selected == 0:
        text = f"The model selects no row. {_DECIDES_NOTHING}"
        yield _message("nobody_selected", text)
    labelled = None if isinstance(totals, SelectionCounts) else totals.true_positives + totals.false_negatives
    if labelled is not None and labelled[0, 0] in (0, rows):
        which = "positive" if labelled[0, 0] else "negative"
        yield _message("one_class", f"Every label is {which}, so the rates that need the other class are undefined.")
    if labelled is not None:
        yield from _constant_guess(overall)
    if scores.missing:
        are = "score is" if scores.missing == 1 else "scores are"
        yield _message("missing_score", f"{scores.missing:,} {are} missing or not finite.")
    if scores.lowest < 0 or scores.highest > 1:
        text = f"Scores run from {scores.lowest:g} to {scores.highest:g}, so they are not probabilities."
        yield _message("score_out_of_range", text)
    if scores.lowest == scores.highest:
        text = f"Every row has the score {scores.lowest:g}: the model does not tell rows apart. {_DECIDES_NOTHING}"
        yield _message("constant_score", text)


def _constant_guess(overall: Level) -> Iterable[Message]:
    """Say if always giving the more common label would be right more often.

    That is so exactly if the model is mostly wrong where it gives the rarer label, and the evidence must bear that out.
    """
    sure = overall.config.confidence
    accuracy, positive = (float(_measured(name, overall).values[0]) for name in ("accuracy", "base_rate"))
    common, rare = ("positive", "negative") if positive > 0.5 else ("negative", "positive")
    if _measured(f"{rare}_predictive_value", overall).upper((1 - sure) / 2)[0] < 0.5:
        rows = "rows, by weight" if overall.totals.weighted else "rows"
        guess = f"always predicting {common} would be right for {max(positive, 1 - positive):.1%}"
        yield _message("worse_than_constant_guess", f"The model is right for {accuracy:.1%} of the {rows}; {guess}.")


def _measured(name: str, overall: Level) -> Measurement:
    return measure(CATALOGUE[name], overall.sample, overall.config.confidence)


def policy_notices(
    verdicts: Sequence[RuleResult], unused: Sequence[Waiver], performance_is_guarded: bool = True
) -> Iterable[Message]:
    """Say which waivers have ended or cover nothing, and whether performance is guarded at all."""
    for verdict in verdicts:
        waiver = verdict["waiver"]
        if waiver is not None and waiver["expired"]:
            whose = f"of the rule `{show(verdict['id'])}` (owner {show(waiver['owner'])})"
            yield _message("waiver_expired", f"The waiver {whose} {_ended(waiver['until'])}.")
    for each in unused:
        whose = f"of the rule `{show(each.rule)}` (owner {show(each.owner)})"
        yield _message("waiver_unused", f"The waiver {whose} {_unused(each, verdicts)}")
    if verdicts and not performance_is_guarded:
        text = "Every rule is about gaps between groups, and a model that denies everybody has none. Guard performance"
        yield _message("performance_unguarded", f"{text} too, with a rule such as `accuracy overall >= 0.8`.")


def _ended(until: str) -> str:
    """Return when a waiver ended, and why that counts where the report bears an earlier date."""
    dated = now().date().isoformat()
    if dated > until:
        return f"ended on {until}"
    return f"ended on {until}: waivers go by the calendar, not by {dated}, the date that SOURCE_DATE_EPOCH sets"


def _unused(waiver: Waiver, verdicts: Sequence[RuleResult]) -> str:
    has_ended = f"{_ended(waiver.until.isoformat())}. It " if waiver.until < today() else ""
    return has_ended + _why_unused(waiver, verdicts)


def _why_unused(waiver: Waiver, verdicts: Sequence[RuleResult]) -> str:
    verdict = next((each for each in verdicts if each["id"] == waiver.rule), None)
    if verdict is None:
        return f"covers nothing: there is no such rule.{did_you_mean(waiver.rule, [each['id'] for each in verdicts])}"
    if verdict["verdict"] == "pass":
        return "covers nothing any more: the rule passes. Remove it."
    return "covers nothing: without the group that it names, the rule is still not kept."


def idle_notices(rules: Iterable[Demand]) -> Iterable[Message]:
    """Say which rules no value could break."""
    for rule in rules:
        if rule.is_always_kept:
            text = f"{rule.shown} is kept by every value, so it guards nothing. Set a limit that a value can break."
            yield _message("rule_always_kept", text[:1].upper() + text[1:])


def baseline_notices(baseline: Document | None, now: Document) -> Iterable[Message]:
    """Say how the data of the baseline differ from those of this report."""
    parts = [] if baseline is None else list(other_data(baseline, now))
    if parts:
        text = f"The baseline is not of the same data: {'; '.join(parts)}. A change may come from that alone."
        yield _message("baseline_of_other_data", text)


def preset_notices(presets: Sequence[Preset]) -> Iterable[Message]:
    """Say of every preset how old it is and that it is no legal advice."""
    for preset in presets:
        revision = ", status under revision" if preset.is_under_revision else ""
        head = f"`{preset.id}` ({preset.title}) is of {preset.as_of.isoformat()}{revision}."
        yield _message("preset", f"{head} {DISCLAIMER}")


def nothing_judged(presets: Sequence[Preset], change_rules: Sequence[ChangeRule]) -> Message:
    """Say why a gate has nothing to judge."""
    without = [f"`{preset.id}`" for preset in presets if not preset.rules]
    of = f": {' and '.join(without)} {'sets' if len(without) == 1 else 'set'} no limit" if without else ""
    because = f"because there is no rule{of}"
    if change_rules:
        because = "because every rule is about a change: `fairaudit compare OLD NEW` judges those"
    text = f"Nothing was judged, {because}. Say what you demand: --require"
    return _message("nothing_judged", f'{text} "selection_rate.ratio by race >= 0.8".')


def speech_notices(cube: Cube[EditCounts], empty_references: int) -> Iterable[Message]:
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
    if empty_references:
        hold = "reference holds" if empty_references == 1 else "references hold"
        text = f"{empty_references:,} {hold} no words: what was recognised there counts as insertions."
        yield _message("empty_references", text)

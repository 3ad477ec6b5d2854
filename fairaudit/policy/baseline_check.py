"""Is an earlier report one that this audit can be held against? Only if both measure the same things."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from fairaudit import document
from fairaudit.document.bounds import disordered
from fairaudit.errors import UsageError, show
from fairaudit.policy.baseline_rows import check_same_rows
from fairaudit.policy.rule import Policy, Rule
from fairaudit.spoken import saved, spoken

_SAME = (("task", "task"), ("normalizer", "normaliser"), ("edit_split", "edit split"), ("confidence", "confidence"))


def check_baseline(policy: Policy, baseline: document.Document | None, now: document.Document) -> None:
    """Make sure that rules which need a baseline have one that measures the same things.

    Raises:
        UsageError: there is none, or no rule reads it, or it is of another task, of other rows or definitions.
    """
    needing = [rule for rule in policy.rules if rule.against_baseline]
    if needing and baseline is None:
        raise UsageError(
            f"The rule `{show(needing[0].sentence.text)}` needs an earlier report: {spoken('baseline', 'report.json')}."
        )
    if baseline is None:
        return
    if not needing:
        raise UsageError(
            "No rule reads the baseline. Add one, such as `accuracy overall no worse than baseline by 0.01`, or leave "
            f"out {spoken('baseline')}."
        )
    for sentence in disordered(baseline):
        raise UsageError(f"The baseline is damaged: {show(sentence)}. {_mend()}")
    check_same_rows(baseline, now)
    named = {name for rule in needing for name in rule.scope.by}
    compared = {name for rule in needing if rule.meaning.comparison is not None for name in rule.scope.by}
    for words, before, after in differences(named, compared, baseline, now):
        raise UsageError(f"The baseline is of another {words}: {before}, not {after}. {_mend()}")
    for rule in needing:
        _check_level(rule, baseline)
        for metric in rule.meaning.metrics:
            if metric.name in now["definitions"]:
                _check_definition(metric.name, now["definitions"][metric.name]["formula"], baseline)


def differences(
    attributes: Collection[str], compared: Collection[str], old: document.Document, new: document.Document
) -> Iterator[tuple[str, str, str]]:
    """Yield what must be alike in two reports and is not: its name, and what it is in the old and the new one.

    `attributes` are those whose groups are held against each other; `compared` those whose gaps are.
    """
    for words, before, after in _settings(attributes, compared, old, new):
        if before != after:
            yield words, _shown(before), _shown(after)


def _settings(
    attributes: Collection[str], compared: Collection[str], baseline: document.Document, now: document.Document
) -> Iterator[tuple[str, Any, Any]]:
    before, after = dict(baseline), dict(now)
    for key, words in _SAME:
        yield words, before.get(key), after.get(key)
    old, new = baseline["config"], now["config"]
    yield "positive value", old.get("positive"), new.get("positive")
    for name in sorted(attributes):
        yield f"binning of `{show(name)}`", _bins(old, name), _bins(new, name)
        if name in compared:
            yield f"reference group of `{show(name)}`", _reference(old, name), _reference(new, name)


def _bins(config: dict[str, Any], name: str) -> Any:
    return (config.get("bins") or {}).get(name)


def _reference(config: dict[str, Any], name: str) -> Any:
    return dict(config.get("against") or ()).get(name)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return "none" if value is None else show(f"{value:g}" if isinstance(value, float) else value)


def _check_level(rule: Rule, baseline: document.Document) -> None:
    """A rule about groups needs groups of the same attributes in the baseline."""
    by = set(rule.scope.by)
    if by and not any(set(entry["by"]) == by for entry in baseline["groups"]):
        raise UsageError(
            f"The baseline does not hold groups by {show(':'.join(rule.scope.by))}. Make a new one that does."
        )


def _check_definition(name: str, formula: str, baseline: document.Document) -> None:
    known = baseline["definitions"].get(name)
    if known is None or name not in baseline["overall"]["metrics"]:
        raise UsageError(f"The baseline does not hold `{name}`. Make a new one that does.")
    if known["formula"] != formula:
        raise UsageError(f"The baseline defines `{name}` in another way: {show(known['formula'])}. Make a new one.")


def why_no_baseline(now: document.Document, before: document.Document) -> str | None:
    """Return why a report may not take the place of the baseline, which only ever tightens; None if it may."""
    if now["gate"]["verdict"] != "pass":
        return "not every rule passed"
    changes = [each["estimate"]["value"] for each in now["verdicts"] if each["comparison"] == "change"]
    if any(value is not None and value > 0 for value in changes):
        return "a value is a little worse than in it, and a baseline only tightens"
    lost = [name for name in before["definitions"] if name not in now["definitions"]]
    if lost:
        return f"it holds `{show(lost[0])}`, which this report does not"
    kept = [entry["group"] for entry in now["groups"]]
    gone = [entry["group"] for entry in before["groups"] if entry["group"] not in kept]
    if gone:
        named = ", ".join(f"{show(name)}={show(value)}" for name, value in gone[0].items())
        return f"it holds the group {named}, which this report does not"
    rows, kept_rows = before["overall"]["n"], now["overall"]["n"]
    if rows != kept_rows:
        return f"it is of {rows:,} rows and this report of {kept_rows:,}. If other rows are meant, write it anew"
    return None


def _mend() -> str:
    return f"Make a new baseline: {saved('baseline.json')}."

"""Rules: limits on estimates, checked against the catalogue."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from fairaudit.errors import UsageError, show
from fairaudit.metrics import Metric
from fairaudit.metrics.names import COMBINED, Meaning, find_meaning
from fairaudit.policy.sentence import Scope, Sentence, parse

if TYPE_CHECKING:
    from fairaudit.policy.presets import Preset

Severity = Literal["fail", "warn"]
Evidence = Literal["bound", "point"]
OnInconclusive = Literal["report", "pass", "fail"]
_CHOICES = {
    "severity": ("fail", "warn"),
    "evidence": ("bound", "point"),
    "on_inconclusive": ("report", "pass", "fail"),
}


@dataclass(frozen=True)
class Rule:
    """A limit on one estimate.

    `only` restricts a comparison to these groups of a single attribute; `against` names a reference group.
    """

    id: str
    sentence: Sentence
    meaning: Meaning
    says: str | None = None
    because: str | None = None
    severity: Severity = "fail"
    evidence: Evidence = "bound"
    on_inconclusive: OnInconclusive | None = None
    only: tuple[str | None, ...] = ()
    against: tuple[tuple[str, str], ...] = ()

    @property
    def scope(self) -> Scope:
        """Whom the rule is about."""
        return self.sentence.scope

    @property
    def metric(self) -> Metric:
        """The metric in question; the first of two for equalized odds."""
        return self.meaning.metrics[0]

    @property
    def against_baseline(self) -> bool:
        """Whether the limit is an earlier report's value and a margin."""
        return self.sentence.operator == "no worse than baseline by"

    @property
    def is_fairness(self) -> bool:
        """Whether the rule compares groups, rather than holding a value against a limit."""
        return self.meaning.comparison in {"difference", "ratio"}


@dataclass(frozen=True)
class Waiver:
    """Leave for one rule (and one group) to fail until a date."""

    rule: str
    until: datetime.date
    reason: str
    owner: str
    group: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True)
class Policy:
    """All rules and waivers of one audit, and what an inconclusive verdict means for it.

    The rules of `presets` join `rules` when it is known which groups are audited.
    """

    rules: tuple[Rule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    on_inconclusive: OnInconclusive = "report"
    presets: tuple[Preset, ...] = ()


def make_policy(rules: tuple[Rule, ...], waivers: tuple[Waiver, ...], on_inconclusive: str) -> Policy:
    """Return a policy.

    Raises:
        UsageError: `on_inconclusive` is none of report, pass and fail.
    """
    _check_choice("on_inconclusive", on_inconclusive)
    return Policy(rules, waivers, on_inconclusive)  # type: ignore[arg-type]


def make_rule(text: str, **keys: object) -> Rule:
    """Return the rule that a sentence and its keys (the fields of `Rule`) say.

    Raises:
        UsageError: the sentence is no rule, or asks for what cannot be; the message says what to write.
    """
    sentence = parse(text)
    meaning = find_meaning(sentence.name)
    _check_comparison(sentence, meaning)
    _check_limit(sentence, meaning)
    for name in _CHOICES:
        _check_choice(name, keys.get(name))
    identity = keys.pop("id", None) or sentence.text
    return Rule(id=str(identity), sentence=sentence, meaning=meaning, **keys)  # type: ignore[arg-type]


def _check_choice(name: str, word: object) -> None:
    if word is not None and word not in _CHOICES[name]:
        raise UsageError(f"`{name}` is one of {', '.join(_CHOICES[name])}; `{show(word)}` is not.")


def _check_comparison(sentence: Sentence, meaning: Meaning) -> None:
    """A comparison needs groups to compare, and groups need a comparison."""
    name, compared = show(sentence.name), meaning.comparison is not None
    every_group = bool(sentence.scope.by) and sentence.scope.values is None
    if not compared and (meaning.name in COMBINED or len(meaning.metrics) > 1):
        raise UsageError(f"`{name}` is a comparison of groups: write `{name}_difference by ATTRIBUTE`.")
    if compared and not every_group:
        raise UsageError(
            f"`{name}` compares groups, so the rule needs attributes: `{name} by ATTRIBUTE …`. For a single value "
            f"write `{meaning.metrics[0].name} {_written(sentence.scope)} …`."
        )
    if every_group and not compared and sentence.operator != "no worse than baseline by":
        metric, by = meaning.metrics[0].name, ":".join(sentence.scope.by)
        ways = ["difference", "ratio"] + (["worst"] if meaning.metrics[0].better else [])
        forms = ", ".join(f"`{metric}.{way} by {show(by)}`" for way in ways)
        raise UsageError(f"`{metric} by {show(by)}` is one value per group. How is it to be compared? Write {forms}.")
    if sentence.operator == "no worse than baseline by" and meaning.metrics[0].better is None and not compared:
        raise UsageError(f"`{name}` has no better direction, so it cannot be worse than a baseline.")


def _written(scope: Scope) -> str:
    if not scope.by:
        return "overall"
    values = scope.values or ("VALUE",) * len(scope.by)
    return "of " + ":".join(f"{show(name)}={show(value)}" for name, value in zip(scope.by, values, strict=True))


def _check_limit(sentence: Sentence, meaning: Meaning) -> None:
    """A limit that no value can break, or that none can keep, is a slip of the pen."""
    low, high = value_range(meaning)
    if sentence.operator == "no worse than baseline by":
        if sentence.number < 0:
            raise UsageError(f"A margin is at least 0; {sentence.number:g} is not. In the rule: {show(sentence.text)}")
        return
    if not low <= sentence.number <= (float("inf") if high is None else high):
        top = "any size" if high is None else f"{high:g}"
        mend = f" Write {sentence.number / 100:g}?" if low <= sentence.number / 100 <= (high or 1.0) else ""
        raise UsageError(
            f"The limit {sentence.number:g} is outside the range of `{show(sentence.name)}`, which goes from {low:g} "
            f"to {top}.{mend} In the rule: {show(sentence.text)}"
        )


def value_range(meaning: Meaning) -> tuple[float, float | None]:
    """Return the smallest and the largest value possible; None for no bound."""
    metric = meaning.metrics[0]
    if meaning.comparison == "ratio":
        return 0.0, 1.0
    if meaning.comparison == "difference":
        if meaning.name == "average_odds_difference":
            return -1.0, 1.0
        return 0.0, None if metric.high is None else metric.high - metric.low
    return metric.low, metric.high


def check_rules(rules: Sequence[Rule]) -> None:
    """Make sure that ids are unique and that no two rules exclude each other.

    Raises:
        UsageError: names the two rules.
    """
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in seen:
            raise UsageError(f"Two rules have the id `{show(rule.id)}`. Give one of them another id.")
        seen[rule.id] = rule
    for rule in rules:
        for other in rules:
            if _excludes(rule, other):
                raise UsageError(
                    f"Two rules contradict each other: `{show(rule.sentence.text)}` and `{show(other.sentence.text)}`. "
                    "Nothing can keep both."
                )


def _excludes(floor: Rule, ceiling: Rule) -> bool:
    same = (floor.meaning.name, floor.meaning.comparison, floor.scope, floor.only, floor.against) == (
        ceiling.meaning.name,
        ceiling.meaning.comparison,
        ceiling.scope,
        ceiling.only,
        ceiling.against,
    )
    opposed = (floor.sentence.operator, ceiling.sentence.operator) == (">=", "<=")
    return same and opposed and floor.sentence.number > ceiling.sentence.number


def bind(rule: Rule, columns: Sequence[str]) -> Rule:
    """Return the rule for data with these columns: a column that really is called `a:b` wins over an intersection."""
    joined = ":".join(rule.scope.by)
    if len(rule.scope.by) < 2 or joined not in columns or rule.scope.values is not None:
        return rule
    return replace(rule, sentence=replace(rule.sentence, scope=Scope((joined,))))


def levels_of(rules: Iterable[Rule]) -> list[tuple[str, ...]]:
    """Return the levels that rules speak of, each once."""
    return list(dict.fromkeys(rule.scope.by for rule in rules if rule.scope.by))

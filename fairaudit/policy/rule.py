"""Rules: limits on estimates, checked against the catalogue."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from fairaudit.catalogue.names import Meaning
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.metrics import Metric
from fairaudit.policy.rule_checks import check_groups, is_always_kept, understood
from fairaudit.policy.sentence import Scope, Sentence, parse
from fairaudit.spoken import spoken

Severity = Literal["fail", "warn"]
Evidence = Literal["bound", "point"]
OnInconclusive = Literal["report", "pass", "fail"]
CHOICES: dict[str, tuple[str, ...]] = {
    "severity": ("fail", "warn"),
    "evidence": ("bound", "point"),
    "on_inconclusive": ("report", "pass", "fail"),
}
"""The keys of a rule that take one of a few words."""


@dataclass(frozen=True)
class Demand:
    """What a sentence demands, what its name means, and what the policy says about it.

    `location` is the file (as one would name it from the working folder) and the line where the rule stands, if it is
    in a file.
    """

    sentence: Sentence
    meaning: Meaning
    id: str
    says: str | None = None
    because: str | None = None
    severity: Severity = "fail"
    on_inconclusive: OnInconclusive | None = None
    location: tuple[str, int] | None = None

    @property
    def scope(self) -> Scope:
        """Whom the rule is about."""
        return self.sentence.scope

    @property
    def metric(self) -> Metric:
        """The metric in question; the first of two for equalized odds."""
        return self.meaning.metrics[0]

    @property
    def operator(self) -> str:
        """On which side of the limit what is judged should lie: `<=` or `>=`."""
        return self.sentence.operator

    @property
    def comparison(self) -> str | None:
        """How what is judged compares groups; `change` where an earlier report is the limit."""
        return self.meaning.comparison

    @property
    def is_always_kept(self) -> bool:
        """Whether no value could break the rule."""
        return is_always_kept(self.sentence, self.meaning, is_change=isinstance(self, ChangeRule))

    @property
    def shown(self) -> str:
        """The sentence, and where it stands, for messages: ``the rule `accuracy overall >= 0.8` (policy.toml:12)``."""
        place = f" ({show(self.location[0])}:{self.location[1]})" if self.location else ""
        return f"the rule `{show(self.sentence.text)}`{place}"

    @property
    def about(self) -> tuple[object, ...]:
        """What the rule judges: two rules with the same hold one estimate against two limits."""
        values = self.scope.values or (None,) * len(self.scope.by)
        scope = (frozenset(zip(self.scope.by, values, strict=True)), self.scope.values is None)
        return (type(self), self.meaning.name, self.meaning.comparison, scope, self.scope.against)


Kind = TypeVar("Kind", bound=Demand)


@dataclass(frozen=True)
class Rule(Demand):
    """A limit on one estimate.

    `only` restricts a comparison to these groups of a single attribute; `against` names a reference group.
    `published_share` marks a published rule, which says itself who is compared: known groups of at least this share of
    the rows, lowest with highest, whatever reference group the audit has.
    """

    evidence: Evidence = "bound"
    only: tuple[str | None, ...] = ()
    against: tuple[tuple[str, str], ...] = ()
    published_share: float | None = None

    @property
    def about(self) -> tuple[object, ...]:
        """What the rule judges, and which groups it compares."""
        return (*super().about, frozenset(self.only), self.against, self.published_share)

    @property
    def against_baseline(self) -> bool:
        """Whether the limit is an earlier report's value and a margin."""
        return self.sentence.operator == "no worse than baseline by"

    @property
    def operator(self) -> str:
        """On which side of the limit what is judged should lie: a worsening is at most its margin."""
        return "<=" if self.against_baseline else super().operator

    @property
    def comparison(self) -> str | None:
        """How what is judged compares groups; `change` where an earlier report is the limit."""
        return "change" if self.against_baseline else super().comparison

    @property
    def is_fairness(self) -> bool:
        """Whether the rule compares groups, rather than holding a value against a limit."""
        return self.meaning.comparison in {"difference", "ratio"}


@dataclass(frozen=True)
class ChangeRule(Demand):
    """A limit on a change: of a value, or, where `meaning` compares groups, of a disparity."""


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
    """All rules and waivers, and what an inconclusive verdict means.

    `rules` are judged where one result is audited, `change_rules` where two are compared.
    """

    rules: tuple[Rule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    on_inconclusive: OnInconclusive = "report"
    change_rules: tuple[ChangeRule, ...] = ()

    @property
    def waivers_of_changes(self) -> tuple[Waiver, ...]:
        """The waivers of rules about changes; all others are of the rules about one result, or of no rule."""
        ids = {rule.id for rule in self.change_rules}
        return tuple(each for each in self.waivers if each.rule in ids)


def make_policy(
    rules: tuple[Rule, ...],
    waivers: tuple[Waiver, ...],
    on_inconclusive: str,
    change_rules: tuple[ChangeRule, ...] = (),
) -> Policy:
    """Return a policy.

    Raises:
        UsageError: `on_inconclusive` is none of report, pass and fail.
    """
    check_choice("on_inconclusive", on_inconclusive)
    return Policy(rules, waivers, on_inconclusive, change_rules)  # type: ignore[arg-type]


def make_rule(text: str, **keys: object) -> Rule:
    """Return the rule that a sentence and its keys (the fields of `Rule`) say.

    Raises:
        UsageError: the sentence is no rule, or asks for what cannot be; the message says what to write.
    """
    sentence = parse(text)
    meaning = understood(sentence)
    rule = make_demand(Rule, sentence, meaning, keys)
    check_groups(sentence, meaning, rule.only, rule.against)
    return rule


def make_demand(kind: type[Kind], sentence: Sentence, meaning: Meaning, keys: dict[str, object]) -> Kind:
    """Return a rule of some kind with its keys; without an `id` its sentence is its name.

    Raises:
        UsageError: a key has a value that it cannot have.
    """
    for name in CHOICES:
        check_choice(name, keys.get(name))
    identity = keys.pop("id", None) or sentence.text
    return kind(id=str(identity), sentence=sentence, meaning=meaning, **keys)  # type: ignore[arg-type]


def check_choice(name: str, word: object) -> None:
    """Raise a UsageError if `severity`, `evidence` or `on_inconclusive` cannot be this word; None is not said."""
    if word is not None and word not in CHOICES[name]:
        mend = did_you_mean(str(word), CHOICES[name])
        raise UsageError(f"`{name}` is one of {', '.join(CHOICES[name])}; `{show(word)}` is not.{mend}")


def check_rules(rules: Sequence[Demand]) -> None:
    """Make sure that ids are unique and that no two rules exclude each other.

    Raises:
        UsageError: names the two rules.
    """
    for _, sentence in conflicts(rules):
        raise UsageError(sentence)


def conflicts(rules: Sequence[Kind]) -> Iterator[tuple[Kind, str]]:
    """Yield every rule that another one before it rules out, and why in a sentence."""
    seen: dict[str, Kind] = {}
    for rule in rules:
        if rule.id in seen:
            yield rule, _same_id(seen[rule.id], rule)
        seen.setdefault(rule.id, rule)
    rivals: dict[tuple[object, ...], list[Kind]] = {}
    for rule in rules:
        rivals.setdefault(rule.about, []).append(rule)
    for alike in rivals.values():
        yield from _contradictions(alike)


def _contradictions(alike: Sequence[Kind]) -> Iterator[tuple[Kind, str]]:
    """Yield each ceiling that lies below the highest floor; `alike` are rules about one estimate, in their order."""
    floor = max((each for each in alike if each.sentence.operator == ">="), key=_limit, default=None)
    for ceiling in alike:
        if floor is not None and ceiling.sentence.operator == "<=" and _limit(floor) > _limit(ceiling):
            yield ceiling, f"Two rules contradict each other: {floor.shown} and {ceiling.shown}. Nothing can keep both."


def _limit(rule: Demand) -> float:
    return rule.sentence.number


def _same_id(one: Demand, two: Demand) -> str:
    if one.sentence.text == two.sentence.text:
        return f"{_begun(two.shown)} is there twice. Leave one out, or give it an `id` of its own."
    both = f"{one.shown} and {two.shown}"
    return f"Two rules have the id `{show(one.id)}`: {both}. Give one of them another."


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def bind(rule: Kind, columns: Sequence[str]) -> Kind:
    """Return the rule for data with these columns: a column that really is called `a:b` wins over an intersection."""
    joined = ":".join(rule.scope.by)
    if len(rule.scope.by) < 2 or joined not in columns or rule.scope.values is not None:
        return rule
    return replace(rule, sentence=replace(rule.sentence, scope=Scope((joined,))))


def check_attributes(rules: Iterable[Demand], columns: Collection[str], audited: Collection[str]) -> None:
    """Make sure that every attribute of a rule is a column and, where `audited` names any, that it is audited.

    Raises:
        UsageError: names the attribute, the rule, and what is there.
    """
    for rule in rules:
        for name in rule.scope.by:
            if name not in columns:
                listed = ", ".join(f"`{show(column)}`" for column in list(columns)[:20])
                raise UsageError(
                    f"There is no column `{show(name)}`, of which {rule.shown} speaks.{did_you_mean(name, columns)} "
                    f"The columns are: {listed}."
                )
            if audited and name not in audited:
                raise UsageError(
                    f"{_begun(rule.shown)} speaks of `{show(name)}`, which is not audited. Name it as a group: "
                    f"{spoken('groups', [show(name)])}."
                )


def levels_of(rules: Iterable[Demand]) -> list[tuple[str, ...]]:
    """Return the levels that rules speak of, each once."""
    return list(dict.fromkeys(rule.scope.by for rule in rules if rule.scope.by))

"""Rules about changes: `METRIC.change SCOPE OPERATOR NUMBER`, where the change is new minus old."""

from __future__ import annotations

from fairaudit.catalogue.names import COMBINED, find_meaning
from fairaudit.errors import UsageError, show
from fairaudit.policy.rule import ChangeRule, make_demand
from fairaudit.policy.sentence import Sentence, parse
from fairaudit.spoken import command

_SUFFIX = ".change"
_OF_ONE_RESULT = ("evidence", "only", "against")
"""Keys of rules that a rule about a change does not have."""


def is_about_change(text: str) -> bool:
    """Tell whether a sentence is about a change.

    Raises:
        UsageError: it is no rule; the message shows the place.
    """
    return _is_change(parse(text))


def _is_change(sentence: Sentence) -> bool:
    return sentence.name.lower().endswith(_SUFFIX)


def make_change_rule(text: str, **keys: object) -> ChangeRule:
    """Return the rule that a sentence and its keys (the fields of `ChangeRule`) say.

    Raises:
        UsageError: the sentence is no rule about a change; the message says what to write.
    """
    sentence = parse(text)
    name = sentence.name
    if not _is_change(sentence):
        raise UsageError(
            f"`{show(name)}` is not a change. A rule of a comparison is about changes, new minus old: write "
            f"`{show(name)}{_SUFFIX}`. Rules about one result belong to {command('check')}."
        )
    for key in _OF_ONE_RESULT:
        if keys.pop(key, None):
            raise UsageError(
                f"`{key}` is not for the rule `{show(text)}`: a change holds every group against itself, on the whole "
                "interval. Leave it out."
            )
    if sentence.operator not in ("<=", ">="):
        raise UsageError(f"A change is held against a number: write `{show(name)} … <= 0.01`.")
    rule = make_demand(ChangeRule, sentence, find_meaning(name[: -len(_SUFFIX)]), keys)
    _check_scope(rule)
    _check_number(rule)
    return rule


def _check_scope(rule: ChangeRule) -> None:
    compares, scope, name = rule.meaning.comparison is not None, rule.scope, show(rule.sentence.name)
    if not compares and (rule.meaning.name in COMBINED or len(rule.meaning.metrics) > 1):
        base = rule.meaning.name
        raise UsageError(f"`{base}` is a comparison of groups: write `{base}_difference{_SUFFIX} by ATTRIBUTE`.")
    if compares and (not scope.by or scope.values is not None):
        raise UsageError(f"`{name}` compares groups, so the rule needs attributes: `{name} by ATTRIBUTE …`.")


def _check_number(rule: ChangeRule) -> None:
    metric, limit = rule.metric, rule.sentence.number
    span = 1.0 if rule.meaning.comparison == "ratio" else metric.span
    if span is not None and abs(limit) > span:
        mend = f" Write {limit / 100:g}?" if abs(limit / 100) <= span else ""
        raise UsageError(
            f"No change of `{metric.name}` is larger than {span:g}, so the limit {limit:g} says nothing.{mend} "
            f"In the rule: {show(rule.sentence.text)}"
        )

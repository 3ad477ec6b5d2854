"""From the tables of rules and waivers to a policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fairaudit.labels import named_label

if TYPE_CHECKING:
    from fairaudit.policy import ChangeRule, Policy, Rule, Waiver
    from fairaudit.settings.model import RuleTable, WaiverTable

Place = tuple[str, int]
"""The file, as one would name it from the working folder, and the line."""


def policy_of_tables(
    rules: Iterable[tuple[RuleTable, Place]], waivers: Iterable[WaiverTable], on_inconclusive: str
) -> Policy:
    """Return the policy that tables say, which are right."""
    from fairaudit.policy import ChangeRule, make_policy

    made = [table.rule(place) for table, place in rules]
    changes = tuple(rule for rule in made if isinstance(rule, ChangeRule))
    others = tuple(rule for rule in made if not isinstance(rule, ChangeRule))
    return make_policy(others, tuple(map(_waiver, waivers)), on_inconclusive, changes)


def _waiver(table: WaiverTable) -> Waiver:
    from fairaudit.policy import Waiver

    return Waiver(table.rule, table.until, table.reason, table.owner, tuple(_labels(table.group or {})))


def _labels(group: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    return ((name, named_label(value)) for name, value in group.items())


def made_rule(require: str, keys: Mapping[str, Any]) -> Rule | ChangeRule:
    """Return the rule that a sentence and its keys say.

    Raises:
        UsageError: they are no rule.
    """
    from fairaudit.policy import is_about_change, make_change_rule, make_rule

    make = make_change_rule if is_about_change(require) else make_rule
    return make(require, **keys)

"""From the templates of a preset to rules about the attributes of one audit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.policy.presets.preset import Preset, RuleTemplate
from fairaudit.policy.rule import Rule, make_rule

_PLAIN = re.compile(r"[^\s=:<>\"`≤≥]+")


def preset_rules(
    preset: Preset,
    levels: Iterable[tuple[str, ...]],
    *,
    task: str | None = None,
    values: Mapping[str, float] | None = None,
) -> tuple[Rule, ...]:
    """Return a preset's rules for every level: `{attribute}` becomes `race`, or `race:sex` for an intersection.

    With `task`, only the rules for that task. `values` replace the preset's own parameters. A preset without limits
    has no rules.

    Raises:
        UsageError: a value is for a parameter that the preset does not have, or out of its range.
    """
    numbers = {parameter.name: parameter.value for parameter in preset.parameters}
    for name in values or ():
        if name not in numbers:
            mend = did_you_mean(name, numbers)
            raise UsageError(f"The preset `{preset.id}` has no parameter `{show(name)}`.{mend}")
    numbers |= dict(values or {})
    templates = [template for template in preset.rules if task is None or template.task in {None, task}]
    return tuple(_rule(template, level, numbers) for level in dict.fromkeys(levels) for template in templates)


def written(level: Iterable[str]) -> str:
    """Return the attributes of a level as a rule's sentence has them, quoted where they must be."""
    return ":".join(_quoted(name) for name in level)


def _rule(template: RuleTemplate, level: tuple[str, ...], numbers: Mapping[str, float]) -> Rule:
    plain = ":".join(level)
    return make_rule(
        _filled(template.require, numbers, written(level)),
        id=_filled(template.id, numbers, plain),
        says=_filled(template.says, numbers, plain),
        because=_filled(template.because, numbers, plain),
        severity=template.severity,
        evidence=template.evidence,
    )


def _filled(template: str, numbers: Mapping[str, float], attribute: str) -> str:
    for name, number in numbers.items():
        template = template.replace(f"{{{name}}}", f"{number:.12g}")
    return template.replace("{attribute}", attribute)  # last: a column may be called {floor}


def _quoted(name: str) -> str:
    if _PLAIN.fullmatch(name):
        return name
    mark = '"' if '"' not in name else "`"
    if mark in name:
        raise UsageError(f"A rule cannot name the column {show(name)}, which holds quotes of both kinds. Rename it.")
    return f"{mark}{name}{mark}"

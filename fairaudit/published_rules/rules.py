"""From the templates of a preset to rules about the attributes of one audit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.policy.rule import Rule, make_rule
from fairaudit.published_rules.preset import Preset, RuleTemplate
from fairaudit.published_rules.read import load_preset

_PLAIN = re.compile(r"[^\s=:<>\"`≤≥]+")


def chosen_presets(texts: Iterable[str]) -> tuple[Preset, ...]:
    """Return the presets that were asked for, each once: `ID`, or `ID:PARAMETER=NUMBER,…` with numbers of one's own.

    Where one is asked for twice, the later text counts.

    Raises:
        UsageError: there is no such preset or parameter, or a number is none or out of its range.
    """
    found = {}
    for text in texts:
        name, colon, assignments = text.partition(":")
        preset = load_preset(name.strip())
        found[preset.id] = _with_numbers(preset, assignments) if colon else preset
    return tuple(found.values())


def _with_numbers(preset: Preset, assignments: str) -> Preset:
    """Return the preset with its parameters set, as in `floor=0.9,ceiling=0.1`."""
    numbers = {parameter.name: parameter.value for parameter in preset.parameters}
    for assignment in assignments.split(","):
        name, _, number = (part.strip() for part in assignment.partition("="))
        if name not in numbers:
            known = f" It has {', '.join(numbers)}." if numbers else " It has none."
            mend = did_you_mean(name, numbers) or known
            raise UsageError(f"The preset `{preset.id}` has no parameter `{show(name)}`.{mend}")
        numbers[name] = _number(preset, name, number)
    parameters = tuple(replace(each, value=numbers[each.name]) for each in preset.parameters)
    changed = replace(preset, parameters=parameters)
    preset_rules(changed, [("attribute",)])  # a number that no rule can have is answered at once
    return changed


def _number(preset: Preset, name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        said = f"not `{show(text)}`" if text else "and there is none"
        raise UsageError(
            f"The parameter `{name}` of the preset `{preset.id}` is a number, {said}. "
            f"Write it so: {preset.id}:{name}=0.9."
        ) from None


def preset_rules(preset: Preset, levels: Iterable[tuple[str, ...]], *, task: str | None = None) -> tuple[Rule, ...]:
    """Return a preset's rules for every level: `{attribute}` becomes `race`, or `race:sex` for an intersection.

    With `task`, only the rules for that task. A preset without limits has no rules.

    Raises:
        UsageError: a parameter is out of its range, or no rule can name an attribute.
    """
    templates = [template for template in preset.rules if task is None or template.task in {None, task}]
    return tuple(_rule(preset, template, level) for level in dict.fromkeys(levels) for template in templates)


def written(level: Iterable[str]) -> str:
    """Return the attributes of a level as a rule's sentence has them, quoted where they must be."""
    return ":".join(_quoted(name) for name in level)


def _rule(preset: Preset, template: RuleTemplate, level: tuple[str, ...]) -> Rule:
    numbers = {parameter.name: parameter.value for parameter in preset.parameters}
    plain = ":".join(level)
    return make_rule(
        _filled(template.require, numbers, written(level)),
        id=_filled(template.id, numbers, plain),
        says=_filled(template.says, numbers, plain),
        because=_filled(template.because, numbers, plain),
        severity=template.severity,
        evidence=template.evidence,
        published_share=None if preset.exclusions is None else preset.below_share,
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

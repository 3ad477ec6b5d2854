"""What no rule can ask for: limits that no value reaches, comparisons without groups, keys that would do nothing."""

from __future__ import annotations

import math
from collections.abc import Collection

from fairaudit.catalogue.names import COMBINED, Meaning, find_meaning
from fairaudit.errors import UsageError, show
from fairaudit.labels import named_label
from fairaudit.policy.sentence import Scope, Sentence


def understood(sentence: Sentence) -> Meaning:
    """Return what the name in a sentence stands for, after making sure that the sentence can be judged.

    Raises:
        UsageError: the name stands for nothing, or the sentence asks for what cannot be; the message shows the place.
    """
    try:
        meaning = find_meaning(sentence.name)
        _check_comparison(sentence, meaning)
    except UsageError as unknown:
        raise UsageError(f"{unknown}\n{sentence.pointing_at(sentence.name_at)}") from unknown
    _check_limit(sentence, meaning)
    return meaning


def check_groups(
    sentence: Sentence, meaning: Meaning, only: Collection[str | None], against: Collection[tuple[str, str]]
) -> None:
    """Make sure that `only` and `against` change what the rule compares.

    Raises:
        UsageError: one of them would do nothing, or undo the other.
    """
    text, by = show(sentence.text), sentence.scope.by
    for name, said in (("only", only), ("against", against)):
        if said and meaning.comparison is None:
            raise UsageError(f"`{name}` says which groups are compared, and the rule `{text}` compares none.")
        if said and sentence.operator == "no worse than baseline by":
            raise UsageError(f"`{name}` is not for the rule `{text}`: the baseline compares other groups.")
    if only and len(by) > 1:
        raise UsageError(f"`only` picks values of one attribute, and the rule `{text}` is about {len(by)} at once.")
    if only and meaning.comparison != "worst" and len(set(only)) < 2:
        raise UsageError(f"`only` names one group, and the rule `{text}` compares two or more. Add another.")
    if against and meaning.comparison == "worst":
        raise UsageError(f"`against` is for differences and ratios; the worst group of `{text}` needs no reference.")
    _check_reference(text, by, only, dict(against))


def _check_reference(text: str, by: tuple[str, ...], only: Collection[str | None], against: dict[str, str]) -> None:
    if against and set(against) != set(by):
        names = ", ".join(f"{show(name)} = VALUE" for name in by)
        raise UsageError(f"`against` names one group of those that the rule `{text}` compares: {{ {names} }}.")
    if only and against and named_label(against[by[0]]) not in only:
        raise UsageError(f"`against` names `{show(against[by[0]])}`, which is not among `only` of the rule `{text}`.")


def _check_comparison(sentence: Sentence, meaning: Meaning) -> None:
    """A comparison needs groups to compare, and groups need a comparison."""
    name, compared = show(sentence.name), meaning.comparison is not None
    every_group = bool(sentence.scope.by) and sentence.scope.values is None
    if sentence.scope.against is not None:
        _check_two_groups(sentence, meaning)
        return
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


def _check_two_groups(sentence: Sentence, meaning: Meaning) -> None:
    """Two groups are compared by one metric: by the difference or the ratio of their values."""
    metric = meaning.metrics[0]
    if len(meaning.metrics) > 1 or metric.between is not None or meaning.comparison not in ("difference", "ratio"):
        name = metric.name if metric.between is None else "accuracy"
        raise UsageError(
            f"Two groups (`of … against …`) are compared by one metric: write `{name}.difference` or `{name}.ratio`, "
            f"and not `{show(sentence.name)}`."
        )
    if sentence.operator == "no worse than baseline by":
        raise UsageError("A baseline is for values and for gaps over all groups, and not for two groups: say a limit.")


def _written(scope: Scope) -> str:
    if not scope.by:
        return "overall"
    values = scope.values or ("VALUE",) * len(scope.by)
    return "of " + ":".join(f"{show(name)}={show(value)}" for name, value in zip(scope.by, values, strict=True))


def _check_limit(sentence: Sentence, meaning: Meaning) -> None:
    """A limit that no value can break, or that none can keep, is a slip of the pen."""
    low, high = value_range(meaning, signed=sentence.scope.against is not None)
    number, name, place = sentence.number, show(sentence.name), sentence.pointing_at(sentence.number_at)
    mend = f" Write {number / 100:g}?" if 1 < number <= 100 * (high or 1.0) else ""
    if sentence.operator == "no worse than baseline by":
        widest = math.inf if high is None else high - low
        if number < 0 or number > widest:
            top = "" if widest == math.inf else f" and at most {widest:g}"
            raise UsageError(f"A margin for `{name}` is at least 0{top}; {number:g} is not.{mend}\n{place}")
    elif number < low or (high is not None and number > high):
        top = "any size" if high is None else f"{high:g}"
        ends = f"up to {top}" if low == -math.inf else f"from {low:g} to {top}"
        raise UsageError(f"The limit {number:g} is outside the range of `{name}`, which goes {ends}.{mend}\n{place}")


def is_always_kept(sentence: Sentence, meaning: Meaning, *, is_change: bool = False) -> bool:
    """Tell whether no value could break a rule: such a rule guards nothing."""
    low, high = value_range(meaning, signed=sentence.scope.against is not None)
    if is_change or sentence.operator == "no worse than baseline by":
        low, high = (-math.inf, None) if high is None or low == -math.inf else (low - high, high - low)
    if sentence.operator == ">=":
        return sentence.number <= low
    return high is not None and sentence.number >= high


def value_range(meaning: Meaning, *, signed: bool = False) -> tuple[float, float | None]:
    """Return the smallest value possible, −∞ for no bound, and the largest, None for no bound.

    A comparison of two groups that are named is `signed`: the first can have the lower value.
    """
    metric = meaning.metrics[0]
    if signed and meaning.comparison == "ratio":
        return 0.0, None
    if signed and meaning.comparison == "difference":
        return -math.inf if metric.span is None else -metric.span, metric.span
    if meaning.comparison == "ratio":
        return 0.0, 1.0
    if meaning.comparison == "difference":
        if meaning.needs_reference:
            return -1.0, 1.0
        return 0.0, metric.span
    return -math.inf if metric.low is None else metric.low, metric.high

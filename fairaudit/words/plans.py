"""What a plan says, in words and in columns of finished text: the same for terminal, page and files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fairaudit.errors import show
from fairaudit.planning import Clustering, Plan
from fairaudit.words import figures, phrases

NOTHING = "–"


class Column(NamedTuple):
    """One column of a table of a plan."""

    heading: str
    cells: list[str]
    is_number: bool = True


def title(plan: Plan) -> str:
    """Return what is planned for: ``Plan for accuracy by sex``."""
    return f"Plan for {plan.metric} by {phrases.level_name(plan.by)}" if plan.metric else "Plan"


def assumed(plan: Plan) -> str:
    """Return what the plan assumes, as the rest of a title."""
    expected, sure = share(plan, plan.assumed.rate), figures.percent(plan.assumed.confidence)
    return f"{expected} expected in every group, confidence {sure}, power {figures.percent(plan.assumed.power)}"


def certified(plan: Plan) -> tuple[str, list[str]]:
    """Return the sentence about limits that a rule could have, and those limits; none if nothing can be compared."""
    found = plan.certifies
    if found.difference is None or found.ratio is None:
        return "Fewer than two groups are large enough to be compared.", []
    chance = figures.percent(plan.assumed.power)
    lead = f"If all groups truly have this value, a rule with one of these limits passes with a chance of {chance}:"
    limits = [f"difference at most {points(plan, found.difference)}", f"ratio at least {_ratio(found.ratio)}"]
    if plan.better == "higher" or plan.metric is None:
        limits += [f"worst at least {share(plan, found.worst_at_least)}, where higher is better"]
    if plan.better == "lower" or plan.metric is None:
        limits += [f"worst at most {share(plan, found.worst_at_most)}, where lower is better"]
    return lead, limits


def group_columns(plan: Plan) -> list[Column]:
    """Return what each group's evidence can show, and what it needs."""
    groups, gap = plan.groups, points(plan, plan.assumed.gap)
    columns = [Column(phrases.level_name(plan.by), [phrases.label(each.group) for each in groups], False)]
    columns += [Column("rows", [figures.count(each.rows) for each in groups])]
    if plan.unit != "rows":
        columns += [Column(plan.unit, [figures.count(round(each.units, 1)) for each in groups])]
    if _has_worth(plan):
        columns += [Column("worth", [figures.count(round(each.effective)) for each in groups])]
    columns += [
        Column("own value at least", [share(plan, each.at_least) for each in groups]),
        Column("at most", [share(plan, each.at_most) for each in groups]),
        Column("gap proven", [points(plan, each.proves) for each in groups]),
        Column(f"{plan.unit} for {gap}", [_count(each.needs) for each in groups]),
        Column("more", [_count(each.more) for each in groups]),
    ]
    return columns


def remarks(plan: Plan) -> Iterator[str]:
    """Yield what the columns about groups mean, and who is not compared."""
    chance, gap = figures.percent(plan.assumed.power), points(plan, plan.assumed.gap)
    yield f"gap proven: the smallest true gap to the largest other group that is proven with a chance of {chance}."
    if any(each.needs is not None for each in plan.groups):
        yield (
            f"{plan.unit} for {gap}: if groups that have fewer had so many, and the others what they have, "
            f"`difference <= {plan.assumed.gap:g}` passes with a chance of {chance} if the groups are truly equal."
        )
    if _has_worth(plan):
        yield "worth: so many independent rows (words, for rates of words) hold the same evidence."
    if plan.clustering is not None:
        yield _clusters(plan, plan.clustering)
    for each in plan.groups:
        if each.small_because is not None:
            yield f"{phrases.label(each.group)}: not compared, {show(each.small_because)}."


def alike(plan: Plan) -> str:
    """Return why a number for every group at once is not the one that a group needs."""
    worth = f", and every {plan.unit_one} as worth the same" if _has_worth(plan) else ""
    return (
        f"A number of {plan.unit} for every group at once takes the groups as alike in size{worth}; the table of "
        "groups takes each as it is, so its numbers can differ."
    )


def _clusters(plan: Plan, taken: Clustering) -> str:
    """Say how unequal clusters are taken to be, and where that comes from."""
    rows, spread = figures.count(round(taken.rows, 1)), f"{taken.spread:.2g}"
    if taken.seen is not None:
        seen = figures.count(round(sum(taken.seen)))
        return (
            f"{plan.unit}: new ones are taken to be like the {seen} of the data, whose sizes have a standard deviation "
            f"of {spread} times the mean. How little {seen} tell of new ones is allowed for."
        )
    if taken.spread == 0:
        return (
            f"{plan.unit}: all are taken to have {rows} rows. Unequal ones hold less evidence: say with "
            f"--cluster-spread how unequal they are; speakers and patients often reach 1."
        )
    return (
        f"{plan.unit}: they are taken to have {rows} rows on average, with a standard deviation of {spread} times that."
    )


def size_columns(plan: Plan) -> list[Column]:
    """Return which gaps would be settled if every group had so many units."""
    return [
        Column(plan.unit, [_count(step.units) for step in plan.curve]),
        Column("gap certified", [points(plan, step.certifies) for step in plan.curve]),
        Column("gap proven", [points(plan, step.proves) for step in plan.curve]),
    ]


def chance_columns(plan: Plan) -> list[Column]:
    """Return the power curve: with what chance the plan's gap would be settled at each size."""
    gap = points(plan, plan.assumed.gap)
    return [
        Column(plan.unit, [_count(step.units) for step in plan.power_curve]),
        Column(f"chance to certify {gap}", [_chance(step.certifies) for step in plan.power_curve]),
        Column(f"chance to prove {gap}", [_chance(step.proves) for step in plan.power_curve]),
    ]


def chance_notes(plan: Plan) -> list[str]:
    """Return what the two chances are chances of, and of which groups."""
    gap = points(plan, plan.assumed.gap)
    return [
        alike(plan),
        f"certify {gap}: the groups are truly equal, and the upper bound of the gap stays within {gap}.",
        f"prove {gap}: two groups truly differ by {gap}, and the lower bound of their gap is above 0.",
    ]


def share(plan: Plan, value: float | None) -> str:
    """Return a value of the plan's metric as text."""
    return NOTHING if value is None else figures.number(value, plan.value_unit)


def points(plan: Plan, value: float | None) -> str:
    """Return a difference of the plan's metric as text."""
    return NOTHING if value is None else figures.number(value, plan.value_unit, "difference")


def _ratio(value: float) -> str:
    return figures.number(value, "share", "ratio")


def _chance(value: float | None) -> str:
    """Return a chance in whole percent; what is not quite nothing or all is not rounded to it."""
    if value is None:
        return NOTHING
    if 0 < value < 0.005 or 0.995 <= value < 1:
        return "<1%" if value < 0.5 else ">99%"
    return f"{100 * value:.0f}%"


def _count(value: int | None) -> str:
    return NOTHING if value is None else figures.count(value)


def _has_worth(plan: Plan) -> bool:
    return any(abs(each.effective - each.rows) > 0.5 for each in plan.groups)

"""A plan as a page: what could be certified, what every group can show, and what other sizes would settle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fairaudit.errors import show
from fairaudit.planning import Clustering, GroupPlan, Plan
from fairaudit.report.drawing import Axis
from fairaudit.report.page import Block, Column, Facts, Head, Heading, Lines, Page, Plot, Row, Table, columns, numbers
from fairaudit.words import about_facts, figures, phrases, title_of, words

NOTHING = "–"


def terminal(plans: Sequence[Plan]) -> Page:
    """Return the plans without their power curves, which the files have."""
    parts = ((*head(plan), *groups(plan), *sizes(plan), Lines([alike(plan)])) for plan in plans)
    return [*about(plans), *(block for part in parts for block in part)]


def markdown(plans: Sequence[Plan]) -> Page:
    """Return the plans, one after the other."""
    parts = ((*head(plan), *groups(plan), *sizes(plan), *curve(plan)) for plan in plans)
    return [*about(plans), *(block for part in parts for block in part)]


def about(plans: Sequence[Plan]) -> Iterator[Block]:
    """Yield what was said of the plans, which were made together."""
    if plans and (own := title_of(plans[0].about)):
        yield Heading(own, 1)
    yield Facts(about_facts(plans[0].about if plans else None))


def head(plan: Plan) -> Iterator[Block]:
    """Yield what is assumed, and which limits a rule could have."""
    expected, sure = share(plan, plan.assumed.rate), figures.percent(plan.assumed.confidence)
    power = figures.percent(plan.assumed.power)
    yield Heading(title(plan), 1)
    yield Lines([f"{expected} expected in every group, confidence {sure}, power {power}."])
    if limits := list(_certified(plan)):
        lead = "If all groups truly have this value, a rule with one of these limits passes with a chance of"
        yield Lines([f"{lead} {power}:"])
        yield Lines(limits, "list")
    else:
        yield Lines(["Fewer than two groups are large enough to be compared."])


def groups(plan: Plan) -> Iterator[Block]:
    """Yield what every group can show, and what it needs."""
    yield Heading("What each group can show")
    yield Table(
        group_columns(plan), caption=("What each group can show, and what it needs: ", title(plan, in_words=True))
    )
    yield Lines(list(remarks(plan)), "notes")


def sizes(plan: Plan) -> Iterator[Block]:
    """Yield what other sizes would settle."""
    yield Heading(f"If every group had so many {plan.unit}")
    rows = [[_count(step.units), points(plan, step.certifies), points(plan, step.proves)] for step in plan.curve]
    table = columns(numbers(plan.unit, "gap certified", "gap proven"), rows)
    yield Table(table, caption=("What other sizes would settle: ", title(plan, in_words=True)))


def curve(plan: Plan) -> Iterator[Block]:
    """Yield the power curve as numbers: with what chance the plan's gap would be settled at each size."""
    if not plan.power_curve:
        return
    gap = points(plan, plan.assumed.gap)
    rows = [[_count(step.units), _chance(step.certifies), _chance(step.proves)] for step in plan.power_curve]
    yield Heading("With what chance the gap would be settled")
    yield Table(
        columns(numbers(plan.unit, f"chance to certify {gap}", f"chance to prove {gap}"), rows),
        caption=(f"With what chance the gap is settled, by {plan.unit} in every group: ", title(plan, in_words=True)),
    )
    meant = [
        f"certify {gap}: the groups are truly equal, and the upper bound of the gap stays within {gap}.",
        f"prove {gap}: two groups truly differ by {gap}, and the lower bound of their gap is above 0.",
    ]
    yield Lines([alike(plan), *meant], "notes")


def first(plans: Sequence[Plan]) -> Iterator[Block]:
    """Yield what to collect first: every group that lacks something in any of the plans, the most lacking first."""
    lacking = sorted(
        ((each, plan) for plan in plans for each in plan.groups if each.more), key=lambda found: -(found[0].more or 0)
    )
    yield Heading("What to collect first")
    gap, unit = points(plans[0], plans[0].assumed.gap), plans[0].unit
    if not lacking:
        yield Lines([_none_lacks(plans, gap)])
        return
    has_levels, has_metrics = (
        len(set(found)) > 1 for found in zip(*((plan.by, plan.metric) for plan in plans), strict=True)
    )
    rows: list[Row] = []
    for each, plan in lacking:
        level = f" ({phrases.level_name(plan.by)})" if has_levels else ""
        sizes = [_count(each.more), figures.count(round(each.units, 1)), _count(each.needs)]
        rows.append(
            [f"{phrases.label(each.group)}{level}", *sizes, *([show(plan.metric or "")] if has_metrics else [])]
        )
    heads: list[Head] = [("group", "name"), *numbers("more", "has", "needs")]
    heads += [("for", "metric")] if has_metrics else []
    yield Table(
        [*columns(heads, rows), _steps(lacking)],
        caption=(
            f"{unit.capitalize()} that groups lack to settle a gap of {gap}, most first; the dot is what there is, the "
            "line leads to what is needed",
        ),
        kind="forest",
    )


def _steps(lacking: Sequence[tuple[GroupPlan, Plan]]) -> Plot:
    """Return the ways from what there is to what is needed."""
    ways = [(each.units, each.units, float(each.needs or each.units)) for each, _ in lacking]
    axis = Axis(0.0, max(end for _, _, end in ways))
    return Plot("way", ("0", figures.count(round(axis.high))), axis, ways)


def _none_lacks(plans: Sequence[Plan], gap: str) -> str:
    if all(each.needs is not None for plan in plans for each in plan.groups):
        return f"Nothing: every group is large enough to settle a gap of {gap}."
    return f"No size of the groups is known to settle a gap of {gap}."


def title(plan: Plan, *, in_words: bool = False) -> str:
    """Return what is planned for: ``Plan for accuracy by sex``."""
    if plan.metric is None:
        return "Plan"
    return f"Plan for {words(plan.metric) if in_words else plan.metric} by {phrases.level_name(plan.by)}"


def _certified(plan: Plan) -> Iterator[str]:
    """Yield the limits that a rule could have; none if nothing can be compared."""
    found = plan.certifies
    if found.difference is None or found.ratio is None:
        return
    yield f"difference at most {points(plan, found.difference)}"
    yield f"ratio at least {figures.number(found.ratio, 'share', 'ratio')}"
    if plan.better == "higher" or plan.metric is None:
        yield f"worst at least {share(plan, found.worst_at_least)}, where higher is better"
    if plan.better == "lower" or plan.metric is None:
        yield f"worst at most {share(plan, found.worst_at_most)}, where lower is better"


def group_columns(plan: Plan) -> list[Column]:
    """Return what each group's evidence can show, and what it needs."""
    found, unit = plan.groups, plan.unit
    shown = {
        "rows": [figures.count(each.rows) for each in found],
        unit: [figures.count(round(each.units, 1)) for each in found],
        "worth": [figures.count(round(each.effective)) for each in found] if _has_worth(plan) else [],
        "own value at least": [share(plan, each.at_least) for each in found],
        "at most": [share(plan, each.at_most) for each in found],
        "gap proven": [points(plan, each.proves) for each in found],
        f"{unit} for {points(plan, plan.assumed.gap)}": [_count(each.needs) for each in found],
        "more": [_count(each.more) for each in found],
    }
    shown = {heading: cells for heading, cells in shown.items() if cells}
    names = [phrases.label(each.group) for each in found]
    rows = zip(names, *shown.values(), strict=True)
    return columns([(phrases.level_name(plan.by), "name"), *numbers(*shown)], rows)


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


def share(plan: Plan, value: float | None, comparison: str | None = None) -> str:
    """Return a value of the plan's metric, or a comparison of two, as text."""
    return NOTHING if value is None else figures.number(value, plan.value_unit, comparison)


def points(plan: Plan, value: float | None) -> str:
    """Return a difference of the plan's metric as text."""
    return share(plan, value, "difference")


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

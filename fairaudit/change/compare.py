"""The whole path of a comparison: two results, counted, paired, measured, judged, as one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fairaudit import document
from fairaudit.catalogue import TASKS
from fairaudit.catalogue.belongs import check_metric
from fairaudit.catalogue.facts import definition, task_facts
from fairaudit.change import entries
from fairaudit.change.asked import Comparing
from fairaudit.change.document import Compared, finish
from fairaudit.change.gaps import gap_changes
from fairaudit.change.notices import pairing_notices, same_data_notices, side_notices
from fairaudit.change.pairing import Counted, by_row, unpaired
from fairaudit.change.sides import Side, check_alike, read_side, with_what_both_have
from fairaudit.change.table import Table, table_of
from fairaudit.config import Config
from fairaudit.document.changes import ChangesDocument, Result
from fairaudit.engine import AnySource, open_data, settings_for
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.groups.entries import disparities
from fairaudit.groups.level import Level, Terms, check_size, measure_level
from fairaudit.groups.suppression import hide_tiny_groups
from fairaudit.inference import Estimate
from fairaudit.metrics import Metric
from fairaudit.pipeline import chosen_metrics
from fairaudit.policy import bind, check_attributes, levels_of
from fairaudit.settings.table import as_reported
from fairaudit.spoken import command, said_by, spoken


def compare(old_paths: Sequence[str], new_paths: Sequence[str] | None, asked: Comparing) -> ChangesDocument:
    """Compare two results in files, or in one file if `new_paths` is None, and return the document.

    Raises:
        FairauditError: the comparison cannot be done; the message says why.
    """
    sources = [open_data(paths, asked.config) for paths in (old_paths, new_paths or old_paths)]
    return compare_sources(sources[0], sources[1], new_paths is None, asked)


def compare_sources(first: AnySource, second: AnySource, are_one: bool, asked: Comparing) -> ChangesDocument:
    """Compare two open sources; `are_one` says whether they are the same data. See `compare`."""
    if are_one and not (asked.columns or asked.where_old or asked.where_new):
        twice = said_by(
            "--prediction twice (--hypothesis for speech)", 'prediction=["OLD", "NEW"] (hypothesis=… for speech)'
        )
        raise UsageError(
            "There is one result only. Name a second one, or say how the two differ within these data: "
            f"{twice}, or {spoken('where_old')} and {spoken('where_new')}."
        )
    if asked.config.examples:
        report = command("report")
        raise UsageError(f"A comparison shows no utterances: {spoken('examples')} belongs to {report}.")
    asked = _with_levels_of_rules(_settled(asked, (first, second)), second.columns)
    for which, source in (("old", first), ("new", second)):
        _check_ids(asked, which, source.columns)
    same_rows = are_one and not asked.ids and asked.where_old == asked.where_new
    old, new = (
        read_side(source, config, asked.ids, same_rows, asked.progress)
        for source, config in zip((first, second), _configs(asked), strict=True)
    )
    check_alike(old, new)
    old, new = with_what_both_have(old, new)
    counted = by_row(old, new, asked.ids) if asked.ids or same_rows else unpaired(old, new)
    return finish(_measured(old, new, counted, asked), asked)


def _settled(asked: Comparing, sources: Sequence[AnySource]) -> Comparing:
    """Return what is asked with the settings that hold for both results, where a saved tally has settled them.

    Changes are not told site by site.
    """
    config = asked.config
    for source in sources:
        found = settings_for(source, config)
        config = replace(found, site=None, where=asked.config.where, columns=asked.config.columns)
    return replace(asked, config=config)


def _configs(asked: Comparing) -> tuple[Config, Config]:
    """Return the settings of each result."""
    config = asked.config
    old = {role: columns[0] for role, columns in asked.columns.items()}
    new = {role: columns[1] for role, columns in asked.columns.items()}
    return (
        replace(config, where=(*config.where, *asked.where_old), columns={**config.columns, **old}),
        replace(config, where=(*config.where, *asked.where_new), columns={**config.columns, **new}),
    )


def _with_levels_of_rules(asked: Comparing, columns: Sequence[str]) -> Comparing:
    rules = tuple(bind(rule, columns) for rule in asked.rules)
    check_attributes(rules, columns, ())
    config = replace(asked.config, groups=(*asked.config.groups, *levels_of(rules)))
    return replace(asked, rules=rules, config=config)


def _check_ids(asked: Comparing, which: str, columns: Sequence[str]) -> None:
    for name in asked.ids:
        if name in dict(asked.config.identities):
            raise UsageError(
                f"{spoken('id', show(name))} names a row, and {spoken('identities', show(name))} its groups: use one "
                "of them."
            )
        if name not in columns:
            mend = did_you_mean(name, columns)
            raise UsageError(
                f"There is no column `{show(name)}` (named by {spoken('id')}) in the {which} result.{mend}"
            )


def _measured(old: Side, new: Side, counted: Counted, asked: Comparing) -> Compared:
    roles, config = new.roles, asked.config
    task, metrics = TASKS[roles.task], _metrics(new, asked)
    terms = Terms.of(config, task.words.cluster)
    for cube in (counted.old, counted.new):
        check_size(cube, roles.levels)
    before, after = (
        hide_tiny_groups([measure_level(cube, by, metrics, terms) for by in roles.levels], terms.suppress_below)
        for cube in (counted.old, counted.new)
    )
    everyone = [measure_level(cube, (), metrics, terms) for cube in (counted.old, counted.new)]
    metrics = [metric for metric in metrics if metric.between is None]
    tables = [
        replace(table, lost=_lost(old, table)) if counted.pairing["only_old"] else table
        for table in (table_of(counted, one, other, metrics) for one, other in zip(before, after, strict=True))
    ]
    return Compared(
        old=_result(old),
        new=_result(new),
        pairing=counted.pairing,
        task=roles.task,
        facts=task_facts(task, roles, config, metrics),
        attributes=list(roles.audited),
        overlapping=list(counted.both.overlapping),
        normalizer=new.details.get("normalizer"),
        edit_split=new.details.get("edit_split"),
        definitions={metric.name: definition(metric.of(new.cube.of(metric.reads).counts)) for metric in metrics},
        better={metric.name: metric.better for metric in metrics},
        overall=table_of(counted, everyone[0], everyone[1], metrics),
        tables=tables,
        old_disparities=_disparities(before),
        new_disparities=_disparities(after),
        gap_changes=_gap_changes(before, after, tables) if counted.pairing["how"] != "independent" else {},
        warnings=[
            *same_data_notices(_result(old), _result(new)),
            *side_notices(old.warnings, new.warnings),
            *pairing_notices(counted.pairing, new),
        ],
        assumptions=list(dict.fromkeys([*old.assumptions, *new.assumptions, *new.told])),
    )


def _lost(old: Side, table: Table) -> tuple[document.Group, ...]:
    """Return the groups of the old result of which no row has a partner."""
    groups = (old.cube.values(table.by, codes) for codes in old.cube.sample(table.by).groups)
    return tuple(group for group in groups if group not in table.groups)


def _metrics(new: Side, asked: Comparing) -> list[Metric]:
    task, found = TASKS[new.roles.task], chosen_metrics(new.roles, asked.config, cube=new.cube)
    members = task.members(new.cube)
    for rule in asked.rules:
        for metric in rule.meaning.metrics:
            what = f"`{show(metric.name)}`, which {rule.shown} needs,"
            if metric not in found:
                check_metric(metric, what, new.roles, asked.config, [task], members)
                found.append(metric)
    return found


def _result(side: Side) -> Result:
    return entries.result_entry(side.data, side.roles.columns, side.config.where, as_reported(side.config)["threshold"])


def _disparities(levels: Sequence[Level]) -> list[document.Disparity]:
    return [entry for level in levels for entry in disparities(level)]


def _gap_changes(
    before: Sequence[Level], after: Sequence[Level], tables: Sequence[Table]
) -> dict[entries.DisparityKey, Estimate]:
    return {
        (name, frozenset(table.by)): change
        for old, new, table in zip(before, after, tables, strict=True)
        for name, change in gap_changes(old, new, table)
    }

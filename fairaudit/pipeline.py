"""The whole path of an audit: source, tally, cube, metrics, inference, and the document that reports are made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from fairaudit import __version__
from fairaudit import words as wording
from fairaudit.catalogue import TASKS
from fairaudit.catalogue.belongs import check_metric, picked_metrics
from fairaudit.catalogue.facts import bars_of, definition, task_facts
from fairaudit.clock import now, today
from fairaudit.config import Config
from fairaudit.config.about import about_of
from fairaudit.config.numbers import decides_by_score
from fairaudit.cube import Cube
from fairaudit.document import SCHEMA_VERSION, Document, Message, headline
from fairaudit.document.about import with_about
from fairaudit.document.headline import shares_of_error
from fairaudit.document.reasons import shared_parts
from fairaudit.engine import AnySource, count_all, data_read, open_data, resolved, roles_in, settings_for, with_points
from fairaudit.engine.here import Progress
from fairaudit.errors import show
from fairaudit.groups import notices
from fairaudit.groups.claims import tell
from fairaudit.groups.contrasts import contrasts_of
from fairaudit.groups.entries import disparities, group_results, overall_result
from fairaudit.groups.level import Level, Terms, check_size, measure_level
from fairaudit.groups.patterns import find_patterns
from fairaudit.groups.sites import check_sites, sites_of
from fairaudit.groups.suppression import hide_tiny_groups
from fairaudit.metrics import Metric
from fairaudit.policy import (
    Policy,
    bind,
    check_attributes,
    check_baseline,
    fails_by_chance,
    gate,
    guards_performance,
    judge_policy,
    levels_of,
)
from fairaudit.policy.notices import baseline_notices, idle_notices, policy_notices
from fairaudit.published_rules import Preset, chosen_presets, published
from fairaudit.published_rules.notices import nothing_judged, preset_notices
from fairaudit.settings.table import as_reported
from fairaudit.tally import Roles, Tallied
from fairaudit.tally.median import Median
from fairaudit.tasks.levels import resolve_levels
from fairaudit.tasks.task import Resolved, Task
from fairaudit.tasks.used import not_used, used


@dataclass(frozen=True)
class Request:
    """Everything that is asked of one audit.

    `command` is the command line, for the report's provenance. `progress` is called with the number of rows read so
    far. Without a `policy` nothing is judged; `baseline` is an earlier report for its rules.
    """

    config: Config
    command: str | None = None
    progress: Progress | None = None
    policy: Policy | None = None
    baseline: Document | None = None
    jobs: int = 1
    """Files counted at once, in processes of their own."""


@dataclass(frozen=True)
class _Counted:
    """Rows, counted: what every part of the document is made from."""

    task: Task
    roles: Roles
    tallied: Tallied
    resolved: Resolved
    median: Median | None
    asked: Config

    @property
    def cube(self) -> Cube[Any]:
        return self.resolved.cube


@dataclass(frozen=True)
class _Measured:
    """All rows together and the groups of every level, measured."""

    overall: Level
    levels: Sequence[Level]


def run(paths: Sequence[str], request: Request) -> Document:
    """Audit one data set in files and return the report's document.

    `paths` are files, folders, globs, a URI, or `-` for standard input; all together are one data set.

    Raises:
        FairauditError: the audit cannot be done; the message says why.
    """
    return run_source(open_data(paths, request.config), request)


def run_source(source: AnySource, request: Request) -> Document:
    """Audit an open source; see `run`."""
    config, policy, presets = (
        settings_for(source, request.config),
        request.policy,
        chosen_presets(request.config.presets),
    )
    check_sites(config)
    if policy is not None:
        policy = replace(policy, rules=tuple(bind(rule, source.columns) for rule in policy.rules))
        config = _with_levels_of_rules(config, policy, source.columns)
    roles = roles_in(source, config, published.may_lack(presets))
    published.check_presets(presets, roles, config)
    if policy is not None:
        policy = published.with_rules_of_presets(policy, presets, roles)
    chosen_metrics(roles, config, policy, presets)  # what cannot be is answered before rows are read
    counted = _count(source, roles, config, request)
    published.check_presets(presets, counted.roles, config)
    chosen = chosen_metrics(counted.roles, config, policy, presets, counted.cube)
    measured = _measure(counted, chosen)
    report = _report(source, counted, measured, request.command)
    if policy is not None:
        report = _judged(report, policy, measured, request.baseline)
    warnings = [*report["warnings"], *preset_notices(presets)]
    if policy is not None and not report["verdicts"]:
        warnings.append(nothing_judged(presets, policy.change_rules))
    report = {**report, "warnings": warnings}
    results = published.preset_results(report, presets, measured.levels, counted.median)
    left_out = (entry for each in (*report["disparities"], *report["verdicts"]) for entry in each["left_out"])
    report = {**report, "presets": results, "reasons": shared_parts(left_out)}
    said = wording.paragraphs(report)
    return {**report, "advice": [text for _, text in said], "advice_about": [about for about, _ in said]}


def _with_levels_of_rules(config: Config, policy: Policy, columns: Sequence[str]) -> Config:
    """Add the levels that rules compare; without any group named, the rules alone say which groups.

    Raises:
        UsageError: a rule names an attribute that is not there, or is not audited.
    """
    asked = resolve_levels(columns, config)
    check_attributes(policy.rules, columns, {name for level in asked for name in level})
    return replace(config, groups=(*config.groups, *levels_of(policy.rules)))


def chosen_metrics(
    roles: Roles,
    config: Config,
    policy: Policy | None = None,
    presets: Sequence[Preset] = (),
    cube: Cube[Any] | None = None,
) -> list[Metric]:
    """Return the metrics that were picked, or all that the data can tell; and those that rules and presets need.

    Without a `cube` of the rows, a metric may still belong to a task that the rows show the data to be of.

    Raises:
        UsageError: a metric does not exist, belongs to another task, or cannot be told from these columns.
    """
    task, members = TASKS[roles.task], None if cube is None else TASKS[roles.task].members(cube)
    named = [metric for name in config.metrics for metric in picked_metrics(name, members or (), task)]
    picked, own = [each for each in named if not each.own], [each for each in named if each.own]
    chosen = [*(picked or [*task.usual(task, roles, config), *(members or ())]), *own, *published.metrics_of(presets)]
    needed = [(metric, f"The metric `{show(metric.name)}`") for metric in chosen]
    possible = [task, *(TASKS[name] for name in task.others if cube is None and config.task is None)]
    for rule in policy.rules if policy is not None else ():
        needed += [(metric, f"`{show(metric.name)}`, which {rule.shown} needs,") for metric in rule.meaning.metrics]
    for metric, what in needed:
        if metric not in own:
            check_metric(metric, what, roles, config, possible, members)
    return list(dict.fromkeys(metric for metric, _ in needed))


def _count(source: AnySource, roles: Roles, config: Config, request: Request) -> _Counted:
    """Count all rows; where only the scores can say who is selected, their median first."""
    roles, median = with_points(source, roles, config, request.progress)
    tallied = count_all(source, roles, config, request.progress, request.jobs)
    roles, found = resolved(tallied, roles, config)
    return _Counted(TASKS[roles.task], roles, tallied, found, median, config)


def _measure(counted: _Counted, chosen: Sequence[Metric]) -> _Measured:
    """Measure all rows together, then every level."""
    cube, by_levels = counted.cube, counted.roles.levels
    terms = Terms.of(counted.resolved.config, counted.task.words.cluster)
    check_size(cube, by_levels)
    levels = [measure_level(cube, by, chosen, terms) for by in by_levels]
    return _Measured(measure_level(cube, (), chosen, terms), hide_tiny_groups(levels, terms.suppress_below))


def _report(source: AnySource, counted: _Counted, measured: _Measured, command: str | None) -> Document:
    """Return the report of what was measured; nothing is judged yet, and nothing advised."""
    task, roles, config, cube = counted.task, counted.roles, counted.resolved.config, counted.cube
    overall, levels = measured.overall, measured.levels
    facts = task_facts(task, roles, config, [each.metric for each in overall.measurements.values()])
    shares = shares_of_error(facts["headline"], {name: m.metric.better for name, m in overall.measurements.items()})
    rows, told = int(overall.rows[0]), tell(overall, levels, shares)
    report: Document = {
        "schema_version": SCHEMA_VERSION,
        "fairaudit_version": __version__,
        "created": now().isoformat().replace("+00:00", "Z"),
        "data": data_read(source, counted.tallied.account),
        "task": task.name,
        "words": facts["words"],
        "headline": facts["headline"],
        "side_counts": [*task.side_counts, *overall.totals.by_argument],
        "bars": bars_of(task),
        "command": command,
        "config": as_reported(config),
        "columns": roles.columns,
        "used": used(task, roles, counted.asked, config),
        "not_used": not_used(task, roles, counted.asked),
        "attributes": list(roles.audited),
        "confidence": config.confidence,
        "min_group_size": config.min_group_size,
        "min_clusters": config.min_clusters,
        "definitions": {name: definition(m.metric) for name, m in overall.measurements.items()},
        "overall": overall_result(overall, task.group_details(overall)[0]),
        "groups": [entry for level in levels for entry in group_results(level, rows, told, task.group_details(level))],
        "contrasts": [entry for level in levels for entry in contrasts_of(level)],
        "disparities": [entry for level in levels for entry in disparities(level, told)],
        "looked_at": {"gaps": len(told.looked), "groups": told.groups_looked_at},
        "patterns": find_patterns(overall, levels, told, task.leading(facts["headline"])),
        "verdicts": [],
        "advice": [],
        "warnings": list(_warnings(counted, measured)),
        "assumptions": _assumptions(source, counted),
    }
    if overall.between:
        report["distances"] = {name: definition(metric) for name, (metric, _) in overall.between.items()}
    if cube.overlapping:
        report["overlapping"] = list(cube.overlapping)
    if decides_by_score(config):
        report["operating_points"] = [{"name": name, "score": score} for name, score in roles.points]
    details = task.details(counted.tallied, cube, levels, config)
    return cast(Document, with_about({**report, **details, **_sites(report, counted, measured)}, about_of(config)))


def _sites(report: Document, counted: _Counted, measured: _Measured) -> dict[str, Any]:
    """Return what the report says of sites, and the warnings with theirs; nothing where no column names sites."""
    primary = measured.overall.measurements.get(headline.primary(report))
    if counted.roles.site is None or primary is None:
        return {}
    found = sites_of(counted.cube, counted.roles.site, primary.metric, measured.overall, measured.levels)
    return {"sites": found, "warnings": [*report["warnings"], *wording.site_notices(found)]}


def _assumptions(source: AnySource, counted: _Counted) -> list[str]:
    """Return what was taken for granted: about columns, rows, values and published rules."""
    found = (counted.roles, source, counted.resolved)
    return [*(text for each in found for text in each.assumptions), *published.assumptions(counted.median)]


def _warnings(counted: _Counted, measured: _Measured) -> Iterator[Message]:
    """Yield what is odd about the rows, the model, the groups, and the groups of single levels."""
    task, tallied, singles = counted.task, counted.tallied, [level for level in measured.levels if len(level.by) == 1]
    yield from notices.row_notices(tallied.account)
    yield from notices.column_notices(counted.cube)
    yield from task.data_notices(counted.roles, counted.resolved.config, counted.cube, tallied.seen)
    yield from task.model_notices(measured.overall, tallied.seen)
    yield from notices.cube_notices(counted.cube, singles)
    yield from notices.binning_notices([measured.overall, *measured.levels])
    yield from notices.level_notices(measured.levels, task.level_notices)


def _judged(report: Document, policy: Policy, measured: _Measured, baseline: Document | None) -> Document:
    """Return the report with the verdicts of a policy, and what they come to."""
    check_baseline(policy, baseline, report)
    verdicts, unused = judge_policy(policy, measured.overall, measured.levels, baseline, today())
    by_chance = fails_by_chance(policy, measured.levels, verdicts)
    warnings = [
        *report["warnings"],
        *baseline_notices(baseline, report),
        *idle_notices(policy.rules),
        *policy_notices(verdicts, unused, guards_performance(policy)),
    ]
    judged: Document = {
        **report,
        "verdicts": verdicts,
        "gate": {**gate(verdicts, policy.on_inconclusive), "fails_by_chance": by_chance},
        "warnings": warnings,
    }
    return {**judged, "verdicts": [{**each, "why": wording.why(each, judged)} for each in verdicts]}

"""The whole path of an audit: source, tally, cube, metrics, inference, and the document that reports are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pyarrow as pa

from fairaudit import __version__
from fairaudit import words as wording
from fairaudit.catalogue import TASKS, find_metric
from fairaudit.clock import now, today
from fairaudit.config import Config
from fairaudit.cube import Cube
from fairaudit.document import SCHEMA_VERSION, Data, Definition, Document, Message
from fairaudit.document.headline import shares_of_error
from fairaudit.errors import UsageError
from fairaudit.groups import notices
from fairaudit.groups.claims import tell
from fairaudit.groups.entries import disparities, examples, group_results, overall_result, sensitivity
from fairaudit.groups.level import Level, check_size, measure_level
from fairaudit.groups.patterns import find_patterns
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
from fairaudit.presets import chosen_presets, published
from fairaudit.source import Source, open_data
from fairaudit.tally import RowAccount
from fairaudit.tasks.binary.median import Median
from fairaudit.tasks.binary.tally import DecisionTally
from fairaudit.tasks.roles import Roles, resolve_levels, resolve_roles
from fairaudit.tasks.speech.tally import SpeechTally
from fairaudit.tasks.speech.text import normalizer

Progress = Callable[[int], None]


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


def run(paths: Sequence[str], request: Request) -> Document:
    """Audit one data set in files and return the report's document.

    `paths` are files, folders, globs, a URI, or `-` for standard input; all together are one data set.

    Raises:
        FairauditError: the audit cannot be done; the message says why.
    """
    return run_source(open_data(paths, request.config), request)


def run_source(source: Source, request: Request) -> Document:
    """Audit an open source; see `run`."""
    if request.policy is not None:
        policy = replace(request.policy, rules=tuple(bind(rule, source.columns) for rule in request.policy.rules))
        config = _with_levels_of_rules(request.config, policy, source.columns)
        request = replace(request, policy=policy, config=config)
    presets = chosen_presets(request.config.presets)
    roles = resolve_roles(source.columns, request.config, may_lack=published.may_lack(presets))
    published.check_presets(presets, roles, request.config)
    if request.policy is not None:
        request = replace(request, policy=published.with_rules_of_presets(request.policy, presets, roles))
    if roles.task == "speech":
        return _audit_speech(source, roles, request)
    return _audit_decisions(source, roles, request)


def _with_levels_of_rules(config: Config, policy: Policy, columns: Sequence[str]) -> Config:
    """Add the levels that rules compare; without any group named, the rules alone say which groups.

    Raises:
        UsageError: a rule names an attribute that is not there, or is not audited.
    """
    asked = resolve_levels(columns, config)
    check_attributes(policy.rules, columns, {name for level in asked for name in level})
    return replace(config, groups=(*config.groups, *levels_of(policy.rules)))


def _audit_decisions(source: Source, roles: Roles, request: Request) -> Document:
    config = request.config
    chosen = chosen_metrics(roles, request)
    booleans = frozenset(
        role
        for role in ("label", "prediction")
        if role in roles.columns and pa.types.is_boolean(source.types[roles.columns[role]])
    )
    median, settings = None, config
    if published.is_score_alone(roles, config):
        median = published.median_of(batches_of(source, roles, request, RowAccount()), roles, config)
        settings = replace(config, threshold=median.least_above)
    tally = DecisionTally(roles, settings, booleans, source.may_have_commas, any_score=median is not None)
    for batch in batches_of(source, roles, request, tally.account):
        tally.add(batch)
    cube, positive = tally.cube()
    request = replace(request, config=replace(config, positive=positive))
    overall, levels = _levels(cube, roles, chosen, request.config)
    warnings = [*notices.role_notices(roles, config), *notices.decision_notices(overall, tally.scores)]
    document = _document(source, roles, request, tally.account, cube, overall, levels, warnings)
    if config.positive is None:
        document["assumptions"].append(f"positive = `{wording.show(positive)}` (by its value)")
    document["assumptions"] += published.assumptions(roles, median)
    return _finished(document, request, overall, levels, median)


def _audit_speech(source: Source, roles: Roles, request: Request) -> Document:
    config = request.config
    chosen = chosen_metrics(roles, request)
    if "cluster" not in roles.columns and not config.metrics:
        chosen = [metric for metric in chosen if metric.name != "mean_speaker_word_error_rate"]
    normalize = normalizer(config.normalize)
    tally = SpeechTally(roles, config, normalize)
    for batch in batches_of(source, roles, request, tally.account):
        tally.add(batch)
    cube = tally.cube()
    overall, levels = _levels(cube, roles, chosen, config)
    warnings = list(notices.speech_notices(cube, tally.empty_references))
    document = _document(source, roles, request, tally.account, cube, overall, levels, warnings)
    document["normalizer"] = normalize.name
    document["edit_split"] = config.edit_split
    document["sensitivity"] = sensitivity(cube, levels)
    if config.examples:
        document["examples"] = list(examples(tally, roles.attributes))
    return _finished(document, request, overall, levels)


def chosen_metrics(roles: Roles, request: Request) -> list[Metric]:
    """Return the metrics that were picked, or all of the task; and those that rules need.

    Raises:
        UsageError: a metric does not exist or belongs to another task.
    """
    presets = chosen_presets(request.config.presets)
    picked = [find_metric(name) for name in request.config.metrics]
    chosen = [*(picked or published.usual_metrics(roles, request.config)), *published.metrics_of(presets)]
    named = [(metric, f"The metric `{metric.name}`") for metric in chosen]
    for rule in request.policy.rules if request.policy is not None else ():
        named += [(metric, f"`{metric.name}`, which {rule.shown} needs,") for metric in rule.meaning.metrics]
    for metric, what in named:
        if metric not in TASKS[roles.task].metrics:
            raise UsageError(f"{what} does not belong to the task `{roles.task}`.")
        published.check_metric(metric, what, roles, request.config)
    return list(dict.fromkeys(metric for metric, _ in named))


def batches_of(source: Source, roles: Roles, request: Request, account: RowAccount) -> Iterable[pa.RecordBatch]:
    """Yield batches of the columns that the audit needs, and report progress."""
    config = request.config
    numeric = {roles.columns[role] for role in ("score", "weight", "count") if role in roles.columns}
    numeric |= {name for name in config.bins if name in roles.attributes}
    texts = [roles.columns[role] for role in ("reference", "hypothesis") if role in roles.columns]
    conditions = [name for name, _ in config.where]
    names = list(dict.fromkeys([*roles.attributes, *roles.columns.values(), *conditions]))
    for batch in source.batches(names, numeric=numeric, keep_empty=texts):
        yield batch
        if request.progress is not None:
            request.progress(account.read)


def _levels(cube: Cube[Any], roles: Roles, chosen: Sequence[Metric], config: Config) -> tuple[Level, list[Level]]:
    """Measure all rows together, then every level."""
    check_size(cube, roles.levels)
    levels = [measure_level(cube, by, chosen, config) for by in roles.levels]
    return measure_level(cube, (), chosen, config), hide_tiny_groups(levels, config.suppress_below)


def _document(
    source: Source,
    roles: Roles,
    request: Request,
    account: RowAccount,
    cube: Cube[Any],
    overall: Level,
    levels: Sequence[Level],
    task_warnings: Sequence[Message],
) -> Document:
    config = request.config
    singles = [level for level in levels if len(level.by) == 1]
    warnings = [*notices.row_notices(account), *task_warnings, *notices.cube_notices(cube, singles)]
    warnings += notices.level_notices(levels)
    shares = shares_of_error(roles.task, {name: m.metric.better for name, m in overall.measurements.items()})
    rows, told = int(overall.rows[0]), tell(overall, levels, shares)
    return {
        "schema_version": SCHEMA_VERSION,
        "fairaudit_version": __version__,
        "created": now().isoformat().replace("+00:00", "Z"),
        "data": data_read(source, account),
        "task": roles.task,
        "command": request.command,
        "config": plain(asdict(config)),
        "columns": roles.columns,
        "attributes": list(roles.attributes),
        "confidence": config.confidence,
        "min_group_size": config.min_group_size,
        "min_clusters": config.min_clusters,
        "definitions": {name: definition(m.metric) for name, m in overall.measurements.items()},
        "overall": overall_result(overall),
        "groups": [entry for level in levels for entry in group_results(level, rows, told)],
        "disparities": [entry for level in levels for entry in disparities(level, told)],
        "looked_at": {"gaps": len(told.looked), "groups": told.groups_looked_at},
        "patterns": find_patterns(overall, levels, told),
        "verdicts": [],
        "advice": [],
        "warnings": warnings,
        "assumptions": [*roles.assumptions, *source.assumptions],
    }


def _finished(
    document: Document, request: Request, overall: Level, levels: Sequence[Level], median: Median | None = None
) -> Document:
    """Judge the policy, if there is one, add the numbers of published rules, and the closing words."""
    policy, presets = request.policy, chosen_presets(request.config.presets)
    if policy is not None:
        check_baseline(policy, request.baseline, document)
        document["warnings"] += notices.baseline_notices(request.baseline, document)
        verdicts, unused = judge_policy(policy, overall, levels, request.baseline, today())
        document["verdicts"] = verdicts
        by_chance = fails_by_chance(policy, levels, verdicts)
        document["gate"] = {**gate(verdicts, policy.on_inconclusive), "fails_by_chance": by_chance}
        document["warnings"] += notices.idle_notices(policy.rules)
        document["warnings"] += notices.policy_notices(verdicts, unused, guards_performance(policy))
        for verdict in verdicts:
            verdict["why"] = wording.why(verdict, document)
    document["warnings"] += notices.preset_notices(presets)
    if policy is not None and not document["verdicts"]:
        document["warnings"].append(notices.nothing_judged(presets, policy.change_rules))
    document["presets"] = published.preset_results(document, presets, levels, median)
    document["advice"] = wording.advice(document)
    return document


def data_read(source: Source, account: RowAccount) -> Data:
    """Return the report's account of the files and rows that were read."""
    rejected = sum(account.rejected.values())
    return {
        "sources": [{"path": file.path, "rows": file.rows, "sha256": file.sha256} for file in source.files()],
        "rows_read": account.read,
        "rows_counted": account.read - rejected,
        "rows_rejected": rejected,
        "rejections": [{"reason": reason, "rows": rows} for reason, rows in sorted(account.rejected.items())],
    }


def definition(metric: Metric) -> Definition:
    """Return the facts of a metric as the report has them."""
    return {
        "summary": metric.summary,
        "formula": metric.formula,
        "better": metric.better,
        "low": metric.low,
        "high": metric.high,
        "undefined_when": metric.undefined_when,
        "source": metric.source,
    }


def plain(value: Any) -> Any:
    """Return settings as JSON holds them: tuples become lists."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value

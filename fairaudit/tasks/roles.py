"""Which column plays which role, and which groups are audited: the columns of the data against the settings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from fairaudit.config import Config
from fairaudit.config.numbers import decides_by_score
from fairaudit.config.ratios import ratios_of
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.labels import text_of
from fairaudit.spoken import said_by, spoken, spoken_in
from fairaudit.tally import PassedOver, Roles
from fairaudit.tasks.columns import NAMES, SHARED
from fairaudit.tasks.known_columns import fill, looks_like_weights, many_models, probabilities, recognised_in_vain
from fairaudit.tasks.levels import listed_columns, require_column, resolve_levels
from fairaudit.tasks.task import Task
from fairaudit.tasks.used import assumed_column

_DELIMITERS = ",;\t|^~: "
_NOT_ATTRIBUTES = {"id", "index", "row", "uuid", "path", "filepath", "file", "filename", "date", "time", "timestamp"}
_NOT_ATTRIBUTES |= {"duration", "rank_abs", "rank_pct"}
"""Names, and parts of names between underscores, of columns that are no group labels."""


def resolve_roles(
    columns: Sequence[str], config: Config, tasks: Mapping[str, Task], *, may_lack: Collection[str] = ()
) -> Roles:
    """Give every column its role in one of the tasks.

    `may_lack` are roles that the audit can do without: a label, or a decision.

    Raises:
        UsageError: a named column is missing, a role has two candidates, no group is named, or the task is unclear.
    """
    if len(columns) == 1:
        raise UsageError(_one_column(columns[0]))
    said = {role: config.columns[role] for role in NAMES if role in config.columns}
    for setting, name in [*said.items(), *_asked_for(config)]:
        require_column(name, columns, setting)
    levels = resolve_levels(columns, config)
    taken = {*said.values(), *with_site([name for level in levels for name in level], config)}
    found, recognised = _recognise(columns, said, taken, config, tasks, may_lack)
    task = _task(found, said, columns, config, tasks)
    own = {role.name for role in (*task.roles, *SHARED)}
    used = {role: name for role, name in found.items() if role in own and role != "cluster"}
    used |= {"cluster": found["cluster"]} if "cluster" in found else {}
    _check_settings(task, config, tasks)
    _check_foreign_roles(task, said, tasks)
    _check_roles_of_task(task, used, said, columns, config, may_lack)
    recognised = {role: why for role, why in recognised.items() if role in used}
    assumptions = [_assumed(task, role, why, used) for role, why in recognised.items()]
    passed = looks_like_weights(columns, {*used.values(), *taken})
    assumptions += [each.assumption for each in passed if each.assumption]
    assumptions += many_models(columns, used, {*taken, *(name for name, _ in config.where)})
    likely = _probabilities(task, columns, config, {*used.values(), *taken})
    if not levels:
        raise UsageError(no_groups(columns, {*used.values(), *taken, *(name for _, name in likely)}))
    attributes = tuple(dict.fromkeys(name for level in levels for name in level))
    attributes = with_site(attributes, config)
    check_attributes(attributes, used, config)
    unused = task.unused(columns, {*used.values(), *taken}, config)
    passed += _passed_over(columns, config, task, {**found, **used}, [*taken, *unused, *(name for _, name in likely)])
    roles = Roles(task.name, used, attributes, levels, tuple(assumptions), unused, tuple(may_lack))
    roles = replace(roles, points=_points(config), probabilities=likely)
    return replace(roles, recognised=recognised, passed_over=tuple(passed), site=config.site)


def with_site(attributes: Sequence[str], config: Config) -> tuple[str, ...]:
    """Return the attributes by which rows are counted: those of the groups, and the site."""
    return tuple(dict.fromkeys((*attributes, *([] if config.site is None else [config.site]))))


def _asked_for(config: Config) -> list[tuple[str, str]]:
    """Return the columns without a role that settings name, each behind its setting."""
    sums = [("metrics", name) for ratio in ratios_of(config.metrics) for name in ratio.columns]
    sites = [] if config.site is None else [("site", config.site)]
    return [*(("where", name) for name, _ in config.where), *sites, *sums]


def _passed_over(
    columns: Sequence[str], config: Config, task: Task, found: Mapping[str, str], taken: Sequence[str]
) -> list[PassedOver]:
    """Return the columns whose names are known for a role that the task has not, or that another column has."""
    own = {role.name: role for role in (*task.roles, *SHARED)}
    used = {role: name for role, name in found.items() if role in own}
    asked = {*used.values(), *taken, *(name for _, name in _asked_for(config))}
    foreign = {role: name for role, name in found.items() if role not in own and name not in asked}
    passed = [PassedOver(name, f"the task `{task.name}` has no {role}") for role, name in foreign.items()]
    known = {role.name: role.known for role in own.values() if role.assumed}
    return passed + recognised_in_vain(columns, known, used, {*asked, *foreign.values()})


def _probabilities(
    task: Task, columns: Sequence[str], config: Config, taken: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Return the columns of probabilities of classes: those that were said, or that are named so, or like any class."""
    for _, name in config.probability:
        require_column(name, columns, "probability")
    may_be = not task.others or (config.task is None and config.positive is None)
    if config.probability or "probability" not in task.settings or not may_be:
        return config.probability
    free = [name for name in columns if name not in taken]
    named = probabilities(free)
    return tuple((named or {name: name for name in free if config.task == task.name}).items())


def _points(config: Config) -> tuple[tuple[str, float], ...]:
    """Return the thresholds as operating points; what the highest scores are, only the data tell."""
    return tuple((str(text_of(threshold)), threshold) for threshold in config.threshold)


def check_attributes(attributes: Sequence[str], used: Mapping[str, str], config: Config) -> None:
    """Make sure that settings about attributes name audited ones, and that no attribute has another role.

    Raises:
        UsageError: they do not.
    """
    identities = {name for name, _ in config.identities}
    for name in config.bins:
        if name in identities:
            bins, lists = spoken("bins"), spoken("identities")
            raise UsageError(f"{bins} groups `{show(name)}` by its numbers, and {lists} by its labels: use one.")
    for name, value in config.against:
        if name not in attributes:
            mend = did_you_mean(name, attributes)
            against, groups = spoken("against", {show(name): show(value)}), spoken("groups")
            raise UsageError(f"{against}, but no {groups} names `{show(name)}`.{mend}")
    if config.site in identities:
        sites, lists = spoken("site", show(config.site)), spoken("identities")
        raise UsageError(f"{sites} gives each row one site, and {lists} several groups: use one of them.")
    for role, name in used.items():
        if name in identities or (role != "cluster" and name in attributes):
            raise UsageError(f"Column `{show(name)}` cannot be both the {role} and a group. Choose another column.")


def known_names(tasks: Iterable[Task]) -> dict[str, tuple[str, ...]]:
    """Return for every role the column names that are recognised without being said, compared without case."""
    found: dict[str, tuple[str, ...]] = {}
    for role in (*(role for task in tasks for role in task.roles), *SHARED):
        if role.assumed:
            found[role.name] = tuple(dict.fromkeys((*found.get(role.name, ()), *role.known)))
    return found


def _recognise(
    columns: Sequence[str],
    said: Mapping[str, str],
    taken: set[str],
    config: Config,
    tasks: Mapping[str, Task],
    may_lack: Collection[str],
) -> tuple[dict[str, str], dict[str, str]]:
    """Add the roles whose columns have known names; return all roles, and by what each was recognised."""
    found, recognised = dict(said), dict[str, str]()
    known = known_names([tasks[config.task]] if config.task and config.task in tasks else tasks.values())
    wanted = list(known)
    if decides_by_score(config) and "prediction" not in said:
        wanted = [role for role in wanted if role != "prediction"]
    for role in wanted:
        if role in said:
            continue
        blocked = set(said.values()) if role == "cluster" else taken
        candidates = [name for name in columns if name.casefold() in known[role] and name not in blocked]
        if candidates:
            found[role], recognised[role] = _only(candidates, role), "by its name"
    if "prediction" in may_lack:  # a score is what the audit is about
        wanted = [role for role in wanted if role != "prediction"]
    for each in fill(columns, found, taken):
        if each.role in wanted:
            column = _only(each.columns, each.role)
            found = {role: name for role, name in found.items() if name != column} | {each.role: column}
            recognised[each.role] = each.layout.whose
    return found, recognised


def _only(candidates: Sequence[str], role: str) -> str:
    if len(candidates) > 1:
        both = " and ".join(f"`{show(name)}`" for name in candidates)
        raise UsageError(f"Both {both} could be the {role}. Say which: {spoken(role, 'COLUMN')}.")
    return candidates[0]


def _task(
    found: Mapping[str, str],
    said: Mapping[str, str],
    columns: Sequence[str],
    config: Config,
    tasks: Mapping[str, Task],
) -> Task:
    """Return the task: as said, else as the roles that were said or found tell."""
    if config.task is not None:
        if config.task not in tasks:
            raise UsageError(f"There is no task `{show(config.task)}`. The tasks are: {', '.join(tasks)}.")
        return tasks[config.task]
    for roles in (said, found):
        fitting = [task for task in tasks.values() if task.fits(roles, roles is said, config)]
        if len(fitting) > 1:
            names = " or ".join(spoken("task", task.name) for task in fitting)
            what = " as well as ".join(task.says for task in fitting)
            raise UsageError(f"The columns fit {what}. Say which: {names}.")
        if fitting:
            return fitting[0]
    asked = ", ".join(spoken_in(task.asks) for task in tasks.values() if task.asks)
    known = "".join(f" The {role} is column `{show(name)}`." for role, name in found.items())
    listed = f"The columns are: {listed_columns(columns)}.{known}"
    raise UsageError(f"No column holds predictions. {listed} Name those that do: {asked}.")


def _check_settings(task: Task, config: Config, tasks: Mapping[str, Task]) -> None:
    """Refuse settings that would do nothing for the task, or that undo each other."""
    usual = Config()
    for name in dict.fromkeys(name for other in tasks.values() for name in other.settings):
        if name not in task.settings and getattr(config, name) != getattr(usual, name):
            owners = [other.name for other in tasks.values() if name in other.settings]
            raise UsageError(_not_of(task, name, owners))
    if config.examples and config.suppress_below:
        shows, hides = spoken("examples"), spoken("suppress_below")
        raise UsageError(f"{shows} shows utterances and {hides} hides small groups: use one of them.")


def _check_foreign_roles(task: Task, said: Mapping[str, str], tasks: Mapping[str, Task]) -> None:
    """Refuse columns that were said and that the task has no role for."""
    for role in said:
        if role not in {each.name for each in (*task.roles, *SHARED)}:
            owners = [other.name for other in tasks.values() if role in {each.name for each in other.roles}]
            raise UsageError(_not_of(task, role, owners))


def _not_of(task: Task, setting: str, owners: Sequence[str]) -> str:
    named = " or ".join(spoken("task", name) for name in owners)
    return f"{spoken(setting)} does not belong to the task `{task.name}`. It belongs to {named}."


def _check_roles_of_task(
    task: Task,
    used: Mapping[str, str],
    said: Mapping[str, str],
    columns: Sequence[str],
    config: Config,
    may_lack: Collection[str],
) -> None:
    """Make sure that the roles the task needs are there, and go together."""
    for role, needed, instead in ((each.name, each.needed, each.needless_with) for each in task.roles):
        if needed and role not in used and role not in may_lack and instead not in said:
            raise UsageError(
                f"No column is the {role}. Name it: {spoken(role, 'COLUMN')}. The columns are: "
                f"{listed_columns(columns)}."
            )
    task.check(used, said, config, may_lack)
    doubled = [(a, b) for a, b in combinations(used, 2) if used[a] == used[b]]
    if doubled:
        first, second = doubled[0]
        raise UsageError(f"Column `{show(used[first])}` cannot be both the {first} and the {second}.")


def _assumed(task: Task, role: str, why: str, used: Mapping[str, str]) -> str:
    """Say which column was recognised; and of one that nothing rests on, that this is so."""
    idle = task.idle(role, used)
    return assumed_column(role, used[role], why) + (f"; {idle}" if idle else "")


def no_groups(columns: Sequence[str], used: set[str]) -> str:
    """Say that a column of group labels must be named, and which could be one."""
    likely = [name for name in columns if name not in used and not is_named_otherwise(name)]
    if not likely:
        column = spoken("groups", ["COLUMN"])
        return f"Name at least one column of group labels: {column}. No column of these data looks like one."
    example = spoken("groups", [show(likely[0])])
    return (
        f"Which groups? Attributes are never guessed. Columns that may hold group labels: {listed_columns(likely)}. "
        f"Name one or more: {example}."
    )


def is_named_otherwise(name: str) -> bool:
    """Tell whether the name of a column says that it holds no group labels, but ids, paths, dates, ranks."""
    folded = name.casefold()
    return not _NOT_ATTRIBUTES.isdisjoint((folded, *folded.split("_")))


def _one_column(name: str) -> str:
    """Say that one column is not enough, and guess what may stand between columns that were taken for one."""
    between = max(_DELIMITERS, key=name.count)
    mend = "An audit needs a column for what was true, one for what was predicted, and one for the group."
    if between in name:
        option = "tab" if between == "\t" else f'"{between}"'
        said = said_by(f"--delimiter {option}", f"delimiter={between!r}")
        mend = f"If {'a tab' if between == chr(9) else f'`{between}`'} stands between columns, say {said}."
    return f"The data have one column only: `{show(name)}`. {mend}"

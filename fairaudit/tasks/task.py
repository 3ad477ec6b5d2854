"""What a task is: facts as data, a tally, and a few small functions. The catalogue lists the tasks there are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from fairaudit.counts import Counts
from fairaudit.cube import Cube
from fairaudit.metrics import Metric
from fairaudit.tasks.role import Role

if TYPE_CHECKING:
    import pyarrow as pa

    from fairaudit.config import Config
    from fairaudit.document import Message
    from fairaudit.groups.level import Level
    from fairaudit.source import Source
    from fairaudit.tally import Roles, RowAccount, Seen, Tallied
    from fairaudit.tally.kept import KeptRows


class Words(NamedTuple):
    """What the sentences of a report call things.

    `cluster` is whom rows come from, one and several. `errors` are what is counted as an error, and what errors are a
    share of; `kinds` are counts of errors of one kind, each with what it means if most are of it. `truth` is what a
    prediction is held against. `cannot_tell` are sentences about what no reader should conclude from the report.
    """

    cluster: tuple[str, str] = ("cluster", "clusters")
    errors: tuple[str, str] = ("errors", "rows")
    kinds: tuple[tuple[str, str], ...] = ()
    truth: str = "label"
    cannot_tell: tuple[str, ...] = ()


class ProposedRule(NamedTuple):
    """A rule that `fairaudit init` writes; ``{attribute}`` stands for each attribute, ``{name}`` for its name.

    It is written where there are columns for the roles that it `needs`.
    """

    id: str
    require: str
    says: str
    needs: tuple[str, ...] = ()


class Proposed(NamedTuple):
    """What `fairaudit init` writes into a settings file.

    `roles` are written whether or not a column has them; then rules, and an example of a rule about a change.
    """

    roles: tuple[str, ...]
    rules: tuple[ProposedRule, ...]
    change: str
    settings: tuple[str, ...] = ()
    """Lines about settings that a user may want."""


class Bars(NamedTuple):
    """Metrics that a page draws as bars, and what it calls them.

    They stand one after another (`stacked`: parts of a whole) or the first within the second (`nested`). `per` says in
    what they are counted, where that is not rows.
    """

    kind: Literal["stacked", "nested"]
    title: str
    metrics: tuple[tuple[str, str], ...]
    per: str = ""


class Example(NamedTuple):
    """The few rows that `explain` and the documentation put into formulas.

    `counts` have an entry per cluster; `beside` are the same rows counted in other ways. `put` are parts of formulas
    that are no counts, with what stands for them; `says` puts a term into other words than its number and its name.
    """

    counts: Counts
    beside: tuple[Counts, ...] = ()
    put: Mapping[str, str] = {}
    says: Mapping[str, str] = {}


class Guess(NamedTuple):
    """What `fairaudit init` guesses of the values: settings with their values and the questions to ask.

    `instead` are roles that need no column then. `trouble` is what an audit would refuse.
    """

    settings: tuple[tuple[str, str | float, str], ...] = ()
    instead: frozenset[str] = frozenset()
    trouble: str | None = None


class Resolved(NamedTuple):
    """Counts, once all rows have told what they mean; the settings that they told; and that they did, in words."""

    cube: Cube[Any]
    config: Config
    assumptions: tuple[str, ...] = ()
    roles: Roles | None = None
    """The columns that are used, where the rows told that some are not."""


class Tally(Protocol):
    """Counts rows batch by batch; `account` says what became of each."""

    account: RowAccount

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of one batch."""

    def counted(self) -> Tallied:
        """Return what is left of all rows; a DataError says why nothing is."""

    def rows(self) -> Cube[Any]:
        """Return the rows that were kept to be paired, a cell each, as `counted` would have them."""


class Start(Protocol):
    """Begins a tally."""

    def __call__(self, roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> Tally:
        """Return a tally of the columns of a source; rows that are to be paired are kept apart as well."""


def _as_tallied(tallied: Tallied, roles: Roles, config: Config) -> Resolved:  # noqa: ARG001
    return Resolved(tallied.cube, config)


def _nothing(*_: Any) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class Task:
    """A kind of predictions: facts as data, then functions.

    Attributes:
        name: the word for `--task`.
        says: finishes "an audit of …".
        asks: names the columns, for users whose data have none of them; what is said stands in braces: {label}.
        roles: those of the task's own columns.
        settings: heeded by this task; refused by those that do not name them.
        metrics: in the order of reports.
        families: metrics that are taken at each of the `arguments` that only the data tell, behind the others.
        argument: what one argument and several are called; `unknown_argument` is another one (as `asks`).
        headline: metrics that are seen first; the first with a better direction orders the groups.
        bars: what a page draws as bars.
        side_counts: counts that only details of the document rest on, and that pages do not list.
        words: what sentences call things.
        warnings: the codes of the task's own warnings, and what each means in general.
        proposed: what `fairaudit init` writes.
        example: the rows behind `explain`.
        fits: tells by roles that were said (true) or recognised whether data are of this task.
        start: begins a tally.
        others: tasks that the values of all rows can show the data to be of instead: `becomes` says which.
        resolve: makes counts of what was tallied.
        check: refuses roles and settings that do not go together: roles used, roles said, settings, roles that the
            audit can do without.
        idle: says of a recognised role that nothing rests on it, given the roles used.
        unused: columns that could have had a role if a setting did not decide: all columns, those used, settings.
        usual: the metrics that the columns can tell, where none is picked.
        lacks: why a metric cannot be computed from these columns.
        seen_first: the headline of an audit of these columns.
        data_notices: warnings about the data.
        model_notices: warnings about the model, from all rows together.
        level_notices: warnings about the groups of one level.
        group_details: keys of each group's entry that are this task's own, for all groups of a level.
        details: keys of the document that are this task's own.
        guess: what `fairaudit init` guesses from the values of the columns: role → value → rows.
    """

    name: str
    says: str
    asks: str
    roles: tuple[Role, ...]
    settings: tuple[str, ...]
    metrics: tuple[Metric, ...]
    headline: tuple[str, ...]
    bars: Bars | None
    words: Words
    warnings: Mapping[str, str]
    proposed: Proposed
    example: Example
    fits: Callable[[Collection[str], bool, Config], bool]
    start: Start
    families: tuple[Metric, ...] = ()
    arguments: Callable[[Cube[Any]], Sequence[str]] = _nothing
    argument: tuple[str, str] = ("class", "classes")
    unknown_argument: str = "a class that no row has"
    others: tuple[str, ...] = ()
    becomes: Callable[[Tallied, Roles, Config], str | None] = lambda tallied, roles, config: None  # noqa: ARG005
    resolve: Callable[[Tallied, Roles, Config], Resolved] = _as_tallied
    check: Callable[[Mapping[str, str], Mapping[str, str], Config, Collection[str]], None] = _nothing  # type: ignore[assignment]
    idle: Callable[[str, Mapping[str, str]], str] = lambda role, used: ""  # noqa: ARG005
    unused: Callable[[Sequence[str], Collection[str], Config], tuple[str, ...]] = _nothing
    usual: Callable[[Task, Roles, Config], Sequence[Metric]] = lambda task, roles, config: task.metrics  # noqa: ARG005
    lacks: Callable[[Metric, Roles, Config], str | None] = lambda metric, roles, config: None  # noqa: ARG005
    seen_first: Callable[[Task, Roles, Config], Sequence[str]] = lambda task, roles, config: task.headline  # noqa: ARG005
    side_counts: tuple[str, ...] = ()
    data_notices: Callable[[Roles, Config, Cube[Any], Seen], Iterable[Message]] = _nothing
    model_notices: Callable[[Level, Seen], Iterable[Message]] = _nothing
    level_notices: Callable[[Level], Iterable[Message]] = _nothing
    group_details: Callable[[Level], Sequence[Mapping[str, Any]]] = lambda level: [{}] * len(level.groups)
    details: Callable[[Tallied, Cube[Any], Sequence[Level], Config], dict[str, Any]] = lambda *_: {}
    guess: Callable[[Mapping[str, Mapping[str, int]]], Guess] = lambda values: Guess()  # noqa: ARG005

    def leading(self, headline: Sequence[str]) -> str:
        """Return the metric that orders the groups: the first of a headline with a better direction, or none."""
        directions = {metric.name: metric.better for metric in self.metrics}
        return next((name for name in headline if directions.get(name)), "")

    def has(self, metric: Metric) -> bool:
        """Whether the task can have a metric: one of its own, a family, or a member of one."""
        return metric.base in self.metrics or metric in self.families or metric.family in self.families

    def members(self, cube: Cube[Any], of: Collection[Metric] = ()) -> list[Metric]:
        """Return the metrics that only the data tell, of all families or of some, argument by argument."""
        counts = [each.counts for each in (cube, *cube.others)]
        told = (each for each in self.families if any(isinstance(one, each.within) for one in counts))
        families = [family for family in told if not of or family in of]
        return [family.at(argument) for argument in self.arguments(cube) for family in families]

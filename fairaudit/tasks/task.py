"""What a task is: facts as data, a tally, and a few small functions. The catalogue lists the tasks there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from fairaudit.metrics import Metric


class Role(NamedTuple):
    """What a column is to an audit.

    `name` is the option, the setting and the key of the report's columns. `says` finishes "the column that says …".
    `known` are column names that are recognised unsaid, in lower case. `holds` is how the source reads the column: an
    empty text stays a text. `needed` roles must have a column.
    """

    name: str
    says: str
    known: tuple[str, ...]
    holds: Literal["label", "number", "text"]
    needed: bool = True


class Words(NamedTuple):
    """What the sentences of a report call things.

    `cluster` is whom rows come from, one and several. `errors` are what is counted as an error, and what errors are a
    share of. `truth` is what a prediction is held against. `cannot_tell` are sentences about what no reader should
    conclude from the report.
    """

    cluster: tuple[str, str] = ("cluster", "clusters")
    errors: tuple[str, str] = ("errors", "rows")
    truth: str = "label"
    cannot_tell: tuple[str, ...] = ()


class ProposedRule(NamedTuple):
    """A rule that `fairaudit init` writes; ``{attribute}`` stands for each attribute, ``{name}`` for its name."""

    id: str
    require: str
    says: str


class Proposed(NamedTuple):
    """What `fairaudit init` writes into a settings file: rules, and an example of a rule about a change."""

    rules: tuple[ProposedRule, ...]
    change: str


class Bars(NamedTuple):
    """Metrics that a page draws as bars, and what it calls them.

    They stand one after another (`stacked`: parts of a whole) or the first within the second (`nested`).
    """

    kind: Literal["stacked", "nested"]
    metrics: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Task:
    """A kind of predictions.

    `says` finishes "an audit of …". `roles` are those of the task's own columns. `settings` are heeded by this task and
    refused by those that do not name them. `metrics` stand in the order of reports. `headline` metrics are seen first;
    the first of them with a better direction orders the groups.
    """

    name: str
    says: str
    roles: tuple[Role, ...]
    settings: frozenset[str]
    metrics: tuple[Metric, ...]
    headline: tuple[str, ...]
    bars: Bars | None
    words: Words
    proposed: Proposed

"""What a preset is."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from typing import Any, Literal

LimitsFrom = Literal["source", "nobody", "you"]
LIMITS_FROM = ("source", "nobody", "you")
TableKind = Literal["adverse_impact", "impact_ratios"]
TABLE_KINDS = ("adverse_impact", "impact_ratios")


@dataclass(frozen=True)
class RequiredColumn:
    """A column without which the preset's numbers cannot be computed."""

    column: str
    means: str


@dataclass(frozen=True)
class Limits:
    """Who sets the numbers that a rule holds values against.

    `source`: the published text itself. `nobody`: the text asks for numbers and judges none. `you`: the text wants a
    limit with reasons, and leaves it to whoever is responsible.
    """

    given_by: LimitsFrom
    says: str


@dataclass(frozen=True)
class Exclusions:
    """Groups that are shown but stay out of ratios: those with less than this share of the rows."""

    below_share: float
    says: str


@dataclass(frozen=True)
class Parameter:
    """A number of the rules that is not part of the published text, so that users set it."""

    name: str
    value: float
    says: str


@dataclass(frozen=True)
class RuleTemplate:
    """A rule before the attributes are known; `{attribute}` and `{PARAMETER}` are placeholders.

    Without a `task` it is for every task.
    """

    id: str
    require: str
    says: str
    because: str
    severity: str = "fail"
    evidence: str = "bound"
    task: str | None = None


@dataclass(frozen=True)
class Statement:
    """Something that a report has to state.

    `answer` names what a report of this program says about it, in `fairaudit.report.wording.stated`; `yours` is what
    only people can say. Without an answer all of it is.
    """

    says: str
    answer: str | None = None
    yours: str | None = None


@dataclass(frozen=True)
class Preset:
    """A published rule as data: what it asks for, how old the knowledge is, and what could not be verified.

    `table` says which numbers of every group a report shows. Adverse impact: ratios, tests and shortfalls, without the
    groups that are too small to compare. Impact ratios: rates and ratios of all categories, and, if there is a score
    and no decision, scoring rates.
    """

    id: str
    title: str
    jurisdiction: str
    as_of: datetime.date
    status: str
    sources: tuple[str, ...]
    not_verified: tuple[str, ...]
    required_columns: tuple[RequiredColumn, ...]
    metrics: tuple[str, ...]
    reference_rule: str
    limits: Limits
    exclusions: Exclusions | None
    parameters: tuple[Parameter, ...]
    rules: tuple[RuleTemplate, ...]
    states: tuple[Statement, ...]
    disclaimer: str
    table: TableKind | None = None
    under_revision: bool = False

    @property
    def below_share(self) -> float:
        """The share of the rows under which a group stays out of ratios; 0 if none does."""
        return 0.0 if self.exclusions is None else self.exclusions.below_share

    def to_dict(self) -> dict[str, Any]:
        """Return the preset as plain data, for JSON."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}

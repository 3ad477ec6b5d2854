"""The parts of the report that say what the rules of a policy came to."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from fairaudit.document.estimates import Estimate, Group, LeftOut, Needed


class WaiverResult(TypedDict):
    """A waiver that covers a verdict, or did until it ended."""

    until: str
    """The last day on which it holds, as an ISO date."""
    reason: str
    """Why the rule may be broken until then."""
    owner: str
    """Who answers for it."""
    group: Group
    """The group that it covers; empty for all of the rule."""
    expired: bool
    """Whether it has ended, and so covers nothing any more."""


class Location(TypedDict):
    """Where a rule stands."""

    path: str
    """The file, as named from the folder in which the audit ran, with forward slashes."""
    line: int
    """The line, counted from 1."""


class RuleResult(TypedDict):
    """What the evidence says about one rule, of one result or of a change between two."""

    id: str
    """The rule's name."""
    rule: str
    """The rule as a sentence."""
    verdict: str
    """pass, fail, inconclusive, not_measurable or waived."""
    counts_as: str
    """What the verdict does to the gate: pass, fail or inconclusive."""
    estimate: Estimate
    """What was judged: a value, a comparison, or a change; where every group has to change so, the worst one's."""
    operator: str
    """The side on which the estimate should lie: `<=` (at most the limit) or `>=` (at least)."""
    limit: float
    """The limit; for a baseline rule the margin by which the estimate may be worse."""
    why: str
    """The verdict in one sentence."""
    severity: str
    """fail, or warn: a warning never changes the exit code."""
    says: str | None
    """What the rule demands, in the words of the policy."""
    because: str | None
    """Why the policy demands it."""
    metric: str
    """The metric, or the name of a joined one such as equalized_odds."""
    measure: NotRequired[str]
    """The metric, or the name of a joined one, without a comparison: what is compared."""
    unit: NotRequired[str]
    """How values of the metric are printed: share (in percent) or number."""
    comparison: str | None
    """How groups are compared; null for a single value; `change` if an earlier report is the limit."""
    compares: NotRequired[str | None]
    """How groups are compared, also where an earlier report is the limit; null for a single value."""
    of_pairs: NotRequired[bool]
    """Whether the metric is of two groups and has no value for one."""
    scope: NotRequired[str]
    """Whom the rule is about, as rules say it: overall (all rows), by (the groups of `by`) or of (one of them)."""
    by: list[str]
    """The attributes; empty for all rows together."""
    group: Group | None
    """The one group in question: the one that is named, or whose change is worst by the rule; else null."""
    against: NotRequired[Group]
    """The reference group of a comparison, where one was named: `highest` or `lowest` is then this group."""
    left_out: list[LeftOut]
    """Groups that the rule does not look at."""
    not_of_the_rule: NotRequired[list[Group]]
    """Those of them that the rule is not about at all; only where there are any."""
    waiver: WaiverResult | None
    """The waiver that covers it, or that has expired: then a rule that is not decided counts as failed."""
    location: NotRequired[Location]
    """Where the rule stands; only for rules of a file."""


class Verdict(RuleResult):
    """What the evidence says about one rule of one result."""

    evidence: str
    """bound: the whole interval is judged; point: the value alone."""
    highest: Group | None
    """The group with the highest value of a comparison."""
    lowest: Group | None
    """The group with the lowest value of a comparison."""
    fails_by_chance: float | None
    """How often truly equal groups of these sizes would break the rule on the value alone."""
    needed: Needed | None
    """What more data would settle; null where the rule is decided."""


class Gate(TypedDict):
    """What all verdicts together mean."""

    verdict: str
    """pass, fail or inconclusive."""
    exit_code: int
    """The exit code: 0 pass, 1 fail, 3 inconclusive."""
    on_inconclusive: str
    """What an inconclusive verdict means for the gate: report (exit code 3), pass or fail."""
    fails_by_chance: NotRequired[float | None]
    """How often groups that are truly equal would fail at least one rule about their gaps; null without such a rule."""

"""What a metric is: a function of counts, with its facts attached."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from fairaudit.counts import Counts
from fairaudit.document.units import Unit
from fairaudit.errors import show
from fairaudit.metrics.undivided import Undivided

Better = Literal["higher", "lower"]


@dataclass(frozen=True, eq=False)
class Metric:
    """A named function of counts and what a reader must know about it.

    `reads` are the kinds of counts that it can be computed from; they offer what it asks for under the same names.

    `better` is None where neither direction is better in itself. `low` and `high` are None where values have no bound.
    `undefined_when` finishes the sentence "undefined, because …". `unit` says how values are printed. `margin` is the
    gap between groups for which a report says what more data would settle; None where no gap is a natural one.
    `averages_clusters` marks a plain mean of each cluster's own value, which is no formula of the counts. `measure`
    makes values and limits of a quantity of a kind of its own: a `fairaudit.inference.measured.Measure`. `elsewise`
    are facts that read differently for one of the kinds of counts. `says` is the summary, where the docstring is not.
    `own` marks a metric that is not fairaudit's, but its user's.

    A metric `between` groups has no value for one of them: it is how far two are apart, and the function compares all
    groups of a sample, with a reference group if there is one: a `fairaudit.inference.disparity.Comparison`. `tells`
    says of which totals it can tell anything, and `example` compares two groups by hand.

    A metric can be taken `at` an argument that only the data tell, such as a class, if counts of the kinds `within` are
    at an argument counts of a kind that it reads. The member has the `argument` and the `family` that it comes from. So
    has a metric at a number that its name says, without an argument.
    """

    compute: Callable[[Any], Undivided]
    reads: tuple[type[Counts], ...]
    better: Better | None
    undefined_when: str
    formula: str
    source: str
    low: float | None = 0.0
    high: float | None = 1.0
    also_called: tuple[str, ...] = ()
    unit: Unit = "share"
    margin: float | None = 0.05
    averages_clusters: bool = False
    measure: Callable[[Any, Any, Any], Any] | None = None
    own: bool = False
    elsewise: Mapping[type[Counts], Mapping[str, str]] = field(default_factory=dict)
    says: str = ""
    within: tuple[type[Counts], ...] = ()
    between: Callable[[Any, Any, float, int | None], Any] | None = None
    tells: Callable[[Any], Any] | None = None
    example: str = ""
    argument: str | None = None
    family: Metric | None = None

    def __post_init__(self) -> None:
        for attribute in (
            *functools.WRAPPER_ASSIGNMENTS,
            "__wrapped__",
        ):  # so that help() and doctest find the function
            value = self.compute if attribute == "__wrapped__" else getattr(self.compute, attribute, None)
            object.__setattr__(self, attribute, value)

    @property
    def name(self) -> str:
        """The name in the catalogue, in policies and in reports."""
        return self.compute.__name__

    @property
    def span(self) -> float | None:
        """The largest difference between two values; None where there is no largest."""
        return None if self.low is None or self.high is None else self.high - self.low

    @property
    def summary(self) -> str:
        """What it is, in one sentence."""
        return self.says or (self.compute.__doc__ or "").strip().splitlines()[0]

    @property
    def base(self) -> Metric:
        """Itself; of a metric at a number that its name says, such as `share_above:0.8`, the one without the number."""
        return self if self.family is None or self.argument is not None else self.family

    def __call__(self, counts: Counts) -> Undivided:
        """Return the undivided quantity for every entry of `counts`."""
        return self.compute(counts)

    def of(self, counts: Counts) -> Metric:
        """Return the metric with the facts that hold for this kind of counts."""
        return _of_kind(self, type(counts))  # type: ignore[arg-type]  # a class, not its instances, is the key

    def at(self, argument: str) -> Metric:
        """Return the member of this family at an argument: the same object for the same argument."""
        return _member(self, argument)


@functools.lru_cache(maxsize=256)
def _of_kind(metric: Metric, kind: type[Counts]) -> Metric:
    facts: Mapping[str, Any] = metric.elsewise.get(kind, {})
    return replace(metric, **facts) if facts else metric


@functools.lru_cache(maxsize=1 << 14)
def _member(family: Metric, argument: str) -> Metric:
    """Return a metric of what counts are at an argument."""
    if not family.within:
        raise ValueError(f"{family.name} is not taken at an argument")
    shown = show(argument)

    def compute(counts: Any) -> Undivided:
        return family.compute(counts.at(argument))

    compute.__name__ = f"{family.name}[{argument}]"
    return replace(
        family,
        compute=compute,
        says=f"{family.summary.removesuffix('.')}, for the class or at the operating point `{shown}`.",
        elsewise={kind: _facts_at(family, kind, shown) for kind in family.within},
        also_called=(),
        reads=family.within,
        within=(),
        argument=argument,
        family=family,
    )


def _facts_at(family: Metric, kind: type[Counts], argument: str) -> dict[str, str]:
    """Return the facts that read differently for counts of a kind at an argument."""
    summary, undefined = (each.format(f"`{argument}`") for each in kind.says_at)
    return {
        "says": f"{family.summary.removesuffix('.')}, {summary}.",
        "undefined_when": f"{family.undefined_when} ({undefined})",
    }


def metric(**facts: Any) -> Callable[[Callable[[Any], Undivided]], Metric]:
    """Attach facts (the fields of `Metric`) to a function of counts."""
    return lambda compute: Metric(compute, **facts)

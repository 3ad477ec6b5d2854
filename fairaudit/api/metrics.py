"""`fairaudit.metric`: a function of counts as a metric of one's own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, get_args

from fairaudit.catalogue import TASKS
from fairaudit.catalogue.own import SOURCE
from fairaudit.config.ratios import name_of
from fairaudit.counts import Counts
from fairaudit.document.units import Unit
from fairaudit.errors import FairauditError, UsageError, show
from fairaudit.metrics import (
    Better,
    ClusterMean,
    MeanOfProportions,
    Metric,
    Proportion,
    Ratio,
    SmoothFunction,
    Undivided,
)
from fairaudit.settings.keywords import refuse
from fairaudit.spoken import in_python

Function = Callable[[Any], Undivided]


class _Usual(NamedTuple):
    """What is usual of the values of a quantity: range, how they are printed, and the gap to settle."""

    low: float | None
    high: float | None
    unit: Unit
    margin: float | None


_SHARE = _Usual(0.0, 1.0, "share", 0.05)
_RATE = _Usual(0.0, None, "number", None)
_USUAL: dict[type, _Usual] = {Proportion: _SHARE, MeanOfProportions: _SHARE, Ratio: _RATE, ClusterMean: _RATE}
_KINDS = "Proportion, Ratio, MeanOfProportions, SmoothFunction or ClusterMean, of fairaudit.metrics"


@in_python
def metric(
    function: Function,
    *,
    name: str | None = None,
    better: Better | None = None,
    formula: str | None = None,
    undefined_when: str | None = None,
    low: float | None = None,
    high: float | None = None,
    unit: Unit | None = None,
) -> Metric:
    """Return a metric of one's own, for ``metrics=[…]``: reports, rules and comparisons then know it by its name.

    Args:
        function: takes the counts of a task, such as `fairaudit.counts.ConfusionCounts`, and returns what is not
            divided yet: a `Proportion` of rows, a `Ratio` of sums, … of `fairaudit.metrics`. Its type says which
            interval the value gets. The first line of its docstring is the summary.
        name: that of the function, unless said.
        better: "higher" or "lower"; None where neither is better in itself.
        formula: how reports say it; "NAME of counts" unless said.
        undefined_when: finishes "undefined, because …".
        low: the least possible value; that of the quantity unless said.
        high: the greatest possible value; that of the quantity unless said.
        unit: "share" is printed in percent, "number" as it is.

    Raises:
        UsageError: it is no function of counts, or its name cannot be one.
    """
    if not callable(function):
        raise UsageError(f"A metric is a function of counts; what came is of type `{type(function).__name__}`.")
    check_word("better", better, Better)
    check_word("unit", unit, Unit)
    called = _checked(str(name or getattr(function, "__name__", "")))
    reads, quantity = _tried(function, called)
    usual = _usual(quantity)
    return Metric(
        _named(function, called),
        reads=reads,
        better=better,
        undefined_when=undefined_when or "there is nothing to divide by",
        formula=formula or f"{called} of counts",
        source=SOURCE,
        low=usual.low if low is None else low,
        high=usual.high if high is None else high,
        unit=unit or usual.unit,
        margin=usual.margin,
        own=True,
    )


def check_word(name: str, word: str | None, known: object) -> None:
    """Raise a UsageError unless a fact is one of a few words, or not said."""
    if word is not None and word not in get_args(known):
        refuse(name, word, " or ".join(f'"{each}"' for each in get_args(known)))


def _checked(name: str) -> str:
    """Return the name that a metric gets.

    Raises:
        UsageError: it cannot be one.
    """
    called = name_of(name)
    if called is None:
        raise UsageError(
            f'`{show(name)}` cannot be the name of a metric. Give it one of letters, digits and _: name="…".'
        )
    return called


def _named(function: Function, name: str) -> Function:
    """Return the function under a name; what it raises says that it is the user's own."""

    @functools.wraps(function)
    def compute(counts: Any) -> Undivided:
        try:
            return function(counts)
        except FairauditError:
            raise
        except Exception as error:
            raise UsageError(f"The metric `{name}` fails: {type(error).__name__}: {error}") from error

    compute.__name__ = name
    compute.__doc__ = function.__doc__ or "A function of counts."
    return compute


def _tried(function: Function, name: str) -> tuple[tuple[type[Counts], ...], Undivided]:
    """Return the kinds of counts that a function reads, by trying, and what it makes of them.

    Raises:
        UsageError: it reads none, or makes nothing of them that can be measured.
    """
    found, failed = {}, list[str]()
    for counts in _examples():
        try:
            found[type(counts)] = function(counts)
        except Exception as error:
            failed.append(f"{type(counts).__name__} ({type(error).__name__}: {error})")
    if not found:
        raise UsageError(f"The metric `{name}` cannot be computed from the counts of any task: {'; '.join(failed)}.")
    quantity = next(iter(found.values()))
    if not isinstance(quantity, (*_USUAL, SmoothFunction)):
        raise UsageError(f"The metric `{name}` returns a {type(quantity).__name__}. Return one of {_KINDS}.")
    return tuple(found), quantity


def _examples() -> Iterator[Counts]:
    return (each for task in TASKS.values() for each in (task.example.counts, *task.example.beside))


def _usual(quantity: Undivided) -> _Usual:
    if isinstance(quantity, SmoothFunction):
        is_share = quantity.low >= 0 and quantity.high <= 1
        return _Usual(quantity.low, quantity.high, "share" if is_share else "number", 0.05 if is_share else None)
    return _USUAL[type(quantity)]

"""What a name means: our own names, the literature's, and those of other toolkits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NoReturn

from fairaudit.catalogue import CATALOGUE, at_number, member, own, taken_apart
from fairaudit.catalogue.elsewhere import ELSEWHERE, Elsewhere
from fairaudit.config.ratios import is_definition
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.metrics import COMPARISONS, FAIRNESS_NAMES, Metric, disparity_name
from fairaudit.spoken import command

COMBINED: dict[str, tuple[str, str]] = {
    "equalized_odds": ("true_positive_rate", "false_positive_rate"),
    "average_odds": ("true_positive_rate", "false_positive_rate"),
}
"""Fairness metrics that put two metrics together."""
COMBINED_COMPARISONS: dict[str, tuple[str, ...]] = {
    "equalized_odds": ("difference", "ratio"),
    "average_odds": ("difference",),
}

COMBINED_WITH_REFERENCE = frozenset({"average_odds"})
"""Those that have a sign, and so need a reference group."""


@dataclass(frozen=True)
class Meaning:
    """What a name stands for: one or two metrics, compared or not.

    `name` is the name in our reports. `elsewhere` are the other toolkits' names that led here. `combined` is what
    several metrics together are called without a comparison.
    """

    name: str
    metrics: tuple[Metric, ...]
    comparison: str | None = None
    elsewhere: tuple[Elsewhere, ...] = ()
    combined: str | None = None

    @property
    def measure(self) -> str:
        """What is compared, without the comparison."""
        return self.combined or self.metrics[0].name

    @property
    def needs_reference(self) -> bool:
        """Whether groups can only be compared with a reference group, on either side of it."""
        return self.combined in COMBINED_WITH_REFERENCE


def find_meaning(name: str) -> Meaning:
    """Return what a name stands for.

    Raises:
        UsageError: it stands for nothing here; the message names the nearest.
    """
    family, argument, rest = taken_apart(name)
    if argument is not None:
        return _of_member(family, argument, rest)
    key = _key(name)
    own = _own(key)
    if own is not None:
        return own
    entries = tuple(entry for entry in ELSEWHERE if entry.name.lower() == key)
    for entry in entries:
        meaning = _own(entry.means) if entry.means else None
        if meaning is not None:
            return replace(meaning, elsewhere=entries)
    if entries:
        raise UsageError(f"fairaudit does not compute {entries[0].tool}'s `{show(name)}`: {entries[0].differs}.")
    _check_comparison(key)
    mend = did_you_mean(key, known_names())
    raise UsageError(f"There is no metric `{show(name)}`.{mend} `fairaudit metrics` lists them all.")


def is_name(name: str) -> bool:
    """Tell whether a name stands for anything here."""
    try:
        find_meaning(name)
    except UsageError:
        return False
    return True


def _key(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")


def _of_member(family: str, argument: str, rest: str) -> Meaning:
    """Return what the name of a family with an argument stands for, compared or not.

    Raises:
        UsageError: it stands for nothing here.
    """
    meaning = find_meaning(family)
    if meaning.comparison is not None or meaning.combined is not None:
        raise UsageError(f"`{show(family)}` compares groups: write `{meaning.metrics[0].name}[…].difference`.")
    metric = member(meaning.metrics[0], argument)
    word = _key(rest.lstrip("._")) if rest else None
    if word is None:
        return Meaning(metric.name, (metric,))
    if word not in COMPARISONS:
        _refuse_comparison(metric.name, word, tuple(COMPARISONS))
    _check_worst(metric, word)
    return Meaning(disparity_name(metric.name, word), (metric,), word, elsewhere=meaning.elsewhere)


def _check_comparison(key: str) -> None:
    """Raise a UsageError if a name is that of a metric and a comparison that does not exist."""
    measured, dot, comparison = key.rpartition(".")
    if not dot or _metrics(measured) is None:
        return
    _refuse_comparison(measured, comparison, COMBINED_COMPARISONS.get(measured, tuple(COMPARISONS)))


def _refuse_comparison(measured: str, comparison: str, ways: tuple[str, ...]) -> NoReturn:
    if comparison == "change":
        name = show(f"{measured}.{comparison}")
        raise UsageError(f"`{name}` is between two results: a rule about it belongs to {command('compare')}.")
    mend = did_you_mean(comparison, ways) or f" There {'is' if len(ways) == 1 else 'are'} {', '.join(ways)}."
    raise UsageError(f"`{show(measured)}` has no comparison `{show(comparison)}`.{mend}")


def find_measured(name: str) -> tuple[Metric, ...]:
    """Return the metrics that a name needs: `wer`, `recall`, `equalized_odds_difference` (two of them)."""
    return find_meaning(name).metrics


def know(metrics: Iterable[str | Metric], *, beside: bool = False) -> None:
    """Let rules and settings name the metrics of one's own among these, and no others.

    A text that defines none is a name: a metric of one's own that is known already stays known. `beside` keeps all
    that are known, and they win.

    Raises:
        UsageError: a definition cannot be understood, or its name is taken.
    """
    chosen = [_of_one_s_own(each) if isinstance(each, str) else each for each in metrics]
    found = [metric for metric in chosen if metric is not None]
    if beside:
        found = [*own.known().values(), *(metric for metric in found if metric.name not in own.known())]
    for metric in found:
        _check_free(metric.name)
    own.know(found)


def _of_one_s_own(text: str) -> Metric | None:
    return own.column_ratio(text) if is_definition(text) else own.known().get(text)


def _check_free(name: str) -> None:
    try:
        taken = find_meaning(name).metrics[0]
    except UsageError:
        return
    if not taken.own:
        raise UsageError(f"`{show(name)}` is fairaudit's {taken.name}: {taken.summary} Give your metric another name.")


def known_names() -> list[str]:
    """Return every name that `find_meaning` knows, our own first."""
    metrics = [*own.known(), *CATALOGUE, *(alias for metric in CATALOGUE.values() for alias in metric.also_called)]
    parities = [*FAIRNESS_NAMES, *COMBINED]
    disparities = [f"{name}_{comparison}" for name in (*parities, *CATALOGUE) for comparison in ("difference", "ratio")]
    return list(dict.fromkeys([*metrics, *parities, *disparities, *(entry.name for entry in ELSEWHERE)]))


def _own(key: str) -> Meaning | None:
    if (metrics := _metrics(key)) is not None:
        if metrics[0].between is not None:
            return Meaning(metrics[0].name, metrics, "difference")
        name = metrics[0].name if key not in {**FAIRNESS_NAMES, **COMBINED} else key
        return Meaning(name, metrics, combined=key if key in COMBINED else None)
    for comparison in COMPARISONS:
        for mark in (".", "_"):
            measured = key.removesuffix(f"{mark}{comparison}")
            if measured != key and (metrics := _metrics(measured)) is not None:
                return _compared(measured, metrics, comparison)
    return None


def _compared(measured: str, metrics: tuple[Metric, ...], comparison: str) -> Meaning | None:
    if measured in COMBINED:
        known = comparison in COMBINED_COMPARISONS[measured]
        return Meaning(f"{measured}_{comparison}", metrics, comparison, combined=measured) if known else None
    metric = metrics[0]
    if metric.between is not None:
        if comparison != "difference":
            raise UsageError(
                f"`{metric.name}` is a distance of two groups and has no {comparison}: write `{metric.name}`."
            )
        return Meaning(metric.name, metrics, comparison)
    _check_worst(metric, comparison)
    return Meaning(disparity_name(metric.name, comparison), metrics, comparison)


def _check_worst(metric: Metric, comparison: str) -> None:
    if comparison == "worst" and metric.better is None:
        name = show(metric.name)
        raise UsageError(
            f"`{name}` has no worst group, because neither direction is better in itself. Compare the groups: "
            f"`{name}.difference` or `{name}.ratio`."
        )


def _metrics(key: str) -> tuple[Metric, ...] | None:
    if key in COMBINED:
        return tuple(CATALOGUE[name] for name in COMBINED[key])
    if key in FAIRNESS_NAMES:
        return (CATALOGUE[FAIRNESS_NAMES[key]],)
    metrics = (*CATALOGUE.values(), *own.known().values())
    found = next((metric for metric in metrics if key == metric.name or key in metric.also_called), None) or at_number(
        key
    )
    return None if found is None else (found,)

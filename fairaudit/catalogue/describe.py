"""What the catalogue knows about a name, as headings and texts: `explain`, `metrics` and the documentation print it."""

from __future__ import annotations

from collections.abc import Iterable

from fairaudit.catalogue.elsewhere import ELSEWHERE
from fairaudit.catalogue.names import COMBINED, COMBINED_COMPARISONS, Meaning
from fairaudit.metrics import COMPARISONS, FAIRNESS_NAMES, Metric, disparity_name
from fairaudit.spoken import spoken

Facts = list[tuple[str, str]]
"""Heading and text, in the order to print; a text can have several lines."""

PARITY_SOURCES: dict[str, str] = {
    "demographic_parity": "Dwork, Hardt, Pitassi, Reingold & Zemel (2012), Fairness through awareness, ITCS",
    "equal_opportunity": "Hardt, Price & Srebro (2016), Equality of opportunity in supervised learning, NIPS",
    "predictive_equality": "Corbett-Davies et al. (2017), Algorithmic decision making and the cost of fairness, KDD",
    "predictive_parity": "Chouldechova (2017), Fair prediction with disparate impact, Big Data 5(2)",
    "equalized_odds": "Hardt, Price & Srebro (2016), Equality of opportunity in supervised learning, NIPS",
    "average_odds": "Bellamy et al. (2019), AI Fairness 360, IBM Journal of Research and Development 63(4/5)",
}
_FORMULAS = {
    "difference": "max over groups of {0} - min over groups of {0}",
    "ratio": "min over groups of {0} / max over groups of {0}",
    "worst": "the {1} over groups of {0}",
}
_COMBINED_FORMULAS = {
    "equalized_odds_difference": "max(true_positive_rate.difference, false_positive_rate.difference)",
    "equalized_odds_ratio": "min(true_positive_rate.ratio, false_positive_rate.ratio)",
    "average_odds_difference": "((gap of true_positive_rate) + (gap of false_positive_rate)) / 2 of the group furthest "
    "from the reference group, each gap the group's value minus the reference group's",
}
_COMPARED_EXAMPLES = {
    "difference": "groups at 0.60, 0.50 and 0.45: 0.60 - 0.45 = 0.15",
    "ratio": "groups at 0.60, 0.50 and 0.45: 0.45 / 0.60 = 0.75",
    "worst": "groups at 0.60, 0.50 and 0.45: 0.45 where higher is better, 0.60 where lower is better",
}
_AGAINST = {
    "difference": "the largest distance of a group from the reference group",
    "ratio": "the smallest ratio of a group and the reference group, the lower value divided by the higher",
}
_FEW_GROUPS = "fewer than two groups have a value and are large enough"

_NO_GROUP = "no group has a value and is large enough"


def describe_metric(metric: Metric) -> Facts:
    """Return the facts of a metric, without empty ones."""
    facts = [
        ("formula", "\n".join([metric.formula, *_other_formulas(metric)])),
        ("of one class", f"{metric.name}[CLASS], of several classes one against the rest" if metric.within else ""),
        ("range", _range(metric)),
        ("better", metric.better or "neither: what is right depends on the use"),
        ("undefined when", metric.undefined_when),
        ("source", metric.source),
        ("also called", ", ".join(metric.also_called)),
        ("elsewhere", elsewhere(metric.name)),
        ("compared as", _compared(metric)),
    ]
    return [(heading, text) for heading, text in facts if text]


def _other_formulas(metric: Metric) -> list[str]:
    """Return how the formula reads for other kinds of counts."""
    return [f"of several classes: {facts['formula']}" for facts in metric.elsewise.values() if "formula" in facts]


def describe_disparity(meaning: Meaning) -> Facts:
    """Return the facts of a metric (or two) compared in one way."""
    comparison = meaning.comparison or "difference"
    facts = [
        ("compares", "\n".join(f"{metric.name}: {metric.summary}" for metric in meaning.metrics)),
        ("formula", _disparity_formula(meaning, comparison)),
        (f"with {spoken('against')}", _AGAINST.get(comparison, "") if not meaning.needs_reference else ""),
        ("range", _disparity_range(meaning, comparison)),
        ("better", _disparity_better(meaning, comparison)),
        ("undefined when", _disparity_undefined(meaning, comparison)),
        ("example", "" if len(meaning.metrics) > 1 else _COMPARED_EXAMPLES[comparison]),
        ("source", "\n".join(dict.fromkeys(_disparity_sources(meaning)))),
        ("elsewhere", elsewhere(_long_name(meaning, comparison))),
    ]
    return [(heading, text) for heading, text in facts if text]


def describe_parity(name: str) -> list[str]:
    """Return the names of the disparities that a fairness metric without a comparison stands for."""
    return [f"{name}_{comparison}" for comparison in COMBINED_COMPARISONS.get(name, ("difference", "ratio"))]


def describe_comparison(word: str) -> Facts:
    """Return what a comparison word means."""
    return [
        ("means", COMPARISONS[word]),
        ("example", _COMPARED_EXAMPLES[word]),
        ("undefined when", _NO_GROUP if word == "worst" else _FEW_GROUPS),
    ]


def elsewhere(name: str) -> str:
    """Return what other toolkits call a metric or a disparity, and how theirs differ."""
    entries = (entry for entry in ELSEWHERE if entry.means == name)
    return "\n".join(f"{e.tool}: {e.name}" + (f" ({e.differs})" if e.differs else "") for e in entries)


def _range(metric: Metric) -> str:
    if metric.low is None:
        return "any number" if metric.high is None else f"{metric.high:g} downwards"
    return f"{metric.low:g} to {metric.high:g}" if metric.high is not None else f"{metric.low:g} upwards"


def _compared(metric: Metric) -> str:
    if metric.between is not None:
        return f"{metric.name}, which has no value for one group"
    words = [word for word in COMPARISONS if word != "worst" or metric.better is not None]
    return ", ".join(disparity_name(metric.name, word) for word in words)


def _long_name(meaning: Meaning, comparison: str) -> str:
    return meaning.name if len(meaning.metrics) > 1 else f"{meaning.metrics[0].name}.{comparison}"


def _disparity_formula(meaning: Meaning, comparison: str) -> str:
    if len(meaning.metrics) > 1:
        return _COMBINED_FORMULAS.get(meaning.name, "")
    metric = meaning.metrics[0]
    return _FORMULAS[comparison].format(metric.name, "minimum" if metric.better == "higher" else "maximum")


def _disparity_range(meaning: Meaning, comparison: str) -> str:
    metric = meaning.metrics[0]
    if comparison == "ratio":
        return "0 to 1"
    if comparison == "worst":
        return _range(metric)
    if meaning.needs_reference:
        return "-1 to 1"
    return f"0 to {metric.span:g}" if metric.span is not None else "0 upwards"


def _disparity_better(meaning: Meaning, comparison: str) -> str:
    if comparison == "worst":
        return meaning.metrics[0].better or ""
    if comparison == "ratio":
        return "higher: at 1 the groups are alike"
    return "closer to 0: there the groups are alike, which a useless model can be too"


def _disparity_undefined(meaning: Meaning, comparison: str) -> str:
    if meaning.needs_reference:
        return f"no reference group is named ({spoken('against')}), or {_FEW_GROUPS}"
    if comparison != "ratio":
        return _FEW_GROUPS
    low = meaning.metrics[0].low
    negative = ", or a group's value is negative" if low is None or low < 0 else ""
    return f"{_FEW_GROUPS}, or the highest value is 0{negative}"


def _disparity_sources(meaning: Meaning) -> Iterable[str]:
    for name, source in PARITY_SOURCES.items():
        measured = COMBINED.get(name) or (FAIRNESS_NAMES[name],)
        if meaning.name in (name, f"{name}_{meaning.comparison}") and measured == tuple(
            metric.name for metric in meaning.metrics
        ):
            yield source
            return
    for metric in meaning.metrics:
        yield metric.source

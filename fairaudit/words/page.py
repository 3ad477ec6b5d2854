"""What the HTML page and the figures say beyond the tables: how a number came about, how sure, what stays unknown."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Mapping, Sequence

from fairaudit.document import Document, Estimate, GroupResult, Overall, headline
from fairaudit.document import reading as view
from fairaudit.document.alike import NEAR
from fairaudit.document.patterns import Concentration, Hidden, Reversal
from fairaudit.document.told import told
from fairaudit.document.units import Unit, unit_of
from fairaudit.errors import show
from fairaudit.metrics.terms import filled, term_of
from fairaudit.words import figures, phrases

_WORD = re.compile("[A-Za-z]{2,}")
_SHORT_HASH = 12
_FEW_CLUSTERS, _UNEQUAL = 10, 0.5
"""With fewer effective clusters, whose sizes spread by more of their mean, a tie of size and rate is not noticed."""
_PAIRS = (("worse", "better"), ("lower", "higher"))
"""What is told of groups, by metrics that have a better direction and by others."""
_MOST_SAID = 3
"""Patterns of one kind that are put into words."""


def worked_out(document: Document, metric: str, result: GroupResult | Overall, estimate: Estimate) -> str:
    """Return the metric's formula with these rows' own counts in it: ``6 / (6 + 2)``.

    With weights the counts are sums of weights. A metric that is no formula of the counts says what it is a mean of;
    empty where nothing is known.
    """
    definition = document["definitions"].get(metric)
    if definition is None or result["counts"] is None:
        return ""
    if definition["averages_clusters"]:
        return f"mean over {phrases.plural(estimate['n'], *phrases.cluster_words(document))}"
    counts, argument = view.counts_of(result), definition.get("argument")
    if argument is not None:
        behind = f"[{argument}]"
        counts = {name.removesuffix(behind): number for name, number in counts.items() if name.endswith(behind)}
    numbers = {term_of(name): figures.count(number) for name, number in counts.items()}
    worked = filled(definition["formula"], numbers).replace(" - ", " − ").replace("sqrt(", "√(")
    return "" if _WORD.search(worked) else worked


def explanation(worked: str, estimate: Estimate, unit: Unit) -> str:
    """Return where a number comes from in one line: ``6 / (6 + 2) = 75.0%; interval: Wilson``."""
    shown = figures.figure(estimate, unit)
    value = " = ".join(part for part in (worked, shown.value or phrases.UNDEFINED) if part)
    return f"{value}; interval: {show(estimate['method'])}" if shown.interval else value


def moment(created: str) -> str:
    """Return when a report was made as people write it: ``5 November 2026, 12:00 UTC``."""
    try:
        when = datetime.datetime.fromisoformat(created).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return show(created)
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def fingerprint(document: Document) -> str:
    """Return the beginning of the hash of the one file that was read, or how many files they are."""
    sources = document["data"]["sources"]
    if len(sources) == 1:
        return show(sources[0]["sha256"])[:_SHORT_HASH]
    return phrases.plural(len(sources), "file")


def counted_briefly(document: Document) -> str:
    """Return how many rows the figures rest on and how many were rejected, without the reasons."""
    data = document["data"]
    counted = phrases.evidence(data["rows_counted"], document["overall"]["clusters"], document)
    return f"{counted}, {figures.count(data['rows_rejected']) if data['rows_rejected'] else 'none'} rejected"


def method(document: Document) -> list[str]:
    """Return how the figures were made and what was left out of them, a sentence each."""
    cluster, clusters = phrases.cluster_words(document)
    least = f"Groups of fewer than {phrases.plural(document['min_group_size'], 'row')}"
    independent = "Every row is taken for independent evidence."
    if document["overall"]["clusters"] is not None:
        least += f", or from fewer than {figures.count(document['min_clusters'])} {clusters},"
        independent = f"Rows of the same {cluster} are not taken for independent evidence."
    small = sum(group["small"] for group in document["groups"])
    return [
        f"Counted: {phrases.counted(document)}. A row without a group label belongs to the group {phrases.NO_LABEL}.",
        f"{least} are shown and not compared with others; here these are {phrases.plural(small, 'group')} of "
        f"{figures.count(len(document['groups']))}.",
        "A rate whose denominator is zero is undefined, never 0 or 1, and enters no comparison.",
        f"Every interval holds with {figures.percent(document['confidence'])} confidence; the glossary names the "
        f"method of each. {independent}",
        "A comparison is between the groups with the highest and the lowest value, unless a group to compare with "
        f"was named. Bounds that a rule rests on are exact limits. {phrases.CHANCE.capitalize()}",
    ]


def coloured(document: Document) -> str:
    """Return what any colour of a heat table means; empty where the report does not say which groups differ."""
    looked_at = document.get("looked_at")
    if looked_at is None:
        return ""
    values, sure = phrases.plural(looked_at["groups"], "value"), figures.percent(document["confidence"])
    return (
        f"Coloured: the group differs from all rows together, beyond what chance explains in all {values} that this "
        f"report compares ({sure} confidence for all of them at once)."
    )


def alike_note(alike: Mapping[str, str]) -> list[str]:
    """Return which metrics say the same as another and are left out of tables, a sentence for each of these others."""
    most = figures.number(NEAR, "share", "difference")
    told = {first: [show(each) for each, other in alike.items() if other == first] for first in alike.values()}
    return [
        f"In files: {phrases.listed(others)}, which {'says' if len(others) == 1 else 'say'} the same as {show(first)} "
        f"(at most {most} apart where compared)."
        for first, others in told.items()
    ]


def shapes_note(document: Document) -> str:
    """Return what the shapes beside numbers of groups mean, with a space behind it; empty where there are none."""
    seen = headline.metrics(document)
    said = {word for group in document["groups"] for metric in seen if (word := told(group, metric)) in phrases.SHAPES}
    if not said:
        return ""
    looked_at = document.get("looked_at")
    values = f" in all {phrases.plural(looked_at['groups'], 'value')} compared" if looked_at else ""
    sides = [", ".join(f"{phrases.SHAPES[word]} {word}" for word in pair if word in said) for pair in _PAIRS]
    shapes = f"{sides[0]} (without a better direction {sides[1]})" if all(sides) else "".join(sides)
    return f"{shapes} than all rows together, beyond what chance explains{values}. "


def cannot_tell(document: Document) -> Iterator[str]:
    """Yield what no reader should conclude from the report."""
    is_of_model = bool(document["words"]["of_model"])
    yield f"Why groups differ. The figures describe {'predictions' if is_of_model else 'values'}; they name no cause."
    yield from map(show, document["words"]["cannot_tell"])
    version = ", by another version" if is_of_model else ""
    yield f"How anybody is served who is not in these data, or at another time, in another place{version}."
    if not any(len(group["by"]) > 1 for group in document["groups"]):
        yield "What happens where attributes meet. No intersection was audited: `-g one:other` does it."
    if document["overall"]["clusters"] is None:
        yield "Whether rows belong together. If one person has several, the intervals are too narrow: `--cluster`."
    if any(_rests_on_few(group) for group in document["groups"]):
        many = phrases.cluster_words(document)[1]
        yield (
            f"How sure figures are that rest on fewer than {_FEW_CLUSTERS} {many} of unequal size. If large ones are "
            "served otherwise than small ones, so few cannot show it, and the intervals are too narrow."
        )
    yield "Whether a difference is acceptable. A limit is chosen by people, and no law is decided here."


def _rests_on_few(group: GroupResult) -> bool:
    """Whether a group is compared although it has few clusters, of which a large one can decide its figures."""
    few, unequal = group.get("effective_clusters", math.inf), group.get("cluster_spread", 0.0)
    return not group["small"] and few < _FEW_CLUSTERS and unequal > _UNEQUAL


def standing_out(document: Document, metrics: Sequence[str]) -> list[str]:
    """Return what stands out once groups are seen together, for these metrics: a sentence each, never a cause."""
    patterns = document.get("patterns")
    if patterns is None:
        return []
    hidden = [each for each in patterns["hidden"] if each["metric"] in metrics]
    turned = [each for each in patterns["reversals"] if each["metric"] in metrics]
    sentences = [
        *(_concentration(each, document) for each in patterns["concentrations"][:_MOST_SAID]),
        *(_hidden(each, document) for each in hidden[:_MOST_SAID]),
        *(_reversal(each) for each in turned[:_MOST_SAID]),
    ]
    if more := len(hidden[_MOST_SAID:]) + len(turned[_MOST_SAID:]):
        sentences.append(f"{phrases.plural(more, 'more pattern')} of this kind: see the JSON report.")
    return sentences


def _concentration(found: Concentration, document: Document) -> str:
    errors, whole = show(document["words"]["errors"]), show(document["words"]["errors_of"])
    return (
        f"By {phrases.level_name(found['by'])}, errors concentrate on {phrases.label(found['group'])}: "
        f"{figures.number(found['share'], 'share')} of the {whole} and "
        f"{figures.number(found['share_of_errors'], 'share')} of the {errors}."
    )


def _hidden(found: Hidden, document: Document) -> str:
    metric = found["metric"]
    names = phrases.listed([phrases.value_label(value) for value in found["group"].values()])
    group = next((each for each in document["groups"] if each["group"] == found["group"]), None)
    value = f", {phrases.with_interval(group['metrics'][metric], unit_of(document, metric))}," if group else ""
    return (
        f"Hidden behind the averages: {phrases.words(metric)} of {phrases.label(found['group'])}{value} is worse than "
        f"that of all rows together and than those of {names} on their own, which are not told to be worse "
        f"({phrases.plural(found['of'], 'intersection')} looked at)."
    )


def _reversal(found: Reversal) -> str:
    higher, lower = phrases.label(found["higher"]), phrases.label(found["lower"])
    return (
        f"The order reverses: over all rows {phrases.words(found['metric'])} is higher for {higher} than for {lower}, "
        f"but lower within each of the {figures.count(found['values'])} values of {show(found['within'])} that can be "
        f"compared. Read {phrases.level_name([*found['by'], found['within']])} before "
        f"{phrases.level_name(found['by'])}."
    )


def more_warnings(codes: Mapping[str, int]) -> str:
    """Return how many warnings like others are not shown, by their codes."""
    listed = ", ".join(f"{number} of {show(code)}" for code, number in codes.items())
    more = phrases.plural(sum(codes.values()), "more warning")
    return f"… and {more} like these ({listed}): see a file, `-o report.html`."

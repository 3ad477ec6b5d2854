"""Names made safe to show, and the sentences that several outputs share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fairaudit.document import (
    Definition,
    Disparity,
    Document,
    Estimate,
    Example,
    Group,
    GroupResult,
    LeftOut,
    OperatingPoint,
)
from fairaudit.document.judged import JudgedDocument
from fairaudit.document.reasons import shared_part
from fairaudit.document.units import Unit, known_unit
from fairaudit.errors import show
from fairaudit.words.figures import count, figure, number, percent
from fairaudit.words.named import words as words

CROSS = " × "
NO_LABEL = "(no label)"
UNDEFINED = "undefined"
HIDDEN = "hidden"
_MOST_REASONS = 8
POINTS = "pt: percentage points."

ALL_ALIKE = "all the same"
"""Stands for the worst-served group where every group has the same value."""
NOBODY = "nobody stands out"
"""Stands for the worst-served group where none can be told apart from all rows together."""

SHAPES = {"worse": "▾", "better": "▴", "higher": "▴", "lower": "▾"}
"""What stands for a word, where a number has no room for it: a rate that is worse, also one that is higher, is ▾."""

_NOTHING = 1e-9
_ALIKE = {"difference": 0.0, "ratio": 1.0}
"""How groups are compared, and what comes out where they do not differ."""


def is_alike(value: float | None, comparison: str | None) -> bool:
    """Tell whether groups that were compared do not differ at all, but for rounding: a gap of 0, a ratio of 1."""
    return value is not None and comparison in _ALIKE and abs(value - _ALIKE[comparison]) < _NOTHING


def ends(disparity: Disparity) -> tuple[str, str]:
    """Return the groups with the highest and the lowest value; empty where all are alike, and none is."""
    if is_alike(disparity["value"], disparity["comparison"]):
        return "", ""
    return label(disparity["highest"]), label(disparity["lowest"])


def value_label(value: str | None) -> str:
    """Return one group label, safe to show; in quotes where it could be taken for something else."""
    if value is None:
        return NO_LABEL
    text = show(value)
    needs_quotes = not text or text != text.strip() or text == NO_LABEL or CROSS in text
    return f'"{text}"' if needs_quotes else text


def label(group: Group | None) -> str:
    """Return a group's name, safe to show: ``Scottish × F``; empty if there is no group."""
    return CROSS.join(value_label(value) for value in group.values()) if group else ""


def level_name(by: Iterable[str]) -> str:
    """Return the name of an attribute, or of several crossed."""
    return CROSS.join(show(attribute) for attribute in by)


def plural(number_of: int, one: str, many: str | None = None) -> str:
    """Return ``1 row``, ``2 rows``."""
    return f"{count(number_of)} {one if number_of == 1 else many or one + 's'}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return names as a list in words, cut after `most` with the number of the others."""
    kept = list(names[:most])
    if len(names) > most:
        return ", ".join(kept) + f" and {plural(len(names) - most, 'other')}"
    return " and ".join([", ".join(kept[:-1]), kept[-1]] if len(kept) > 1 else kept)


def with_interval(estimate: Estimate, unit: Unit, comparison: str | None = None) -> str:
    """Return ``23.1% (20.1–26.4)``, or the value alone where there is no interval."""
    shown = figure(estimate, unit, comparison)
    return f"{shown.value} ({shown.interval})" if shown.interval else shown.value


def cluster_words(document: JudgedDocument) -> tuple[str, str]:
    """Return what one cluster and several are called: speakers in speech."""
    return show(document["words"]["cluster"]), show(document["words"]["clusters"])


def evidence(n: int | None, clusters: int | None, document: Document) -> str:
    """Return ``1,204 rows from 12 speakers``."""
    if n is None:
        return HIDDEN
    return plural(n, "row") + (f" from {plural(clusters, *cluster_words(document))}" if clusters is not None else "")


def rows_of(group: GroupResult) -> str:
    """Return how many rows a group has, or that this is hidden."""
    return HIDDEN if group["n"] is None else count(group["n"])


def undefined_because(estimate: Estimate) -> str:
    """Return why there is no value or no interval; empty if there are both."""
    if estimate["undefined"] is not None:
        return f"undefined, because {show(estimate['undefined'])}"
    if estimate["interval_undefined"] is not None:
        return f"no interval, because {show(estimate['interval_undefined'])}"
    return ""


def small_because(group: GroupResult) -> str:
    """Return why a group is marked as small or hidden; empty if it is neither."""
    if group["suppressed"]:
        return show(group["small_because"] or "hidden: too few rows to be shown")
    reason = group.get("small_reason") or group["small_because"] or "too few rows"
    return f"small: {show(reason)}" if group["small"] else ""


def worst_group(disparity: Disparity, better: str | None) -> Group | None:
    """Return the worst-served group of a comparison; None where neither direction is better."""
    if better is None:
        return None
    return disparity["highest"] if better == "lower" else disparity["lowest"]


def counted(document: Document) -> str:
    """Return how many rows the figures rest on, and what became of the others."""
    data = document["data"]
    text = evidence(data["rows_counted"], document["overall"]["clusters"], document) + " counted"
    if "count" in document["columns"]:
        text += f", standing for {plural(document['overall']['n'], 'row')}"
    if not data["rows_rejected"]:
        return f"{text}, none rejected"
    reasons = "; ".join(f"{count(entry['rows'])}: {show(entry['reason'])}" for entry in data["rejections"])
    return f"{text}, {count(data['rows_rejected'])} of {count(data['rows_read'])} rejected ({reasons})"


def operating_point(point: OperatingPoint) -> str:
    """Return an operating point with its score, where the name is not that."""
    name, score = show(point["name"]), show(point["score"])
    return name if name == score else f"{score} ({name})"


def source_names(document: Document, most: int = 3) -> str:
    """Return the files that were read, cut after `most`."""
    return listed([show(source["path"]) for source in document["data"]["sources"]], most)


CHANCE = "by chance: equal groups of these sizes would show a result this extreme one time in twenty, by chance alone."


def bounds_note(document: Document) -> str:
    """Return how the bounds of a comparison are to be read."""
    confidence = percent(document["confidence"])
    bounds = f"at least, at most: each bound holds with {confidence} confidence on its own"
    worst = "those of a worst value bound the worst of all groups, which is not the interval of one group"
    return f"{bounds}; {worst}. {CHANCE}"


def chance(disparity: Disparity) -> str:
    """Return what equal groups would show one time in twenty; empty where that was not computed."""
    found = disparity["chance"]
    return number(found["p95"], known_unit(disparity["unit"]), disparity["comparison"]) if found else ""


WHOLE_REPORT = "Every table: --verbose. Every metric, count and bound: `-o report.json`, `.csv` or `.html`."
ALL_METRICS = "Every metric, count and bound: `-o report.json`, `.csv` or `.html`."


def more_groups(number_of: int) -> str:
    """Return where to find the groups that a table does not show."""
    return f"… and {plural(number_of, 'more group')}: all of them are in the JSON and CSV reports."


def more_levels(number_of: int, where: str = "--verbose shows them all") -> list[str]:
    """Return how many attributes and intersections a table leaves out, if it does, and where they are."""
    more = plural(number_of, "more attribute or intersection", "more attributes and intersections")
    return [f"… and {more}, whose certain gaps are no larger: {where}."] if number_of > 0 else []


def example_heading(example: Example) -> str:
    """Return what an example shows."""
    errors = plural(example["word_errors"], "word error")
    return f"{label(example['group'])}: {errors} in {plural(example['reference_words'], 'reference word')}"


def _undefined_comparisons(disparities: Sequence[Disparity]) -> list[str]:
    """Return one line per reason: which comparisons cannot be made."""
    by_reason: dict[str, list[str]] = {}
    for disparity in disparities:
        if disparity["value"] is None:
            by_reason.setdefault(undefined_because(disparity), []).append(show(disparity["name"]))
    return [f"{listed(names, 3)}: {reason}." for reason, names in by_reason.items()]


def left_out(entries: Iterable[LeftOut]) -> list[str]:
    """Return one line per reason, up to a few: who is left out of comparisons; each one's number is in the tables."""
    by_reason: dict[str, dict[str, None]] = {}
    for entry in entries:
        by_reason.setdefault(show(shared_part(entry["why"])), {})[label(entry["group"])] = None
    lines = [f"Left out of comparisons: {listed(list(names), 10)}: {why}." for why, names in by_reason.items()]
    if more := lines[_MOST_REASONS:]:
        reasons = plural(len(more), "more reason")
        lines[_MOST_REASONS:] = [f"{reasons} to leave groups out of comparisons: see the JSON report."]
    return lines


def range_words(definition: Definition) -> str:
    """Return the values that a metric can take."""
    low, high = (None if end is None else f"{end:g}" for end in (definition["low"], definition["high"]))
    if low is None:
        return "any value" if high is None else f"at most {high}"
    return f"{low} or more" if high is None else f"{low} to {high}"


def remarks(disparities: Sequence[Disparity]) -> list[str]:
    """Return what must be said beside a table of comparisons: the reference, what is undefined, who is left out."""
    references = dict.fromkeys(label(each["against"]) for each in disparities if "against" in each)
    against = [f"Compared with {name}, not highest with lowest." for name in references]
    entries = (entry for each in disparities for entry in each["left_out"])
    return [*against, *_undefined_comparisons(disparities), *left_out(entries)]

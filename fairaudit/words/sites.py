"""What sentences and tables say of sites."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit.document import Document, Estimate, Message, Site, SiteGap, Sites, Skew, headline
from fairaudit.document.units import Unit, known_unit
from fairaudit.errors import show
from fairaudit.words import figures
from fairaudit.words.phrases import UNDEFINED, label, level_name, listed, plural, value_label, words

_SMALLEST = 0.001
_EXTREMES = {"higher": "Lowest", "lower": "Highest"}


def site_notices(sites: Sites) -> list[Message]:
    """Return a warning for every gap that is truly turned round within the sites."""
    return [
        {"code": "sites_reverse_gap", "message": _opposite(sites, gap)}
        for gap in sites["gaps"]
        if gap["signs"] == "opposite"
    ]


def _opposite(sites: Sites, gap: SiteGap) -> str:
    pooled, within = _both(sites, gap)
    return (
        f"The gap in {words(sites['metric'])} between {label(gap['higher'])} and {label(gap['lower'])} has opposite "
        f"signs: {pooled} over all sites together, {within} within sites (`{show(sites['column'])}`). How the groups "
        "are spread over the sites turns it round; look at each site."
    )


def _both(sites: Sites, gap: SiteGap) -> tuple[str, str]:
    """Return the difference over all sites and that within them, each with its limits or why there is none."""
    unit = known_unit(sites["gap"].get("unit", "number"))
    found = []
    for estimate in (gap["pooled"], gap["stratified"]):
        value, limits = site_difference(estimate, unit)
        more = limits or show(estimate["undefined"] or "")
        found.append(f"{value} ({more})" if more else value)
    return found[0], found[1]


def site_difference(estimate: Estimate, unit: Unit) -> tuple[str, str]:
    """Return a difference with its sign, and both limits; empty where there are none."""
    shown = figures.figure(estimate, unit, "difference")
    if not shown.value:
        return UNDEFINED, ""
    rises = (estimate["value"] or 0) > 0 and shown.number.strip("0.,")
    limits = f"{shown.low} to {shown.high}" if shown.low and shown.high else ""
    return f"{'+' if rises else ''}{shown.value}", limits


def site_label(site: Site) -> str:
    """Return the name of a site, safe to show."""
    return value_label(site["site"])


def skew(found: Skew | None) -> str:
    """Return how far shares lie apart, beside what chance would show."""
    if found is None:
        return ""
    chance = "" if found["by_chance"] is None else f" ({_percent(found['by_chance'])} by chance)"
    return f"{_percent(found['distance'])}{chance}"


def _percent(distance: float) -> str:
    return f"{figures.fixed(100 * distance, 1)}%"


def site_sentences(document: Document) -> list[str]:
    """Return what is known of sites: whether they differ, which is worst, and what becomes of gaps within them."""
    sites = document.get("sites")
    if sites is None:
        return []
    return [_whether_they_differ(document, sites), *_worst(document, sites), *_gaps(sites)]


def _whether_they_differ(document: Document, sites: Sites) -> str:
    found, metric, name = sites["heterogeneity"], words(sites["metric"]), show(sites["column"])
    if found["undefined"] is not None and not found["differs"]:
        return f"Whether sites ({name}) differ in {metric} is not tested: {show(found['undefined'])}."
    told = _test(document, sites)
    if found["differs"]:
        return f"Sites ({name}) differ in {metric}, by more than chance explains{told}."
    return f"Whether sites ({name}) differ in {metric} cannot be told: what is seen may be chance{told}."


def _test(document: Document, sites: Sites) -> str:
    """Return Q, its p and I² in brackets; empty where there is no Q."""
    found = sites["heterogeneity"]
    if found["q"] is None or found["p"] is None:
        return ""
    p = f"p below {_SMALLEST}" if found["p"] < _SMALLEST else f"p {figures.fixed(found['p'], 3)}"
    part = figures.figure(found["i_squared"], "share")
    limits = f", {figures.percent(document['confidence'])} interval {part.interval}" if part.interval else ""
    q = figures.fixed(found["q"], 1)
    freedom = plural(found["degrees_of_freedom"] or 0, "degree of freedom", "degrees of freedom")
    return f" (Q {q} on {freedom}, {p}; I² {part.value}{limits})"


def _worst(document: Document, sites: Sites) -> Iterator[str]:
    """Yield the value of the worst site, with bounds that hold for the worst of all."""
    worst, better = sites.get("worst"), headline.better(document, sites["metric"])
    if worst is None or worst["value"] is None or better is None:
        return
    site = worst["lowest"] if better == "higher" else worst["highest"]
    shown = figures.disparity_figure(worst)
    bounds = f" (the worst site lies from {shown.low} to {shown.high}{shown.unit})" if shown.low and shown.high else ""
    yield f"{_EXTREMES[better]} {words(sites['metric'])}: {label(site)}, {shown.value}{bounds}."


_OF_SIGNS = {
    "alike": "",
    "differ": " Which of the two has the higher value cannot be told without the sites.",
    "opposite": " These signs are truly opposite: how the groups are spread over the sites turns the gap round.",
}


def _gaps(sites: Sites) -> Iterator[str]:
    """Yield every gap over all sites and within them, and what that means for its sign."""
    for gap in sites["gaps"]:
        pooled, within = _both(sites, gap)
        who = f"By {level_name(gap['by'])}, {gap_of_sites(gap)} in {words(sites['metric'])}"
        signs = _OF_SIGNS.get(gap["signs"], "")
        yield f"{who} is {pooled} over all sites together and {within} within sites.{signs}"


def sites_note(document: Document) -> str:
    """Return how the tables of sites are to be read."""
    confidence = figures.percent(document["confidence"])
    return (
        f"Limits of sites hold with {confidence} confidence each. Within sites: the mean of the differences at the "
        "sites, with Mantel and Haenszel's weights. Skew: half the sum of the differences between a site's shares and "
        "those of all sites."
    )


def gap_of_sites(gap: SiteGap) -> str:
    """Return whose difference it is."""
    return f"{label(gap['higher'])} minus {label(gap['lower'])}"


def sites_left_out(gap: SiteGap) -> list[str]:
    """Return one line per reason: at which sites the two groups are not compared."""
    by_reason: dict[str, list[str]] = {}
    for entry in gap["left_out"]:
        by_reason.setdefault(show(entry["why"]), []).append(label(entry["group"]))
    return [f"Not compared at {listed(names, 10)}: {why}." for why, names in by_reason.items()]

"""What a published rule's part of a report says: the same headings, cells and sentences in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairaudit.document import Document, Estimate, PresetResult, PresetRow, PresetTable, Stated
from fairaudit.errors import show
from fairaudit.words import figures, phrases

RATES = {"selection_rate": "selection rate", "scoring_rate": "scoring rate"}
STATES = "What the rule wants to be stated"
TO_BE_STATED = "to be stated by you"
_SELECTED = {"selection_rate": "selected", "scoring_rate": "above median"}
_FOUR_FIFTHS = 0.8
_LEAST_P = 0.0001


@dataclass(frozen=True)
class PresetColumn:
    """One column of a preset's table: a heading and a text per group."""

    heading: str
    cells: list[str]
    is_number: bool = True


def preset_results(document: Document) -> list[PresetResult]:
    """Return the presets of a report; none of one that was written before there were any."""
    return document.get("presets", [])


def preset_heading(result: PresetResult) -> str:
    """Return the heading of a preset's part."""
    return f"Preset {show(result['id'])}: {show(result['title'])}"


def preset_facts(result: PresetResult) -> list[tuple[str, str]]:
    """Return what a preset is, as name and text."""
    chosen = "; ".join(f"{each['name']} = {each['value']:g}: {each['says']}" for each in result["parameters"])
    pairs = [
        ("Where", result["jurisdiction"]),
        ("As of", result["as_of"]),
        ("Status", result["status"]),
        ("Compared", result["reference_rule"]),
        ("Limits", result["limits"]),
        ("Left out", result["exclusions"] or ""),
        ("Set by you", chosen),
        ("Disclaimer", result["disclaimer"]),
    ]
    return [(name, show(text)) for name, text in pairs if text]


def preset_table_heading(table: PresetTable) -> str:
    """Return the heading of one level's table: ``Selection rates by race``."""
    return f"{RATES.get(table['rate'], show(table['rate'])).capitalize()}s by {phrases.level_name(table['by'])}"


def preset_columns(table: PresetTable, most: int | None = None) -> list[PresetColumn]:
    """Return the table of one level, the lowest ratio first, groups without one last; `most` cuts it.

    Tests and shortfalls are there where the preset asks for them, else shares.
    """
    rows = sorted(table["rows"], key=lambda row: (row["impact_ratio"] is None, row["impact_ratio"] or 0.0))[:most]
    names = PresetColumn(phrases.level_name(table["by"]), [phrases.label(row["group"]) for row in rows], False)
    has_tests = any("fisher_exact" in row for row in rows)
    sizes = PresetColumn("rows", [phrases.HIDDEN if row["n"] is None else figures.count(row["n"]) for row in rows])
    shares = PresetColumn("share", [_share(row["share"]) for row in rows])
    selected = PresetColumn(_SELECTED.get(table["rate"], "selected"), [figures.count(row["selected"]) for row in rows])
    rates = PresetColumn("rate", [_share(row["rate"]) for row in rows])
    ratios = PresetColumn("impact ratio", [_ratio(row["impact_ratio"], has_tests) for row in rows])
    if not has_tests:
        return [names, sizes, shares, selected, rates, ratios]
    return [names, sizes, selected, rates, ratios, *_tests(rows)]


def _tests(rows: Sequence[PresetRow]) -> list[PresetColumn]:
    return [
        PresetColumn("Fisher's p", [_p_value(row.get("fisher_exact")) for row in rows]),
        PresetColumn("std. dev.", [_fixed(row.get("standard_deviations"), 2) for row in rows]),
        PresetColumn("shortfall", [_fixed(row.get("shortfall"), 1) for row in rows]),
        PresetColumn("needed for 4/5", [figures.count(row.get("selections_needed")) for row in rows]),
    ]


def _share(share: float | None) -> str:
    return "" if share is None else figures.number(share, "share")


def _ratio(ratio: float | None, has_limit: bool) -> str:
    """Return a ratio, with enough digits to be seen on its side of four fifths where that is the limit."""
    if ratio is None:
        return ""
    if not has_limit:
        return figures.number(ratio, "share", "ratio")
    estimate: Estimate = {
        "value": ratio,
        "low": None,
        "high": None,
        "n": 0,
        "method": "",
        "undefined": None,
        "interval_undefined": None,
    }
    return figures.judged_figure(estimate, _FOUR_FIFTHS, "share", "ratio")[0].value


def _p_value(value: float | None) -> str:
    if value is None:
        return ""
    return f"<{_LEAST_P:.4f}" if value < _LEAST_P else f"{value:.3g}"


def _fixed(value: float | None, decimals: int) -> str:
    if value is None:
        return ""
    text = f"{value:,.{decimals}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text


def preset_remarks(table: PresetTable, most: int | None = None) -> list[str]:
    """Return what must be said beside a table: who the ratios are against, who has none, who is in no row."""
    more = 0 if most is None else len(table["rows"]) - most
    return [
        *([phrases.more_groups(more)] if more > 0 else []),
        against(table),
        *phrases.left_out(
            {"group": row["group"], "why": row.get("reason", row["left_out"])}
            for row in table["rows"]
            if row["left_out"]
        ),
        *_unknown(table),
        *_reversed(table),
        *_chance(table),
    ]


def against(table: PresetTable) -> str:
    """Return the group that the ratios of a table are taken against."""
    if table["against"] is None:
        return "No group can be compared."
    return f"Ratios are taken against {phrases.label(table['against'])}, the group with the highest rate."


def unknown(table: PresetTable) -> str:
    """Return how many rows are of people whose group is unknown."""
    return phrases.HIDDEN if table["unknown"] is None else figures.count(table["unknown"])


def _unknown(table: PresetTable) -> Iterator[str]:
    is_shown = any(None in row["group"].values() for row in table["rows"])
    if not is_shown:
        yield f"Rows whose group is unknown, which are in no line: {unknown(table)}."


def reversing(table: PresetTable) -> list[str]:
    """Return the groups that one moved selection would put ahead."""
    return [phrases.label(row["group"]) for row in table["rows"] if row.get("one_selection_reverses")]


def _reversed(table: PresetTable) -> Iterator[str]:
    if names := reversing(table):
        yield f"One selection moved from the highest group would put this one ahead of it: {phrases.listed(names)}."


def by_chance(table: PresetTable) -> str:
    """Return how often equal groups would have a ratio under four fifths; empty where that was not computed."""
    share = table["below_by_chance"]
    return "" if share is None else figures.how_often(share)


def _chance(table: PresetTable) -> Iterator[str]:
    if often := by_chance(table):
        yield f"Equal groups of these sizes would have a ratio under four fifths {often}, by chance alone."


def stated_line(stated: Stated) -> str:
    """Return one thing that must be stated, what the report says about it, and what is left to people."""
    says, here, yours = (show(text or "") for text in (stated["says"], stated["here"], stated["yours"]))
    if not here:
        return f"{says}: {TO_BE_STATED}{f' ({yours})' if yours else ''}."
    return f"{says}: {here}{f' {TO_BE_STATED.capitalize()}: {yours}.' if yours else ''}"

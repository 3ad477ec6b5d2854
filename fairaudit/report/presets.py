"""The parts of a report about published rules, as blocks: their numbers, and what they want to be stated."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit.document import Estimate, PresetResult, PresetRow, PresetTable, Stated
from fairaudit.errors import show
from fairaudit.report.page import Block, Column, Facts, Folded, Heading, Lines, Row, Table, columns, numbers
from fairaudit.words import figures, phrases, presets

_RATES = {"selection_rate": "selection rate", "scoring_rate": "scoring rate"}
_SELECTED = {"selection_rate": "selected", "scoring_rate": "above median"}
_TESTS = ("Fisher's p", "std. dev.", "shortfall", "needed for 4/5")
_YOURS = "to be stated by you"
_FOUR_FIFTHS = 0.8
_LEAST_P = 0.0001


def blocks(result: PresetResult, most: int | None = None) -> Iterator[Block]:
    """Yield one preset; `most` cuts long tables."""
    yield Heading(f"Preset {show(result['id'])}: {show(result['title'])}")
    yield Facts(_facts(result))
    for table in result["tables"]:
        rate = _RATES.get(table["rate"], show(table["rate"])).capitalize()
        title = f"{rate}s by {phrases.level_name(table['by'])}"
        yield Table(_table(table, most), title, ("", f"{title}, {result['id']}"))
        more = 0 if most is None else len(table["rows"]) - most
        yield Lines([*([phrases.more_groups(more)] if more > 0 else []), *_remarks(table)], "notes")
    yield Heading("What the rule wants to be stated", 3)
    yield Lines(list(map(_stated, result["states"])), "list")
    yield Lines(result["notes"], "note")


def sources(result: PresetResult) -> Folded:
    """Return where a rule was published, and what could not be verified."""
    not_verified = [f"Not verified: {text}" for text in result["not_verified"]]
    return Folded("Sources, and what could not be verified", [Lines([*result["sources"], *not_verified], "list")])


def _facts(result: PresetResult) -> list[tuple[str, str]]:
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
    return [(name, text) for name, text in pairs if text]


def _table(table: PresetTable, most: int | None) -> list[Column]:
    """Return the table of one level, the lowest ratio first, groups without one last; `most` cuts it.

    Tests and shortfalls are there where the preset asks for them, else shares.
    """
    rows = sorted(table["rows"], key=lambda row: (row["impact_ratio"] is None, row["impact_ratio"] or 0.0))[:most]
    tests = _TESTS if any("fisher_exact" in row for row in rows) else ()
    selected = _SELECTED.get(table["rate"], "selected")
    heads = numbers("rows", *(() if tests else ("share",)), selected, "rate", "impact ratio", *tests)
    return columns([(phrases.level_name(table["by"]), "name"), *heads], [_row(row, bool(tests)) for row in rows])


def _row(row: PresetRow, has_tests: bool) -> Row:
    size = phrases.HIDDEN if row["n"] is None else figures.count(row["n"])
    share, rate = ("" if each is None else figures.number(each, "share") for each in (row["share"], row["rate"]))
    of_group = [phrases.label(row["group"]), size, *([] if has_tests else [share])]
    of_rate = [figures.count(row["selected"]), rate, _ratio(row["impact_ratio"], has_tests)]
    if not has_tests:
        return [*of_group, *of_rate]
    found = (row.get("standard_deviations"), 2), (row.get("shortfall"), 1)
    tests = ["" if value is None else figures.fixed(value, decimals) for value, decimals in found]
    needed = figures.count(row.get("selections_needed"))
    return [*of_group, *of_rate, _p_value(row.get("fisher_exact")), *tests, needed]


def _ratio(ratio: float | None, has_limit: bool) -> str:
    """Return a ratio, with enough digits to be seen on its side of four fifths where that is the limit."""
    if ratio is None or not has_limit:
        return "" if ratio is None else figures.number(ratio, "share", "ratio")
    nothing = dict.fromkeys(("low", "high", "undefined", "interval_undefined"))
    estimate = Estimate(value=ratio, n=0, method="", **nothing)  # type: ignore[typeddict-item]
    return figures.judged_figure(estimate, _FOUR_FIFTHS, "share", "ratio")[0].value


def _p_value(value: float | None) -> str:
    if value is None:
        return ""
    return f"<{_LEAST_P:.4f}" if value < _LEAST_P else f"{value:.3g}"


def _remarks(table: PresetTable) -> Iterator[str]:
    """Yield what must be said beside a table: who the ratios are against, who has none, who is in no row."""
    if table["against"] is None:
        yield "No group can be compared."
    else:
        yield f"Ratios are taken against {phrases.label(table['against'])}, the group with the highest rate."
    out = [row for row in table["rows"] if row["left_out"]]
    yield from phrases.left_out({"group": row["group"], "why": row.get("reason", row["left_out"]) or ""} for row in out)
    if not any(None in row["group"].values() for row in table["rows"]):
        yield f"Rows whose group is unknown, which are in no line: {presets.unknown(table)}."
    if names := presets.reversing(table):
        yield f"One selection moved from the highest group would put this one ahead of it: {phrases.listed(names)}."
    if often := presets.by_chance(table):
        yield f"Equal groups of these sizes would have a ratio under four fifths {often}, by chance alone."


def _stated(stated: Stated) -> str:
    """Return one thing that must be stated, what the report says about it, and what is left to people."""
    says, here, yours = (show(text or "") for text in (stated["says"], stated["here"], stated["yours"]))
    if not here:
        return f"{says}: {_YOURS}{f' ({yours})' if yours else ''}."
    return f"{says}: {here}{f' {_YOURS.capitalize()}: {yours}.' if yours else ''}"

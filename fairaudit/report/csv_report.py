"""Every figure of a report, a comparison or a batch as a flat table, for a spreadsheet or a data frame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fairaudit.document import (
    About,
    Contrast,
    Disparity,
    Document,
    Estimate,
    Group,
    GroupResult,
    LeftOut,
    PresetResult,
    PresetTable,
    Verdict,
)
from fairaudit.document.batch import BatchDocument, BatchResult, Bounds
from fairaudit.document.changes import Change, ChangesDocument, DisparityChange
from fairaudit.errors import show
from fairaudit.report.csv_sites import site_lines
from fairaudit.words.about import about_shown
from fairaudit.words.contrasts import ALL_OTHERS
from fairaudit.words.phrases import label, value_label

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLACE = ("row", "by", "group")
_SIZES = ("rows", "clusters", "weight", "small", "suppressed")
_ESTIMATE = ("low", "high", "n", "method")
_UNDEFINED = ("undefined", "interval_undefined")
_COMPARED = ("highest", "lowest", "chance_median", "chance_p95", "left_out")
_BESIDE = ("against", "against_value")
"""Only where groups are held against others."""
_JUDGED = ("verdict", "operator", "limit", "severity", "why")
"""Only where there is a policy."""
_TELLS_APART = ("title", "model", "dataset")
"""Of what was said of a report; the rest is too long for every line of a table."""
_PRESET_FIGURES = ("impact_ratio", "fisher_exact", "standard_deviations", "shortfall", "selections_needed")
_OF_BOTH = ("old", "old_low", "old_high", "new", "new_low", "new_high")
_RESULT = ("name", "error", "report", "task", "n", "metric", "value", "low", "high", "outside", "pooled")
_WORST = ("worst_by", "worst_group", "worst_value", "worst_low", "worst_high")
_GAP = ("gap_by", "gap_highest", "gap_lowest", "gap_value", "gap_low", "gap_high")
_MATRIX = ("result", "by", "group", "metric", "value", "low", "high", "n", "share", "small", "compared", "differs")
_OF_RESULTS = (*_RESULT, *_WORST, *_GAP, "gate", "exit_code", "warnings")


def render(what: Document | ChangesDocument) -> str:
    """Return one line per metric of all rows, of every group, per comparison, per rule, and per number of a preset.

    Numbers are not rounded. `row` says which of them it is. Every attribute has a column of its own (`group.accent`),
    empty where the line is not about it. Text that a spreadsheet would take for a formula starts with an apostrophe.
    Title, model and dataset end every line where they were said, so that lines of several reports can be told apart.
    """
    told = _told(what.get("about"))
    place = [*_PLACE, *(f"group.{attribute}" for attribute in what["attributes"])]
    if "changes_version" in what:
        sizes = ("status", "rows_old", "rows_new", "small", "name", "metric", *_OF_BOTH)
        ends = ("verdict", *_UNDEFINED, "largest", "smallest", "operator", "limit", "why")
        lines = ({**line, **told} for line in _lines_of_changes(what))
        return _as_csv([*place, *sizes, "change", *_ESTIMATE, *ends, *told], lines)
    figures = ("name", "metric", "comparison", "value", *_ESTIMATE, *_UNDEFINED)
    more = (*(_BESIDE if what.get("contrasts") else ()), *(_JUDGED if what["verdicts"] else ()))
    lines = ({**line, **told} for line in _lines(what))
    return _as_csv([*place, *_SIZES, *figures, *_COMPARED, *more, *told], lines)


def _told(about: About | None) -> dict[str, str]:
    """Return what tells lines of one report from those of another, as far as it was said."""
    said = about_shown(about)
    return {name: said[name] for name in _TELLS_APART if name in said}


def _as_csv(columns: Sequence[str], lines: Iterable[Mapping[str, Any]]) -> str:
    """Return lines under a head; what a line does not say is empty, and no text is taken for a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([_safe(column) for column in columns])
    for line in lines:
        writer.writerow([_safe(line.get(column)) for column in columns])
    return written.getvalue()


def _safe(cell: Any) -> Any:
    """Return a number as it is, and text so that it is shown and not computed."""
    if cell is None or isinstance(cell, int | float):
        return str(cell).lower() if isinstance(cell, bool) else cell
    text = show(cell)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def _lines(document: Document) -> Iterator[dict[str, Any]]:
    overall = document["overall"]
    sizes = {"rows": overall["n"], "clusters": overall["clusters"], "weight": overall["weight"]}
    for metric, estimate in overall["metrics"].items():
        yield {"row": "overall", **sizes, **_estimate(metric, estimate)}
    for group in document["groups"]:
        yield from _group_lines(group)
    for contrast in document.get("contrasts", []):
        yield from _contrast_lines(contrast)
    yield from map(_disparity_line, document["disparities"])
    if sites := document.get("sites"):
        yield from site_lines(sites)
    yield from map(_verdict_line, document["verdicts"])
    for preset in document.get("presets", []):
        for table in preset["tables"]:
            yield from _preset_lines(preset, table)


def _about(row: str, by: Sequence[str], group: Group | None = None) -> dict[str, Any]:
    """Return what kind of line this is, and which group it is about; every attribute has a column of its own."""
    labels = {f"group.{attribute}": value_label(value) for attribute, value in (group or {}).items()}
    return {"row": row, "by": ":".join(by), "group": label(group), **labels}


def _group_lines(group: GroupResult) -> Iterator[dict[str, Any]]:
    facts = {key: group[key] for key in ("clusters", "weight", "small", "suppressed")}
    line = {**_about("group", group["by"], group["group"]), "rows": group["n"], **facts}
    if not group["metrics"]:
        yield line
    for metric, estimate in group["metrics"].items():
        yield {**line, **_estimate(metric, estimate)}


def _contrast_lines(contrast: Contrast) -> Iterator[dict[str, Any]]:
    against = ALL_OTHERS if contrast["against"] is None else label(contrast["against"])
    place = _about("contrast", contrast["by"], contrast["group"])
    line = {**place, "against": against, "against_value": contrast["against_value"]}
    found = [("difference", contrast["difference"]), *([("ratio", contrast["ratio"])] if "ratio" in contrast else [])]
    for comparison, estimate in found:
        name = f"{contrast['metric']}.{comparison}"
        yield {**line, **_estimate(contrast["metric"], estimate), "name": name, "comparison": comparison}


def _disparity_line(disparity: Disparity) -> dict[str, Any]:
    chance = disparity["chance"]
    return {
        **_about("disparity", disparity["by"]),
        **_estimate(disparity["metric"], disparity),
        "name": disparity["name"],
        "comparison": disparity["comparison"],
        "highest": label(disparity["highest"]),
        "lowest": label(disparity["lowest"]),
        "chance_median": chance["median"] if chance else None,
        "chance_p95": chance["p95"] if chance else None,
        "left_out": _left_out(disparity["left_out"]),
    }


def _verdict_line(verdict: Verdict) -> dict[str, Any]:
    return {
        **_about("rule", verdict["by"], verdict["group"]),
        **_estimate(verdict["metric"], verdict["estimate"]),
        **{key: value for key, value in verdict.items() if key in ("comparison", *_JUDGED)},
        "name": verdict["id"],
        "highest": label(verdict["highest"]),
        "lowest": label(verdict["lowest"]),
        "left_out": _left_out(verdict["left_out"]),
    }


def _preset_lines(preset: PresetResult, table: PresetTable) -> Iterator[dict[str, Any]]:
    """Yield a line per number and group; a group that is hidden has one line without a number."""
    for row in table["rows"]:
        line = {
            **_about("preset", table["by"], row["group"]),
            "name": preset["id"],
            "rows": row["n"],
            "suppressed": row["n"] is None,
            "highest": label(table["against"]),
            "left_out": row["left_out"],
        }
        figures = {table["rate"]: row["rate"], **{name: row.get(name) for name in _PRESET_FIGURES}}
        known = {name: value for name, value in figures.items() if value is not None}
        yield from ({**line, "metric": name, "value": value} for name, value in known.items())
        if not known:
            yield line


def _left_out(entries: Iterable[LeftOut]) -> str:
    return "; ".join(f"{label(entry['group'])}: {entry['why']}" for entry in entries)


def _estimate(metric: str, estimate: Estimate, value: str = "value") -> dict[str, Any]:
    """Return an estimate of a metric, its value under a name of its own."""
    known = {key: each for key, each in estimate.items() if key in (*_ESTIMATE, *_UNDEFINED)}
    return {"metric": metric, "name": metric, value: estimate["value"], **known}


def _lines_of_changes(document: ChangesDocument) -> Iterator[dict[str, Any]]:
    overall = document["overall"]
    sizes: dict[str, Any] = {"rows_old": overall["n_old"], "rows_new": overall["n_new"]}
    for metric, change in overall["metrics"].items():
        yield {"row": "overall", **sizes, **_change(metric, change)}
    for group in document["groups"]:
        sizes = {"rows_old": group["n_old"], "rows_new": group["n_new"], "small": group["small"]}
        line = {**_about("group", group["by"], group["group"]), **sizes, "status": group["status"]}
        if not group["metrics"]:
            yield line
        for metric, change in group["metrics"].items():
            yield {**line, **_change(metric, change)}
    for each in document["disparities"]:
        yield {**_about("disparity", each["by"]), **_change(each["metric"], each), "name": each["name"]}
    for spread in document["spreads"]:
        ends = {side: label(spread[side]) for side in ("largest", "smallest")}
        yield {**_about("spread", spread["by"]), **_estimate(spread["metric"], spread, "change"), **ends}
    for rule in document["verdicts"]:
        changed = _estimate(rule["metric"], rule["estimate"], "change")
        judged = {key: value for key, value in rule.items() if key in _JUDGED}
        yield {**_about("rule", rule["by"], rule["group"]), **changed, **judged, "name": rule["id"]}


def _change(metric: str, change: Change | DisparityChange) -> dict[str, Any]:
    sides: dict[str, float | None] = {}
    for side, estimate in (("old", change["old"]), ("new", change["new"])):
        sides |= {side: estimate["value"], f"{side}_low": estimate["low"], f"{side}_high": estimate["high"]}
    return {**sides, **_estimate(metric, change["change"], "change"), "verdict": change["verdict"]}


def render_batch(document: BatchDocument) -> str:
    """Return one line per result; numbers are not rounded, and text is shown, never computed."""
    return _as_csv(batch_columns(document), map(batch_cells, document["results"]))


def render_matrix(document: BatchDocument) -> str:
    """Return the headline metric of all rows and of every group, a line each, for every result of a batch."""
    return _as_csv(_MATRIX, (line for row in document["results"] for line in _matrix_lines(row)))


def _matrix_lines(row: BatchResult) -> Iterator[dict[str, Any]]:
    if row["error"] is not None:
        return
    about = {"result": row["name"], "metric": row["metric"]}
    yield {**about, "n": row["n"], **_numbers(row["headline"], "value", "")}
    for each in row.get("groups", []):
        share = each["n"] / row["n"] if each["n"] is not None and row["n"] else None
        known = {key: each[key] for key in ("n", "small", "compared", "differs")}
        place = {"by": ":".join(each["by"]), "group": label(each["group"]), "share": share}
        yield {**about, **place, **known, **_numbers(each["estimate"], "value", "")}


def batch_columns(document: BatchDocument) -> list[str]:
    """Return the columns of the table: what is known of every result, then the metrics of all tasks."""
    metrics = dict.fromkeys(each["metric"] for row in document["results"] for each in row["metrics"])
    named = [
        f"{metric}{end}" for metric in metrics for part in ("", "_gap") for end in (part, f"{part}_low", f"{part}_high")
    ]
    told = {name for row in document["results"] for name in _told(row.get("about"))}
    return [*_OF_RESULTS, *named, *(name for name in _TELLS_APART if name in told)]


def batch_cells(row: BatchResult) -> dict[str, Any]:
    """Return the line of a result; what it lacks is left out."""
    found: dict[str, Any] = {column: row[column] for column in _OF_RESULTS if column in row}  # type: ignore[literal-required]
    found |= _numbers(row["headline"], "value", "")
    if row["across"] is not None:
        found |= {"outside": row["across"]["outside"], "pooled": row["across"]["pooled"]}
    if row["worst"] is not None:
        found |= _numbers(row["worst"]["estimate"], "worst_value", "worst_")
        found |= {"worst_by": ":".join(row["worst"]["by"]), "worst_group": label(row["worst"]["group"])}
    if row["gap"] is not None:
        found |= _numbers(row["gap"]["estimate"], "gap_value", "gap_")
        found |= {
            "gap_by": ":".join(row["gap"]["by"]),
            "gap_highest": label(row["gap"]["highest"]),
            "gap_lowest": label(row["gap"]["lowest"]),
        }
    for each in row["metrics"]:
        name, gap = each["metric"], f"{each['metric']}_gap"
        found |= _numbers(each["overall"], name, f"{name}_") | _numbers(each["gap"], gap, f"{gap}_")
    return found | _told(row.get("about"))


def _numbers(found: Estimate | Bounds | None, value: str, before: str) -> dict[str, float | None]:
    """Return a number under the name `value`, and its bounds under `low` and `high` with `before` in front."""
    if found is None:
        return {}
    return {value: found["value"], f"{before}low": found["low"], f"{before}high": found["high"]}

"""Forest tables of the HTML page: a metric of every group with its interval drawn beside it."""

from __future__ import annotations

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult, Verdict, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report.groups import plot
from fairaudit.report.page import MOST_GROUPS, Cell, Head, Row, Table, columns, filled, numbers

MOST_LISTED = 200
"""Groups of one attribute that a page lists at most; the report in other formats has all."""


def forest(document: Document, level: view.Level, metric: str) -> Table:
    """Return the forest of one metric: the primary metric lists many groups, the others those seen first.

    Its columns are the names, the values, their intervals, the drawing, the rows, the clusters, and remarks.
    """
    most = MOST_LISTED if metric == headline.primary(document) else MOST_GROUPS
    shown, rules = level.groups[:most], rules_of(document, level, metric)
    clusters = [wording.cluster_words(document)[1]] if level.has_clusters else []
    remarks: list[Head] = [("worked out", "worked"), ("note", "note")]
    heads = [*numbers("value", "interval", "rows", *clusters), *remarks]
    name = wording.level_name(level.by)
    rows = [_row(document, group, metric, bool(clusters), place < MOST_GROUPS) for place, group in enumerate(shown)]
    names, value, interval, *others = columns([(name, "name"), *heads], rows)
    lines = "".join(f"; {line}" for line in line_words(document, level, metric))
    return Table(
        [names, value, interval, plot(document, metric, shown, level.groups, rules), *filled(others)],
        caption=(metric, "", " by ", name, "", lines),
        small=[group["small"] for group in shown],
        kind="forest",
    )


def rules_of(document: Document, level: view.Level, metric: str) -> list[Verdict]:
    """Return the rules that hold single values of the level's groups against a limit."""
    return [
        verdict
        for verdict in document["verdicts"]
        if verdict["metric"] == metric
        and verdict["by"] == level.by
        and (verdict["comparison"] == "worst" or (verdict["comparison"] is None and verdict["group"] is not None))
    ]


def line_words(document: Document, level: view.Level, metric: str) -> list[str]:
    """Return what the lines mean that are drawn through the rows."""
    overall = document["overall"]["metrics"].get(metric)
    said = []
    if overall is not None and overall["value"] is not None:
        said.append(f"dashed: all rows together, {wording.figure(overall, unit_of(document, metric)).value}")
    for rule in rules_of(document, level, metric):
        whose = f" for {wording.label(rule['group'])}" if rule["group"] else ""
        said.append(f"solid: the limit of rule {wording.show(rule['id'])}{whose}, {wording.verdict_limit(rule)}")
    return said


def _row(document: Document, group: GroupResult, metric: str, has_clusters: bool, is_explained: bool) -> Row:
    estimate = group["metrics"].get(metric)
    clusters = [wording.count(group["clusters"])] if has_clusters else []
    names, rows = wording.label(group["group"]), wording.rows_of(group)
    if estimate is None:
        return [names, "", "", rows, *clusters, "", wording.small_because(group)]
    unit = unit_of(document, metric)
    shown, worked = wording.figure(estimate, unit), wording.worked_out(document, metric, group, estimate)
    reasons = [wording.small_because(group), wording.undefined_because(estimate)]
    note = "; ".join(reason for reason in reasons if reason)
    told = wording.explanation(worked, estimate, unit) if is_explained else ""
    return [names, shown.value or wording.UNDEFINED, Cell(shown.interval, told=told), rows, *clusters, worked, note]

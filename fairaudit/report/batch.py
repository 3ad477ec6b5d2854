"""The summary of a batch as a page: a row per result, or where they are many, those to look at first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from fairaudit.document import Estimate
from fairaudit.document.batch import BatchDocument, BatchResult, LargestGap
from fairaudit.document.units import Unit, known_unit
from fairaudit.errors import show
from fairaudit.report.page import Block, Cell, Lines, Page, Row, Table, columns, filled, numbers
from fairaudit.words.figures import count, figure, percent
from fairaudit.words.phrases import label, listed, plural, with_interval, words

_GATES = {"pass": "pass", "fail": "FAIL", "inconclusive": "inconclusive"}
_URGENCY = {"fail": 0, "inconclusive": 1}
_MOST_ERRORS = 20
_MOST_LISTED = 60
"""With more results than this only some are listed, those to look at first: nobody reads 10,000 lines."""
_FIRST_LISTED = 40
OUTSIDE = " *"
"""Stands behind a value that differs from those of the other results by more than chance explains."""


def terminal(document: BatchDocument) -> Page:
    """Return a table per headline metric, the results that could not be audited, and what was found across all."""
    found: list[Block] = []
    for metric in metrics_of(document):
        every = [row for row in document["results"] if row["metric"] == metric]
        rows = every if len(every) <= _MOST_LISTED else most_urgent(every)[:_FIRST_LISTED]
        found += [results(rows, metric)]
        found += [Lines([not_listed(len(every) - len(rows))], "note")] if len(rows) < len(every) else []
    return [*found, Lines(errors(document["results"]), "warning"), Lines(summary_lines(document))]


def results(rows: Sequence[BatchResult], metric: str, *, is_linked: bool = False) -> Table:
    """Return the columns that hold anything; with links to the reports, and between which groups the gaps lie.

    What the page shows as well is spared where there is no room.
    """
    heads = [*numbers("rows", metric, "interval"), ("served worse", "text"), *numbers("largest gap")]
    heads += [("between", "text"), ("verdict", "verdict")]
    found = columns([("result", "name"), *heads], [_row(row, is_linked) for row in rows])
    spare = {"interval": 3, "rows": 2, "served worse": 1}
    return Table(
        [replace(each, spare=spare.get(each.heading, 0)) for each in filled(found)],
        folders=[show(row["name"]).rpartition("/")[0] for row in rows],
    )


def _row(row: BatchResult, is_linked: bool) -> Row:
    link = quote(row["report"].removesuffix(".json") + ".html") if is_linked and row["report"] else ""
    return [
        Cell(show(row["name"]), link=link),
        count(row["n"]),
        bare_value(row) + mark(row),
        figure(row["headline"], unit(row)).interval if row["headline"] else "",
        served_worse(row, unit(row)),
        gap(row["gap"], unit(row)),
        gap_between(row["gap"]) if row["gap"] and is_linked else "",
        Cell(state(row), state=row["gate"] or ""),
    ]


def unit(row: BatchResult) -> Unit:
    """Return how values of a result's headline metric are printed."""
    return known_unit(next((each["unit"] for each in row["metrics"] if each["metric"] == row["metric"]), None))


def metrics_of(document: BatchDocument) -> list[str]:
    """Return the headline metrics that occur, each once."""
    return list(dict.fromkeys(row["metric"] for row in document["results"] if row["metric"] is not None))


def state(row: BatchResult) -> str:
    """Return the verdict on one result in a word; empty where nothing was judged."""
    if row["error"] is not None:
        return "not audited"
    return _GATES.get(row["gate"] or "", "")


def value(row: BatchResult) -> str:
    """Return the headline value with its interval."""
    if row["headline"] is None or row["metric"] is None:
        return ""
    return estimate(row["headline"], unit(row))


def bare_value(row: BatchResult) -> str:
    """Return the headline value alone."""
    if row["headline"] is None or row["metric"] is None:
        return ""
    return figure(row["headline"], unit(row)).value or "undefined"


def mark(row: BatchResult) -> str:
    """Return the mark of a result that stands out among the others."""
    return OUTSIDE if row["across"] is not None and row["across"]["outside"] else ""


def estimate(found: Estimate, unit: Unit, comparison: str | None = None) -> str:
    """Return a value with its interval, or that it is undefined."""
    return with_interval(found, unit, comparison) if found["value"] is not None else "undefined"


def served_worse(row: BatchResult, unit: Unit) -> str:
    """Return the worst of the groups that are told to be served worse, with its value; empty if nobody is."""
    found = row.get("served_worse")
    return f"{label(found['group'])} {figure(found['estimate'], unit).value}" if found else ""


def gap(found: LargestGap | None, unit: Unit) -> str:
    """Return the largest gap with its bounds."""
    return "" if found is None else estimate(found["estimate"], unit, "difference")


def gap_between(found: LargestGap) -> str:
    """Return which groups the largest gap lies between."""
    return f"{label(found['highest'])} and {label(found['lowest'])}"


def most_urgent(rows: Sequence[BatchResult]) -> list[BatchResult]:
    """Return results of one metric, first those to look at first: failed, then undecided, then the others.

    In each of these, first the results that are worse than all together by more than chance explains, worst first.
    """

    def urgency(row: BatchResult) -> tuple[int, bool, float]:
        sign = -1.0 if row["better"] == "lower" else 1.0
        value, across = row["headline"]["value"] if row["headline"] else None, row["across"]
        height = math.inf if value is None else sign * value
        stands_out = across is not None and across["outside"] and height < sign * across["pooled"]
        return _URGENCY.get(row["gate"] or "", 2), not stands_out, height

    return sorted(rows, key=urgency)


def not_listed(results: int) -> str:
    """Return what stands below a table of the first results to look at."""
    return f"… and {count(results)} more. Listed are those to look at first; index.html and summary.csv have all."


def errors(rows: Sequence[BatchResult]) -> list[str]:
    """Return a line for each of the first results that could not be audited, and one for all others."""
    failed = [row for row in rows if row["error"] is not None]
    lines = [f"{show(row['name'])}: not audited. {_in_one_line(row['error'])}" for row in failed[:_MOST_ERRORS]]
    if len(failed) > _MOST_ERRORS:
        more = count(len(failed) - _MOST_ERRORS)
        lines.append(f"… and {more} more could not be audited; index.html and summary.csv say why.")
    return lines


def _in_one_line(error: str | None) -> str:
    return show(" ".join((error or "").split()))


def summary_lines(document: BatchDocument) -> list[str]:
    """Return what was found across all results, in a few sentences."""
    rows = document["results"]
    return [line for line in (_counted(rows), _judged(rows), *_across(document)) if line]


def _counted(rows: Sequence[BatchResult]) -> str:
    audited = [row for row in rows if row["error"] is None]
    text = f"{plural(len(audited), 'result')} audited, {count(sum(row['n'] or 0 for row in audited))} rows."
    failed = len(rows) - len(audited)
    return f"{text} {plural(failed, 'result')} could not be audited, for the reasons given." if failed else text


def _judged(rows: Sequence[BatchResult]) -> str:
    gates = Counter(row["gate"] for row in rows if row["gate"] is not None)
    lines = [_not_judged(sum(row["has_rules"] and row["gate"] is None for row in rows))]
    if gates:
        parts = [f"{count(gates[each])} {word}" for each, word in (("fail", "fail"), ("inconclusive", "inconclusive"))]
        lines.insert(0, f"Of the judged results, {count(gates['pass'])} pass, {listed(parts)}.")
    return " ".join(line for line in lines if line)


def _not_judged(results: int) -> str:
    were = "was" if results == 1 else "were"
    return (
        f"{plural(results, 'result')} that should have been judged {were} not, and that is no pass." if results else ""
    )


def _across(document: BatchDocument) -> list[str]:
    """Return, per headline metric, which results stand out among the others."""
    lines = []
    sure = percent(document["confidence_across"])
    for metric in metrics_of(document):
        family = [row for row in document["results"] if row["metric"] == metric and row["across"] is not None]
        if not family:
            continue
        outside = [row for row in family if row["across"] and row["across"]["outside"]]
        subject = f"{words(metric)} of {plural(len(family), 'result')}"
        if not outside:
            lines.append(f"The {subject} differs no more than chance explains (all limits together hold with {sure}).")
            continue
        which = f"in {count(len(outside))} (*): {listed([show(row['name']) for row in outside])}"
        if len(outside) == len(family):
            which = "in every one (*)"
        lines.append(
            f"The {subject} differs by more than chance explains {which}. "
            f"The limits are corrected for the number of results: together they hold with {sure}."
        )
    return lines


def explanation(document: BatchDocument) -> str:
    """Return how the control limits are to be read."""
    sure = percent(document["confidence_across"])
    return (
        "Each result is held against limits around the value of all results together, wider for smaller results. "
        f"They are corrected for the number of results (Bonferroni): if all were truly alike, none would lie outside "
        f"with {sure} confidence. Verdicts, gaps and who is served worse are each result's own, without such a "
        "correction."
    )

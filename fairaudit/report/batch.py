"""The summary of a batch as a page: a row per result, or where they are many, those to look at first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote

from fairaudit.document import Estimate
from fairaudit.document.batch import BatchDocument, BatchResult
from fairaudit.document.units import Unit, known_unit
from fairaudit.errors import show
from fairaudit.report.page import Block, Cell, Facts, Heading, Lines, Page, Row, Table, columns, filled, numbers
from fairaudit.words.about import about_facts, title_of
from fairaudit.words.figures import count, figure, percent
from fairaudit.words.phrases import UNDEFINED, label, listed, plural, with_interval, words

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
    found: list[Block] = [*head(document)]
    for metric in metrics_of(document):
        every = [row for row in document["results"] if row["metric"] == metric]
        rows = every if len(every) <= _MOST_LISTED else most_urgent(every)[:_FIRST_LISTED]
        found.append(results(rows, metric))
        if more := len(every) - len(rows):
            first = "Listed are those to look at first; index.html and summary.csv have all."
            found.append(Lines([f"… and {count(more)} more. {first}"], "note"))
    return [*found, Lines(errors(document["results"]), "warning"), Lines(summary_lines(document))]


def head(document: BatchDocument) -> Iterator[Block]:
    """Yield what was said of the whole batch."""
    if title := title_of(document.get("about")):
        yield Heading(title, 1)
    yield Facts(about_facts(document.get("about")))


def results(rows: Sequence[BatchResult], metric: str, *, is_linked: bool = False) -> Table:
    """Return the columns that hold anything; with links to the reports, and between which groups the gaps lie.

    What the page shows as well is spared where there is no room.
    """
    heads = [
        *numbers("rows", words(metric) if is_linked else metric, "interval"),
        ("served worse", "text"),
        *numbers("largest gap"),
    ]
    heads += [("between", "text"), ("verdict", "verdict")]
    found = columns([("result", "name"), *heads], [_row(row, is_linked) for row in rows])
    spare = {"interval": 3, "rows": 2, "served worse": 1}
    return Table(
        [replace(each, spare=spare.get(each.heading, 0)) for each in filled(found)],
        folders=[show(row["name"]).rpartition("/")[0] for row in rows],
    )


def by_evidence(rows: Sequence[BatchResult]) -> list[BatchResult]:
    """Return results, failed ones first, then undecided, then the others.

    In each of these, first the results that differ from the others by more than chance explains, then by the gap that
    their evidence shows at least, the largest first.
    """

    def place(row: BatchResult) -> tuple[int, bool, float]:
        low = row["gap"]["estimate"]["low"] if row["gap"] else None
        stands_out = row["across"] is not None and row["across"]["outside"]
        return _URGENCY.get(row["gate"] or "", 2), not stands_out, math.inf if low is None else -low

    return sorted(rows, key=place)


def page_of(row: BatchResult) -> str:
    """Return the address of a result's page, relative to the index; empty if it has none."""
    return quote(row["report"].removesuffix(".json") + ".html") if row["report"] else ""


def _row(row: BatchResult, is_linked: bool) -> Row:
    """Return the cells of a result; those are empty that it has nothing for."""
    link = page_of(row) if is_linked else ""
    shown = figure(row["headline"], unit(row)) if row["headline"] else None
    mark = OUTSIDE if row["across"] is not None and row["across"]["outside"] else ""
    worse, gap, gate = row.get("served_worse"), row["gap"], row["gate"] or ""
    return [
        Cell(show(row["name"]), link=link),
        count(row["n"]),
        f"{shown.value or UNDEFINED}{mark}" if shown else "",
        shown.interval if shown else "",
        Cell(f"{label(worse['group'])} {figure(worse['estimate'], unit(row)).value}", state="worse") if worse else "",
        estimate(gap["estimate"], unit(row), "difference") if gap else "",
        f"{label(gap['highest'])} and {label(gap['lowest'])}" if gap and is_linked else "",
        Cell("not audited" if row["error"] is not None else _GATES.get(gate, ""), state=gate),
    ]


def unit(row: BatchResult) -> Unit:
    """Return how values of a result's headline metric are printed."""
    return known_unit(next((each["unit"] for each in row["metrics"] if each["metric"] == row["metric"]), None))


def metrics_of(document: BatchDocument) -> list[str]:
    """Return the headline metrics that occur, each once."""
    return list(dict.fromkeys(row["metric"] for row in document["results"] if row["metric"] is not None))


def estimate(found: Estimate, unit: Unit, comparison: str | None = None) -> str:
    """Return a value with its interval, or that it is undefined."""
    return with_interval(found, unit, comparison) or UNDEFINED


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


def errors(rows: Sequence[BatchResult]) -> list[str]:
    """Return a line for each of the first results that could not be audited, and one for all others."""
    failed = [row for row in rows if row["error"] is not None]
    said = [(show(row["name"]), show(" ".join((row["error"] or "").split()))) for row in failed[:_MOST_ERRORS]]
    lines = [f"{name}: not audited. {error}" for name, error in said]
    if len(failed) > _MOST_ERRORS:
        more = count(len(failed) - _MOST_ERRORS)
        lines.append(f"… and {more} more could not be audited; index.html and summary.csv say why.")
    return lines


def summary_lines(document: BatchDocument) -> list[str]:
    """Return what was found across all results, in a few sentences."""
    rows = document["results"]
    return [counted(rows), *_judged(rows), *standing_out(document)]


def counted(rows: Sequence[BatchResult]) -> str:
    """Return how many results and rows were audited."""
    audited = [row for row in rows if row["error"] is None]
    text = f"{plural(len(audited), 'result')} audited, {count(sum(row['n'] or 0 for row in audited))} rows."
    failed = len(rows) - len(audited)
    return f"{text} {plural(failed, 'result')} could not be audited, for the reasons given." if failed else text


def _judged(rows: Sequence[BatchResult]) -> Iterator[str]:
    gates = Counter(row["gate"] for row in rows if row["gate"] is not None)
    said = []
    if gates:
        passed, failed, open_ = (count(gates[each]) for each in ("pass", "fail", "inconclusive"))
        said.append(f"Of the judged results, {passed} pass, {failed} fail and {open_} inconclusive.")
    if not_judged := sum(row["has_rules"] and row["gate"] is None for row in rows):
        were = "was" if not_judged == 1 else "were"
        said.append(f"{plural(not_judged, 'result')} that should have been judged {were} not, and that is no pass.")
    if said:
        yield " ".join(said)


def standing_out(document: BatchDocument) -> Iterator[str]:
    """Yield, per headline metric, which results stand out among the others."""
    sure = percent(document["confidence_across"])
    for metric in metrics_of(document):
        family = [(row, row["across"]) for row in document["results"] if row["metric"] == metric and row["across"]]
        outside = [show(row["name"]) for row, across in family if across["outside"]]
        differs = f"The {words(metric)} of {plural(len(family), 'result')} differs"
        if outside:
            named = f"in {count(len(outside))} (*): {listed(outside)}"
            which = "in every one (*)" if len(outside) == len(family) else named
            limits = f"The limits are corrected for the number of results: together they hold with {sure}."
            yield f"{differs} by more than chance explains {which}. {limits}"
        elif family:
            yield f"{differs} no more than chance explains (all limits together hold with {sure})."


def explanation(document: BatchDocument) -> str:
    """Return how the control limits are to be read."""
    sure = percent(document["confidence_across"])
    return (
        "Each result is held against limits around the value of all results together, wider for smaller results. "
        f"They are corrected for the number of results (Bonferroni): if all were truly alike, none would lie outside "
        f"with {sure} confidence. Verdicts, gaps and who is served worse are each result's own, without such a "
        "correction."
    )

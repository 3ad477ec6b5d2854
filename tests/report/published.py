"""Published rules in a report, built by hand: a table with tests, one of scoring rates, hidden and hostile groups."""

from __future__ import annotations

from typing import Any

import documents

from fairaudit.document import Document, PresetResult, PresetRow, PresetTable


def _row(race: str | None, n: int | None, selected: int | None, **changes: Any) -> PresetRow:
    rate = None if n is None or selected is None else selected / n
    row = PresetRow(
        group={"race": race}, n=n, share=None, selected=selected, rate=rate, impact_ratio=None, left_out=None
    )
    return {**row, **changes}  # type: ignore[typeddict-item]


def _tests(ratio: float, p: float | None, deviations: float | None, shortfall: float | None, needed: int | None) -> Any:
    return {
        "impact_ratio": ratio,
        "fisher_exact": p,
        "standard_deviations": deviations,
        "shortfall": shortfall,
        "selections_needed": needed,
        "one_selection_reverses": None if p is None else p > 0.5,
    }


def _table(rows: list[PresetRow], **changes: Any) -> PresetTable:
    table = PresetTable(
        by=["race"], rate="selection_rate", against={"race": "White"}, unknown=44, below_by_chance=None, rows=rows
    )
    return {**table, **changes}  # type: ignore[typeddict-item]


def _result(identity: str, tables: list[PresetTable], **changes: Any) -> PresetResult:
    result = PresetResult(
        id=identity,
        title="A rule that somebody published",
        jurisdiction="Nowhere: section 1",
        as_of="2026-11-21",
        status="Status under revision. Nobody knows what will become of it.",
        sources=["Nowhere, Collected Rules, section 1"],
        not_verified=["Whether it was ever in force."],
        reference_rule="Each group with the group that has the highest rate.",
        limits="Four fifths.",
        exclusions="Groups under 2 % of the rows are left out.",
        parameters=[],
        median=None,
        tables=tables,
        states=[
            {"says": "the date of the audit", "here": "2026-11-21.", "yours": None},
            {"says": "the source of the data", "here": "data.csv.", "yours": "where they come from"},
            {"says": "who the auditor is", "here": None, "yours": None},
        ],
        notes=["The p values are not corrected for several groups."],
        disclaimer="Nothing here is legal advice.",
    )
    return {**result, **changes}  # type: ignore[typeddict-item]


def published() -> Document:
    """Return a report with three presets; a ratio of 0.79996 must not look like four fifths."""
    rows = [
        _row("White", 5310, 2655, **_tests(1.0, None, None, None, None)),
        _row("Black", 1204, 361, **_tests(0.5997, 4.2e-38, -12.62, 195.6, 121)),
        _row("Asian", 610, 244, **_tests(0.79996, 1e-5, -4.68, 54.7, 1)),
        _row("Hispanic", 890, 442, **_tests(0.9933, 0.855, -0.19, 2.6, 0)),
        _row("Native American", 18, 9, left_out="under 2% of the rows whose group is known"),
        _row("Pacific Islander", None, None, left_out="hidden, so that no group of fewer than 10 rows can be told"),
        _row(None, 44, 12, left_out="the group is unknown"),
    ]
    shares = [{**row, "share": 0.5} for row in rows[:4]]
    scores = [{key: row[key] for key in list(_row("x", 1, 1))} for row in shares]  # type: ignore[literal-required]
    document = documents.binary()
    document["presets"] = [
        _result("with-tests", [_table(rows, below_by_chance=0.031)]),
        _result("of-scores", [_table(scores, rate="scoring_rate", unknown=None)], median=0.53, exclusions=None),  # type: ignore[arg-type]
        _result("floor", [], parameters=[{"name": "floor", "value": 0.9, "says": "what every group must reach"}]),
    ]
    return document


def hostile() -> Document:
    """Return a report in which a preset's groups have every hostile name."""
    document = documents.hostile()
    rows = [_row(name, 100, 50, **_tests(1.0, 1.0, 0.0, 0.0, 0)) for name in documents.HOSTILE]
    states = [{"says": name, "here": name, "yours": name} for name in documents.HOSTILE]
    table = _table(rows, by=[documents.HOSTILE[0]], against={"race": documents.HOSTILE[1]})
    document["presets"] = [_result("hostile", [table], states=states, notes=documents.HOSTILE)]
    return document

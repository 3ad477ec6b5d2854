"""The small multiples of a batch's page: coordinates worked out by hand on a drawing of 240 by 56 units, margin 4."""

from __future__ import annotations

from fairaudit.batches.summary import row_of_error
from fairaudit.report.html.batch import panels


def row(name: str, *metrics: dict) -> dict:
    return {**row_of_error(name, "", has_rules=False), "metrics": list(metrics)}


def metric(name: str, overall: tuple | None, gap: tuple | None = None) -> dict:
    keys = ("low", "value", "high")
    return {
        "metric": name,
        "unit": "share",
        "overall": None if overall is None else dict(zip(keys, overall, strict=True)),
        "gap": None if gap is None else dict(zip(keys, gap, strict=True)),
    }


def test_each_result_has_its_place_and_its_interval():
    """The axis goes from .2 to .6, so .3 lies a quarter up: 52 - 12 = 40; two results stand at 60 and at 180."""
    (panel,) = panels([row("a", metric("accuracy", (0.2, 0.3, 0.4))), row("b", metric("accuracy", (0.4, 0.5, 0.6)))])
    assert (panel.metric, panel.gap) == ("accuracy", None)
    assert panel.value is not None
    assert panel.value.lines == "M60.0,52.0V28.0M180.0,28.0V4.0"
    assert panel.value.dots == "M60.0,40.0h0M180.0,16.0h0"
    assert (panel.value.top, panel.value.bottom) == ("60.0%", "20.0%")


def test_a_result_without_the_metric_keeps_its_place_empty():
    first, last = metric("accuracy", (0.0, 0.5, 1.0)), metric("accuracy", (None, 1.0, None))
    (panel,) = panels([row("a", first), row("b"), row("c", last)])
    assert panel.value is not None
    assert panel.value.dots == "M40.0,28.0h0M200.0,4.0h0"


def test_gaps_are_in_points_and_a_single_value_is_no_drawing():
    rows = [
        row("a", metric("equalized_odds", None, (0.0, 0.1, 0.2))),
        row("b", metric("equalized_odds", None, (0, 0, 0))),
    ]
    (panel,) = panels([*rows, row("c", metric("accuracy", (0.1, 0.2, 0.3)))])
    assert (panel.metric, panel.value) == ("equalized odds", None)
    assert panel.gap is not None
    assert (panel.gap.top, panel.gap.bottom) == ("20.0 pt", "0.0 pt")


def test_values_that_are_all_alike_lie_in_the_middle():
    (panel,) = panels([row(name, metric("accuracy", (0.5, 0.5, 0.5))) for name in "ab"])
    assert panel.value is not None
    assert panel.value.dots == "M60.0,28.0h0M180.0,28.0h0"


def test_neighbours_share_a_column_where_results_are_many():
    """240 results in pairs of 0 and 1: every one of 120 columns spans the whole height, and intervals are left out."""
    (panel,) = panels([row(str(place), metric("accuracy", (0.0, place % 2, 1.0))) for place in range(240)])
    assert panel.value is not None
    assert panel.value.dots == ""
    assert panel.value.lines.count("V4.0") == 120
    assert panel.value.lines.startswith("M1.0,52.0V4.0M3.0,52.0V4.0")

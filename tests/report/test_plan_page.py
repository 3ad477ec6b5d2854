"""The page of plans in headless Chromium: silent, alone, accessible, and never wider than the window."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import browser
import pytest

from fairaudit.catalogue import find_metric
from fairaudit.planning import Assumptions, Plan, make_plan, planned_groups
from fairaudit.report.html import plan as plan_html

pytestmark = pytest.mark.skipif(browser.PROGRAM is None, reason="Chromium is not installed (Debian: chromium)")
AXE = gzip.decompress((Path(__file__).parent / "axe" / "axe.min.js.gz").read_bytes()).decode()
RUN_AXE = "axe.run().then(found => JSON.stringify(found.violations.map(each => [each.id, each.nodes[0].html])))"


def plan(rate: float, gap: float, metric: str = "accuracy") -> Plan:
    assumed = Assumptions(rate, gap=gap)
    groups = planned_groups({"Scottish": 600, "a long name of a group in many words": 300, "Irish": 10}, assumed)
    return make_plan(groups, assumed, metric=find_metric(metric), by=["accent"], unit=("row", "rows"))


@pytest.mark.parametrize(
    "plans", [[plan(0.1, 0.05)], [plan(0.1, 0.05), plan(0.4, 0.2, "true_positive_rate")]], ids=["one", "two"]
)
def test_the_page_is_silent_alone_accessible_and_fits(tmp_path: Path, plans: list[Plan]) -> None:
    (tmp_path / "plan.html").write_text(plan_html.render(plans), encoding="utf-8")
    with browser.running() as chromium:
        for width, dark in ((1280, False), (400, False), (1280, True)):
            tab = browser.Tab(chromium, width=width, dark=dark).open(tmp_path / "plan.html")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert (tab.messages, tab.requests) == ([], [])
            tab.evaluate(f"{AXE}; 0")
            assert json.loads(tab.evaluate(RUN_AXE)) == []
            tab.close()


def test_no_label_of_the_curve_leaves_a_narrow_window(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text(
        plan_html.render([plan(0.1, 0.05), plan(0.4, 0.2, "true_positive_rate")]), encoding="utf-8"
    )
    edges = "[...document.querySelectorAll('.power text')].map(each => each.getBoundingClientRect())"
    with browser.running() as chromium:
        tab = browser.Tab(chromium, width=400).open(tmp_path / "plan.html")
        found = tab.evaluate(f"{edges}.map(each => [each.left, each.right])")
        assert len(found) > 20
        assert all(left >= 0 and right <= 400 for left, right in found)

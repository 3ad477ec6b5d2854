"""Plans as files: the page holds the numbers of the JSON, the curve says what it draws, and names cannot break out."""

from __future__ import annotations

import base64
import hashlib
import html as entities
import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from fairaudit.catalogue import CATALOGUE
from fairaudit.cli.run import run
from fairaudit.inference import compare, measure
from fairaudit.planning import Assumptions, make_plan, planned_groups
from fairaudit.report import plan as words
from fairaudit.report.files import as_markdown
from fairaudit.report.html import plan as plan_html
from fairaudit.report.page import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "inference"))

from simulated import shares

HOSTILE = '<b onload="x">&\u202e\x1b[31m|`'


def plan_of(gap=0.05, rate=0.1, **sizes):
    assumed = Assumptions(rate, gap=gap)
    return make_plan(
        planned_groups(sizes or {"a": 600, "b": 300}, assumed), assumed, metric=None, by=["g"], unit=("row", "rows")
    )


def chance_at(plan, units):
    return next(each for each in plan.power_curve if each.units == units)


def test_the_page_is_whole_in_itself_and_its_policy_allows_its_style_alone():
    page = plan_html.render([plan_of(), plan_of(rate=0.4)])
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:" in page
    assert not re.search(r"<script|https?://|\sstyle=|\son\w+=|url\(", page)
    assert page.count('<svg class="power" role="img" aria-label="Power curve. With ') == 2


def test_every_number_of_the_tables_is_on_the_page_and_in_the_markdown():
    plan = plan_of()
    page = entities.unescape(re.sub(r"<[^>]+>", "\n", plan_html.render([plan]))).split("\n")
    document = as_markdown([plan]).replace("&#60;", "<").replace("&#62;", ">")
    tables = [block for block in words.markdown([plan]) if isinstance(block, Table)]
    assert len(tables) == 3
    for cell in (cell for table in tables for column in table.columns for cell in column.cells):
        assert cell.text in page
        assert cell.text in document


def test_names_from_outside_cannot_break_out():
    plan = plan_of(**{HOSTILE: 600, "b": 300})
    page, document = plan_html.render([plan]), as_markdown([plan])
    assert "&lt;b onload=&#34;x&#34;&gt;&amp;\\u{202e}\\u{1b}[31m|`" in page
    for text in (page, document):
        assert "<b " not in text
        assert not {"\u202e", "\x1b"} & set(text)


def test_the_drawing_has_a_mark_for_every_number_at_its_height():
    plan = plan_of()
    page = plan_html.render([plan])
    found = re.findall(r'<circle class="certify" cx="([\d.]+)%" cy="([\d.]+)%"', page)
    assert [float(down) for _, down in found] == [round(100 * (1 - each.certifies), 1) for each in plan.power_curve]
    across = [float(place) for place, _ in found]
    assert (across[0], across[-1]) == (0, 100)
    assert across == sorted(across)
    needed = next(each.units for each in plan.power_curve if each.certifies >= 0.8)
    assert f"With {needed} rows in every group the chance to certify 5.0 pt reaches 80%." in page


def test_the_curve_rises_from_nothing_to_certainty_through_the_size_that_is_needed():
    plan = plan_of(a=10, b=10)  # too small to be compared: the needs are those of equal groups
    needs = plan.groups[0].needs
    assert 0.8 <= chance_at(plan, needs).certifies < 0.82
    for chances in zip(*((each.certifies, each.proves) for each in plan.power_curve), strict=True):
        assert list(chances) == sorted(chances)
        assert chances[0] < 0.1
        assert chances[-1] > 0.99


@pytest.mark.parametrize("units", [340, 638])
def test_the_curve_is_how_often_the_gate_settles_the_gap(units):
    """Binomial samples through the gate's own bounds, once of equal groups and once with a true gap of 5 points."""
    plan, rng, runs = plan_of(a=10, b=units), np.random.default_rng(units), 600
    expected = chance_at(plan, units)
    certified = proven = 0
    for _ in range(runs):
        for rates in ((0.1, 0.1), (0.1, 0.15)):
            measured = measure(CATALOGUE["false_positive_rate"], shares(rng.binomial(units, rates), [units] * 2), 0.95)
            found = compare(measured, "difference", measured.known).estimate
            certified += rates[1] == 0.1 and found.high <= 0.05
            proven += rates[1] == 0.15 and found.low > 0
    assert certified / runs == pytest.approx(expected.certifies, abs=0.06)
    assert proven / runs == pytest.approx(expected.proves, abs=0.06)


def test_a_gap_that_cannot_be_has_no_chance_to_be_proven():
    plan = plan_of(rate=0.5, gap=0.6)
    assert {each.proves for each in plan.power_curve} == {None}
    assert 'class="prove"' not in plan_html.render([plan])


def test_one_group_has_no_curve():
    plan = plan_of(a=600)
    assert plan.power_curve == ()
    assert "<figure>" not in plan_html.render([plan])
    assert "Fewer than two groups" in as_markdown([plan])


def test_the_command_writes_what_it_prints(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    sizes = ["plan", "--sizes", "a=600,b=300", "--rate", "0.1"]
    assert run([*sizes, "-o", "p.html", "-o", "p.json", "-o", "p.md", "--format", "json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == json.loads((tmp_path / "p.json").read_text())
    assert printed.err == "Written: p.html, p.json, p.md\n"
    assert run([*sizes, "--format", "md"]) == 0
    assert capsys.readouterr().out == (tmp_path / "p.md").read_text()
    assert (tmp_path / "p.html").read_text().startswith("<!DOCTYPE html>")
    for name, message in (("p.csv", "written as .html, .md or .json"), ("no/p.html", "folder does not exist")):
        assert run([*sizes, "-o", name]) == 2
        assert message in capsys.readouterr().err

"""Scores on the page in a real browser: readable by everyone, and a slider that says what the counts say."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import browser
import documents
import pypdf
import pytest
import scored
from test_report_page import AXE, OPEN_ALL, RULES, RUN_AXE
from test_report_scores import RATES, by_attribute, gap, shares

from fairaudit import words as wording
from fairaudit.report.html import audit as html
from fairaudit.words import scores as words

pytestmark = pytest.mark.skipif(browser.PROGRAM is None, reason="Chromium is not installed (Debian: chromium)")
CELLS = "[...%s.rows].map(row => [...row.cells].slice(1).map(cell => cell.textContent))"
TABLE = "document.querySelector('table.at')"


@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    with browser.running() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


def page(folder: Path, name: str) -> Path:
    path = folder / f"{name}.html"
    if not path.exists():
        document = scored.ALL[name]()
        documents.advised(document)
        path.write_text(html.render(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["scored", "points", "deciles", "hostile", "alone"])
def test_silent_alone_and_without_findings_of_axe(
    chromium: browser.Browser, folder: Path, name: str, dark: bool
) -> None:
    tab = browser.Tab(chromium, dark=dark).open(page(folder, name))
    tab.evaluate(OPEN_ALL)
    assert (tab.messages, tab.requests) == ([], [])
    assert "owned" not in tab.evaluate("document.title").partition("·")[0]
    tab.evaluate(gzip.decompress(AXE.read_bytes()).decode() + "; 0")
    assert json.loads(tab.evaluate(RUN_AXE % RULES[dark])) == []
    tab.close()


@pytest.mark.parametrize("name", ["scored", "hostile", "many"])
def test_a_narrow_window_never_scrolls_the_page(chromium: browser.Browser, folder: Path, name: str) -> None:
    tab = browser.Tab(chromium, width=400).open(page(folder, name))
    tab.evaluate(OPEN_ALL)
    assert tab.evaluate("document.documentElement.scrollWidth") == 400
    tab.close()


@pytest.mark.parametrize("name", ["scored", "weighted", "deciles"])
def test_the_slider_says_at_every_threshold_what_the_counts_say(
    chromium: browser.Browser, folder: Path, name: str
) -> None:
    document = scored.ALL[name]()
    groups, known = by_attribute(document, "race"), document["scores"]["thresholds"]
    tab = browser.Tab(chromium).open(page(folder, name))
    for place, threshold in enumerate(known):
        tab.evaluate(
            f"(range => {{ range.value = {place}; range.dispatchEvent(new Event('input')) }})"
            "(document.querySelector('.chooser input'))"
        )
        found = [shares(each, place) for each in groups]
        sums = [
            each.get("weighted_positives", each["positives"])[place]
            + each.get("weighted_negatives", each["negatives"])[place]
            for each in groups
        ]
        expected = [
            [wording.count(selected), *(words.rate(of_group[rate][0]) for rate in RATES)]
            for selected, of_group in zip(sums, found, strict=True)
        ]
        assert tab.evaluate(CELLS % f"{TABLE}.tBodies[0]") == expected
        apart = [words.apart(gap(groups, rate, place, document["min_group_size"])) for rate in RATES]
        assert tab.evaluate(CELLS % f"{TABLE}.tFoot") == [["", *apart]]
        text = words.score(threshold, probability=document["scores"]["probabilities"])
        assert tab.evaluate("document.querySelector('.chooser output').textContent") == text
        at = tab.evaluate("document.querySelector('.threshold line.at').getAttribute('x1')")
        assert float(at.rstrip("%")) == pytest.approx(100 * place / (len(known) - 1))
    tab.close()


def test_the_slider_moves_by_keyboard_and_only_its_own_attribute(chromium: browser.Browser, folder: Path) -> None:
    tab = browser.Tab(chromium).open(page(folder, "scored"))
    before = tab.evaluate(CELLS % "document.querySelectorAll('table.at')[1].tBodies[0]")
    tab.evaluate("document.querySelector('.chooser input').focus()")
    for kind in ("keyDown", "keyUp"):
        tab.call("Input.dispatchKeyEvent", type=kind, key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    assert tab.evaluate("document.querySelector('.chooser input').getAttribute('aria-valuetext')") == "0.51"
    assert tab.evaluate("document.querySelector('table.at .now').textContent") == "0.51"
    for kind in ("keyDown", "keyUp"):
        tab.call("Input.dispatchKeyEvent", type=kind, key="End", code="End", windowsVirtualKeyCode=35)
    assert tab.evaluate("document.querySelector('.chooser output').textContent") == "1.00"
    assert tab.evaluate(CELLS % "document.querySelectorAll('table.at')[1].tBodies[0]") == before
    tab.close()


def test_without_script_the_tables_of_thresholds_are_there_and_no_slider(
    chromium: browser.Browser, folder: Path
) -> None:
    tab = browser.Tab(chromium, script=False).open(page(folder, "scored"))
    tables = "document.querySelectorAll('#thresholds details table')"
    assert tab.evaluate(f"{tables}.length") == 8
    assert tab.evaluate(f"{tables}[0].tBodies[0].rows.length") == 20
    assert tab.evaluate("[...document.querySelectorAll('.chooser')].every(each => !each.offsetParent)")
    tab.close()


def test_the_printed_page_has_the_drawings_and_the_tables(chromium: browser.Browser, folder: Path) -> None:
    tab = browser.Tab(chromium).open(page(folder, "scored"))
    printed = pypdf.PdfReader(io.BytesIO(tab.pdf()))
    shown = re.sub(r"\s+", "", "".join(each.extract_text() for each in printed.pages))
    tab.close()
    for said in (
        "How well scores rank",
        "What a threshold does",
        "Selected at a score of 0.50",
    ):
        assert said.replace(" ", "") in shown
    assert "Rowsthatscorealike,by" not in shown  # it is folded

"""The index page of a batch and the table beside it: what failed first, every group of every result, no folders."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import browser
import lxml.html
import pandas as pd
import pytest

import fairaudit

RULE = "accuracy.worst by sex >= 0.78"


def decisions(path: Path, right: tuple[int, int]) -> None:
    """Write 100 decisions of each sex, of which so many are right; every second label is positive."""
    label = [row % 2 for row in range(100)] * 2
    wrong = [row >= count for count in right for row in range(100)]
    decided = [1 - each if is_wrong else each for each, is_wrong in zip(label, wrong, strict=True)]
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame({"sex": ["f"] * 100 + ["m"] * 100, "y_true": label, "y_pred": decided}).to_csv(path, index=False)


@pytest.fixture
def audited(tmp_path: Path) -> Path:
    """Audit four results, of which the rule passes one, fails one and leaves one open, and a file without groups."""
    for name, right in (("good", (95, 96)), ("bad", (95, 60)), ("near", (90, 80))):
        decisions(tmp_path / "runs" / "day" / f"{name}.csv", right)
    (tmp_path / "runs" / "other.csv").write_text("x,y\n1,2\n")
    fairaudit.batch(tmp_path / "runs", tmp_path / "audits", groups="sex", rules=RULE, jobs=1)
    return tmp_path / "audits"


def page_of(audited: Path) -> Any:
    return lxml.html.parse(str(audited / "index.html"))


def test_what_failed_comes_first(audited: Path) -> None:
    page = page_of(audited)
    (band,) = page.xpath("//*[contains(@class, 'gate')]/strong/text()[normalize-space()]")
    assert band.strip() == "FAIL: 1 result failed, 1 result not judged, 1 result inconclusive, 1 result passed"
    sections = page.xpath("//main/section/@id")
    assert sections == ["found", "rules", "failed", "not-audited", "undecided", "family1", "method"]
    rules = page.xpath("//section[@id='rules']//tbody/tr")
    assert [[cell.text_content().strip() for cell in row] for row in rules] == [[RULE, "1", "1", "1"]]
    assert [cell.text_content() for cell in page.xpath("//section[@id='failed']//tbody//a")] == ["day/bad.csv"]
    assert [cell.text_content() for cell in page.xpath("//section[@id='undecided']//tbody//a")] == ["day/near.csv"]
    table = page.xpath("//section[@id='family1']//table")[0]
    order = [row[0].text_content().strip() for row in table.xpath(".//tbody/tr")]
    assert order == ["day/bad.csv", "day/near.csv", "day/good.csv"]


def test_every_group_of_every_result(audited: Path) -> None:
    """By hand: 95, 60, 90, 80, 95 and 96 of 100 are right; only 60 beside 95 is told apart from all rows."""
    matrix = page_of(audited).xpath("//table[contains(@class, 'matrix')]")[0]
    heads = [head.text_content().strip() for head in matrix.xpath(".//thead//th")]
    assert heads == ["result", "all rows", "f", "m"]
    rows = [[cell.text_content().strip() for cell in row] for row in matrix.xpath(".//tbody/tr")]
    assert rows == [
        ["day/bad.csv", "77.5%", "95.0%", "60.0%"],
        ["day/near.csv", "85.0%", "90.0%", "80.0%"],
        ["day/good.csv", "95.5%", "95.0%", "96.0%"],
    ]
    # Both lie 17.5 points from their result's 77.5 %: the darkest of three shades.
    shaded = {cell.get("class"): cell.text_content().strip() for cell in matrix.xpath(".//td[@class]")}
    assert shaded == {"b3": "95.0%", "w3": "60.0%"}
    lines = list(csv.DictReader((audited / "matrix.csv").read_text().splitlines()))
    assert {(each["result"], each["group"], each["value"], each["n"]) for each in lines} == {
        ("day/bad.csv", "", "0.775", "200"),
        ("day/bad.csv", "f", "0.95", "100"),
        ("day/bad.csv", "m", "0.6", "100"),
        ("day/near.csv", "", "0.85", "200"),
        ("day/near.csv", "f", "0.9", "100"),
        ("day/near.csv", "m", "0.8", "100"),
        ("day/good.csv", "", "0.955", "200"),
        ("day/good.csv", "f", "0.95", "100"),
        ("day/good.csv", "m", "0.96", "100"),
    }
    assert {each["differs"] for each in lines if each["result"] == "day/bad.csv"} == {"", "better", "worse"}
    document = json.loads((audited / "reports/day/bad.csv.json").read_text())
    low = {group["group"]["sex"]: group["metrics"]["accuracy"]["low"] for group in document["groups"]}
    found = {each["group"]: float(each["low"]) for each in lines if each["result"] == "day/bad.csv" and each["group"]}
    assert found == low


def test_pages_lead_back_and_name_no_folder(audited: Path) -> None:
    result = audited / "reports/day/bad.csv.html"
    (up,) = lxml.html.parse(str(result)).xpath("//p[contains(@class, 'up')]/a/@href")
    assert (result.parent / up).resolve() == (audited / "index.html").resolve()
    for page in (audited / "index.html", result):
        text = re.sub("base64,[A-Za-z0-9+/=]+", "", page.read_text())
        assert str(audited.parent) not in text
        assert re.findall(r"""(?<=[\s"'>])/\w+/\w[^\s<]*""", text) == []


@pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium")
def test_results_are_found_by_name_and_by_verdict(tmp_path: Path) -> None:
    for day in range(1, 26):
        decisions(tmp_path / "runs" / f"day {day}.csv", (95, 60 if day % 5 == 0 else 96))
    fairaudit.batch(tmp_path / "runs", tmp_path / "audits", groups="sex", rules=RULE, jobs=1)
    count = "[...document.querySelectorAll('#family1 table')[0].tBodies[0].rows].filter((row) => !row.hidden).length"
    ask = """(() => {
      const [name, verdict] = ['input', 'select'].map((tag) => document.querySelector(`#family1 .find ${tag}`));
      const found = [COUNT];
      name.value = 'DAY 2'; name.dispatchEvent(new Event('input')); found.push(COUNT);
      verdict.value = 'FAIL'; verdict.dispatchEvent(new Event('change')); found.push(COUNT);
      name.value = ''; name.dispatchEvent(new Event('input')); found.push(COUNT);
      return found;
    })()""".replace("COUNT", count)
    with browser.running() as chromium:
        found = browser.Tab(chromium).open(tmp_path / "audits" / "index.html").evaluate(ask)
    # Days 2 and 20 to 25; of these 20 and 25 fail; of all 5, 10, 15, 20 and 25.
    assert found == [25, 7, 2, 5]

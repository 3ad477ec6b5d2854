"""Many groups on a page: every one can be looked up by its name, with and without script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import browser
import documents
import lxml.html
import numpy as np
import pandas as pd
import pytest

import fairaudit
from fairaudit.report.html import audit as html

LISTED = "//section[@id='by1']/details[summary[contains(., 'by name')]]"


def towns(many: int) -> Any:
    """Return an audit of towns that are called by a letter and a number, each of 40 rows of which 30 are right."""
    names = [f"{'ABC'[place % 3]}{place:04d}" for place in range(many) for _ in range(40)]
    is_right = np.tile(np.arange(40) < 30, many)
    label = np.tile(np.arange(40) % 2, many)
    frame = pd.DataFrame({"town": names, "label": label, "prediction": np.where(is_right, label, 1 - label)})
    return fairaudit.audit(frame, groups="town", metrics=["accuracy"])


def test_every_group_is_listed_under_its_letter() -> None:
    parsed = lxml.html.fromstring(html.render(towns(240).to_dict()))
    (listed,) = parsed.xpath(LISTED)
    assert listed.xpath("./summary/text()") == ["All 240 groups by name"]
    assert listed.xpath("./details/summary/text()") == ["A (80 groups)", "B (80 groups)", "C (80 groups)"]
    names = [each.text_content() for each in listed.xpath(".//tbody//th")]
    assert names == sorted(f"{'ABC'[place % 3]}{place:04d}" for place in range(240))
    assert {each.text_content() for each in listed.xpath(".//tbody//td[1]")} == {"75.0%"}  # 30 of 40


def test_a_letter_of_many_is_cut_into_parts_that_say_whom_they_hold() -> None:
    parsed = lxml.html.fromstring(html.render(documents.many()))  # two hundred, all called accent number …
    headings = parsed.xpath(f"{LISTED}/details/summary/text()")
    ordered = sorted(f"accent number {place}" for place in range(200))
    assert headings == [f"{ordered[at]} to {ordered[at + 99]} (100 groups)" for at in (0, 100)]


def test_few_groups_have_no_list() -> None:
    assert lxml.html.fromstring(html.render(documents.speech())).xpath(LISTED) == []


@pytest.mark.skipif(browser.PROGRAM is None, reason="Chromium is not installed (Debian: chromium)")
def test_the_box_opens_the_letters_that_hold_what_is_sought(tmp_path: Path) -> None:
    towns(240).write(tmp_path / "page.html")
    with browser.running() as chromium:
        tab = browser.Tab(chromium).open(tmp_path / "page.html")
        tab.evaluate(
            "const box = document.querySelector('#by1 .find input'); box.value = 'b0001'; "
            "box.dispatchEvent(new Event('input')); 0"
        )
        rows = "[...document.querySelectorAll('#by1 table.names tbody tr')].filter(each => each.checkVisibility())"
        assert tab.evaluate(f"{rows}.map(each => each.cells[0].textContent)") == ["B0001"]
        assert tab.evaluate("document.getElementById('said').textContent") == "1 of 240 groups."
        tab.close()

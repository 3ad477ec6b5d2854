"""Predicted classes on the page in a real browser: few as matrices, many as mix-ups, all of it readable."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import browser
import pandas as pd
import pytest
from test_report_page import AXE, OPEN_ALL, RULES, RUN_AXE

import fairaudit

pytestmark = pytest.mark.skipif(browser.PROGRAM is None, reason="Chromium is not installed (Debian: chromium)")
FEW = ["<script>document.title='owned'</script>", "دوره", "a class of which the name is so long that it does not fit"]
MANY = [f"intent {number}" for number in range(60)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    with browser.running() as found:
        yield found


def page(folder: Path, names: list[str]) -> Path:
    """Return a page of rows of which every fifth is taken for the next class, for women every third."""
    rows = [
        {"label": name, "prediction": names[(place + (copy % each == 0)) % len(names)], "sex": sex}
        for sex, each in (("f", 3), ("m", 5))
        for place, name in enumerate(names)
        for copy in range(40)
    ]
    fairaudit.audit(pd.DataFrame(rows), groups="sex").write(folder / "page.html")
    return folder / "page.html"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("names", [FEW, MANY], ids=["few", "many"])
def test_silent_without_findings_of_axe_and_no_wider_than_a_telephone(
    chromium: browser.Browser, tmp_path: Path, names: list[str], dark: bool
) -> None:
    tab = browser.Tab(chromium, dark=dark, width=400).open(page(tmp_path, names))
    tab.evaluate(OPEN_ALL)
    assert (tab.messages, tab.requests) == ([], [])
    assert "owned" not in tab.evaluate("document.title")
    assert tab.evaluate("document.documentElement.scrollWidth") == 400
    tab.evaluate(gzip.decompress(AXE.read_bytes()).decode() + "; 0")
    assert json.loads(tab.evaluate(RUN_AXE % RULES[dark])) == []
    tab.close()

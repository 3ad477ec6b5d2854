"""The HTML page in a real browser: silent, alone with itself, readable by everyone, printable, and its script works."""

from __future__ import annotations

import gzip
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser
import documents
import judged
import pandas as pd
import published
import pypdf
import pytest
from builders import estimate

import fairaudit
from fairaudit import words as wording
from fairaudit.document import Document
from fairaudit.report import json_report
from fairaudit.report.html import audit as html

pytestmark = pytest.mark.skipif(browser.PROGRAM is None, reason="Chromium is not installed (Debian: chromium)")
AXE = Path(__file__).parent / "axe" / "axe.min.js.gz"
CREDIT = Path(__file__).resolve().parent.parent.parent / "sample_data" / "credit.parquet"
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"
RUN_AXE = (
    "axe.run(document, {%s}).then(found => JSON.stringify(found.violations.map(each => [each.id, each.nodes[0].html])))"
)
RULES = {False: "", True: "runOnly: ['color-contrast']"}
"""In the dark only colours differ: the rules about contrast are run once more."""


def all_undefined() -> Document:
    """Return a report in which nothing is defined for any group of one attribute."""
    result = documents.one_group()
    for group in result["groups"]:
        for name in group["metrics"]:
            group["metrics"][name] = estimate(None, 0, undefined="there are no rows with a label")
    return result


def other_scripts() -> Document:
    """Return a report whose groups have names from right to left, without spaces, and with joined characters."""
    result = documents.binary()
    names = ["العربية", "עברית (ישראל)", "日本語", "한국어", "हिन्दी", "فارسی‌زبان"]
    for group, name in zip([each for each in result["groups"] if each["by"] == ["race"]], names, strict=True):
        group["group"] = {"race": name}
    return result


def coloured() -> Document:
    """Return a report whose heat tables hold every shade, on the worse and on the better side."""
    result = documents.binary()
    words = {"higher": ("worse", "better"), "lower": ("better", "worse"), None: ("lower", "higher")}
    for place, group in enumerate(each for each in result["groups"] if not each["small"]):
        for name, own in group["metrics"].items():
            side = words[result["definitions"][name]["better"]][place % 2]
            group["differs"][name] = side
            everyone = result["overall"]["metrics"][name]["value"]
            if own["value"] is not None and everyone is not None:
                own["value"] = everyone + (0.03, 0.07, 0.12)[place % 3]
    return result


def sites() -> Document:
    """Return a report of three places, one of whose names would be a script."""
    places = pd.concat(map(pd.read_csv, sorted((CREDIT.parent / "sites").glob("*.csv"))))
    places["place"] = places["place"].replace("elsewhere", "<script>document.title = 'owned'</script>")
    return dict(fairaudit.audit(places, groups="race", site="place", metrics=["selection_rate", "accuracy"]).to_dict())  # type: ignore[return-value]


REPORTS = {**documents.ALL, "judged": judged.judged, "hostile_judged": judged.hostile}
REPORTS |= {
    "published": published.published,
    "all_undefined": all_undefined,
    "coloured": coloured,
    "other_scripts": other_scripts,
    "sites": sites,
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    with browser.running() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


def page(folder: Path, name: str) -> Path:
    """Return the path of a report's page, written once."""
    path = folder / f"{name}.html"
    if not path.exists():
        document = REPORTS[name]()
        documents.advised(document)
        path.write_text(html.render(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_silent_alone_and_without_findings_of_axe(
    chromium: browser.Browser, folder: Path, name: str, dark: bool
) -> None:
    tab = browser.Tab(chromium, dark=dark).open(page(folder, name))
    tab.evaluate(OPEN_ALL)
    assert (tab.messages, tab.requests) == ([], [])
    assert tab.evaluate("document.title").startswith(wording.show(html_title(name)))
    tab.evaluate(gzip.decompress(AXE.read_bytes()).decode() + "; 0")
    assert json.loads(tab.evaluate(RUN_AXE % RULES[dark])) == []
    tab.close()


def html_title(name: str) -> str:
    """Return how the title of a page must begin: with its own, the verdict, the headline figure, or the file."""
    document = REPORTS[name]()
    if "about" in document:
        return document["about"]["title"]
    if "gate" in document:
        return wording.gate_line(document)
    metric = next(iter(document["overall"]["metrics"]), None)
    headline = {"speech": "word error rate", "binary": "accuracy"}[document["task"]]
    return headline if metric else wording.source_names(document, 1)


def test_a_planted_script_does_not_run(chromium: browser.Browser, folder: Path) -> None:
    tab = browser.Tab(chromium).open(page(folder, "hostile"))
    assert "owned" not in tab.evaluate("document.title").removeprefix("accuracy").partition("·")[0]
    assert tab.evaluate("document.scripts.length") == 1
    tab.close()


@pytest.mark.parametrize("name", ["speech", "binary", "judged", "hostile_judged", "many", "other_scripts", "sites"])
def test_a_narrow_window_scrolls_tables_and_never_the_page(chromium: browser.Browser, folder: Path, name: str) -> None:
    tab = browser.Tab(chromium, width=400).open(page(folder, name))
    tab.evaluate(OPEN_ALL)
    assert tab.evaluate("document.documentElement.scrollWidth") == 400
    tab.close()


def test_without_script_everything_is_there_and_no_button_does_nothing(chromium: browser.Browser, folder: Path) -> None:
    tab = browser.Tab(chromium, script=False).open(page(folder, "judged"))
    shown = tab.evaluate("document.body.innerText")
    assert wording.gate_line(judged.judged()) in shown
    assert "Scottish" in shown
    assert tab.evaluate("document.querySelectorAll('button').length") == 0
    assert tab.evaluate("document.querySelectorAll('a[download]').length") == 1
    tab.close()


def names_in(table: str) -> str:
    return f"[...document.querySelectorAll({json.dumps(table + ' tbody th bdi')})].map(each => each.textContent)"


def test_tables_sort_by_any_column_across_what_is_folded(chromium: browser.Browser, folder: Path) -> None:
    tab = browser.Tab(chromium).open(page(folder, "many"))
    table = "table.forest[data-list=by1m0]"
    before = tab.evaluate(names_in(table))
    assert len(before) == 200
    press = f"[...document.querySelectorAll('{table} thead button')].find(each => each.textContent === 'rows').click()"
    tab.evaluate(press)
    first = tab.evaluate(names_in(table))
    assert (first[0], first[-1]) == ("accent number 199", "accent number 0")
    assert tab.evaluate(f"document.querySelector('{table} th[aria-sort]').getAttribute('aria-sort')") == "descending"
    assert tab.evaluate("document.getElementById('said').textContent") == "Sorted by rows, descending."
    assert tab.evaluate(f"document.querySelector('{table}').tBodies[0].rows.length") == 25
    tab.evaluate(press)
    assert tab.evaluate(names_in(table))[0] == "accent number 0"
    tab.evaluate(press)
    assert tab.evaluate(names_in(table)) == before
    tab.close()


def test_a_box_finds_groups_also_among_those_that_are_folded(chromium: browser.Browser, folder: Path) -> None:
    tab = browser.Tab(chromium).open(page(folder, "many"))
    tab.evaluate(
        "const box = document.querySelector('#by1 .find input'); box.value = 'number 17'; "
        "box.dispatchEvent(new Event('input')); 0"
    )
    rows = "document.querySelectorAll('table.forest[data-list=by1m0] tbody tr')"
    seen = f"[...{rows}].filter(each => each.checkVisibility())"
    found = tab.evaluate(f"{seen}.map(each => each.querySelector('bdi').textContent)")
    assert sorted(found) == sorted(f"accent number {each}" for each in (17, *range(170, 180)))
    assert tab.evaluate("document.getElementById('said').textContent") == "11 of 200 groups."
    tab.close()


def test_four_attributes_and_their_pairs_fit_ten_pages(chromium: browser.Browser, tmp_path: Path) -> None:
    settings: dict[str, Any] = {"groups": ["sex", "job", "housing", "age"], "bins": {"age": [30, 50]}}
    audit = fairaudit.audit(CREDIT, intersections="pairs", **settings)
    audit.write(tmp_path / "page.html")
    tab = browser.Tab(chromium).open(tmp_path / "page.html")
    printed = pypdf.PdfReader(io.BytesIO(tab.pdf()))
    assert len(printed.pages) <= 10
    assert "Parts that are folded on the page are not printed." in printed.pages[0].extract_text()
    tab.evaluate(OPEN_ALL)
    assert len(pypdf.PdfReader(io.BytesIO(tab.pdf())).pages) > 10
    tab.close()


def test_a_narrow_window_shows_rows_as_cards_with_the_drawing_first(chromium: browser.Browser, folder: Path) -> None:
    tab = browser.Tab(chromium, width=400).open(page(folder, "judged"))
    tab.evaluate(OPEN_ALL)
    cells = "document.querySelectorAll('.cards td, .cards th, .overview td, .overview th')"
    right = f"Math.max(...[...{cells}].map(each => each.getBoundingClientRect().right))"
    assert tab.evaluate(right) <= 400
    row = "document.querySelector('table.forest tbody tr')"
    tops = tab.evaluate(f"[...{row}.cells].map(each => [each.className, each.getBoundingClientRect().top])")
    top = dict(reversed(tops))
    assert top[""] < top["plot"] < top["n"]
    tab.close()


def test_a_table_is_copied_as_csv_that_no_spreadsheet_obeys(chromium: browser.Browser, folder: Path) -> None:
    tab = browser.Tab(chromium).open(page(folder, "hostile"))
    tab.evaluate("navigator.clipboard.writeText = async text => { window.copied = text }; 0")
    tab.evaluate("document.querySelector('table.forest').closest('.wide').nextElementSibling.click()")
    lines = tab.evaluate("window.copied").splitlines()
    assert len(lines) == 1 + 24
    assert "'=cmd()," in "\n".join(lines)
    assert not [line for line in lines if re.match(r'"?[=+@]', line)]
    tab.close()


def test_the_download_is_the_report(chromium: browser.Browser, folder: Path, tmp_path: Path) -> None:
    tab = browser.Tab(chromium).open(page(folder, "speech"))
    chromium.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path), eventsEnabled=True)
    tab.evaluate("document.getElementById('data').click()")
    finished: dict[str, Any] = {}
    while finished.get("params", {}).get("state") != "completed":
        finished = chromium.next_event("Browser.downloadProgress")
    document = documents.speech()
    documents.advised(document)
    assert json_report.read(str(tmp_path / "report.json")) == document
    tab.close()


@pytest.mark.parametrize("name", ["speech", "many", "other_scripts"])
def test_the_printed_page_names_every_group(chromium: browser.Browser, folder: Path, name: str) -> None:
    tab = browser.Tab(chromium).open(page(folder, name))
    printed = pypdf.PdfReader(io.BytesIO(tab.pdf()))
    text = "".join(each.extract_text() for each in printed.pages)
    shown = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))  # fonts draw ﬁ as one
    groups = [value for group in REPORTS[name]()["groups"] for value in group["group"].values()]
    latin = [value for value in groups if value and value.isascii()]
    assert [value for value in latin if re.sub(r"\s+", "", value) not in shown] == []
    tab.close()

"""The HTML page: safe, whole, self-contained, and nothing in it that the report does not hold."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import documents
import judged
import lxml.html
import published
import pytest
from builders import estimate

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult
from fairaudit.document.units import known_unit, unit_of
from fairaudit.report import json_report
from fairaudit.report.html import audit as html

VOID = {"meta", "link", "wbr", "line", "circle", "path", "rect"}


class Page(HTMLParser):
    """The elements, attributes and texts of a page; fails on markup that does not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def test_nothing_on_the_page_is_alive(any_document: Document) -> None:
    page = Page(html.render(any_document))
    tags = [tag for tag, _ in page.elements]
    assert not set(tags) & {"img", "iframe", "object", "embed", "form", "input", "base", "video", "image", "use"}
    assert tags.count("script") == 1
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        target = attributes.get("href") or attributes.get("src") or ""
        if tag == "a" and "download" in attributes:
            assert re.fullmatch("data:application/gzip;base64,[A-Za-z0-9+/=]+", target)
        elif tag == "a":
            assert target.removeprefix("#") in ids
        else:
            assert (tag, target) in ((tag, ""), ("link", "data:,"))


def test_the_page_carries_the_report_itself(any_document: Document) -> None:
    link = next(each for _, each in Page(html.render(any_document)).elements if "download" in each)
    packed = base64.b64decode((link["href"] or "").partition(",")[2])
    assert json_report.loads(gzip.decompress(packed).decode()) == any_document


def tamed(value: Any) -> Any:
    """Return the same report with every hostile name replaced by a harmless one."""
    if isinstance(value, dict):
        return {tamed(key): tamed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [tamed(item) for item in value]
    return f"name {documents.HOSTILE.index(value)}" if value in documents.HOSTILE else value


@pytest.mark.parametrize("make", [documents.hostile, judged.hostile, published.hostile])
def test_the_same_elements_whatever_the_groups_are_called(make: Callable[[], Document]) -> None:
    hostile, tame = (Page(html.render(each)) for each in (make(), tamed(make())))
    hostile_tags, tame_tags = ([tag for tag, _ in each.elements if tag != "code"] for each in (hostile, tame))
    assert hostile_tags == tame_tags  # what stands in backticks is set as code, whoever wrote them


def test_every_name_is_shown_and_none_controls() -> None:
    page = Page(html.render(documents.hostile()))
    for name in documents.HOSTILE:
        assert wording.value_label(name) in page.text
    assert not [each for each in page.text if not each.isprintable() and each not in "\n\u200c\u200d"]


def test_the_policy_allows_the_style_and_the_script_by_their_hashes_and_nothing_else() -> None:
    text = html.render(documents.binary())
    hashes = {}
    for tag in ("style", "script"):
        found = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert found
        hashes[tag] = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        assert not re.search(r"url\(|@import|fetch\(|XMLHttp|innerHTML|eval\(|https?:", found[1])
    policy = next(value["content"] for tag, value in Page(text).elements if "http-equiv" in value)
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert text.index("http-equiv") < text.index("<style>")


def test_tables_say_what_they_are() -> None:
    page = Page(html.render(documents.binary()))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    labels = [attributes["aria-label"] for _, attributes in page.elements if attributes.get("role") == "region"]
    assert len(labels) == len(set(labels))
    assert ("html", {"lang": "en"}) in page.elements


def test_what_is_small_undefined_hidden_or_missing_is_said() -> None:
    text = Page(html.render(documents.binary())).text
    assert "small: 18 rows, fewer than 30" in text
    assert "undefined, because there are no negatives" in text
    assert "hidden: too few rows to be shown" in text
    assert "(no label)" in text


def test_the_title_begins_with_the_headline() -> None:
    assert "<title>word error rate 11.2% (9.6–12.8) · results/predictions.csv</title>" in html.render(
        documents.speech()
    )


def test_provenance_and_definitions_are_there() -> None:
    document = documents.speech()
    text = Page(html.render(document)).text
    for definition in document["definitions"].values():
        assert definition["formula"] in text
        assert definition["source"] in text
    assert document["data"]["sources"][0]["sha256"] in text
    assert document["command"] in text  # type: ignore[operator]


def test_two_hundred_groups_make_a_small_page() -> None:
    text = html.render(documents.many())
    assert len(text.encode()) < 500_000
    assert text.count("accent number 7<") >= 2


def test_a_value_outside_the_drawing_is_not_drawn_inside() -> None:
    document = documents.one_group()
    small = documents.binary()["groups"][4]
    small.update(by=["sex"], group={"sex": "Other"})
    small["metrics"]["accuracy"] = estimate(0.99, 18)
    document["groups"].append(small)
    page = lxml.html.fromstring(html.render(document))
    ordinary, outside = page.xpath("//table[contains(@class, 'forest')]")[0].xpath(".//td[@class='plot']/svg")
    assert [len(ordinary.xpath(f".//{mark}")) for mark in ("circle", "path")] == [1, 0]
    assert [len(outside.xpath(f".//{mark}")) for mark in ("circle", "path")] == [0, 1]


def fractions(shown: str) -> set[str]:
    """Return every number with decimals in a text."""
    return set(re.findall(r"\d[\d,]*\.\d+", shown))


@pytest.mark.parametrize(
    "make",
    [documents.binary, documents.speech, documents.degenerate, documents.one_group, documents.many, judged.judged],
)
def test_every_figure_is_in_the_report(make: Callable[[], Document]) -> None:
    """Every number with decimals, in every text and title of the page down to how the figures were made."""
    document = make()
    documents.advised(document)
    parsed = lxml.html.fromstring(html.render(document))
    for each in parsed.xpath("//style | //script | //section[@id='method'] | //p[@class='brand']"):
        each.drop_tree()
    found = set().union(*(fractions(text) for text in parsed.xpath("//text() | //@title")))
    assert len(found) > 10
    assert found - figures(document) == set()


@pytest.mark.parametrize("make", [documents.binary, documents.speech, documents.many, judged.judged])
def test_every_cell_is_the_estimate_that_its_row_and_column_name(make: Callable[[], Document]) -> None:
    """Read back from the heat tables: each cell is its group's own estimate, and not just some number of the report."""
    document = make()
    parsed = lxml.html.fromstring(html.render(document))
    read = 0
    for table in parsed.xpath("//table[contains(@class, 'heat') and not(contains(@class, 'matrix'))]"):
        names = [by_catalogue(cell) for cell in table.xpath("./thead/tr/th")]
        for row in table.xpath("./tbody/tr"):
            group = group_called("".join(row[0].itertext()), names[0], document)
            for name, cell in zip(names[2:], row[2:], strict=True):
                if name in group["metrics"]:
                    shown = wording.figure(group["metrics"][name], unit_of(document, name))
                    value = shown.value or wording.UNDEFINED
                    assert re.sub(r"\[\d+\]", "", "".join(cell.itertext())) == value + shown.interval
                    read += 1
    assert read == sum(len(group["metrics"]) for group in document["groups"])


def by_catalogue(cell: Any) -> str:
    """Return what a cell says, metrics by their catalogue names: those are in the titles of their words."""
    for words in cell.xpath(".//span[@title]"):
        words[:] = []
        words.text = words.get("title")
    return "".join(cell.itertext()).strip()


def group_called(name: str, level: str, document: Document) -> GroupResult:
    """Return the one group of this name."""
    (found,) = (
        group
        for group in document["groups"]
        if wording.label(group["group"]) == name and wording.level_name(group["by"]) == level
    )
    return found


def figures(document: Document) -> set[str]:
    """Return every figure that the report's own numbers can be printed as."""
    known: set[str] = set()
    estimates = [(unit_of(document, name), None, each) for name, each in document["overall"]["metrics"].items()]
    for group in document["groups"]:
        estimates += [(unit_of(document, name), None, each) for name, each in group["metrics"].items()]
    estimates += [(known_unit(each["unit"]), each["comparison"], each) for each in document["disparities"]]  # type: ignore[misc]
    for unit, comparison, each in estimates:
        shown = wording.figure(each, unit, comparison)
        known |= {shown.value.rstrip("% pt"), shown.low, shown.high}
        known |= {
            wording.number(each[key], unit).rstrip("%") for key in ("low", "high", "value") if each[key] is not None
        }  # type: ignore[literal-required]
    for verdict in document["verdicts"]:
        texts = [verdict["why"], verdict["rule"], verdict["because"] or "", wording.verdict_limit(verdict)]
        known |= set(re.findall(r"\d[\d,]*\.\d+", " ".join(texts)))
    known |= {wording.chance(each).rstrip("% pt") for each in document["disparities"]}
    known |= fractions(" ".join(document["advice"]))
    known |= {wording.count(each) for group in document["groups"] for each in (group["counts"] or {}).values()}
    for entry in document.get("sensitivity", []):
        known |= set(re.findall(r"[\d.]+\d", wording.sensitivity_sentence(entry)))
    return known

"""The first screen of a page: a picture of every attribute, two sentences, plain names, and nothing told twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import documents
import judged
import lxml.html
import numpy as np
import pandas as pd
import published
import pytest
import scored
from test_report_html import fractions

import fairaudit
from fairaudit import words as wording
from fairaudit.document import Document
from fairaudit.report.html import audit as html

SAMPLES = Path(__file__).resolve().parent.parent.parent / "sample_data"
MADE = {
    "binary": documents.binary,
    "speech": documents.speech,
    "judged": judged.judged,
    "published": published.published,
    "scores": scored.deciles,
    "many": documents.many,
    "degenerate": documents.degenerate,
}


def classes() -> Document:
    """Return an audit of three classes in two groups."""
    rows = [("a", "x", "x"), ("a", "y", "x"), ("b", "y", "y"), ("b", "z", "z"), ("b", "x", "y")] * 30
    return fairaudit.audit(pd.DataFrame(rows, columns=["g", "label", "prediction"]), groups="g").to_dict()


def numbers() -> Document:
    """Return an audit of predicted numbers in two groups."""
    generator = np.random.default_rng(5)
    label = generator.normal(100, 20, 400).round(1)
    frame = pd.DataFrame({"g": ["a", "b"] * 200, "label": label, "prediction": (label + 3).round(1)})
    return fairaudit.audit(frame, groups="g", task="regression").to_dict()


def credit() -> Document:
    """Return a report of a file that was named with all its folders, with pairs of attributes and published rules."""
    settings: dict[str, Any] = {
        "groups": ["sex", "job", "housing"],
        "intersections": "pairs",
        "presets": ["four-fifths"],
    }
    return fairaudit.audit(str(SAMPLES / "credit.parquet"), **settings).to_dict()


REAL = {"classes": classes, "numbers": numbers, "credit": credit}
EVERY = {**MADE, **REAL}


def page_of(name: str) -> tuple[Document, Any]:
    """Return a report, and its page without what only programs read."""
    document = EVERY[name]()
    if name in MADE:
        documents.advised(document)
    parsed = lxml.html.fromstring(html.render(document))
    for each in parsed.xpath("//style | //script | //code | //pre"):
        each.drop_tree()
    return document, parsed


def names_of_data(document: Document) -> set[str]:
    """Return what the data are called, as far as that looks like a name of ours."""
    found = {name for group in document["groups"] for name in (*group["by"], *group["group"].values()) if name}
    found |= {"y_true", "y_pred"} | {each["rule"] for each in document["verdicts"]}
    found |= set(document["columns"].values()) | {source["path"] for source in document["data"]["sources"]}
    return {name for name in found if re.search("[_`]", name)}


@pytest.mark.parametrize("name", EVERY)
def test_a_page_speaks_in_words(name: str) -> None:
    document, parsed = page_of(name)
    shown = "\n".join(parsed.xpath("//body//text()"))
    for each in sorted(names_of_data(document), key=len, reverse=True):
        shown = shown.replace(each, "")
    assert "`" not in shown
    assert re.findall(r"\b[a-z]+_\w*", shown) == []


@pytest.mark.parametrize("name", EVERY)
def test_a_page_names_no_folders_of_its_maker(name: str) -> None:
    text = re.sub("base64,[A-Za-z0-9+/=]+", "", html.render(EVERY[name]()))
    assert str(SAMPLES.parent) not in text
    assert re.findall(r"""(?<=[\s"'>])/\w+/\w[^\s<]*""", text) == []


@pytest.mark.parametrize("name", EVERY)
def test_no_sentence_repeats_a_figure_of_a_table_below_it(name: str) -> None:
    _, parsed = page_of(name)
    first = parsed.get_element_by_id("found")
    told = fractions(" ".join("".join(each.itertext()) for each in first.xpath("./p[not(contains(@class, 'gate'))]")))
    cells = fractions(" ".join("".join(each.itertext()) for each in first.xpath(".//table//td | .//dl")))
    assert told & cells == set()


@pytest.mark.parametrize("name", ["binary", "speech", "credit", "classes", "numbers"])
def test_the_picture_shows_every_group_of_every_attribute(name: str) -> None:
    document, parsed = page_of(name)
    (table,) = parsed.xpath("//section[@id='found']//table[@class='overview']")
    shown = {each.text_content() for each in table.xpath(".//th[@scope='row']/bdi")}
    metric = html.headline.primary(document)
    alone = [group for group in document["groups"] if len(group["by"]) == 1 and metric in group["metrics"]]
    groups = {wording.label(group["group"]): group for group in alone}
    assert shown == set(groups)
    for row in table.xpath(".//tr[th[@scope='row']/bdi]"):
        group = groups[row.xpath("./th/bdi")[0].text_content()]
        assert bool(row.xpath("./td[@class='plot']/svg")) == (group["metrics"][metric]["value"] is not None)
        said = group.get("differs", {}).get(metric, "")
        assert said in row.text_content()
        assert row.get("class") in ([said, "small"] if said else ["small", None])


def test_what_is_certain_comes_first() -> None:
    """One attribute of noise, asked for first, and one of which a group is wrong 40 times as often."""
    rows = 4000
    place = np.arange(rows)
    wrong = np.where(place % 2 == 0, place % 5 == 0, place % 200 == 1)
    frame = pd.DataFrame({"noise": (place // 2) % 2, "side": np.where(place % 2, "right", "left")})
    frame["label"], frame["prediction"] = place % 3 == 0, (place % 3 == 0) ^ wrong
    document = fairaudit.audit(frame.astype({"label": int, "prediction": int}), groups=["noise", "side"]).to_dict()
    assert wording.lead(document)[0] == "Accuracy is worse than over all rows for left (side)."
    parsed = lxml.html.fromstring(html.render(document))
    assert parsed.xpath("//table[@class='overview']//th[@scope='rowgroup']/a/bdi/text()") == ["side", "noise"]


def test_presets_come_first_where_they_were_asked_for() -> None:
    parsed = lxml.html.fromstring(html.render(credit()))
    assert parsed.xpath("//main/section/@id")[:2] == ["preset-1", "found"]

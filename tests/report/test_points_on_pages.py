"""What a report shows of several operating points: marks on curves, tables by group, and gaps in every format."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

import fairaudit
from fairaudit import words as wording
from fairaudit.document import reading as view
from fairaudit.report.files import as_markdown, as_terminal
from fairaudit.report.html import audit as html
from fairaudit.report.html import score_figure
from fairaudit.words import arguments

CREDIT = Path(__file__).parents[2] / "sample_data" / "credit.parquet"
RATES = ("false_positive_rate", "true_positive_rate")


@pytest.fixture(scope="module")
def document() -> Any:
    return fairaudit.audit(str(CREDIT), groups=["housing"], threshold=[0.3, 0.555], top_k=["10%"]).to_dict()


@pytest.fixture(scope="module")
def page(document: Any) -> Any:
    return lxml.html.fromstring(html.render(document))


def points(document: Any) -> list[str]:
    return [each["name"] for each in document["operating_points"]]


def test_every_point_is_marked_on_the_curve_of_every_group(document: Any, page: Any) -> None:
    marks = page.xpath("//section[@id='ranking']//*[name()='path' and starts-with(@class, 'mark')]")
    found = [tuple(float(each.getparent().get(name)[:-1]) for name in "xy") for each in marks]
    groups = sorted(document["groups"], key=lambda each: each["group"]["housing"])
    expected = [
        (100 * values[0], 100 - 100 * values[1])
        for point in points(document)
        for group in groups
        for values in [[group["metrics"][f"{rate}[{point}]"]["value"] for rate in RATES]]
    ]
    assert len(expected) == 9
    assert found == [pytest.approx(each, abs=0.01) for each in expected]
    assert [each.get("class") for each in marks[:3]] == ["mark s0", "mark s1", "mark s2"]
    assert len({each.get("d") for each in marks}) == 3


def test_every_point_stands_at_its_score_on_the_axis_of_thresholds(document: Any, page: Any) -> None:
    lines = page.xpath("//section[@id='thresholds']//*[name()='line' and @class='op']")
    scores = [100 * each["score"] for each in document["operating_points"]]
    assert [float(each.get("x1")[:-1]) for each in lines] == [pytest.approx(each, abs=0.01) for each in scores * 4]
    said = " ".join(page.xpath("//section[@id='thresholds']")[0].text_content().split())
    assert f"Operating points: ● 0.3, ■ 0.555, ▲ {document['operating_points'][2]['score']} (top 10%)." in said
    assert page.xpath("//section[@id='thresholds']//b[@class='now']")[0].text == "0.30"


def test_the_page_has_a_table_of_each_first_metric_at_the_points(document: Any, page: Any) -> None:
    part = page.xpath("//section[@id='by1']")[0]
    assert part.xpath("./h3")[0].text_content() == "At operating points"
    open_ = [" ".join("".join(each.itertext()).split()) for each in part.xpath("./div/table/caption")]
    named = [wording.words(name) for name in document["headline"] if "roc" not in name]
    first = [f"{name} at each operating point, by housing" for name in named]
    assert [each for each in open_ if "operating point" in each] == first
    assert "of each class" not in page.text_content()
    table = part.xpath("./div/table[caption[contains(., 'selection')]]")[-1]
    for row, point in zip(table.xpath("./tbody/tr"), points(document), strict=True):
        gap = next(each for each in document["disparities"] if each["name"] == f"selection_rate[{point}].difference")
        shown = wording.disparity_figure(gap)
        assert row[0].text_content() == arguments.label(document, point)
        assert [each.text_content() for each in row[-3:]] == [shown.value, shown.low, shown.high]


@pytest.mark.parametrize("write", [as_terminal, as_markdown])
def test_gaps_at_the_points_are_in_every_format(document: Any, write: Any) -> None:
    text = write(document)
    (level,) = view.levels(document)
    assert "Gaps at operating points" in text
    for point in points(document):
        line = next(
            each
            for each in text.splitlines()
            if re.match(rf"\W*(<code>)?{re.escape(arguments.label(document, point))}", each)
        )
        for name in ("accuracy", "selection_rate", "true_positive_rate", "false_positive_rate"):
            shown = wording.disparity_figure(level.disparity(f"{name}[{point}]", "difference"))  # type: ignore[arg-type]
            assert shown.value in line
            assert shown.interval in line


def test_one_threshold_is_marked_and_needs_no_table() -> None:
    document = fairaudit.audit(str(CREDIT), groups=["housing"], threshold=0.5).to_dict()
    page = lxml.html.fromstring(html.render(document))
    assert len(page.xpath("//section[@id='ranking']//*[name()='path' and starts-with(@class, 'mark')]")) == 3
    assert "At operating points" not in page.text_content()
    assert "Gaps at operating points" not in as_terminal(document)


def test_figures_name_the_points(document: Any) -> None:
    for kind, marks in (("roc", 9), ("threshold", 0)):
        text = score_figure.render(document, kind)
        assert "Operating points: ● 0.3, ■ 0.555" in text
        assert text.count('class="mark ') == marks

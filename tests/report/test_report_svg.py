"""A figure of its own: well-formed, self-contained, with the report's own figures, and nothing in it obeyed."""

from __future__ import annotations

import documents
import judged
import pytest
from lxml import etree

from fairaudit import words as wording
from fairaudit.document import Document
from fairaudit.errors import UsageError
from fairaudit.report.html import figure as svg

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode("utf-8"), etree.XMLParser(resolve_entities=False))


def texts(text: str) -> list[str]:
    return ["".join(each.itertext()).strip() for each in parsed(text).iter(f"{SVG}text", f"{SVG}tspan", f"{SVG}title")]


@pytest.mark.parametrize("name", sorted({*documents.ALL} - {"empty"}))
def test_a_figure_is_well_formed_and_needs_nothing(name: str) -> None:
    root = parsed(svg.render(documents.ALL[name]()))
    assert root[0].tag == f"{SVG}title"
    assert root[1].tag == f"{SVG}desc"
    for each in root.iter():
        assert etree.QName(each).localname not in {"script", "image", "use", "a", "foreignObject"}
        assert not [key for key in each.attrib if key.startswith("on") or "href" in key]


def test_names_are_shown_and_not_obeyed() -> None:
    shown = texts(svg.render(documents.hostile()))
    for name in documents.HOSTILE:
        assert wording.value_label(name) in shown


def test_the_figure_shows_each_group_with_its_own_numbers() -> None:
    document = documents.speech()
    shown = texts(svg.render(document, "wer", "accent"))
    for group in document["groups"]:
        figure = wording.figure(group["metrics"]["word_error_rate"], "share")
        place = shown.index(wording.label(group["group"]))
        assert figure.value in shown[place : place + 4]
        assert figure.interval in shown[place : place + 5]
    assert "word error rate by accent" in shown


def test_what_is_drawn_can_be_chosen() -> None:
    assert "false positive rate by race × sex" in texts(svg.render(documents.binary(), "fpr", "race:sex"))


def test_limits_of_rules_are_drawn_and_named() -> None:
    document: Document = judged.judged()
    text = svg.render(document)
    held = [each for each in document["verdicts"] if each["comparison"] == "worst"]
    assert text.count('class="bound"') == sum(1 for group in document["groups"] if group["metrics"])
    assert f"solid: the limit of rule {held[0]['id']}, ≤ 35.0%" in text


def test_most_groups_of_many_are_said_to_be_elsewhere() -> None:
    assert "175 more groups" in svg.render(documents.many())


@pytest.mark.parametrize(
    ("metric", "by", "says"),
    [
        ("wer", None, "does not hold the metric `word_error_rate`. It holds accuracy, "),
        ("nonsense", None, "There is no metric `nonsense`"),
        (None, "rase", "Did you mean `race`? It has race, sex, race:sex."),
    ],
)
def test_what_the_report_does_not_hold(metric: str | None, by: str | None, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        svg.render(documents.binary(), metric, by)
    assert says in str(refused.value)


def test_without_groups_there_is_no_figure() -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        svg.render(documents.empty())

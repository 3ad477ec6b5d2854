"""What a report shows of scores: only what its counts tell, in words that judge nothing, whatever groups are called."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import documents
import lxml.html
import pytest
import scored
from lxml import etree
from test_report_html import Page, fractions
from test_report_html import figures as figures_of_estimates

from fairaudit import words as wording
from fairaudit.document import Document, ScoredGroup
from fairaudit.errors import DataError, UsageError
from fairaudit.report import json_report
from fairaudit.report.html import audit as html
from fairaudit.report.html import score_figure
from fairaudit.words import scores as words

SVG = "{http://www.w3.org/2000/svg}"
SECTIONS = ("ranking", "reliability", "spread", "thresholds")
RATES: dict[str, Callable[[float, float, float, float], tuple[float, float]]] = {
    "selection rate": lambda p, n, all_p, all_n: (p + n, all_p + all_n),
    "true positive rate": lambda p, n, all_p, all_n: (p, all_p),  # noqa: ARG005
    "false positive rate": lambda p, n, all_p, all_n: (n, all_n),  # noqa: ARG005
    "positive predictive value": lambda p, n, all_p, all_n: (p, p + n),  # noqa: ARG005
}
"""What each rate divides by what, of the counts at a threshold and of all."""


def page(document: Document) -> Any:
    documents.advised(document)
    return lxml.html.fromstring(html.render(document))


def section(parsed: Any, name: str) -> Any:
    (found,) = parsed.xpath(f"//section[@id='{name}']")
    return found


def shares(entry: ScoredGroup, place: int) -> dict[str, tuple[float | None, float]]:
    """Return every rate at a threshold, and how many rows it divides by."""
    mass = [entry.get(f"weighted_{label}", entry[label]) for label in ("positives", "negatives")]  # type: ignore[literal-required, attr-defined]
    found = {}
    for rate, parts in RATES.items():
        part, whole = parts(mass[0][place], mass[1][place], mass[0][0], mass[1][0])
        rows = parts(entry["positives"][place], entry["negatives"][place], entry["positives"][0], entry["negatives"][0])
        found[rate] = (part / whole if whole else None, rows[1])
    return found


def gap(groups: list[ScoredGroup], rate: str, place: int, least: int) -> float | None:
    found = [shares(each, place)[rate] for each in groups if not each["small"]]
    there = [share for share, rows in found if share is not None and rows >= least]
    return max(there) - min(there) if len(there) > 1 else None


def by_attribute(document: Document, by: str) -> list[ScoredGroup]:
    return [each for each in document["scores"]["groups"] if each["by"] == [by]]


@pytest.mark.parametrize("make", [scored.scored, scored.weighted, scored.deciles, scored.many])
def test_every_cell_of_the_thresholds_is_what_the_counts_tell(make: Callable[[], Document]) -> None:
    document, read = make(), 0
    part = section(page(document), "thresholds")
    texts = [
        words.score(each, probability=document["scores"]["probabilities"]) for each in document["scores"]["thresholds"]
    ]
    for table in part.xpath(".//details//table"):
        rate, _, by = "".join(table.find("caption").itertext()).strip().partition(" over the threshold, by ")
        groups = by_attribute(document, by)
        heads = ["".join(each.itertext()) for each in table.xpath("./thead/tr/th")]
        assert heads == ["threshold", *(wording.label(each["group"]) for each in groups), "gap"]
        for row in table.xpath("./tbody/tr"):
            first, *cells = ("".join(each.itertext()).strip() for each in row)
            place = texts.index(first)
            assert cells == [
                *(words.rate(shares(each, place)[rate][0]) for each in groups),
                words.apart(gap(groups, rate, place, document["min_group_size"])),
            ]
            read += len(cells)
        assert 9 <= len(table.xpath("./tbody/tr")) <= 20
    assert read > 300


@pytest.mark.parametrize("make", [scored.scored, scored.weighted, scored.deciles, scored.many])
def test_no_figure_is_on_the_page_that_the_report_lacks(make: Callable[[], Document]) -> None:
    document = make()
    documents.advised(document)
    parsed = page(document)
    known = figures_of_estimates(document) | fractions(str(document["scores"]["thresholds"]))
    known |= {f"{each:.2f}" for each in document["scores"]["thresholds"]} | fractions(str(document["scores"]["edges"]))
    least, everyone = document["min_group_size"], [document["overall"], *document["groups"]]
    known |= {wording.number(each["calibrated_error"], "share")[:-1] for each in everyone if "calibrated_error" in each}
    by = {each["by"][0] for each in document["scores"]["groups"] if each["by"]}
    for place in range(len(document["scores"]["thresholds"])):
        for name in by:
            groups = by_attribute(document, name)
            known |= {words.rate(share)[:-1] for each in groups for share, _ in shares(each, place).values()}
            known |= {words.apart(gap(groups, rate, place, least))[:-3] for rate in RATES}
    for each in document["scores"]["groups"]:
        histogram, told = each["histogram"], each["reliability"]
        total = sum(histogram["positives"]) + sum(histogram["negatives"])
        known |= {words.rate(part / total)[:-1] for label in histogram.values() for part in label}  # type: ignore[attr-defined]
        if told:
            known |= {words.rate(share)[:-1] for name in ("share_positive", "low", "high") for share in told[name]}
            known |= {f"{mean:.3f}" for mean in told["mean_score"] if mean is not None}
        known |= {f"{count:,.2f}" for count in _selected(each)}
    known.add(wording.at_most(0.4))
    for name in SECTIONS:
        for part in parsed.xpath(f"//section[@id='{name}']"):
            found = set().union(*(fractions(text) for text in part.xpath(".//text()")))
            assert len(found) > (5 if name != "spread" else 1)
            assert found - known - {"0.7", "0.5"} == set(), name


def _selected(each: ScoredGroup) -> list[float]:
    pairs = zip(
        each.get("weighted_positives", each["positives"]),
        each.get("weighted_negatives", each["negatives"]),
        strict=True,
    )
    return [hits + misses for hits, misses in pairs]


def test_bins_stand_beside_what_a_perfectly_calibrated_score_would_show() -> None:
    document = scored.scored()
    part = section(page(document), "reliability")
    shown = " ".join(part.text_content().split())
    for group in document["groups"]:
        if len(group["by"]) == 1:
            own = wording.figure(group["metrics"]["expected_calibration_error"], "share")
            perfect = wording.number(group["calibrated_error"], "share")
            assert (
                f"Calibration error {own.value} ({own.interval}); a perfectly calibrated score would show {perfect} on "
                "average."
            ) in shown
    bars = sum(n > 0 for each in document["scores"]["groups"][1:] for n in (each["reliability"] or {})["n"])  # type: ignore[typeddict-item]
    assert len(part.xpath(".//tbody/tr")) == bars
    assert len(part.xpath(".//*[name()='circle']")) == bars


def test_scores_that_are_no_probabilities_have_no_reliability() -> None:
    parsed = page(scored.deciles())
    assert parsed.xpath("//section[@id='reliability']") == []
    assert parsed.xpath("//nav//a[@href='#reliability']") == []
    assert [
        each.get("id") for each in parsed.xpath("//section[@id='ranking' or @id='spread' or @id='thresholds']")
    ] == [
        "ranking",
        "spread",
        "thresholds",
    ]


def test_without_scores_nothing_of_them_is_there() -> None:
    text = html.render(documents.binary())
    assert not any(f'id="{name}"' in text for name in SECTIONS)
    assert ".chooser{" not in text


def test_small_groups_are_marked_and_what_is_left_out_is_said() -> None:
    document = scored.scored()
    parsed = page(document)
    for name in SECTIONS:
        shown = " ".join(section(parsed, name).text_content().split())
        assert "2 groups not shown: hidden, so that no group of fewer than 5 rows can be told." in shown
        assert "worse" not in shown
    for name in ("reliability", "spread"):
        assert "Native American: 18 rows, small" in " ".join(section(parsed, name).text_content().split())
    for name in ("ranking", "thresholds"):
        small = section(parsed, name).xpath(".//tr[@class='small']/th")
        assert {" ".join("".join(each.itertext()).split()) for each in small} == {"Native American (small)"}
    thin = section(parsed, "ranking").xpath(".//*[name()='polyline' and contains(@class, 'thin')]")
    assert len(thin) == 1


def test_eight_groups_are_drawn_and_all_are_in_the_tables() -> None:
    parsed = page(scored.many())
    curves = section(parsed, "ranking").xpath(".//*[name()='polyline']/@class")
    assert sorted(curves) == sorted(["sall", *(f"s{place}" for place in range(8))])
    assert len(section(parsed, "spread").xpath(".//figure")) == 8
    for name in ("ranking", "thresholds"):
        names = section(parsed, name).xpath(".//table[@data-list='roc1' or @data-list='at1']/tbody//bdi/text()")
        assert names == [f"accent number {place}" for place in range(20)]
        assert "8 largest groups; 12 more are in the tables" in section(parsed, name).text_content()


def test_without_a_large_group_there_is_no_gap() -> None:
    document = scored.scored()
    for each in document["scores"]["groups"]:
        each["small"] = True
    part = section(page(document), "thresholds")
    gaps = part.xpath(".//tfoot//td[@class='n']/text()") + part.xpath(".//details//tbody/tr/td[last()]/text()")
    assert set(gaps) == {"–"}
    assert part.xpath(".//*[name()='polygon']") == []


def test_without_metrics_of_scores_curves_stand_alone() -> None:
    document = scored.scored()
    for each in (document["overall"], *document["groups"]):
        for name in ("area_under_roc", "expected_calibration_error"):
            each["metrics"].pop(name, None)
            document["definitions"].pop(name, None)
    parsed = page(document)
    heads = section(parsed, "ranking").xpath(".//table")[0].xpath("./thead/tr/th")
    assert [each.text_content() for each in heads] == ["race", "positives", "negatives"]
    assert "Calibration error" not in section(parsed, "reliability").text_content()


def test_weights_and_bins_of_scores_are_said() -> None:
    document = scored.weighted()
    document["scores"]["binned"] = True
    parsed, plain = page(document), page(scored.scored())
    for name in ("ranking", "thresholds"):
        for words_of in ("Rows count by their weights", "near ones were counted together"):
            assert words_of in section(parsed, name).text_content()
            assert words_of not in section(plain, name).text_content()


def test_more_bins_than_can_be_drawn_are_said_to_be_elsewhere() -> None:
    document = scored.scored()
    document["scores"]["calibration_edges"] = [place / 51 for place in range(52)]
    shown = section(page(document), "reliability").text_content()
    assert "51 bins are too many to draw: the JSON report has them, under scores." in shown
    with pytest.raises(UsageError, match="51 bins are too many"):
        score_figure.render(document, "reliability")


def test_all_rows_alone_are_drawn() -> None:
    shown = section(page(scored.alone()), "thresholds").text_content()
    assert "all rows together" in shown


def test_elements_are_the_same_whatever_the_groups_are_called() -> None:
    document = scored.hostile()
    harmless = scored.hostile()
    for result in (harmless["groups"], harmless["scores"]["groups"]):
        for place, each in enumerate(result):
            each["group"] = dict.fromkeys(each["group"], f"group {place}") if each["group"] else {}
    for place, (group, entry) in enumerate(zip(harmless["groups"], harmless["scores"]["groups"][1:], strict=True)):
        group["group"] = entry["group"] = dict.fromkeys(group["group"], f"group {place}")
    pages = [Page(html.render(each)) for each in (document, harmless)]
    tags = [[tag for tag, _ in each.elements if tag not in ("wbr", "title")] for each in pages]
    assert [tag for tag in tags[0] if tag in ("svg", "polyline", "table", "input", "figure", "script", "a", "img")] == [
        tag for tag in tags[1] if tag in ("svg", "polyline", "table", "input", "figure", "script", "a", "img")
    ]
    for tag, attributes in pages[0].elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag


def test_the_document_is_read_again_as_it_was_written() -> None:
    for make in scored.ALL.values():
        document = make()
        assert json_report.loads(json_report.dumps(document)) == document


@pytest.mark.parametrize("kind", sorted(score_figure.KINDS))
@pytest.mark.parametrize("name", sorted(scored.ALL))
def test_a_figure_of_scores_is_well_formed_and_needs_nothing(name: str, kind: str) -> None:
    document = scored.ALL[name]()
    if kind == "reliability" and not document["scores"]["probabilities"]:
        with pytest.raises(UsageError, match="no probabilities"):
            score_figure.render(document, kind)
        return
    text = score_figure.render(document, kind)
    root = etree.fromstring(text.encode("utf-8"), etree.XMLParser(resolve_entities=False))
    assert [etree.QName(each).localname for each in root[:2]] == ["title", "desc"]
    for each in root.iter():
        assert etree.QName(each).localname not in {"script", "image", "use", "a", "foreignObject"}
        assert not [key for key in each.attrib if key.startswith("on") or "href" in key]
    assert not re.search(r"var\(", text)


def test_a_figure_of_scores_is_by_the_attribute_that_is_asked_for() -> None:
    text = score_figure.render(scored.scored(), "roc", "sex")
    shown = ["".join(each.itertext()) for each in etree.fromstring(text.encode()).iter(f"{SVG}tspan")]
    assert shown[:4] == ["ROC curves by sex", "all rows together", "Female", "Male"]
    with pytest.raises(UsageError, match=r"no scores by `sax`\. Did you mean `sex`"):
        score_figure.render(scored.scored(), "roc", "sax")
    with pytest.raises(UsageError, match="no scores beside labels"):
        score_figure.render(documents.binary(), "roc")


@pytest.mark.parametrize(
    ("share", "says"),
    [(None, "–"), (0.0, "0.0%"), (1e-5, "<0.1%"), (0.0625, "6.2%"), (0.9997, ">99.9%"), (1.0, "100.0%")],
)
def test_a_rate_is_0_or_100_only_if_it_is(share: float | None, says: str) -> None:
    assert words.rate(share) == says


@pytest.mark.parametrize(("said", "start"), [([], "0.50"), ([0.3], "0.30"), ([0.704, 0.2], "0.70"), ([1.5], "1.00")])
def test_the_slider_begins_next_to_the_first_operating_point(said: list[float], start: str) -> None:
    document = scored.scored()
    document["operating_points"] = [{"name": str(each), "score": each} for each in said]
    part = section(page(document), "thresholds")
    assert {each.text for each in part.xpath(".//b[@class='now']")} == {start}


def test_lists_of_numbers_stand_in_a_line_and_say_the_same() -> None:
    document = scored.scored()
    text = json_report.dumps(document)
    assert json.loads(text) == document
    (positives,) = {line for line in text.splitlines() if line.startswith('        "positives": [2667, ')}
    assert positives.count(",") == 101
    names = scored.hostile()
    names["warnings"] = [{"code": "x", "message": "[\n 1,\n 2,\n 3,\n 4,\n 5,\n 6,\n 7,\n 8,\n 9\n]"}]
    assert json.loads(json_report.dumps(names)) == names


def _shorten(scores: Any, *path: Any) -> None:
    for key in path:
        scores = scores[key]
    scores.pop()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda scores: scores["groups"].clear(), "begin with all rows together"),
        (lambda scores: scores["groups"].pop(0), "begin with all rows together"),
        (lambda scores: scores["thresholds"].clear(), "needs thresholds"),
        (lambda scores: scores["groups"][1]["group"].update(race="nobody"), "`scores.groups[1]` is no group"),
        (lambda scores: scores["groups"][2]["by"].append("sex"), "`scores.groups[2]` is no group"),
        (
            lambda scores: _shorten(scores, "thresholds"),
            "`scores.groups[0]` holds a list that is too long or too short",
        ),
        (lambda scores: _shorten(scores, "edges"), "too long or too short"),
        (lambda scores: _shorten(scores, "calibration_edges"), "too long or too short"),
        (lambda scores: _shorten(scores, "groups", 1, "negatives"), "`scores.groups[1]` holds a list"),
        (lambda scores: _shorten(scores, "groups", 1, "histogram", "positives"), "`scores.groups[1]` holds a list"),
        (lambda scores: _shorten(scores, "groups", 1, "roc", "true_positives"), "`scores.groups[1]` holds a list"),
        (lambda scores: _shorten(scores, "groups", 1, "reliability", "low"), "`scores.groups[1]` holds a list"),
        (lambda scores: _shorten(scores, "groups", 1, "weighted_negatives"), "`scores.groups[1]` holds a list"),
        (lambda scores: scores["groups"][3]["roc"]["true_positives"].__setitem__(-1, 0), "leads nowhere"),
    ],
)
def test_scores_that_do_not_fit_together_are_refused(damage: Callable[[Any], None], says: str) -> None:
    document = json.loads(json_report.dumps(scored.weighted()))
    damage(document["scores"])
    with pytest.raises(DataError, match="damaged as a report") as refused:
        json_report.loads(json.dumps(document))
    assert says in str(refused.value)

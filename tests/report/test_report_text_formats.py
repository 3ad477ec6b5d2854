"""Markdown and CSV: whole, and safe where they are read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import documents
import judged
import pytest

from fairaudit import words as wording
from fairaudit.document import Document
from fairaudit.report import csv_report
from fairaudit.report.files import as_markdown

ALLOWED = re.compile(r"</?(code|pre|details|summary)>|&#?\w+;|^<!-- fairaudit: [A-Za-z0-9.-]+ -->$")


def rows(document: Document) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_report.render(document)), strict=True))


@pytest.mark.parametrize("hostile", [documents.hostile, judged.hostile])
def test_markdown_shows_names_and_obeys_none(hostile: Callable[[], Document]) -> None:
    text = as_markdown(hostile())
    for line in text.splitlines():
        bare = ALLOWED.sub("", line)
        assert "<" not in bare
        assert "`" not in bare.replace(wording.ALL_METRICS, "")
        assert "@" not in bare
        assert not re.search(r"\]\(|!\[|://|\$|~~|\*\*.*\*\*.*\*\*", bare)
    assert not [each for each in text if not each.isprintable() and each not in "\n\u200c\u200d"]


def test_every_markdown_table_keeps_its_columns() -> None:
    for make in (documents.binary, documents.speech, documents.hostile, documents.many, judged.judged, judged.hostile):
        blocks = as_markdown(make()).split("\n\n")
        tables = [block.splitlines() for block in blocks if block.startswith("| ")]
        assert tables
        for lines in tables:
            assert len({line.count("|") for line in lines}) == 1


def test_markdown_fits_a_comment_and_says_what_it_leaves_out(any_document: Document) -> None:
    assert len(as_markdown(any_document).encode()) < 60_500
    any_document["warnings"] = [{"code": "long", "message": "long " * 200}] * 100
    cut = as_markdown(any_document)
    assert len(cut.encode()) < 60_500
    assert re.search(r"\d+ more parts do not fit here", cut)


def test_csv_has_a_line_for_every_figure(any_document: Document) -> None:
    found = rows(any_document)
    groups = sum(max(len(group["metrics"]), 1) for group in any_document["groups"])
    of_presets = [line for line in found if line["row"] == "preset"]
    others = len(any_document["overall"]["metrics"]) + len(any_document["disparities"]) + len(any_document["verdicts"])
    assert len(found) == groups + others + len(of_presets)
    tables = [table for preset in any_document.get("presets", []) for table in preset["tables"]]
    ratios = [row["impact_ratio"] for table in tables for row in table["rows"] if row["impact_ratio"] is not None]
    assert [float(line["value"]) for line in of_presets if line["metric"] == "impact_ratio"] == ratios
    hidden = [row for table in tables for row in table["rows"] if row["rate"] is None]
    assert [line["value"] for line in of_presets if not line["metric"]] == [""] * len(hidden)


def test_csv_numbers_are_not_rounded_and_stay_numbers() -> None:
    document = documents.binary()
    document["overall"]["metrics"]["matthews_correlation"].update(value=-1 / 3, low=-0.5, high=0.1)
    line = next(each for each in rows(document) if each["metric"] == "matthews_correlation")
    assert float(line["value"]) == -1 / 3
    assert line["low"] == "-0.5"


def test_no_csv_cell_is_a_formula() -> None:
    numbers = {"value", "low", "high", "rows", "n", "chance_median", "chance_p95"}
    for line in rows(documents.hostile()):
        for column, cell in line.items():
            assert column in numbers or not re.match(r"\s*[=+\-@\t\r]", cell)
            assert all(each.isprintable() or each in "\u200c\u200d" for each in cell)


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@SUM(A1)"])
def test_a_formula_gets_an_apostrophe(name: str) -> None:
    assert f"'{name}" in {line["group"] for line in rows(documents.hostile())}


def test_csv_tells_a_missing_label_and_a_hidden_group() -> None:
    found = rows(documents.binary())
    assert {line["group.race"] for line in found if line["by"] == "race"} >= {"(no label)", "White"}
    hidden = [line for line in found if line["suppressed"] == "true"]
    assert [(line["group"], line["rows"], line["value"]) for line in hidden] == [("Pacific Islander × Male", "", "")]

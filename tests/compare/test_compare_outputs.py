"""What a comparison prints and writes: one document, rendered in every form, safe whatever the data are called."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rows

SCHEMA = Path(__file__).parents[2] / "docs" / "compare.schema.json"
MOVES = {"f": (30, 10, 300, 60), "m": (5, 65, 250, 80)}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\x1b[31mred\x1b[0m",
    "\u202egnitirw",
    "a|b",
    "@user #1 https://example.org",
    "=cmd()",
    "{{ 7*7 }}",
    "[bold]x[/bold]",
    "two\nlines",
    "日本語のとても長い名前" * 4,
]
SPEECH = ("--id", "speaker", "--id", "sentence", "-g", "accent")


@pytest.fixture
def paths(write: Any) -> tuple[Any, ...]:
    old, new = rows.decisions(MOVES)
    return write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id"


@pytest.fixture
def hostile(write: Any) -> tuple[Any, ...]:
    old, new = rows.decisions(dict.fromkeys(HOSTILE, (4, 2, 30, 8)))
    return write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id"


def test_every_document_keeps_to_its_schema(paths: Any, compared: Any, write: Any) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    old, new = rows.utterances({"A": (1, 4), "B": (1, 2)})
    speech = write("o.csv", old), write("n.csv", new), *SPEECH, "--require", "wer.change by accent <= 0.1"
    for asked in (paths, speech, paths[:4]):
        jsonschema.validate(compared(*asked), schema)


def test_the_same_input_gives_the_same_bytes(paths: Any, command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    runs = [command("compare", *paths, "--format", "json")[1] for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_longer_than_the_terminal(
    hostile: Any, command: Any, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(width))
    code, out, _ = command("compare", *hostile)
    assert code == 0
    assert max(map(cell_len, out.splitlines())) <= width
    assert "\x1b" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize("width", [40, 50, 60])
def test_no_number_is_cut_where_the_width_is_short(paths: Any, compared: Any, width: int) -> None:
    from rich.cells import cell_len

    from fairaudit.report.files import as_terminal

    document = compared(*paths, "--require", "accuracy.change by sex >= -0.15")
    lines = as_terminal(document, width=width).splitlines()
    assert max(map(cell_len, lines)) <= width
    words = {word for line in lines for word in line.split()}
    # right: 310 of 400, then 330, of f; 315 of 400, then 255, of m
    assert words >= {"77.5%", "82.5%", "78.8%", "63.7%", "+5.0", "-15.0", "verdict", "INCONCLUSIVE", "interval"}


def test_what_is_printed_as_zero_has_no_sign() -> None:
    from fairaudit.words import changes

    change = {"low": -0.1, "high": 0.1, "n": 400, "method": "", "undefined": None, "interval_undefined": None}
    for value, shown in ((5e-17, "0.0 pt"), (-5e-17, "0.0 pt"), (0.05, "+5.0 pt"), (-0.05, "-5.0 pt")):
        assert changes.change_figure({**change, "value": value}, "share").value == shown  # type: ignore[typeddict-item]


def test_ascii_is_enough(paths: Any, compared: Any) -> None:
    from fairaudit.report.files import as_terminal

    text = as_terminal(compared(*paths, "--require", "acc.change by sex >= -0.2"), width=80, ascii_only=True)
    assert text.isascii()


class Page(HTMLParser):
    """The elements and texts of a page; fails on markup that does not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "wbr", "line", "circle", "path"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def test_the_page_obeys_no_name_and_asks_for_nothing(hostile: Any, command: Any, tmp_path: Path) -> None:
    command("compare", *hostile, "-q", "-o", "page.html", "--require", "acc.change by sex >= -0.2")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "form", "input", "base", "use"}
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes), tag
        assert all(str(attributes.get(name, "#")).startswith(("#", "data:,")) for name in ("href", "src"))
    policy = next(each["content"] for tag, each in page.tags if each.get("http-equiv"))
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in str(policy)
    assert str(policy).startswith("default-src 'none'")
    assert "<script>alert(1)</script>" in page.text
    assert "\u202e" not in page.text


def test_tables_of_the_page_are_called_by_their_whole_names(paths: Any, command: Any, tmp_path: Path) -> None:
    command("compare", *paths, "-q", "-o", "page.html")
    page = Page((tmp_path / "page.html").read_text(encoding="utf-8"))
    named = [each.get("aria-label") for _, each in page.tags if each.get("role") == "region"]
    assert "How differently the groups changed by sex" in named
    assert "Comparisons of the groups by sex, then and now" in named


def test_every_form_says_the_same(paths: Any, command: Any, tmp_path: Path) -> None:
    files = [f"changes.{suffix}" for suffix in ("json", "html", "md", "csv")]
    rule = "accuracy.change by sex >= -0.05"
    code, out, _ = command("compare", *paths, "--require", rule, *(part for name in files for part in ("-o", name)))
    assert code == 1
    found = json.loads((tmp_path / "changes.json").read_text(encoding="utf-8"))
    page = Page((tmp_path / "changes.html").read_text(encoding="utf-8")).text
    markdown = (tmp_path / "changes.md").read_text(encoding="utf-8")
    for text in (" ".join(out.split()), page, markdown):
        assert "FAIL: 1 failed" in text
        assert "-15.0 pt" in text  # m: 315 of 400 right before, 255 now
        assert "+5.0 pt" in text  # f: 310 before, 330 now
        assert text.count("Each bound of a rule holds with 95% confidence on its own, and in a rule about every") == 1
    table = list(csv.DictReader(io.StringIO((tmp_path / "changes.csv").read_text(encoding="utf-8"))))
    for group in found["groups"]:
        change = group["metrics"]["accuracy"]
        line = next(
            each
            for each in table
            if each["row"] == "group" and each["metric"] == "accuracy" and each["group.sex"] == group["group"]["sex"]
        )
        assert float(line["change"]) == change["change"]["value"]
        assert line["verdict"] == change["verdict"]
    assert [each["verdict"] for each in table if each["row"] == "rule"] == ["fail"]


def test_names_are_no_formulas_and_no_markup(hostile: Any, command: Any, tmp_path: Path) -> None:
    command("compare", *hostile, "-q", "-o", "c.csv", "-o", "c.md")
    table = csv.reader(io.StringIO((tmp_path / "c.csv").read_text(encoding="utf-8")))
    assert not [cell for row in table for cell in row if cell.startswith(("=", "@"))]
    markdown = (tmp_path / "c.md").read_text(encoding="utf-8")
    for word in ("<script", "<img", "@user", "https://"):
        assert word not in markdown


@pytest.mark.parametrize("word", ["fair ", "unfair", "unbiased", "compliant", "bias "])
def test_no_form_calls_a_model_fair(paths: Any, command: Any, word: str) -> None:
    for form in ((), ("--format", "md")):
        out = command("compare", *paths, *form)[1].lower()
        assert word not in out.replace("fairaudit", "")

"""`fairaudit render`: other formats from a JSON report alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command


@pytest.fixture
def report(fairaudit: Command, decisions: Path, tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    assert fairaudit("report", decisions, "-g", "sex", "-q", "-o", path).code == 0
    decisions.unlink()
    return path


def test_renders_what_the_audit_would_have_printed(
    fairaudit: Command, decisions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    names = ["first.html", "first.md", "first.csv", "first.json"]
    outputs = [part for name in names for part in ("-o", name)]
    printed = fairaudit("report", decisions, "-g", "sex", *outputs).out
    assert fairaudit("render", "first.json").out == printed
    again = [part for name in names for part in ("-o", name.replace("first", "second"))]
    assert fairaudit("render", "first.json", *again).err.startswith("Written: second.html")
    for name in names:
        first = decisions.with_name(name).read_bytes()
        assert first == decisions.with_name(name.replace("first", "second")).read_bytes()


def test_prints_a_format(fairaudit: Command, report: Path) -> None:
    assert fairaudit("render", report, "--format", "md").out.startswith("#")
    assert fairaudit("render", report, "--format", "json").out == report.read_text(encoding="utf-8")


def test_with_outputs_it_prints_nothing(fairaudit: Command, report: Path) -> None:
    assert fairaudit("render", report, "-o", "report.md").out == ""


def test_does_not_write_over_the_report(fairaudit: Command, report: Path) -> None:
    assert "over the data" in fairaudit("render", report, "-o", "report.json").message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a JSON report"),
        (b"{", "not a JSON report"),
        (b"[1]", "schema_version"),
        (b'{"schema_version": 99}', "newer fairaudit"),
        (b'{"schema_version": 1}', "damaged"),
        ("é".encode("latin-1"), "not UTF-8"),
    ],
)
def test_what_is_no_report(fairaudit: Command, tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "other.json").write_bytes(content)
    assert says in fairaudit("render", "other.json").message


def test_no_file_and_a_folder(fairaudit: Command, tmp_path: Path) -> None:
    assert fairaudit("render", "nothing.json").message == "There is no file nothing.json."
    assert "cannot be read" in fairaudit("render", tmp_path).message


def test_writes_a_figure(fairaudit: Command, report: Path) -> None:
    assert fairaudit("render", report, "-o", "gap.svg", "-m", "tpr", "--by", "sex").err == "Written: gap.svg\n"
    assert '<title id="title">true positive rate by sex</title>' in Path("gap.svg").read_text(encoding="utf-8")


def test_what_a_figure_shows_needs_a_figure(fairaudit: Command, report: Path) -> None:
    assert "name one, as -o figure.svg" in fairaudit("render", report, "-o", "report.md", "--by", "sex").message
    assert "name one, as -o figure.svg" in fairaudit("render", report, "--figure", "roc").message


def test_draws_the_scores_of_a_report(fairaudit: Command, report: Path) -> None:
    for kind, title in (("roc", "ROC curves"), ("reliability", "Reliability of scores"), ("threshold", "What a")):
        assert fairaudit("render", report, "-o", "a.svg", "--figure", kind, "--by", "sex").code == 0
        assert f'<title id="title">{title}' in Path("a.svg").read_text(encoding="utf-8")
    said = fairaudit("render", report, "-o", "a.svg", "--figure", "roc", "-m", "accuracy").message
    assert "--figure roc shows none of a metric" in said


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e308", "1" * 400, "1" * 5000, f"{'1' * 400}.5", "NaN"])
@pytest.mark.parametrize("output", ["o.json", "o.html", "o.csv"])
def test_a_number_that_is_too_large_is_refused(fairaudit: Command, report: Path, number: str, output: str) -> None:
    value = json.loads(report.read_text())["overall"]["metrics"]["accuracy"]["value"]
    report.write_text(report.read_text().replace(f'"value": {value}', f'"value": {number}', 1))
    message = fairaudit("render", report, "-o", output, "-q").message
    assert "is not a JSON report of fairaudit: " in message
    assert "sys." not in message
    assert not Path(output).exists()


def test_a_comparison_with_a_number_that_is_too_large_is_refused(fairaudit: Command, decisions: Path) -> None:
    assert fairaudit("compare", decisions, decisions, "-g", "sex", "-q", "-o", "c.json").code == 0
    Path("c.json").write_text(Path("c.json").read_text().replace('"value": 0.0', '"value": 1e999', 1))
    assert "1e999 is too large a number" in fairaudit("render", "c.json", "-o", "c.html").message

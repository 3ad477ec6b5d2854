"""`fairaudit batch`: many results, and each way in which one can go wrong."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import sys
from pathlib import Path

import jsonschema
import pytest
from batch_folders import contents, decisions, ended, started, summary, wait_for_reports

from fairaudit.batches import run as batch_run

SCHEMA = Path(__file__).parent.parent.parent / "docs" / "batch.schema.json"
JUNIT = Path(__file__).parent.parent / "report" / "schemas" / "junit-10.xsd"


@pytest.fixture
def tree(tmp_path):
    decisions(tmp_path / "runs" / "a.csv")
    decisions(tmp_path / "runs" / "b" / "day 1.csv", right=(95, 60))
    return tmp_path


def batch(fairaudit, *arguments: str):
    return fairaudit("batch", "runs", "-g", "sex", "-o", "audits", "--jobs", "1", *arguments)


def test_every_result_gets_a_report_and_a_row(fairaudit, tree):
    ended = batch(fairaudit)
    assert ended.code == 0, ended
    document = summary(tree)
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    assert [row["name"] for row in document["results"]] == ["a.csv", "b/day 1.csv"]
    first, second = document["results"]
    # 90 of 100 right for either sex; then 95 and 60 of 100.
    assert (first["metric"], first["headline"]["value"], first["gap"]["estimate"]["value"]) == ("accuracy", 0.9, 0.0)
    assert second["headline"]["value"] == pytest.approx(155 / 200)
    assert second["worst"]["group"] == {"sex": "m"}
    assert second["worst"]["estimate"]["value"] == 0.6
    assert second["gap"]["estimate"]["value"] == pytest.approx(0.35)
    report = json.loads((tree / "audits" / second["report"]).read_text())
    assert report["overall"]["metrics"]["accuracy"] == second["headline"]
    assert "b/day 1.csv" in ended.out


def test_the_flat_table_has_every_metric_that_a_report_shows_first(fairaudit, tree):
    """By hand, day 1: 49 of 100 f and 50 of 100 m are selected; 95 and 60 of them rightly judged."""
    batch(fairaudit, "-q")
    _, line = csv.DictReader((tree / "audits" / "summary.csv").read_text().splitlines())
    assert (line["selection_rate"], float(line["selection_rate_gap"])) == ("0.495", pytest.approx(0.01))
    assert (line["accuracy"], float(line["accuracy_gap"])) == (line["value"], pytest.approx(0.35))
    assert line["accuracy_low"] == line["low"] < line["accuracy"] < line["high"] == line["accuracy_high"]


@pytest.mark.parametrize(("columns", "shown"), [("80", "0.0 pt ("), ("60", "largest gap"), ("200", "sites/north")])
def test_where_names_are_long_each_result_still_has_one_line(fairaudit, tmp_path, monkeypatch, columns, shown):
    site = "recordings of all sites/north of the river and its islands"
    for day in ("day-1", "day-2"):
        decisions(tmp_path / "runs" / site / f"{day}.csv")
    decisions(tmp_path / "runs" / "top.csv")
    monkeypatch.setenv("COLUMNS", columns)
    lines = batch(fairaudit).out.splitlines()
    assert all(len(line) <= int(columns) for line in lines)
    assert any(shown in line for line in lines)
    assert lines.count(f"{site}/") == (columns != "200")
    for name in ("day-1.csv", "day-2.csv", "top.csv"):
        (line,) = [line for line in lines if name in line]
        assert "90.0%" in line, "180 of 200 are right"
        assert "0.0 pt" in line


def test_the_same_as_a_report(fairaudit, tree, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    batch(fairaudit)
    fairaudit("report", "runs/a.csv", "-g", "sex", "-o", "alone.json")
    alone = json.loads((tree / "alone.json").read_text()) | {"command": None}
    assert json.loads((tree / "audits/reports/a.csv.json").read_text()) == alone


def test_links_on_the_page_lead_to_pages(fairaudit, tree):
    batch(fairaudit)
    html = pytest.importorskip("lxml.html").parse(str(tree / "audits" / "index.html"))
    table, matrix = html.xpath("//table")
    pages = ["reports/a.csv.html", "reports/b/day%201.csv.html"]
    assert sorted(table.xpath(".//a/@href")) == sorted(matrix.xpath(".//a/@href")) == pages
    assert (tree / "audits/reports/b/day 1.csv.html").is_file()


@pytest.mark.parametrize(
    ("rule", "code", "gates"),
    [
        ("accuracy overall >= 0.5", 0, ["pass", "pass"]),
        ("accuracy.worst by sex >= 0.78", 1, ["pass", "fail"]),
        ("accuracy overall >= 0.78", 3, ["pass", "inconclusive"]),
    ],
)
def test_exit_codes(fairaudit, tree, rule, code, gates):
    ended = batch(fairaudit, "--require", rule)
    assert (ended.code, [row["gate"] for row in summary(tree)["results"]]) == (code, gates)
    assert batch(fairaudit, "--require", rule, "--exit-zero").code == 0
    etree = pytest.importorskip("lxml.etree")
    suites = etree.parse(str(tree / "audits" / "junit.xml"))
    etree.XMLSchema(etree.parse(str(JUNIT))).assertValid(suites)
    assert suites.getroot().get("failures") == str(gates.count("fail"))


def test_a_bad_result_is_a_row_and_stops_nothing(fairaudit, tree):
    (tree / "runs" / "corrupt.parquet").write_bytes(b"PAR1 but no more")
    (tree / "runs" / "empty.csv").write_text("")
    (tree / "runs" / "other.csv").write_text("x,y\n1,2\n")
    ended = batch(fairaudit)
    assert ended.code == 0
    errors = {row["name"]: row["error"] for row in summary(tree)["results"] if row["error"]}
    assert set(errors) == {"corrupt.parquet", "empty.csv", "other.csv"}
    assert "not a complete Parquet file" in errors["corrupt.parquet"]
    assert "3 results could not be audited" in ended.out
    assert batch(fairaudit, "--require", "accuracy overall >= 0.5").code == 2, "what was not judged has not passed"


def test_nothing_could_be_audited(fairaudit, tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "empty.csv").write_text("")
    assert batch(fairaudit).code == 2
    assert batch(fairaudit, "--exit-zero").code == 2


def test_a_file_that_vanishes_or_may_not_be_read(fairaudit, tree, monkeypatch):
    whole = batch_run.audit_one

    def vanish(auditor, folder, result):
        if result.name == "a.csv":
            os.remove(result.path)
        return whole(auditor, folder, result)

    monkeypatch.setattr(batch_run, "audit_one", vanish)
    assert batch(fairaudit).code == 0
    assert "a.csv" in (summary(tree)["results"][0]["error"] or "")


def test_old_numbers_do_not_pass_for_new_ones(fairaudit, tree):
    batch(fairaudit)
    (tree / "runs" / "a.csv").write_text("broken\n")
    batch(fairaudit)
    assert summary(tree)["results"][0]["report"] is None
    assert not (tree / "audits/reports/a.csv.html").exists()


def test_what_is_unchanged_is_not_audited_again(fairaudit, tree, monkeypatch):
    batch(fairaudit)
    audited = []
    whole = batch_run.audit_one

    def watch(auditor, folder, result):
        done = whole(auditor, folder, result)
        audited.append((result.name, done.was_kept))
        return done

    monkeypatch.setattr(batch_run, "audit_one", watch)
    batch(fairaudit)
    assert audited == [("a.csv", True), ("b/day 1.csv", True)]
    audited.clear()
    decisions(tree / "runs" / "a.csv", right=(80, 90))
    batch(fairaudit)
    assert audited == [("a.csv", False), ("b/day 1.csv", True)]
    audited.clear()
    batch(fairaudit, "--confidence", "0.9")
    assert audited == [("a.csv", False), ("b/day 1.csv", False)]
    audited.clear()
    (tree / "runs" / "b" / "fairaudit.toml").write_text('[[rules]]\nrequire = "accuracy overall >= 0.5"\n')
    batch(fairaudit, "--confidence", "0.9")
    assert audited == [("a.csv", True), ("b", False)]


def test_the_nearest_settings_count(fairaudit, tmp_path):
    for place in ("one", "two"):
        decisions(tmp_path / "runs" / place / "deep" / "x.csv")
    settings = '[data]\ngroups = ["sex"]\n[evidence]\nconfidence = {}\n'
    (tmp_path / "runs" / "fairaudit.toml").write_text(settings.format(0.9))
    (tmp_path / "runs" / "two" / "fairaudit.toml").write_text(settings.format(0.8))
    assert fairaudit("batch", "runs", "-o", "audits", "--jobs", "1").code == 0
    found = [json.loads((tmp_path / "audits" / row["report"]).read_text()) for row in summary(tmp_path)["results"]]
    assert [report["confidence"] for report in found] == [0.9, 0.8]


def test_fail_fast(fairaudit, tree):
    (tree / "runs" / "0.csv").write_text("")
    batch(fairaudit, "--fail-fast")
    assert [row["name"] for row in summary(tree)["results"]] == ["0.csv"]


def test_a_manifest(fairaudit, tree):
    (tree / "list.csv").write_text("name,path\nthe lab,runs/a.csv\n../../x,runs/b/day 1.csv\n")
    assert fairaudit("batch", "--manifest", "list.csv", "-g", "sex", "-o", "audits", "--jobs", "1").code == 0
    assert [row["name"] for row in summary(tree)["results"]] == ["the lab", "../../x"]
    assert {path.parent.resolve() for path in (tree / "audits").rglob("*.json")} <= {
        path.resolve() for path in [tree / "audits", *(tree / "audits").rglob("*")]
    }


def two_models(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{'fm'[row % 2]},{row // 2 % 2},{row // 2 % 2},{int(row % 4 == 0)}" for row in range(400)]
    path.write_text("sex,y_true,good,poor\n" + "\n".join(rows) + "\n")


def test_two_predictions_in_one_file_are_two_results(fairaudit, tmp_path):
    two_models(tmp_path / "runs" / "x.csv")
    assert batch(fairaudit, "--prediction", "good", "--prediction", "poor").code == 0
    rows = {row["name"]: row["headline"]["value"] for row in summary(tmp_path)["results"]}
    # row % 4 → label 0 0 1 1, `poor` 1 0 0 0: right in one row of four.
    assert rows == {"x.csv [good]": 1.0, "x.csv [poor]": 0.25}


def test_a_manifest_says_which_column_is_which(fairaudit, tmp_path):
    two_models(tmp_path / "x.csv")
    (tmp_path / "list.csv").write_text("name,path,prediction\na,x.csv,good\nb,x.csv,poor\n")
    assert fairaudit("batch", "--manifest", "list.csv", "-g", "sex", "-o", "audits", "--jobs", "1").code == 0
    assert [row["headline"]["value"] for row in summary(tmp_path)["results"]] == [1.0, 0.25]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "either a folder of results or a --manifest"),
        (["runs", "--manifest", "x.csv"], "either a folder of results or a --manifest"),
        (["nowhere"], "no folder nowhere"),
        (["runs", "--jobs", "0"], "--jobs"),
    ],
)
@pytest.mark.usefixtures("tree")
def test_what_is_asked_for_wrongly(fairaudit, arguments, words):
    assert words in fairaudit("batch", *arguments, "-g", "sex", "-o", "audits").message


def test_hostile_names_are_shown_and_never_obeyed(fairaudit, tmp_path):
    name = "=cmd()<script>alert(1)<\\script>\x1b[31m.csv"
    decisions(tmp_path / "runs" / name)
    ended = batch(fairaudit)
    assert ended.code == 0
    assert "\x1b" not in ended.out
    page = (tmp_path / "audits" / "index.html").read_text()
    assert "<script>alert" not in page
    cells = list(csv.reader((tmp_path / "audits" / "summary.csv").read_text().splitlines()))
    assert cells[1][0].startswith("'=cmd()")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are text")
def test_names_that_are_no_utf_8(fairaudit, tmp_path):
    odd = os.fsdecode(b"caf\xe9")
    for name in ("1.csv", f"{odd}.csv"):
        decisions(tmp_path / odd / name)
    ended = fairaudit("batch", odd, "-g", "sex", "-o", "audits", "--jobs", "1")
    assert (ended.code, ended.err) == (0, "Written: audits/index.html\n")
    found = summary(tmp_path)
    assert found["folder"] == "caf\\xe9"
    assert [row["name"] for row in found["results"]] == ["1.csv", "caf\\xe9.csv"]
    assert all((tmp_path / "audits" / row["report"]).is_file() for row in found["results"])


def test_the_same_bytes_whatever_the_parallelism_and_after_being_killed(tree):
    for number in range(6):
        decisions(tree / "runs" / f"{number}.csv", rows=400 + 2 * number)
    assert ended(started(tree, 1)) == (0, "")
    alone = contents(tree / "audits")
    (tree / "audits").rename(tree / "before")
    process = started(tree, 2)
    wait_for_reports(tree, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert ended(started(tree, 2)) == (0, "")
    assert contents(tree / "audits") == alone
    assert (
        json.loads((tree / "audits" / "summary.json").read_text())["command"]
        == "fairaudit batch runs -g sex -o audits -q"
    )


def test_ctrl_c_stops_cleanly(tree):
    for number in range(30):
        decisions(tree / "runs" / f"{number}.csv", rows=4000)
    process = started(tree, 2)
    wait_for_reports(tree, process)
    process.send_signal(signal.SIGINT)
    assert ended(process) == (130, "interrupted: nothing more was written.\n")
    assert not list((tree / "audits").rglob("*.tmp"))
    assert not (tree / "audits" / "summary.json").exists()


def test_many_tiny_results(fairaudit, tmp_path):
    """A hundred results of 20 rows, right in 0 to 10 of ten rows of each sex: the lowest are listed, all are kept."""
    for number in range(100):
        percent = number % 11 * 10
        decisions(tmp_path / "runs" / f"{number % 10}" / f"{number:03}.csv", rows=20, right=(percent, percent))
    for number in range(25):
        (tmp_path / "runs" / f"empty {number:02}.csv").write_text("")
    ended = batch(fairaudit)
    assert ended.code == 0
    listed = re.findall(r"^\d/(\d+)\.csv +20 +(\d+\.\d)%", ended.out, re.MULTILINE)
    # 100 = 9 × 11 + 1: ten with no row right, then nine with a tenth, two tenths, three tenths; three of the next.
    assert [value for _, value in listed] == ["0.0"] * 10 + ["10.0"] * 9 + ["20.0"] * 9 + ["30.0"] * 9 + ["40.0"] * 3
    assert "… and 60 more." in ended.out
    assert ended.out.count("not audited.") == 20
    assert "… and 5 more could not be audited" in ended.out
    page = (tmp_path / "audits" / "index.html").read_text()
    assert page.count('<a href="reports/') == 2 * 100, "in the table of results, and in that of their groups"
    assert page.count("is empty. Check how it was written.") == 25
    assert len(list(csv.reader((tmp_path / "audits" / "summary.csv").read_text().splitlines()))) == 1 + 125
    assert max(len(list(folder.iterdir())) for folder in (tmp_path / "audits" / "reports").iterdir()) == 20

"""What is said of a report: title, purpose, model, data and a note, in every output and obeyed by none."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command_line import Command

from fairaudit.document import About

SAID = {
    "title": "Loans, spring 2027",
    "purpose": "Who is offered a loan",
    "positive_means": "gets the loan",
    "model": "credit-7.2",
    "dataset": "Applications of March",
    "note": "Without the branch in Oslo",
}
OPTIONS = [part for name, text in SAID.items() for part in (f"--{name.replace('_', '-')}", text)]
FILE = "[report]\n" + "".join(f"{name} = {json.dumps(text)}\n" for name, text in SAID.items())
SHOWN = ["Who is offered a loan", "credit-7.2", "Applications of March", "`1`: gets the loan", SAID["note"]]
HOSTILE = '=1+1 <script>alert(1)</script> \x1b[31m \u202e @user | `x` "y"'


def plain(page: str) -> str:
    """Return a page's or a Markdown text's words, with what its format sets as code in backticks."""
    return re.sub(r"</?code>", "`", page).replace("&#96;", "`")


@pytest.mark.parametrize("where", ["options", "file", "project"])
def test_every_output_says_what_was_said(fairaudit: Command, decisions: Path, where: str) -> None:
    if where == "file":
        Path("fairaudit.toml").write_text(FILE)
    if where == "project":
        Path("pyproject.toml").write_text(FILE.replace("[report]", "[tool.fairaudit.report]"))
    said = OPTIONS if where == "options" else []
    names = [f"r.{suffix}" for suffix in ("json", "html", "md", "csv", "xml", "sarif")]
    outputs = [part for name in names for part in ("-o", name)]
    ended = fairaudit("check", decisions, "-g", "sex", "--require", "accuracy overall >= 0.1", *said, *outputs)
    assert ended.code == 0
    assert ended.out.splitlines()[0].endswith(": Loans, spring 2027")
    page, markdown = Path("r.html").read_text("utf-8"), Path("r.md").read_text("utf-8")
    for text in (" ".join(ended.out.split()), plain(page), plain(markdown)):
        assert all(each in text for each in SHOWN)
    assert "<h1><bdi>Loans, spring 2027</bdi></h1>" in page
    assert "<title>Loans, spring 2027 · PASS: 1 passed</title>" in page
    assert "## Loans, spring 2027\n" in markdown
    document = json.loads(Path("r.json").read_text("utf-8"))
    assert document["about"] == SAID
    assert not SAID.keys() & document["config"].keys()
    lines = list(csv.DictReader(io.StringIO(Path("r.csv").read_text("utf-8"))))
    told = {name: SAID[name] for name in ("title", "model", "dataset")}
    assert all({name: line[name] for name in told} == told for line in lines)
    suite = ElementTree.parse("r.xml").find("testsuite/properties")  # noqa: S314 - our own file
    assert suite is not None
    assert {each.get("name"): each.get("value") for each in suite} == SAID
    properties = json.loads(Path("r.sarif").read_text("utf-8"))["runs"][0]["properties"]
    assert properties == {"verdict": "PASS: 1 passed", **SAID}


def test_a_report_that_nothing_is_said_of_holds_no_word_of_it(fairaudit: Command, decisions: Path) -> None:
    fairaudit("report", decisions, "-g", "sex", "-q", "-o", "r.json", "-o", "r.csv", "-o", "r.html")
    assert "about" not in json.loads(Path("r.json").read_text("utf-8"))
    assert "title" not in Path("r.csv").read_text("utf-8").splitlines()[0].split(",")
    assert "<h1><bdi>" + decisions.name in Path("r.html").read_text("utf-8")


def test_options_win_and_the_positive_value_is_told_with_what_it_means(fairaudit: Command, decisions: Path) -> None:
    Path("fairaudit.toml").write_text(FILE)
    out = " ".join(fairaudit("report", decisions, "-g", "sex", "--title", "Other", "--note", "No note").out.split())
    assert out.startswith("fairaudit 0.1.0: Other Purpose Who is offered a loan Model credit-7.2")
    assert "Note No note" in out
    assert "Positive `1`: gets the loan (assumed, by its value)" in out
    out = " ".join(fairaudit("report", decisions, "-g", "sex", "--positive", "0").out.split())
    assert "Positive `0`: gets the loan (given)" in out


def test_a_report_made_from_a_report_says_the_same(fairaudit: Command, decisions: Path) -> None:
    fairaudit("report", decisions, "-g", "sex", "-q", "-o", "r.json", "-o", "one.html", *OPTIONS)
    fairaudit("render", "r.json", "-o", "two.html")
    assert Path("one.html").read_text("utf-8") == Path("two.html").read_text("utf-8")


def test_comparisons_say_it_and_what_each_report_said(fairaudit: Command, decisions: Path) -> None:
    for name in ("7.1", "7.2"):
        fairaudit("report", decisions, "-g", "sex", "-q", "-o", f"{name}.json", "--model", name, "--title", name)
    names = [part for suffix in ("json", "html", "md", "csv") for part in ("-o", f"c.{suffix}")]
    ended = fairaudit("compare", "7.1.json", "7.2.json", "--title", "From 7.1 to 7.2", "--note", "Retrained", *names)
    assert ended.out.splitlines()[0].endswith(": From 7.1 to 7.2")
    page, markdown = Path("c.html").read_text("utf-8"), Path("c.md").read_text("utf-8")
    for text in (" ".join(ended.out.split()), plain(page), plain(markdown)):
        assert all(each in text for each in ("Retrained", "model 7.1)", "model 7.2)"))
    assert "<h1><bdi>From 7.1 to 7.2</bdi></h1>" in page
    assert "<title>From 7.1 to 7.2</title>" in page
    assert "## From 7.1 to 7.2\n" in markdown
    document = json.loads(Path("c.json").read_text("utf-8"))
    assert document["about"] == {"title": "From 7.1 to 7.2", "note": "Retrained"}
    assert document["old"]["about"] == {"title": "7.1", "model": "7.1"}
    assert {line["title"] for line in csv.DictReader(io.StringIO(Path("c.csv").read_text("utf-8")))} == {
        "From 7.1 to 7.2"
    }


def test_a_batch_says_it_of_all_results_and_each_result_of_itself(fairaudit: Command, decisions: Path) -> None:
    for name in ("a", "b"):
        Path("runs", name).mkdir(parents=True)
        Path("runs", name, "d.csv").write_text(decisions.read_text())
        Path("runs", name, "fairaudit.toml").write_text(f'[report]\nmodel = "model {name}"\n')
    Path("runs/fairaudit.toml").write_text('[report]\ntitle = "All models"\nnote = "Every week"\n')
    ended = fairaudit("batch", "runs", "-g", "sex", "-o", "out", "--purpose", "Loans")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "All models")
    document = json.loads(Path("out/summary.json").read_text("utf-8"))
    assert document["about"] == {"title": "All models", "purpose": "Loans", "note": "Every week"}
    assert [row["about"]["model"] for row in document["results"]] == ["model a", "model b"]
    page = Path("out/index.html").read_text("utf-8")
    assert "<h1><bdi>All models</bdi></h1>" in page
    assert "Every week" in page
    lines = list(csv.DictReader(io.StringIO(Path("out/summary.csv").read_text("utf-8"))))
    assert [(line["model"], "title" in line) for line in lines] == [("model a", False), ("model b", False)]


def test_a_batch_audits_again_what_is_called_otherwise(fairaudit: Command, decisions: Path) -> None:
    Path("runs").mkdir()
    Path("runs/d.csv").write_text(decisions.read_text())
    for title in ("One", "Two"):
        fairaudit("batch", "runs", "-g", "sex", "-o", "out", "-q", "--title", title)
        assert f"<h1><bdi>{title}</bdi></h1>" in Path("out/reports/d.csv.html").read_text("utf-8")


def test_plans_say_it_once(fairaudit: Command, decisions: Path) -> None:
    names = [part for suffix in ("json", "html", "md") for part in ("-o", f"p.{suffix}")]
    ended = fairaudit("plan", decisions, "-g", "sex", *OPTIONS, *names)
    assert ended.out.splitlines()[0] == "Loans, spring 2027"
    page, markdown = Path("p.html").read_text("utf-8"), Path("p.md").read_text("utf-8")
    for text in (ended.out, page, markdown):
        assert text.count(SAID["note"]) == 1
    assert page.count("<h1>") == 1
    assert "<h1><bdi>Loans, spring 2027</bdi></h1>" in page
    document = json.loads(Path("p.json").read_text("utf-8"))
    assert document["about"] == SAID
    assert not any("about" in plan for plan in document["plans"])


def test_what_is_said_is_shown_and_never_obeyed(fairaudit: Command, decisions: Path) -> None:
    said = [part for name in SAID for part in (f"--{name.replace('_', '-')}", HOSTILE)]
    names = [part for suffix in ("json", "html", "md", "csv") for part in ("-o", f"r.{suffix}")]
    out = fairaudit("report", decisions, "-g", "sex", *said, *names).out
    texts = {suffix: Path(f"r.{suffix}").read_text("utf-8") for suffix in ("html", "md", "csv", "json")}
    for text in (out, *texts.values()):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<script>alert" not in texts["html"] + texts["md"]
    assert "@user" not in texts["md"]
    lines = list(csv.DictReader(io.StringIO(texts["csv"])))
    assert all(line[name].startswith("'=1+1") for line in lines for name in ("title", "model", "dataset"))
    assert json.loads(texts["json"])["about"] == dict.fromkeys(About.__annotations__, HOSTILE)


def test_several_lines_are_shown_as_one(fairaudit: Command, decisions: Path) -> None:
    Path("fairaudit.toml").write_text('[report]\nnote = """\nFirst line.\n  Second line."""\n')
    assert "Note       First line. Second line.\n" in fairaudit("report", decisions, "-g", "sex").out


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (("--title", " "), "The title is empty. Leave it out, or say it in words."),
        (("--title", "x" * 201), "The title has at most 200 characters, not 201."),
        (("--note", "x" * 2001), "The note has at most 2,000 characters, not 2,001."),
    ],
)
def test_what_cannot_be_said(fairaudit: Command, decisions: Path, said: tuple[str, str], says: str) -> None:
    assert says in fairaudit("report", decisions, "-g", "sex", *said).message


def test_a_positive_value_is_said_of_decisions_alone(fairaudit: Command, tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("value,sex\n" + "1.5,f\n2.5,m\n" * 40)
    message = fairaudit("report", "n.csv", "-g", "sex", "--value", "value", "--positive-means", "wins").message
    assert "--positive-means" in message

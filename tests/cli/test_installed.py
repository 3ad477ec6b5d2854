"""The installed command in a process of its own: every exit code, every output, and nothing but results on stdout."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = ROOT / "tests" / "report" / "schemas"
COMMAND = [str(Path(sys.executable).parent / "fairaudit")]
MODULE = [sys.executable, "-m", "fairaudit"]
POLICY = """[data]
groups = ["sex"]

[[rules]]
id = "floor"
require = "accuracy overall >= 0.5"

[[rules]]
id = "ceiling"
require = "accuracy of sex=male >= 0.99"
"""
PASSES, FAILS, OPEN = ("accuracy overall >= 0.5", "accuracy overall >= 0.99", "accuracy of sex=male >= 0.9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with 900 predictions, nine of ten right, and a policy that one rule of two fails."""
    rows = [f"{row % 2},{row % 2 ^ (row % 10 == 0)},{'female' if row % 3 else 'male'}" for row in range(900)]
    (tmp_path / "data.csv").write_text("\n".join(["y_true,y_pred,sex", *rows]) + "\n", encoding="utf-8")
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    return tmp_path


def start(folder: Path, *arguments: str, command: list[str] = COMMAND, **variables: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYTHON"))}
    return subprocess.Popen(
        [*command, *arguments],
        cwd=folder,
        env={**kept, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def ended(*arguments: object, **settings: object) -> tuple[int, str, str]:
    process = start(*arguments, **settings)  # type: ignore[arg-type]
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("command", "rule", "code", "begins"),
    [
        (COMMAND, PASSES, 0, "PASS: 1 passed"),
        (MODULE, FAILS, 1, "FAIL: 1 failed"),
        (COMMAND, "accuracy overal >= 0.5", 2, ""),
        (COMMAND, OPEN, 3, "INCONCLUSIVE: 1 inconclusive"),
    ],
    ids=["0 every rule passed", "1 a rule failed", "2 not done", "3 undecided"],
)
def test_exit_codes(folder: Path, command: list[str], rule: str, code: int, begins: str) -> None:
    found, out, err = ended(folder, "check", "data.csv", "-g", "sex", "--require", rule, command=command)
    assert (found, (out.splitlines() or [""])[-1]) == (code, begins), err
    assert err.startswith("error: This rule cannot be understood") if code == 2 else err == ""


def test_4_a_bug_shows_no_traceback_and_says_what_to_do(folder: Path) -> None:
    """The bug is put into the writer of the terminal report before the command starts."""
    bug = "import fairaudit.report.terminal.draw as broken\n\n"
    bug += "def render(*_, **__):\n    raise ZeroDivisionError('sic')\n\n"
    (folder / "sitecustomize.py").write_text(f"{bug}broken.render = render\n", encoding="utf-8")
    code, out, err = ended(folder, "report", "data.csv", "-g", "sex", PYTHONPATH=str(folder))
    assert (code, out) == (4, "")
    assert err.startswith("error: fairaudit ")
    assert "has a bug: ZeroDivisionError: sic. Run the same command with --debug" in err
    assert "Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_130_an_interrupt_leaves_nothing_half_written(folder: Path) -> None:
    process = start(folder, "report", "-", "-g", "sex", "-o", "report.json")
    assert process.stdin is not None
    process.stdin.write("y_true,y_pred,sex\n" + "1,1,a\n" * 100_000)  # more than a pipe holds: it has begun to read
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "interrupted: nothing more was written.\n")
    assert {path.name for path in folder.iterdir()} == {"data.csv", "policy.toml"}


def test_every_output_of_one_run(folder: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    suffixes = ("json", "html", "md", "csv", "xml", "sarif")
    files = [part for suffix in suffixes for part in ("-o", f"report.{suffix}")]
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    code, out, err = ended(folder, "check", "data.csv", "--config", "policy.toml", *files, **github)
    assert code == 1
    text = {suffix: (folder / f"report.{suffix}").read_text(encoding="utf-8") for suffix in suffixes}
    assert out.splitlines()[0].startswith("fairaudit ")
    assert out.splitlines()[-1] == "FAIL: 1 failed, 1 passed"
    report = json.loads(text["json"])
    jsonschema.validate(report, json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8")))
    assert [verdict["verdict"] for verdict in report["verdicts"]] == ["pass", "fail"]
    assert text["html"].startswith("<!DOCTYPE html>")
    assert "<title>FAIL: 1 failed, 1 passed · " in text["html"]
    assert text["md"].startswith("<!-- fairaudit: data.csv -->\n")
    assert (folder / "summary.md").read_text(encoding="utf-8").startswith("<!-- fairaudit: data.csv -->\n")
    rules = [row for row in csv.DictReader(io.StringIO(text["csv"])) if row["row"] == "rule"]
    assert [row["verdict"] for row in rules] == ["pass", "fail"]
    junit = etree.fromstring(text["xml"].encode())
    etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(junit)
    assert [case.get("name") for case in junit.iter("testcase") if case.find("failure") is not None] == ["ceiling"]
    log = json.loads(text["sarif"])
    jsonschema.validate(log, json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))
    (place,) = (result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"])
    assert place == {"artifactLocation": {"uri": "policy.toml"}, "region": {"startLine": 10}}
    settings, annotation, written = err.splitlines()[0], err.splitlines()[-1], err.splitlines()[1]
    assert settings == "Settings come from policy.toml; options win."
    assert annotation.startswith("::error title=FAIL ceiling,file=policy.toml,line=10::Accuracy of male is 90.0%")
    assert written == f"Written: {', '.join(f'report.{suffix}' for suffix in suffixes)}"


@pytest.mark.parametrize("form", ["json", "md"])
def test_a_document_on_standard_output_is_alone_there(folder: Path, form: str) -> None:
    arguments = ("check", "data.csv", "--config", "policy.toml", "--format", form)
    code, out, err = ended(folder, *arguments, GITHUB_ACTIONS="true")
    assert code == 1
    if form == "json":
        gate = json.loads(out)["gate"]
        assert (gate["verdict"], gate["exit_code"], gate["on_inconclusive"]) == ("fail", 1, "report")
    else:
        assert out.startswith("<!-- fairaudit: data.csv -->\n\n### ❌ FAIL: 1 failed, 1 passed\n")
        assert "::" not in out
    assert [line.split(" ")[0] for line in err.splitlines()] == ["Settings", "::error"]


def test_quiet_says_the_verdicts_alone_and_exit_zero_is_zero(folder: Path) -> None:
    code, out, err = ended(folder, "check", "data.csv", "--config", "policy.toml", "-q", "--exit-zero")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("FAIL ")
    assert lines[-1] == "FAIL: 1 failed, 1 passed"
    assert ended(folder, "report", "data.csv", "--config", "policy.toml", "-q") == (0, "", "")

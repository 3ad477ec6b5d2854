"""Rules about changes in the settings file, and what continuous integration reads of a comparison.

By hand: of f's 500 rows 10 become right and 10 wrong, a change of 0; of m's 500 rows 5 and 65, a change of −0.12.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import rows

MOVES = {"f": (10, 10, 400, 80), "m": (5, 65, 270, 160)}
SCHEMAS = Path(__file__).parents[1] / "report" / "schemas"
LOSS = 'id = "no-loss"\nrequire = "accuracy.change by sex >= -0.05"\n'
GAP = 'id = "gap"\nrequire = "accuracy.difference.change by sex <= 0.01"\n'
FLOOR = 'id = "floor"\nrequire = "accuracy overall >= 0.6"\n'
HOSTILE = ["\x1b[31mred", "a<b>&\"'", "]]>", "::error::x", "two\nlines", "{{x}}", "[a](b)"]


@pytest.fixture
def paths(write: Any) -> tuple[Any, ...]:
    old, new = rows.decisions(MOVES)
    return write("old.csv", old), write("new.csv", new), "--id", "id", "-m", "accuracy"


def settings(*rules: str, more: str = "") -> None:
    text = "".join(f"[[rules]]\n{rule}\n" for rule in rules)
    Path("fairaudit.toml").write_text(f'[data]\ngroups = ["sex"]\n\n{text}{more}', encoding="utf-8")


def waiver(rule: str, until: str = "2999-12-31", group: str = "") -> str:
    of = f'group = {{ sex = "{group}" }}\n' if group else ""
    return f'[[waivers]]\nrule = "{rule}"\nuntil = {until}\nreason = "Retraining"\nowner = "team"\n{of}\n'


def test_rules_of_the_file_are_judged_where_they_belong(paths: Any, command: Any, compared: Any) -> None:
    settings(FLOOR, LOSS + 'says = "Nobody may lose five points."\nbecause = "Clause 2"\n', GAP)
    found = compared(*paths)
    assert [each["id"] for each in found["verdicts"]] == ["no-loss", "gap"]
    first = found["verdicts"][0]
    assert (first["verdict"], first["group"], first["counts_as"]) == ("fail", {"sex": "m"}, "fail")
    assert first["estimate"]["value"] == pytest.approx(-60 / 500)
    assert first["location"] == {"path": "fairaudit.toml", "line": 10}
    assert found["gate"]["exit_code"] == 1
    code, out, error = command("compare", *paths)
    assert code == 1
    assert "Nobody may lose five points." in out
    assert "Because: Clause 2." in out
    assert "Settings come from fairaudit.toml" in error
    code, out, _ = command("check", paths[1], "-m", "accuracy", "--format", "json")
    report = json.loads(out)
    assert code == 0
    assert [each["id"] for each in report["verdicts"]] == ["floor"]
    assert not {"nothing_judged", "waiver_unused"} & {each["code"] for each in report["warnings"]}


def test_rules_of_both_places_are_added_up(paths: Any, compared: Any) -> None:
    settings(LOSS)
    found = compared(*paths, "--require", "accuracy.change overall >= -0.2")
    assert [each["verdict"] for each in found["verdicts"]] == ["fail", "pass"]
    assert "location" not in found["verdicts"][1]


def test_a_check_says_that_changes_are_judged_elsewhere(paths: Any, command: Any) -> None:
    settings(LOSS, more=waiver("no-loss"))
    code, out, _ = command("check", paths[1], "--format", "json")
    warnings = {each["code"]: each["message"] for each in json.loads(out)["warnings"]}
    assert code == 3
    assert "`fairaudit compare OLD NEW` judges those" in warnings["nothing_judged"]
    assert "waiver_unused" not in warnings
    assert command("report", paths[1])[0] == 0


def test_a_file_without_rules_about_changes_gates_no_comparison(paths: Any, command: Any, compared: Any) -> None:
    settings(FLOOR, more=waiver("floor"))
    found = compared(*paths)
    assert (found["gate"], found["verdicts"]) == (None, [])
    assert not [each for each in found["warnings"] if each["code"] == "waiver_unused"]
    assert command("compare", *paths)[0] == 0


@pytest.mark.parametrize(
    ("waivers", "verdict", "code", "warned"),
    [
        (waiver("no-loss"), "waived", 0, []),
        (waiver("no-loss", group="m"), "waived", 0, []),
        (waiver("no-loss", group="f"), "fail", 1, ["waiver_unused"]),
        (waiver("no-loss", group="f") + waiver("no-loss", group="m"), "waived", 0, ["waiver_unused"]),
        (waiver("no-loss", "2020-01-31"), "fail", 1, ["waiver_expired"]),
    ],
)
def test_waivers(paths: Any, compared: Any, waivers: str, verdict: str, code: int, warned: list[str]) -> None:
    settings(LOSS, more=waivers)
    found = compared(*paths)
    assert (found["verdicts"][0]["verdict"], found["gate"]["exit_code"]) == (verdict, code)
    assert [each["code"] for each in found["warnings"] if "waiver" in each["code"]] == warned
    assert ("Retraining" in found["verdicts"][0]["why"]) == (verdict == "waived" or "2020" in waivers)


def test_several_waivers_cover_every_group_that_breaks_the_rule(paths: Any, compared: Any) -> None:
    rule = LOSS.replace("-0.05", "0.01")  # neither f nor m gained a point
    settings(rule, more=waiver("no-loss", group="f") + waiver("no-loss", group="m"))
    found = compared(*paths)
    assert (found["verdicts"][0]["verdict"], found["gate"]["exit_code"]) == ("waived", 0)
    settings(rule, more=waiver("no-loss", group="m"))
    assert compared(*paths)["verdicts"][0]["verdict"] == "fail" or compared(*paths)["gate"]["exit_code"] == 3


@pytest.mark.parametrize("pairing", [[], ["--id", "id"]])
def test_a_group_that_left_leaves_the_rule_open_unless_a_waiver_covers_it(
    write: Any, compared: Any, pairing: list[str]
) -> None:
    old, new = rows.decisions(MOVES)
    paths = write("old.csv", old), write("new.csv", [row for row in new if row["sex"] == "f"]), *pairing
    settings(LOSS.replace("-0.05", "-0.9"))
    verdict = compared(*paths)["verdicts"][0]
    assert (verdict["verdict"], verdict["group"]) == ("not_measurable", {"sex": "m"})
    assert verdict["left_out"] == [{"group": {"sex": "m"}, "why": "only in the old result"}]
    settings(LOSS.replace("-0.05", "-0.9"), more=waiver("no-loss", group="m"))
    assert compared(*paths)["gate"]["exit_code"] == 0


@pytest.mark.parametrize(
    ("rule", "more", "code"),
    [
        (LOSS + 'severity = "warn"\n', "", 0),
        (LOSS.replace("0.05", "0.125"), "", 3),
        (LOSS.replace("0.05", "0.125") + 'on_inconclusive = "pass"\n', "", 0),
        (LOSS.replace("0.05", "0.125"), '[evidence]\non_inconclusive = "fail"\n', 1),
        (LOSS.replace("0.05", "0.125"), waiver("no-loss", "2020-01-31"), 1),
    ],
)
def test_what_a_verdict_counts_as(paths: Any, command: Any, rule: str, more: str, code: int) -> None:
    settings(rule, more=more)
    assert command("compare", *paths)[0] == code
    assert command("compare", *paths, "--exit-zero")[0] == 0


@pytest.mark.parametrize(
    ("rules", "more", "message"),
    [
        ([LOSS + 'only = ["f"]\n'], "", "fairaudit.toml:6: `only` is not for the rule"),
        ([LOSS + 'evidence = "point"\n'], "", "fairaudit.toml:6: `evidence` is not for the rule"),
        ([LOSS.replace("accuracy", "acuracy")], "", "fairaudit.toml:6: There is no metric `acuracy`"),
        ([LOSS.replace("sex", "age")], "", "There is no column `age`, of which the rule"),
        ([LOSS, LOSS], "", "is there twice"),
        ([LOSS, GAP.replace('"gap"', '"no-loss"')], "", "Two rules have the id `no-loss`"),
        ([LOSS, 'require = "accuracy.change by sex <= -0.1"\n'], "", "Two rules contradict each other"),
        ([GAP], waiver("gap", group="m"), "about a gap, which no group has alone"),
    ],
)
def test_mistakes_are_answered_with_their_place(
    paths: Any, command: Any, rules: list[str], more: str, message: str
) -> None:
    settings(*rules, more=more)
    code, out, error = command("compare", *paths)
    assert (code, out) == (2, "")
    assert message in error


def test_reports_are_judged_by_the_file(paths: Any, command: Any) -> None:
    for name, path in zip(("old", "new"), paths, strict=False):
        assert command("report", path, "-g", "sex", "-o", f"{name}.json", "-q")[0] == 0
    settings(LOSS)
    assert command("compare", "old.json", "new.json", "-o", "c.xml")[0] == 1
    settings(LOSS.replace("by sex", "by age"))
    code, _, error = command("compare", "old.json", "new.json")
    assert code == 2
    assert "groups by age, of which the rule `accuracy.change by age >= -0.05` (fairaudit.toml:6) speaks" in error


def written(command: Any, paths: Any, *options: str) -> tuple[ElementTree.Element, dict[str, Any]]:
    """Return what is written as JUnit and as SARIF, both of which keep to their schemas."""
    etree = pytest.importorskip("lxml.etree")
    code, _, error = command("compare", *paths, *options, "-o", "c.xml", "-o", "c.sarif", "-o", "c.json")
    assert code in (0, 1, 3), error
    etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(etree.parse("c.xml"))
    log = json.loads(Path("c.sarif").read_text(encoding="utf-8"))
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    return ElementTree.parse("c.xml").getroot(), log["runs"][0]  # noqa: S314 (written by the test)


def test_junit_and_sarif_hold_every_verdict(paths: Any, command: Any) -> None:
    open_rule = 'id = "open"\nrequire = "accuracy.change by sex >= -0.125"\n'
    kept = 'id = "kept"\nrequire = "accuracy.change overall >= -0.2"\n'
    settings(LOSS, GAP + 'severity = "warn"\n', open_rule, kept, more=waiver("gone"))
    suites, run = written(command, paths)
    outcomes = {case.get("name"): [child.tag for child in case] for case in suites.iter("testcase")}
    assert outcomes == {"no-loss": ["failure"], "gap": ["system-out"], "open": ["skipped"], "kept": ["system-out"]}
    assert "FAIL: 1 failed, 1 warning, 1 inconclusive, 1 passed" in str(suites.findtext("testsuite/system-out"))
    kinds = {each["ruleId"]: (each["kind"], each["level"]) for each in run["results"]}
    assert kinds == {"no-loss": ("fail", "error"), "gap": ("fail", "warning"), "open": ("open", "none")}
    places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    lines = [(each["artifactLocation"]["uri"], each["region"]["startLine"]) for each in places]
    assert lines == [("fairaudit.toml", 6), ("fairaudit.toml", 10), ("fairaudit.toml", 15)]
    assert command("render", "c.json", "-o", "again.xml", "-o", "again.sarif")[0] == 0
    for suffix in ("xml", "sarif"):
        assert Path(f"again.{suffix}").read_bytes() == Path(f"c.{suffix}").read_bytes()


def test_a_rule_of_the_command_line_points_at_the_new_result(paths: Any, command: Any) -> None:
    _, run = written(command, paths, "--require", "accuracy.change by sex >= -0.05")
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("/new.csv")


def test_a_format_of_verdicts_needs_a_rule(paths: Any, command: Any, refused: Any) -> None:
    assert "no rule is about a change" in refused(*paths, "-g", "sex", "-o", "c.sarif")
    assert not Path("c.sarif").exists()
    assert command("compare", *paths, "-g", "sex", "-o", "c.json", "-q")[0] == 0
    code, _, error = command("render", "c.json", "-o", "c.xml")
    assert (code, Path("c.xml").exists()) == (2, False)
    assert "no rule is about a change" in error


def test_github_is_told(paths: Any, command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(LOSS, GAP)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    code, _, error = command("compare", *paths, "-q")
    assert code == 1
    told = [line for line in error.splitlines() if line.startswith("::")]
    assert [line.split("::")[1] for line in told] == [
        "error title=FAIL no-loss,file=fairaudit.toml,line=6",
        "error title=FAIL gap,file=fairaudit.toml,line=10",
    ]
    summary = Path("summary.md").read_text(encoding="utf-8")
    assert "\n### ❌ FAIL: 2 failed\n" in summary
    assert "\n## fairaudit: what changed\n" in summary
    Path("fairaudit.toml").unlink()
    assert "::" not in command("compare", *paths, "-g", "sex", "-q")[2]


def test_names_of_groups_are_harmless_in_every_format(write: Any, command: Any, monkeypatch: Any) -> None:
    old, new = rows.decisions(dict.fromkeys(HOSTILE, (1, 30, 30, 8)))
    paths = write("old.csv", old), write("new.csv", new), "--id", "id"
    settings(LOSS + 'says = "\\u001b[31m ::error::"\n')
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    suites, run = written(command, paths)
    assert "\\u{1b}" in str(next(suites.iter("failure")).text)
    assert "](" not in run["results"][0]["message"]["text"]
    told = [line for line in command("compare", *paths, "-q")[2].splitlines() if line.startswith("::")]
    assert len(told) == 1

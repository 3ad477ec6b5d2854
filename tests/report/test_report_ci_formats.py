"""JUnit, SARIF and what GitHub Actions reads: valid against the published schemas, and safe whatever the data say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import documents
import jsonschema
import judged
import pytest
from judged import bounds, verdict

from fairaudit import words as wording
from fairaudit.document import Document
from fairaudit.report.ci import github, junit, sarif
from fairaudit.report.files import as_markdown

SCHEMAS = Path(__file__).parent / "schemas"
SARIF = jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))


def run_of(document: Document) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(sarif.render(document))["runs"][0]
    return run


def test_junit_is_valid(any_document: Document) -> None:
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
    schema.assertValid(etree.fromstring(junit.render(any_document).encode("utf-8")))


def test_sarif_is_valid(any_document: Document) -> None:
    SARIF.check_schema(SARIF.schema)
    SARIF.validate(json.loads(sarif.render(any_document)))


def test_junit_counts_what_it_holds(any_judged: Document) -> None:
    report = judged.suites(junit.render(any_judged))
    suite = report.find("testsuite")
    assert suite is not None
    cases = suite.findall("testcase")
    names = [wording.show(each["id"]) for each in any_judged["verdicts"]]
    assert [case.get("name") for case in cases] == names
    assert {case.get("classname") for case in cases} == {"fairaudit"}
    counted = {key: str(len(suite.findall(f"testcase/{key}"))) for key in ("failure", "skipped")}
    assert (suite.get("tests"), suite.get("failures")) == (str(len(cases)), counted["failure"])
    assert (suite.get("skipped"), report.get("failures")) == (counted["skipped"], counted["failure"])


def test_junit_says_why_and_shows_what_xml_cannot_hold() -> None:
    suites = judged.suites(junit.render(judged.judged()))
    messages = {case.get("name"): child.get("message") for case in suites.iter("testcase") for child in case}
    assert str(messages["gap-open"]).startswith("inconclusive: The gap in word error rate by accent is 6.2 percentage")
    assert str(messages["gap-waived"]).startswith("waived: ")
    text = junit.render(judged.hostile())
    assert all(each.isprintable() or each in "\n\u200c\u200d" for each in text)
    assert "\\u{1b}[31mred" in text


def test_a_rule_that_only_warns_passes_and_says_why() -> None:
    case = next(
        each for each in judged.suites(junit.render(judged.judged())).iter("testcase") if each.get("name") == "point"
    )
    assert [child.tag for child in case] == ["system-out"]
    assert "Only a warning" in str(case.findtext("system-out"))


def test_sarif_lists_every_rule_and_what_did_not_pass(any_judged: Document) -> None:
    run = run_of(any_judged)
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ids == [wording.show(each["id"]) for each in any_judged["verdicts"]]
    assert len(run["results"]) == sum(each["verdict"] != "pass" for each in any_judged["verdicts"])
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["kind"] == "fail" or result["level"] == "none"
        assert result["locations"]
        assert "](" not in result["message"]["text"]


def test_sarif_fingerprints_stay_when_only_figures_change() -> None:
    first = run_of(judged.judged([verdict("fail", bounds(0.06, 0.1, 0.2), 0.05)]))
    later = run_of(judged.judged([verdict("fail", bounds(0.07, 0.2, 0.3), 0.06)]))
    other = run_of(judged.judged([verdict("fail", bounds(0.07, 0.2, 0.3), 0.06, by=["gender"])]))
    prints = [run["results"][0]["partialFingerprints"] for run in (first, later, other)]
    assert prints[0] == prints[1] != prints[2]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("results/a b.csv", "results/a%20b.csv"),
        ("100%.csv", "100%25.csv"),
        ("a:b.csv", "a%3Ab.csv"),
        ("s3://bucket/a b.csv", "s3://bucket/a%20b.csv"),
        ("\ud800.csv", "%5Cu%7Bd800%7D.csv"),
        ("-", "-"),
    ],
)
def test_sarif_points_at_the_data(path: str, uri: str) -> None:
    document = judged.judged([verdict("fail", bounds(0.06, 0.1, 0.2), 0.05)])
    document["data"]["sources"][0]["path"] = path
    place = run_of(document)["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": uri}, "region": {"startLine": 1}}


def test_sarif_points_at_the_rule_where_its_place_is_known() -> None:
    found: Any = verdict("fail", bounds(0.06, 0.1, 0.2), 0.05, location={"path": "fairaudit.toml", "line": 12})
    document = judged.judged([found])
    place = run_of(document)["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "fairaudit.toml"}, "region": {"startLine": 12}}


def test_a_waiver_is_a_suppression_with_its_reason() -> None:
    result = run_of(judged.judged([verdict("waived", bounds(0.06, 0.1, 0.2), 0.05, waiver=judged.WAIVER)]))["results"][
        0
    ]
    assert result["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Retraining data arrives in the first quarter (until 2027-03-31, owner speech team)",
        }
    ]


def test_annotations_are_one_line_each_and_hold_no_command_of_the_data() -> None:
    lines = github.commands(judged.hostile()).splitlines()
    assert lines
    for line in lines:
        assert line.startswith(("::error title=", "::warning title=", "::notice title="))
        properties = [each.split("=", 1) for each in line.split(" ", 1)[1].split("::", 1)[0].split(",")]
        assert [name for name, _ in properties] in (["title"], ["title", "file", "line"])
        assert not any(set(text) & set(":\r") for _, text in properties)
    assert github.commands(
        judged.judged([verdict("fail", bounds(0.06, 0.1, 0.2), 0.05, id="a,b: 5%\n::x::")])
    ).startswith("::error title=FAIL a%2Cb%3A 5%25\\u{a}%3A%3Ax%3A%3A,file=")


@pytest.mark.parametrize(
    ("location", "data", "said"),
    [
        ({"path": "ci/fairaudit.toml", "line": 12}, "p.csv", ",file=ci/fairaudit.toml,line=12::"),
        (None, "results/a,b.csv", ",file=results/a%2Cb.csv,line=1::"),
        (None, "-", "title=FAIL fail::"),
        (None, "s3://bucket/p.csv", "title=FAIL fail::"),
    ],
    ids=["a rule of a file", "a rule of the command line", "standard input", "an address"],
)
def test_annotations_stand_at_the_rule_or_at_the_data(location: Any, data: str, said: str) -> None:
    found = verdict("fail", bounds(0.06, 0.1, 0.2), 0.05, **({"location": location} if location else {}))
    document = judged.judged([found])
    document["data"]["sources"][0]["path"] = data
    assert said in github.commands(document)


def test_no_more_annotations_than_github_shows() -> None:
    found = [verdict("fail", bounds(0.06, 0.1, 0.2), 0.05, id=f"rule {index}") for index in range(25)]
    lines = github.commands(judged.judged(found)).splitlines()
    assert len(lines) == github.MOST_ANNOTATIONS
    assert lines[-1] == "::error title=fairaudit::16 more rules did not pass: see the report."
    assert len(github.commands(judged.judged(found[:10])).splitlines()) == 10


def test_a_step_summary_is_never_refused_and_a_comment_keeps_the_broken_rules() -> None:
    words = ["pass"] * 500 + ["fail"] * 3
    found = [verdict(word, bounds(0.06, 0.1, 0.2), 0.05, id=f"{word} {index}") for index, word in enumerate(words)]
    document = judged.judged(found)
    document["warnings"] = [{"code": "long", "message": "long " * 200}] * 3000
    summary = github.summary(document)
    assert len(summary.encode()) < 2**20
    assert summary.count("❌ FAIL |") == 3
    assert re.search(r"\d+ more parts do not fit here", summary)
    comment = as_markdown(document)
    assert len(comment.encode()) < 65_000
    assert comment.count("❌ FAIL |") == 3
    assert re.search(r"\d+ more rows do not fit here", comment)


def test_a_report_without_sources_or_rules_is_written_too() -> None:
    document = judged.judged([], "inconclusive")
    document["data"]["sources"] = []
    assert run_of(document)["results"] == []
    assert 'tests="0"' in junit.render(document)
    assert github.commands(document) == ""
    assert "there was no rule to judge" in github.summary(document)
    assert documents.speech()["verdicts"] == []

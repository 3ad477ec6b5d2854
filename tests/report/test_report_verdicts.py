"""Verdicts: one sentence each, digits that show which side of the limit, and the same word in every output."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import Any

import judged
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from judged import bounds, single, verdict

from fairaudit import words as wording
from fairaudit.document import Document, Verdict
from fairaudit.report import csv_report
from fairaudit.report.ci import github, junit, sarif
from fairaudit.report.files import as_markdown, as_terminal
from fairaudit.report.html import audit as html


def why(each: Verdict) -> str:
    return wording.why(each, judged.judged([]))


def number(text: str) -> float:
    return float(re.sub(r"[^\d.-]", "", text))


@pytest.mark.parametrize(
    ("each", "sentence"),
    [
        (
            single("pass", bounds(0.8, 0.85, 0.9), 0.8, metric="accuracy", operator=">="),
            "Accuracy of all rows together is 85.0% (80.0–90.0): even the lower bound reaches the limit of 80.0%.",
        ),
        (
            single("fail", bounds(0.6, 0.7, 0.79), 0.8, "Welsh", metric="accuracy", operator=">="),
            "Accuracy of Welsh is 70.0% (60.0–79.0): even the upper bound falls short of the limit of 80.0%.",
        ),
        (
            verdict("fail", bounds(0.06, 0.1, 0.15), 0.0525),
            "The gap in word error rate by accent is 10.0 percentage points (6.0–15.0), highest for Scottish and "
            "lowest for American: even the lower bound exceeds the limit of 5.25 percentage points.",
        ),
        (
            verdict("pass", bounds(0.82, 0.9, 1.0), 0.8, comparison="ratio", metric="selection_rate", operator=">="),
            "The ratio of selection rate by accent is 0.90 (0.82–1.00), highest for Scottish and lowest for American: "
            "even the lower bound reaches the limit of 0.80.",
        ),
        (
            verdict("fail", bounds(0.3, 0.4, 0.5), 0.2, comparison="worst"),
            "The worst word error rate by accent is 40.0% (30.0–50.0) for Scottish: even the lower bound exceeds the "
            "limit of 20.0%.",
        ),
        (
            verdict("pass", bounds(0.01, 0.04, 0.09), 0.05, evidence="point", fails_by_chance=0.001),
            "The gap in word error rate by accent is 4.0 percentage points (1.0–9.0), highest for Scottish and lowest "
            "for American: the value alone is within the limit of 5.0 percentage points; equal groups of these sizes "
            "would break this rule less than 1% of the time.",
        ),
        (
            single(
                "fail",
                bounds(None, None, None, undefined="a group of the baseline is no longer in the data"),
                0.02,
                "Welsh",
                comparison="change",
                rule="word_error_rate by accent no worse than baseline by 0.02",
            ),
            "The group Welsh is missing: a group of the baseline is no longer in the data, and that fails the rule.",
        ),
        (
            single("inconclusive", bounds(None, 0.3, None, interval_undefined="all rows come from one speaker"), 0.2),
            "Word error rate of all rows together is 30.0%: there is no interval to hold against the limit of 20.0%, "
            "because all rows come from one speaker.",
        ),
        (
            verdict(
                "fail",
                bounds(0.03, 0.05, 0.07),
                0.02,
                comparison="change",
                compares="ratio",
                rule='"selection rate ratio" by accent no worse than baseline by 0.02',
                metric="selection_rate",
            ),
            "Since the baseline, the ratio of selection rate by accent is worse by 0.05 (0.03–0.07; below 0: better): "
            "even the lower bound exceeds the limit of 0.02.",
        ),
    ],
)
def test_a_verdict_says_why(each: Verdict, sentence: str) -> None:
    assert why(each) == sentence


NEEDED: dict[str, Any] = {"margin": 0.05, "unit": "clusters", "if_equal": None, "if_as_observed": 3.2}


@pytest.mark.parametrize(
    ("each", "needed", "words"),
    [
        (
            single("inconclusive", bounds(0.1, 0.2, 0.3), 0.15, "Scottish"),
            {},
            "it would take about 3.2 times as many speakers (Scottish 20 → 64), if the value truly is as observed.",
        ),
        (
            single("inconclusive", bounds(0.1, 0.2, 0.3), 0.15),
            {"unit": "rows"},
            "it would take about 3.2 times as many rows (all rows together 1,767 → 5,700), if",
        ),
        (
            verdict("inconclusive", bounds(0.1, 0.2, 0.3), 0.15, comparison="worst"),
            {},
            "about 3.2 times as many speakers (Scottish 20 → 64), if the value truly is as observed.",
        ),
        (
            verdict("inconclusive", bounds(0.01, 0.06, 0.1), 0.05),
            {"if_equal": 1.2},
            "about 1.2 times as many speakers of every group (Scottish 20 → 24, American 41 → 50), if the groups are "
            "truly equal; or about 3.2 times",
        ),
        (verdict("inconclusive", bounds(0.01, 0.06, 0.1), 0.05), {"if_as_observed": 0.5}, "cannot be said."),
    ],
)
def test_an_open_verdict_says_what_would_settle_it(each: Verdict, needed: dict[str, Any], words: str) -> None:
    each["needed"] = {**NEEDED, **needed}  # type: ignore[typeddict-item]
    assert words in why(each)


def test_a_waiver_is_named_with_its_owner_and_its_end() -> None:
    held = verdict("waived", bounds(0.08, 0.1, 0.15), 0.05, waiver=judged.WAIVER)
    details = "(owner speech team; reason: Retraining data arrives in the first quarter)"
    assert why(held).endswith(f"limit of 5.0 percentage points; waived for Scottish until 2027-03-31 {details}.")
    ended = {**judged.WAIVER, "expired": True}
    over = verdict("fail", bounds(0.06, 0.1, 0.15), 0.05, waiver=ended)
    said = f"; the waiver for Scottish ended on 2027-03-31 {details}, so the rule counts"
    assert why(over).endswith(f"even the lower bound exceeds the limit of 5.0 percentage points{said} again.")
    undecided = verdict("inconclusive", bounds(0.01, 0.062, 0.1), 0.05, waiver=ended, needed=judged.NEEDED)
    assert "; it would take about 2.4 times as many speakers of every group" in why(undecided)
    assert why(undecided).endswith(f"{said} as failed until it is known to be kept.")


@given(st.floats(0, 1), st.integers(0, 100), st.sampled_from(["accuracy", "f1_score"]))
@example(0.7999999999999, 80, "accuracy")
@example(0.0504, 5, "accuracy")
@example(1e-17, 0, "accuracy")
def test_a_value_is_printed_on_its_side_of_the_limit(value: float, limit: int, metric: str) -> None:
    each = single("fail", bounds(value, value, value), limit / 100, metric=metric)
    shown, line = number(wording.judged(each)[0].value), number(wording.verdict_limit(each))
    assert line == pytest.approx(limit if metric == "accuracy" else limit / 100)
    assert (shown < line, shown > line) == (value < limit / 100, value > limit / 100) or abs(
        value - limit / 100
    ) <= 1e-14


@pytest.mark.parametrize(
    ("verdicts", "word", "line"),
    [
        ([], "inconclusive", "INCONCLUSIVE: there was no rule to judge"),
        (["pass", "pass"], "pass", "PASS: 2 passed"),
        (["pass", "fail", "waived", "inconclusive"], "fail", "FAIL: 1 failed, 1 inconclusive, 1 waived, 1 passed"),
        (["not_measurable"], "inconclusive", "INCONCLUSIVE: 1 not measurable"),
    ],
)
def test_one_line_for_all_rules(verdicts: list[str], word: str, line: str) -> None:
    found = [verdict(each, bounds(0.1, 0.2, 0.3), 0.2, id=str(index)) for index, each in enumerate(verdicts)]
    document = judged.judged(found, word)
    assert wording.gate_line(document) == line
    assert as_terminal(document).splitlines()[-1] == line
    assert f"<title>{line} · " in html.render(document)
    assert as_markdown(document).splitlines()[2].endswith(line)


def test_one_line_says_what_only_warns_and_what_undecided_rules_count_as() -> None:
    found = [
        verdict("fail", bounds(0.1, 0.2, 0.3), 0.05, severity="warn"),
        verdict("inconclusive", bounds(0.1, 0.2, 0.3), 0.2, counts_as="fail"),
        verdict("inconclusive", bounds(0.1, 0.2, 0.3), 0.2, counts_as="pass"),
    ]
    line = wording.gate_line(judged.judged(found))
    assert line == "FAIL: 1 warning, 2 inconclusive (1 counting as failed, 1 counting as passed)"
    said = ["Only a warning: it does not change the outcome.", "Counts as failed.", "Counts as passed."]
    assert [wording.standing(each) for each in found] == said


def test_without_a_policy_nothing_is_said_about_rules() -> None:
    document = judged.judged()
    del document["gate"]
    document["verdicts"] = []
    for text in (as_terminal(document), html.render(document), as_markdown(document)):
        assert not re.search(r"\bRules\b|FAIL|PASS|<!-- fairaudit", text)


def terminal_words(document: Document) -> list[str]:
    part = as_terminal(document, width=500).split("\nRules\n")[1].split("\nAll rows together")[0]
    return [line.split("  ")[0] for line in part.splitlines() if re.match("[A-Z]{3}", line)]


def html_words(document: Document) -> list[str]:
    cell = r'<td class="\w+" data-h="verdict"><span aria-hidden="true">.</span> <b>([^<]+)</b>'
    return re.findall(cell, html.render(document))


def markdown_words(document: Document) -> list[str]:
    return re.findall(r"^\| \S+ ([A-Z][A-Za-z ()]+) \| \*\*", as_markdown(document, 10**7), re.MULTILINE)


def test_every_output_says_the_same_about_every_rule(any_judged: Document) -> None:
    ordered = wording.worst_first(any_judged["verdicts"])
    words = [wording.verdict_word(each) for each in ordered]
    assert terminal_words(any_judged) == words * 2
    assert html_words(any_judged) == words
    assert markdown_words(any_judged) == words
    rows = csv.DictReader(io.StringIO(csv_report.render(any_judged)), strict=True)
    found = [each["verdict"] for each in any_judged["verdicts"]]
    assert [row["verdict"] for row in rows if row["row"] == "rule"] == found


def expected(each: Verdict) -> tuple[str | None, str | None, str]:
    """Return the JUnit element, the SARIF kind and the GitHub kind of a verdict, said anew for the test."""
    warns = each["severity"] == "warn"
    table: dict[tuple[str, str], tuple[str | None, str | None, str]] = {
        ("pass", "pass"): (None, None, ""),
        ("fail", "fail"): ("failure", "fail", "error"),
        ("waived", "pass"): ("skipped", "fail", "notice"),
        ("inconclusive", "inconclusive"): ("skipped", "open", "warning"),
        ("inconclusive", "pass"): ("skipped", "open", "notice"),
        ("inconclusive", "fail"): ("failure", "fail", "error"),
        ("not_measurable", "inconclusive"): ("skipped", "open", "warning"),
        ("not_measurable", "pass"): ("skipped", "open", "notice"),
        ("not_measurable", "fail"): ("failure", "fail", "error"),
    }
    element, kind, level = table[each["verdict"], each["counts_as"]]
    return (None, kind, "warning") if warns and each["verdict"] not in ("pass", "waived") else (element, kind, level)


def every_combination() -> list[Verdict]:
    ways = [("pass", "pass"), ("fail", "fail"), ("waived", "pass")]
    ways += [(word, way) for word in ("inconclusive", "not_measurable") for way in ("inconclusive", "pass", "fail")]
    return [
        verdict(
            word,
            bounds(0.1, 0.2, 0.3) if word != "not_measurable" else bounds(None, None, None, undefined="no rows"),
            0.2,
            counts_as=way,
            severity=severity,
            id=f"{word} {way} {severity}",
            waiver=judged.WAIVER if word == "waived" else None,
        )
        for word, way in ways
        for severity in ("fail", "warn")
    ]


@pytest.mark.parametrize("each", every_combination(), ids=lambda each: each["id"])
def test_the_formats_for_machines_agree(each: Verdict) -> None:
    document = judged.judged([each])
    element, kind, level = expected(each)
    case = judged.suites(junit.render(document)).find("testsuite/testcase")
    assert case is not None
    assert [child.tag for child in case if child.tag != "system-out"] == ([element] if element else [])
    results = json.loads(sarif.render(document))["runs"][0]["results"]
    assert [result["kind"] for result in results] == ([kind] if kind else [])
    assert [bool(result.get("suppressions")) for result in results] == ([each["verdict"] == "waived"] if kind else [])
    assert github.commands(document).split(" ")[0] == (f"::{level}" if level else "")
    texts = [unescape(html.render(document)), as_terminal(document, width=1000), unescape(junit.render(document))]
    assert all(each["why"] in text for text in texts)

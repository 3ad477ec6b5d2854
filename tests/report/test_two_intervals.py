"""Wherever a rule has another interval than the tables have for the same number, the output says so."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import judged
import pytest

import fairaudit
from fairaudit.document import Document
from fairaudit.report.files import as_markdown, as_terminal
from fairaudit.report.html import audit as html

DATA = Path(__file__).resolve().parents[2] / "sample_data"
SAYS = "Each bound of a rule holds with 95% confidence on its own; in the tables the same number has another interval: "
VALUE = "beside a value both ends hold together"
WORST = "beside a group both ends hold together and for this group alone, not for whichever is truly worst"
AGAINST = "where each group stands against others, the limits of all of them hold together"


def in_tables(document: Document, metric: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every estimate that any table has for a metric, with what kind of table it is."""
    for each in (document["overall"], *document["groups"]):
        if metric in each["metrics"]:
            yield "value", dict(each["metrics"][metric])
    for disparity in document["disparities"]:
        if disparity["metric"] == metric:
            yield str(disparity["comparison"]), dict(disparity)
    for contrast in document["contrasts"]:
        if contrast["metric"] == metric:
            yield from (("against", dict(contrast[kind])) for kind in ("difference", "ratio") if kind in contrast)


def others(document: Document, verdict: Any) -> set[str]:
    """Return the kinds of tables that have the number of a verdict with other limits."""
    judged, found = verdict["estimate"], set()
    for kind, other in in_tables(document, verdict["measure"]):
        if other["value"] is not None and abs(abs(other["value"]) - abs(judged["value"])) < 1e-12:
            same = (other["low"], other["high"]) == (judged["low"], judged["high"])
            found |= set() if same or other["low"] is None else {kind}
    return found


CREDIT = {
    "accuracy overall >= 0.7": VALUE,
    "accuracy of sex=female >= 0.6": VALUE,
    "accuracy.worst by job >= 0.5": WORST,
    "accuracy.ratio by sex >= 0.8": AGAINST,
    "accuracy.difference by sex <= 0.1": AGAINST,
    "accuracy.difference of sex=female against sex=male <= 0.1": AGAINST,
    "accuracy.difference by job <= 0.3": "",
    "equalized_odds_difference by sex <= 0.2": "",
    "score_ks_distance by sex <= 0.2": "",
}


@pytest.mark.parametrize("rule", CREDIT)
def test_a_rule_with_another_interval_than_the_tables_is_explained(rule: str) -> None:
    document = fairaudit.check(DATA / "credit.parquet", rule, groups=["sex", "job"]).to_dict()
    (verdict,) = document["verdicts"]
    assert bool(CREDIT[rule]) == bool(others(document, verdict))
    for text in (as_terminal(document, width=500), html.render(document), as_markdown(document), brief(document)):
        assert text.count(f"{SAYS}{CREDIT[rule]}.") == bool(CREDIT[rule])
        assert text.count("Each bound of a rule") == bool(CREDIT[rule])


def brief(document: Document) -> str:
    return as_terminal(document, width=500, form="brief")


def test_speech_says_it_once_for_all_of_its_rules() -> None:
    asked = [sys.executable, "-m", "fairaudit", "check", DATA / "speech.csv", "--config", DATA / "fairaudit.toml"]
    done = subprocess.run([*asked, "--format", "json"], capture_output=True, text=True, check=False)
    document = json.loads(done.stdout)
    found = {each["id"]: others(document, each) for each in document["verdicts"]}
    assert {name for name, kinds in found.items() if kinds} == {"overall-floor", "noise", "telephone"}
    for text in (as_terminal(document, width=500), html.render(document), as_markdown(document), brief(document)):
        assert text.count(f"{SAYS}{VALUE}.") == 1


def test_nothing_is_said_where_no_rule_has_another_interval() -> None:
    document = judged.judged()
    document["verdicts"] = [each for each in document["verdicts"] if each["comparison"] is not None]
    for text in (as_terminal(document, width=500), html.render(document), as_markdown(document)):
        assert "Each bound of a rule" not in text

"""Reports of earlier versions lack keys; read, they are what they would be now."""

from __future__ import annotations

import copy
import json
from typing import Any

import documents
import pytest
from judged import bounds, judged, single, verdict

from fairaudit import words as wording
from fairaudit.document import Document
from fairaudit.document.reasons import shared_part
from fairaudit.report import json_report
from fairaudit.report.html import audit as html

LATER = {
    "document": ("words", "headline", "bars", "side_counts", "advice_about"),
    "definitions": ("unit", "averages_clusters", "margin"),
    "disparities": ("unit", "combines"),
    "verdicts": ("measure", "unit", "compares", "scope"),
}
"""Keys that earlier versions did not write."""


def as_it_was(document: Document) -> Any:
    """Return a report as an earlier version wrote it."""
    found: Any = copy.deepcopy(document)
    parts = {
        "document": [found],
        "definitions": found["definitions"].values(),
        "disparities": found["disparities"],
        "verdicts": found["verdicts"],
    }
    for part, keys in LATER.items():
        for each in parts[part]:
            for key in keys:
                each.pop(key, None)
    return found


@pytest.mark.parametrize("make", [documents.binary, documents.speech, judged])
def test_an_older_report_is_read_as_if_it_were_of_today(make: Any) -> None:
    document = make()
    assert json_report.loads(json.dumps(as_it_was(document))) == document


@pytest.mark.parametrize(
    ("rule", "compares", "scope"),
    [
        ('"word error rate difference" by accent no worse than baseline by 0.02', "difference", "by"),
        ("`wer.ratio` by accent no worse than baseline by 0.02", "ratio", "by"),
        ("wer of accent=Welsh no worse than baseline by 0.02", None, "of"),
        ("a metric of another version by accent no worse", None, "by"),
    ],
)
def test_a_rule_of_an_older_report_is_known_by_its_sentence(rule: str, compares: str | None, scope: str) -> None:
    each = verdict("pass", bounds(-0.01, 0.0, 0.01), 0.02, comparison="change", rule=rule)
    read = json_report.loads(json.dumps(as_it_was(judged([each]))))["verdicts"][0]
    assert (read["measure"], read["compares"], read["scope"]) == ("word_error_rate", compares, scope)


def test_a_report_of_another_kind_of_predictions_can_be_read() -> None:
    found = as_it_was(documents.one_group())
    found["task"] = "a task of another version"
    found["definitions"]["distance"] = found["definitions"].pop("accuracy")
    read = json_report.loads(json.dumps(found))
    assert (read["headline"], read["words"]["clusters"], read["bars"]) == ([], "clusters", None)
    assert read["definitions"]["distance"]["unit"] == "number"
    assert "<h1" in html.render(read)


def test_a_rule_about_all_rows_is_known_by_its_sentence() -> None:
    each = single("pass", bounds(0.1, 0.15, 0.19), 0.2, rule="word_error_rate overall <= 0.2")
    read = json_report.loads(json.dumps(as_it_was(judged([each]))))["verdicts"][0]
    assert (read["compares"], read["scope"]) == (None, "overall")


def test_reasons_of_an_older_report_are_told_from_each_groups_own_number() -> None:
    found = as_it_was(documents.binary())
    found["groups"][4]["small_because"] = "fewer than 30 rows (18)"
    found["disparities"][0]["left_out"] = [
        {"group": {"race": "Native American"}, "why": "in the old result: fewer than 30 rows (18)"},
        {"group": {"race": None}, "why": "the rule is not about this group"},
        {"group": {"race": "Asian"}, "why": "one cluster dominates (effectively 1.0 clusters)"},
    ]
    read = json_report.loads(json.dumps(found))
    assert wording.small_because(read["groups"][4]) == "small: fewer than 30 rows"
    numbered, not_meant, plain = read["disparities"][0]["left_out"]
    assert [shared_part(each["why"]) for each in (numbered, not_meant, plain)] == [
        "in the old result: fewer than 30 rows",
        "the rule is not about this group",
        "one cluster dominates (effectively 1.0 clusters)",
    ]


def test_paragraphs_of_an_older_report_are_known_by_their_first_words() -> None:
    document = documents.advised(documents.binary())
    read = json_report.loads(json.dumps(as_it_was(document)))
    assert wording.led(read) == wording.led(document)
    assert {lead for lead, _ in wording.led(read)} == {"", "What cannot be told:", "Next:"}

"""Reports with verdicts, built by hand: one of every kind, and one in which every text is hostile."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import documents
from builders import estimate

from fairaudit.catalogue import CATALOGUE
from fairaudit.document import Document, Estimate, Gate, Verdict


def bounds(low: float | None, value: float | None, high: float | None, **changes: Any) -> Estimate:
    """Return an estimate with these bounds."""
    result = estimate(0.5, 1000)
    result.update(low=low, value=value, high=high)
    result.update(changes)  # type: ignore[typeddict-item]
    return result


def verdict(word: str, judged: Estimate, limit: float, **changes: Any) -> Verdict:
    """Return a verdict on the gap in word error rate by accent; `changes` replace its fields."""
    counts = {"pass": "pass", "waived": "pass", "fail": "fail"}
    result = Verdict(
        id=word,
        rule=f"word_error_rate.difference by accent <= {limit}",
        verdict=word,
        counts_as=counts.get(word, "inconclusive"),
        estimate=judged,
        operator="<=",
        limit=limit,
        why="",
        severity="fail",
        evidence="bound",
        says=None,
        because=None,
        metric="word_error_rate",
        measure=changes.get("metric", "word_error_rate"),
        unit=CATALOGUE[changes.get("metric", "word_error_rate")].unit if "measure" not in changes else "share",
        comparison="difference",
        compares=changes.get("comparison", "difference"),
        scope="by",
        by=["accent"],
        group=None,
        highest={"accent": "Scottish"},
        lowest={"accent": "American"},
        left_out=[],
        fails_by_chance=None,
        needed=None,
        waiver=None,
    )
    result.update(changes)  # type: ignore[typeddict-item]
    return result


def single(word: str, judged: Estimate, limit: float, accent: str | None = None, **changes: Any) -> Verdict:
    """Return a verdict on one value: of all rows together, or of one accent."""
    group = {"accent": accent} if accent else None
    by = ["accent"] if accent else []
    scope = "of" if accent else "overall"
    sides: dict[str, Any] = {
        "comparison": None,
        "compares": None,
        "scope": scope,
        "by": by,
        "group": group,
        "highest": None,
        "lowest": None,
    }
    return verdict(word, judged, limit, **{**sides, **changes})


WAIVER = {
    "until": "2027-03-31",
    "reason": "Retraining data arrives in the first quarter",
    "owner": "speech team",
    "group": {"accent": "Scottish"},
    "expired": False,
}
ENDED = {**WAIVER, "expired": True, "group": {}}
NEEDED = {"margin": 0.05, "unit": "clusters", "if_equal": 2.4, "if_as_observed": 12.3}


def every_kind() -> list[Verdict]:
    """Return verdicts of every kind, in no particular order."""
    rate = {"rule": "word_error_rate overall <= 0.2", "id": "word_error_rate overall <= 0.2"}
    small = {"group": {"accent": "Jamaican"}, "why": "3 speakers, fewer than 5"}
    odds: dict[str, Any] = {"metric": "equalized_odds_ratio", "measure": "equalized_odds", "operator": ">="}
    odds |= {"comparison": "ratio", "compares": "ratio"}
    change: dict[str, Any] = {"comparison": "change", "rule": "wer of accent=Welsh no worse than baseline by 0.02"}
    return [
        single("pass", bounds(0.161, 0.18, 0.199), 0.2, **rate),
        verdict(
            "fail",
            bounds(0.0512, 0.1, 0.15),
            0.05,
            id="accent-gap",
            says="No accent may have five words in a hundred more wrong than another.",
            because="Contract clause 4.2",
        ),
        verdict("inconclusive", bounds(0.02, 0.062, 0.114), 0.05, id="gap-open", needed=NEEDED),
        verdict("waived", bounds(0.08, 0.1, 0.15), 0.07, id="gap-waived", waiver=WAIVER),
        verdict("fail", bounds(0.07, 0.1, 0.15), 0.06, id="gap-expired", waiver=ENDED),
        verdict(
            "inconclusive",
            bounds(0.02, 0.062, 0.114),
            0.05,
            id="gap-open-expired",
            counts_as="fail",
            needed=NEEDED,
            waiver=ENDED,
        ),
        verdict(
            "not_measurable",
            bounds(None, None, None, undefined="fewer than two groups can be compared"),
            0.05,
            id="gap-small",
            left_out=[small],
            highest=None,
            lowest=None,
        ),
        verdict(
            "fail", bounds(0.02, 0.1, 0.15), 0.08, id="point", evidence="point", fails_by_chance=0.9, severity="warn"
        ),
        verdict("pass", bounds(0.81, 0.9, 0.99), 0.8, id="odds", **odds),
        single("inconclusive", bounds(-0.01, 0.011, 0.03), 0.02, "Welsh", id="baseline", counts_as="pass", **change),
        verdict("pass", bounds(0.1, 0.2, 0.3), 0.35, id="worst", comparison="worst", compares="worst"),
    ]


def judged(verdicts: list[Verdict] | None = None, word: str = "fail") -> Document:
    """Return the report on speech with these verdicts, or with one of every kind."""
    from fairaudit import words as wording

    result = documents.speech()
    result["overall"]["metrics"]["word_error_rate"] = estimate(0.18, 1767)
    result["verdicts"] = every_kind() if verdicts is None else verdicts
    codes = {"pass": 0, "fail": 1, "inconclusive": 3}
    result["gate"] = Gate(verdict=word, exit_code=codes[word], on_inconclusive="report")
    for each in result["verdicts"]:
        each["why"] = wording.why(each, result)
    return result


def suites(text: str) -> ElementTree.Element:
    """Return a JUnit report as elements."""
    return ElementTree.fromstring(text)  # noqa: S314 - our own output


def hostile() -> Document:
    """Return a report with verdicts in which every text that comes from outside is hostile."""
    from fairaudit import words as wording

    result = documents.hostile()
    by = result["groups"][0]["by"]
    words = ("fail", "inconclusive", "not_measurable", "waived", "pass")
    verdicts = []
    for index, name in enumerate(documents.HOSTILE):
        texts: dict[str, Any] = {
            "id": name,
            "rule": name,
            "says": name or " ",
            "because": name or " ",
            "by": by,
            "metric": "accuracy",
        }
        group = {by[0]: name}
        out = [{"group": group, "why": name}]
        word = words[index % len(words)]
        waiver = {**WAIVER, "reason": name, "owner": name, "group": group} if word == "waived" else None
        found = bounds(0.1, 0.2, 0.3)
        if word == "not_measurable":
            found = bounds(None, None, None, undefined=name)
        texts |= {"highest": group, "lowest": group, "left_out": out, "waiver": waiver}
        texts["severity"] = "warn" if index > 10 else "fail"
        verdicts.append(verdict(word, found, 0.25, **texts))
    result["verdicts"] = verdicts
    result["gate"] = Gate(verdict="fail", exit_code=1, on_inconclusive="report")
    for each in verdicts:
        each["why"] = wording.why(each, result)
    return result

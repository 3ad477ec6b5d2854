"""What is said of a report in Python: arguments of every function, and a part of what it returns."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd

import fairaudit
from fairaudit.document import About

FRAME = pd.DataFrame({"y_true": [0, 1] * 60, "y_pred": [0, 1, 1] * 40, "sex": ["f", "m", "m", "f"] * 30})
SAID: About = {
    "title": "Loans",
    "purpose": "Who is offered a loan",
    "positive_means": "gets the loan",
    "model": "credit-7.2",
    "dataset": "March",
    "note": "Without Oslo",
}


def test_audits_and_checks_hold_what_was_said(tmp_path: Path) -> None:
    audit = fairaudit.audit(FRAME, groups="sex", **SAID)
    assert audit.document["about"] == SAID
    assert "<code>1</code>: gets the loan (assumed, by its value)" in html.unescape(audit._repr_html_())
    assert "&lt;h1&gt;&lt;bdi&gt;Loans&lt;/bdi&gt;&lt;/h1&gt;" in audit._repr_html_()
    audit.write(tmp_path / "report.json")
    assert fairaudit.load(tmp_path / "report.json").document == audit.document
    assert fairaudit.check(FRAME, "accuracy overall >= 0.1", groups="sex", title="Loans").document["about"] == {
        "title": "Loans"
    }
    assert "about" not in fairaudit.audit(FRAME, groups="sex", title=None).document


def test_comparisons_hold_what_was_said_of_them_and_of_each_report() -> None:
    audits = [fairaudit.audit(FRAME, groups="sex", model=model) for model in ("7.1", "7.2")]
    found = fairaudit.compare(*audits, title="From 7.1 to 7.2").document
    assert found["about"] == {"title": "From 7.1 to 7.2"}
    assert [found[side]["about"] for side in ("old", "new")] == [{"model": "7.1"}, {"model": "7.2"}]  # type: ignore[literal-required]
    assert fairaudit.compare(FRAME, FRAME, groups="sex", note="Same").document["about"] == {"note": "Same"}


def test_a_plan_for_an_audit_says_what_the_audit_said_unless_it_is_told_otherwise() -> None:
    audit = fairaudit.audit(FRAME, groups="sex", title="Loans", model="7.2")
    plans = fairaudit.plan(audit, title="How many loans", metrics="accuracy")
    assert plans.to_dict()["about"] == {"title": "How many loans", "model": "7.2"}
    assert "about" not in fairaudit.plan({"f": 100, "m": 100}, rate=0.2).to_dict()


def test_a_batch_says_it_of_every_result(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    FRAME.to_csv(tmp_path / "runs" / "a.csv", index=False)
    batch = fairaudit.batch(tmp_path / "runs", output=tmp_path / "audits", groups="sex", title="Loans")
    assert batch.document["about"] == {"title": "Loans"}
    assert batch.audit("a.csv").document["about"] == {"title": "Loans"}
    assert list(batch.to_frame()["title"]) == ["Loans"]

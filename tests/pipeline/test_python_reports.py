"""Two reports are compared in Python as on the command line, however they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import fairaudit
from fairaudit.cli.run import run
from fairaudit.errors import DataError, FairauditError, UsageError

RUNS = Path(__file__).parents[2] / "sample_data" / "runs" / "credit"
OLD, NEW = RUNS / "logistic-regression" / "split-1.csv", RUNS / "random-forest" / "split-1.csv"
ABOUT_THE_RUN = ("created", "command")


@pytest.fixture(scope="module")
def audits() -> tuple[fairaudit.Audit, fairaudit.Audit]:
    return fairaudit.audit(OLD, groups=["sex"]), fairaudit.audit(NEW, groups=["sex"])


@pytest.fixture
def reports(audits: tuple[fairaudit.Audit, fairaudit.Audit], tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "old.json", tmp_path / "new.json"
    for audit, path in zip(audits, paths, strict=True):
        audit.write(path)
    return paths


def told(document: dict) -> dict:
    """Return a comparison without what differs between two runs."""
    return {key: value for key, value in json.loads(json.dumps(document)).items() if key not in ABOUT_THE_RUN}


def test_audits_documents_and_files_compare_as_on_the_command_line(audits, reports, tmp_path):
    rule = "accuracy.change overall >= -0.2"
    code = run(["compare", *map(str, reports), "--require", rule, "-o", str(tmp_path / "c.json"), "-q"])
    written = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert written["gate"]["exit_code"] == code
    for old, new in (audits, reports, map(str, reports), (audits[0], reports[1]), [each.to_dict() for each in audits]):
        assert told(fairaudit.compare(old, new, rule).to_dict()) == told(written)


def test_a_change_is_the_difference_of_the_two_reports(audits):
    overall = fairaudit.compare(*audits).to_dict()["overall"]["metrics"]["accuracy"]
    old, new = (audit.to_dict()["overall"]["metrics"]["accuracy"]["value"] for audit in audits)
    assert overall["change"]["value"] == pytest.approx(new - old, abs=1e-12)


def test_a_report_and_data_are_not_compared(audits, reports):
    for old, new in ((audits[0], NEW), (OLD, reports[1]), (reports[0], None)):
        with pytest.raises(UsageError, match="one is a JSON report, the other is not"):
            fairaudit.compare(old, new, groups="sex")


@pytest.mark.parametrize(
    "settings", [{"id": "row"}, {"where_old": {"sex": "male"}}, {"prediction": ["prediction", "label"]}]
)
def test_reports_hold_no_rows(audits, settings):
    with pytest.raises(UsageError, match="Reports hold no rows"):
        fairaudit.compare(*audits, **settings)


def test_a_document_that_is_no_report_is_refused(audits):
    damaged = {**audits[0].to_dict(), "overall": None}
    with pytest.raises(DataError, match="The document is damaged as a report of fairaudit"):
        fairaudit.compare(damaged, audits[1])
    with pytest.raises(DataError, match="The document is not a report of fairaudit"):
        fairaudit.compare({}, audits[1])


def test_a_comparison_is_not_compared_again(audits, tmp_path):
    fairaudit.compare(*audits).write(tmp_path / "changes.json")
    with pytest.raises(FairauditError, match="is a comparison already"):
        fairaudit.compare(tmp_path / "changes.json", audits[1])

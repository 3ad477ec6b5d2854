"""What an audit gives in Python: groups, gaps, verdicts and warnings as objects, and the reports of other runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import fairaudit
from fairaudit.errors import FairauditError, UsageError

ROWS = pd.DataFrame(
    {
        "y_true": [1, 0] * 100,
        "y_pred": [1, 0, 1, 1] * 40 + [0, 1] * 20,
        "group": ["a"] * 100 + ["b"] * 90 + ["c"] * 10,
    }
)


def audited(**settings: Any) -> fairaudit.Audit:
    return fairaudit.check(ROWS, settings.pop("rules", ["accuracy overall >= 0.1"]), groups="group", **settings)


def test_groups_are_objects_with_their_metrics() -> None:
    audit = audited()
    assert [(group.labels, group.rows, group.small) for group in audit.groups] == [
        ({"group": "a"}, 100, False),
        ({"group": "b"}, 90, False),
        ({"group": "c"}, 10, True),
    ]
    first = audit.groups[0]
    right = (ROWS.y_true == ROWS.y_pred)[ROWS.group == "a"].mean()
    assert first["accuracy"].value == first.metrics["accuracy"].value == right
    assert first["accuracy"].low < right < first["accuracy"].high
    assert (first.by, first.share, first.clusters, first.suppressed) == (("group",), 0.5, None, False)
    with pytest.raises(KeyError):
        first["word_error_rate"]
    assert (audit.overall.by, audit.overall.rows, audit.overall.share) == ((), 200, 1.0)
    assert audit.overall["accuracy"].value == (ROWS.y_true == ROWS.y_pred).mean()


def test_gaps_verdicts_and_warnings_are_objects() -> None:
    audit = audited()
    gap = next(each for each in audit.disparities if each.name == "accuracy.difference")
    entry = next(each for each in audit.document["disparities"] if each["name"] == "accuracy.difference")
    assert (gap.estimate.value, gap.by_chance) == (entry["value"], entry["chance"]["p95"])
    assert (gap.by, gap.beyond_chance, gap.highest) == (("group",), entry["beyond_chance"], entry["highest"])
    (verdict,) = audit.verdicts
    assert (verdict.rule, verdict.verdict, verdict.limit) == ("accuracy overall >= 0.1", "pass", 0.1)
    assert "small_groups" in {each.code for each in audit.warnings}
    assert all(each.message.endswith(".") for each in audit.warnings)


def test_frames_say_which_groups_are_small_or_hidden() -> None:
    frame = audited().to_frame()
    assert {"rows", "share", "small", "suppressed"} <= set(frame.columns)
    assert set(frame[frame.small].group) == {"c"}
    assert frame[frame.by == ""].share.unique().tolist() == [1.0]
    renamed = fairaudit.audit(ROWS.rename(columns={"group": "rows"}), groups="rows").to_frame()
    assert set(renamed["group rows"].dropna()) == {"a", "b", "c"}


def test_a_written_report_is_loaded_and_rendered_again(tmp_path: Path) -> None:
    audit, path = audited(), tmp_path / "report.json"
    audit.write(path)
    loaded = fairaudit.load(path)
    assert isinstance(loaded, fairaudit.Audit)
    assert loaded.groups == audit.groups
    fairaudit.render(path, tmp_path / "report.html")
    fairaudit.render(audit, tmp_path / "again.html")
    assert (tmp_path / "report.html").read_text() == (tmp_path / "again.html").read_text()
    fairaudit.compare(ROWS, ROWS, groups="group").write(tmp_path / "changes.json")
    assert isinstance(fairaudit.load(tmp_path / "changes.json"), fairaudit.Changes)
    with pytest.raises(FairauditError, match="There is no file"):
        fairaudit.load(tmp_path / "nothing.json")
    with pytest.raises(UsageError, match="the path of a JSON report"):
        fairaudit.load(3)  # type: ignore[arg-type]


def test_names_and_presets_are_explained() -> None:
    assert "Word substitutions" in fairaudit.explain("wer")
    both = fairaudit.explain("wer", "small").splitlines()
    assert {"word_error_rate", "small"} <= set(both)
    with pytest.raises(UsageError, match="There is no metric `nonsense`"):
        fairaudit.explain("nonsense")
    with pytest.raises(UsageError, match="Which names"):
        fairaudit.explain()
    (one,) = fairaudit.presets("four-fifths")
    assert one in fairaudit.presets()
    with pytest.raises(UsageError):
        fairaudit.presets("five-fifths")

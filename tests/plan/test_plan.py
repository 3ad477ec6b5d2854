"""Plans for groups: from numbers, and from reports of data that are there."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fairaudit
from fairaudit.catalogue import CATALOGUE
from fairaudit.document import Document
from fairaudit.errors import UsageError
from fairaudit.pipeline import Request, run
from fairaudit.planning import Assumptions, Plan, make_plan, planned_groups, plans_of_report
from fairaudit.planning.sizes import effective_size
from fairaudit.settings.table import config_of

SPEECH = Path(__file__).parents[2] / "sample_data" / "speech.csv"


def plan(sizes: dict[str, int], assumed: Assumptions, **clusters: float) -> Plan:
    groups = planned_groups(sizes, assumed, **clusters)  # type: ignore[arg-type]
    return make_plan(
        groups, assumed, metric=None, by=["group"], unit=("cluster", "clusters") if clusters else ("row", "rows")
    )


def decisions(folder: Path, rows: int) -> Path:
    """Write a file with two groups that have exactly the same 80 % of right answers."""
    path = folder / "decisions.csv"
    lines = [f"1,{int(row % 5 > 0)},{group}" for group in "ab" for row in range(rows)]
    path.write_text("\n".join(["label,prediction,group", *lines]) + "\n", encoding="utf-8")
    return path


def audited(path: Path, **settings: object) -> Document:
    return run([str(path)], Request(config_of(settings)))  # type: ignore[arg-type]


def test_every_group_is_told_what_it_needs() -> None:
    found = plan({"Scottish": 200, "Welsh": 80, "Irish": 10, "Cornish": 0}, Assumptions(0.1))
    needs = {each.group["group"]: (each.rows, each.needs, each.more) for each in found.groups}
    least = needs["Cornish"][1]
    assert least is not None
    assert needs == {
        "Scottish": (200, least, least - 200),
        "Welsh": (80, least, least - 80),
        "Irish": (10, least, least - 10),
        "Cornish": (0, least, least),
    }
    assert [each.small_because for each in found.groups[2:]] == [
        "fewer than 30 rows (10)",
        "fewer than 30 rows (0)",
    ]
    assert found.groups[2].proves is None


def test_with_what_it_needs_the_gap_is_certified() -> None:
    assumed = Assumptions(0.1, gap=0.04)
    needs = plan({"a": 500, "b": 80, "c": 40}, assumed).groups[0].needs
    assert needs is not None
    again = plan(dict.fromkeys("abc", needs), assumed)
    assert again.certifies.difference == pytest.approx(0.04, rel=2e-3)
    assert [each.more for each in again.groups] == [0, 0, 0]


def test_a_wide_gap_still_needs_the_smallest_group_size() -> None:
    found = plan({"a": 50, "b": 5}, Assumptions(0.05, gap=0.9))
    assert [each.needs for each in found.groups] == [30, 30]


def test_clusters_count_less_than_rows() -> None:
    assumed = Assumptions(0.2, clustered=True)
    found = plan({"a": 2000, "b": 800}, assumed, rows_per_cluster=40, correlation=0.05)
    first = found.groups[0]
    assert first.units == 50
    assert first.effective == pytest.approx(2000 / (1 + 39 * 0.05))
    assert first.needs is not None
    assert first.rows_needed == 40 * first.needs
    assert found.curve[0].units == 5
    independent = plan({"a": 2000, "b": 800}, Assumptions(0.2))
    assert independent.certifies.difference is not None
    assert found.certifies.difference is not None
    assert found.certifies.difference > 1.5 * independent.certifies.difference


def test_few_clusters_are_small() -> None:
    found = plan({"a": 2000, "b": 120}, Assumptions(0.2, clustered=True), rows_per_cluster=40, correlation=0.05)
    assert found.groups[1].small_because == "fewer than 5 clusters (3)"
    assert found.certifies.difference is None


def test_the_curve_falls() -> None:
    curve = plan({"a": 100, "b": 100, "c": 100}, Assumptions(0.3)).curve
    certified = [step.certifies for step in curve]
    assert certified == sorted(certified, reverse=True)  # type: ignore[type-var]
    assert curve[3].units == 1000


def test_a_plan_is_json_without_infinities() -> None:
    for rate in (1e-6, 0.5, 1 - 1e-6):
        found = plan({"a": 40, "b": 0}, Assumptions(rate))
        json.dumps(found.to_dict(), allow_nan=False)
    json.dumps(plan({"only": 100}, Assumptions(0.5)).to_dict(), allow_nan=False)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"rate": 0}, "between 0 and 1"),
        ({"rate": 1}, "between 0 and 1"),
        ({"rate": math.nan}, "between 0 and 1"),
        ({"rate": 0, "family": "ratio"}, "above 0"),
        ({"rate": 0.5, "power": 1}, "power"),
        ({"rate": 0.5, "power": 0.3}, "power"),
        ({"rate": 0.5, "gap": 0}, "gap"),
        ({"rate": 0.5, "gap": 5}, "gap"),
    ],
)
def test_numbers_out_of_range(numbers: dict[str, float], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Assumptions(**numbers)  # type: ignore[arg-type]


def test_rows_of_a_file_are_worth_what_they_are(tmp_path: Path) -> None:
    """Independent rows: the size that the interval gives back is the number of rows."""
    document = audited(decisions(tmp_path, 500), groups=("group",))
    (found,) = plans_of_report(document)
    assert found.metric == "accuracy"
    assert found.assumed.rate == 0.8
    assert [each.effective for each in found.groups] == pytest.approx([500, 500])


def test_a_file_and_its_sizes_give_one_plan(tmp_path: Path) -> None:
    (found,) = plans_of_report(audited(decisions(tmp_path, 500), groups=("group",)))
    same = plan({"a": 500, "b": 500}, Assumptions(0.8))
    assert found.certifies.difference == pytest.approx(same.certifies.difference)
    assert found.groups[0].needs == same.groups[0].needs


def test_a_plan_agrees_with_what_a_report_says_is_needed(tmp_path: Path) -> None:
    """The report multiplies rows by ((c80 + h)/δ)²; the plan solves the same with exact limits at the new size."""
    document = audited(decisions(tmp_path, 500), groups=("group",))
    said = next(each["needed"] for each in document["disparities"] if each["name"] == "accuracy.difference")
    needs = plans_of_report(document)[0].groups[0].needs
    assert needs == pytest.approx(500 * said["if_equal"], rel=0.05)


def test_speech_is_planned_in_speakers() -> None:
    document = audited(SPEECH, groups=("voice_locale", "condition"), cluster="speaker")
    first, second = plans_of_report(document, Assumptions(0.5, gap=0.1))
    assert (first.metric, first.unit, first.by) == ("word_error_rate", "speakers", ("voice_locale",))
    assert second.by == ("condition",)
    assert first.assumed.gap == 0.1
    assert first.assumed.rate == document["overall"]["metrics"]["word_error_rate"]["value"]
    small = [each for each in first.groups if each.small_because]
    assert {each.group["voice_locale"] for each in small} >= {"en-us-flite"}
    assert all(each.needs is not None and each.needs >= 5 for each in first.groups)
    words = sum(entry["metrics"]["word_error_rate"]["n"] for entry in document["groups"][:11])
    assert sum(each.effective for each in first.groups) < words


def test_a_size_is_read_from_any_interval() -> None:
    """Wilson: of 0 of 20, (0, .1611); 15 of 148, (.0624, .1605); 81 of 263, (.2553, .3662): Newcombe 1998."""

    def estimate(value: float, low: float | None, high: float | None) -> dict[str, object]:
        return {"value": value, "low": low, "high": high}

    for value, low, high, n in [(0, 0, 0.1611, 20), (15 / 148, 0.0624, 0.1605, 148), (81 / 263, 0.2553, 0.3662, 263)]:
        found = effective_size(estimate(value, low, high), "proportion", 0.95)  # type: ignore[arg-type]
        assert found == pytest.approx(n, rel=5e-3)
        mirrored = effective_size(estimate(1 - value, 1 - high, 1 - low), "proportion", 0.95)  # type: ignore[arg-type]
        assert mirrored == pytest.approx(n, rel=5e-3)
    high = 0.2 * math.exp(1.959964 / math.sqrt(0.2 * 700))
    assert effective_size(estimate(0.2, 0.1, high), "ratio", 0.95) == pytest.approx(700)  # type: ignore[arg-type]
    assert effective_size(estimate(0.0, 0, 0.01), "ratio", 0.95) == pytest.approx(368.888)  # type: ignore[arg-type]
    assert effective_size(estimate(0.2, None, None), "ratio", 0.95) is None  # type: ignore[arg-type]
    # an area of .8 ± .04: 1.959964² · .8 · .2 / .04²
    wide = effective_size(estimate(0.8, 0.76, 0.84), "proportion", 0.95, by_width=True)  # type: ignore[arg-type]
    assert wide == pytest.approx(384.1459)
    assert effective_size(estimate(1.0, 0.9, 1.0), "proportion", 0.95, by_width=True) is None  # type: ignore[arg-type]


def test_scores_alone_are_planned_as_groups_of_them_turn_out() -> None:
    """Three equal groups of about 1,000: the gap that is certified four times in five, in 40 audits and in the plan."""
    rng = np.random.default_rng(7)

    def audit() -> fairaudit.Audit:
        label = rng.integers(0, 2, 3_000)
        score = 1 / (1 + np.exp(-rng.normal(1.2 * label - 0.6, 1.0)))
        frame = pd.DataFrame({"label": label, "score": score, "group": np.arange(3_000) % 3})
        return fairaudit.audit(frame, groups="group", metrics=["area_under_roc"])

    reports = [audit().document for _ in range(40)]
    highs = [each["high"] for report in reports for each in report["disparities"] if each["comparison"] == "difference"]
    (plan,) = plans_of_report(reports[0])
    assert plan.certifies.difference == pytest.approx(float(np.quantile(np.array(highs, float), 0.8)), rel=0.15)


def test_what_cannot_be_planned(tmp_path: Path) -> None:
    document = audited(decisions(tmp_path, 50), groups=("group",))
    with pytest.raises(UsageError, match="`matthews_correlation` is none of these"):
        plans_of_report(document, names=["matthews_correlation"])
    with pytest.raises(UsageError, match="word_error_rate"):
        plans_of_report(document, names=["word_error_rate"])
    with pytest.raises(UsageError, match=r"base_rate of all rows is 1; .* --rate"):
        plans_of_report(document, names=["base_rate"])
    (found,) = plans_of_report(document, names=["base_rate"], rate=0.9)
    assert found.assumed.rate == 0.9


def test_hidden_groups_stay_hidden(tmp_path: Path) -> None:
    path = decisions(tmp_path, 200)
    path.write_text(path.read_text(encoding="utf-8") + "1,1,c\n" * 8 + "0,0,d\n" * 7, encoding="utf-8")
    (found,) = plans_of_report(audited(path, groups=("group",), suppress_below=10))
    assert [each.rows for each in found.groups] == [200, 200, 0, 0]
    assert all("hidden" in (each.small_because or "") for each in found.groups[2:])
    assert np.isfinite([each.needs or np.nan for each in found.groups]).all()


def test_a_ratio_of_groups_that_may_have_none_is_planned_as_0() -> None:
    """Groups of 20 rows at a rate of .02: in most draws one has none, and no ratio is certified."""
    assumed = Assumptions(0.02, min_group_size=5)
    groups = planned_groups({"a": 20, "b": 20, "c": 20}, assumed)
    plan = make_plan(groups, assumed, metric=CATALOGUE["selection_rate"], by=("group",), unit=("row", "rows"))
    assert plan.certifies.ratio == 0

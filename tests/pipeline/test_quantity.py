"""A number without a model, from the file to every output."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fairaudit
from fairaudit.cli.run import run
from fairaudit.errors import DataError, UsageError


def waits(rows: int = 60, shift: float = 0.0) -> pd.DataFrame:
    """Return minutes waited: 10 and 20 in turn in the north, 20 and 40 in the south."""
    regions = np.repeat(["north", "south"], rows)
    minutes = np.tile([10.0, 20.0], rows) * np.where(regions == "north", 1, 2) + shift
    return pd.DataFrame({"region": regions, "minutes": minutes, "id": np.arange(2 * rows)})


def means(document: dict) -> dict[str, float]:
    return {each["group"]["region"]: each["metrics"]["mean_value"]["value"] for each in document["groups"]}


def test_means_are_those_counted_by_hand() -> None:
    document = fairaudit.audit(waits(), value="minutes", groups="region").to_dict()
    assert document["task"] == "quantity"
    assert means(document) == {"north": 15, "south": 30}
    gaps = {each["comparison"]: each["value"] for each in document["disparities"] if each["metric"] == "mean_value"}
    assert gaps == {"difference": 15, "ratio": 0.5}
    assert document["groups"][0]["counts"] == {"rows": 60, "values": 900}


def test_another_origin_of_the_numbers_moves_values_and_no_width() -> None:
    plain, far = (
        fairaudit.audit(waits(shift=shift), value="minutes", groups="region").to_dict() for shift in (0.0, 1e9)
    )
    for before, after in zip(plain["groups"], far["groups"], strict=True):
        one, other = (each["metrics"]["mean_value"] for each in (before, after))
        assert [other[end] - 1e9 for end in ("value", "low", "high")] == pytest.approx(
            [one[end] for end in ("value", "low", "high")], abs=1e-6
        )


def test_ratios_of_values_that_may_be_negative_have_no_bounds_or_no_value() -> None:
    frame = waits()
    frame["minutes"] -= 15 + frame.id % 2 * 1e-9
    ratio = next(
        each
        for each in fairaudit.audit(frame, value="minutes", groups="region").to_dict()["disparities"]
        if each["comparison"] == "ratio"
    )
    assert ratio["value"] is None or ratio["low"] is None
    assert "below 0" in (ratio["interval_undefined"] or "") or "negative" in (ratio["undefined"] or "")


def test_weights_counts_and_clusters_are_heeded() -> None:
    frame = waits()
    frame["w"] = np.where(frame.minutes == 10, 1.0, 3.0)
    assert means(fairaudit.audit(frame, value="minutes", weight="w", groups="region").to_dict())["north"] == 17.5
    frame["n"] = 2
    assert fairaudit.audit(frame, value="minutes", count="n", groups="region").to_dict()["groups"][0]["n"] == 120
    frame["site"] = frame.id % 20
    clustered = fairaudit.audit(frame, value="minutes", cluster="site", groups="region").to_dict()
    assert clustered["groups"][0]["clusters"] == 20


def test_rows_without_a_number_are_rejected_with_a_reason() -> None:
    frame = waits()
    frame.loc[0, "minutes"] = math.nan
    data = fairaudit.audit(frame, value="minutes", groups="region").to_dict()["data"]
    assert data["rejections"] == [{"reason": "the value is missing or not finite", "rows": 1}]


def test_numbers_whose_powers_are_no_numbers_are_refused() -> None:
    frame = waits()
    frame.loc[0, "minutes"] = 1e70
    with pytest.raises(DataError, match=r"`minutes` holds 1e\+70"):
        fairaudit.audit(frame, value="minutes", groups="region")


def test_a_number_without_a_model_has_no_prediction() -> None:
    frame = waits().assign(prediction=1)
    with pytest.raises(UsageError, match="as well as"):
        fairaudit.audit(frame, value="minutes", prediction="prediction", groups="region")


def test_rules_are_judged_and_changes_measured(tmp_path: Path) -> None:
    with pytest.raises(fairaudit.PolicyError):
        fairaudit.check(waits(), ["mean_value.ratio by region >= 0.8"], value="minutes")
    old, new = waits(), waits()
    new["minutes"] += 1 + new.id % 2
    changes = fairaudit.compare(old, new, id="id", value="minutes", groups="region").to_dict()
    assert changes["overall"]["metrics"]["mean_value"]["change"]["value"] == 1.5
    data, settings = str(tmp_path / "waits.csv"), tmp_path / "settings.toml"
    waits().to_csv(data, index=False)
    assert run(["report", data, "--value", "minutes", "-g", "region", "-o", str(tmp_path / "report.html")]) == 0
    assert "mean value" in (tmp_path / "report.html").read_text(encoding="utf-8").lower()
    settings.write_text('[data]\nvalue = "minutes"\n[[rules]]\nrequire = "mean_value overall <= 30"\n')
    assert run(["check", data, "--config", str(settings), "-g", "region", "-o", str(tmp_path / "report.json")]) == 0
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["verdicts"][0]["verdict"] == "pass"


def test_quantiles_are_those_of_numpy() -> None:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"g": rng.choice(list("abc"), 900), "minutes": np.round(rng.gamma(2, 10, 900), 1)})
    document = fairaudit.audit(frame, value="minutes", quantile=0.9, groups="g").to_dict()
    for group in document["groups"]:
        rows = frame.minutes[frame.g == group["group"]["g"]]
        for name, share in (("median_value", 0.5), ("quantile_value", 0.9)):
            estimate = group["metrics"][name]
            peer = np.quantile(rows, share, method="averaged_inverted_cdf")
            assert estimate["value"] == pytest.approx(peer, rel=1e-12), name
            assert estimate["low"] < estimate["value"] < estimate["high"]
    without = fairaudit.audit(frame, value="minutes", groups="g").to_dict()
    assert list(without["definitions"]) == ["mean_value", "median_value"]
    with pytest.raises(UsageError, match=r"is the quantile that you ask for. Say which: quantile=0.9"):
        fairaudit.audit(frame, value="minutes", metrics=["quantile_value"], groups="g")


def test_a_quantile_that_few_rows_lie_beyond_has_no_interval_and_says_so() -> None:
    frame = pd.DataFrame({"g": "a", "minutes": np.arange(40.0)})
    (group,) = fairaudit.audit(frame, value="minutes", quantile=0.99, groups="g").to_dict()["groups"]
    estimate = group["metrics"]["quantile_value"]
    assert (estimate["value"], estimate["low"]) == (39.0, None)
    assert estimate["interval_undefined"].startswith("so few rows lie on one side of it")


def test_a_page_speaks_of_values_where_nothing_was_predicted(tmp_path: Path) -> None:
    fairaudit.audit(waits(), value="minutes", groups="region").write(tmp_path / "report.md")
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "The figures describe values; they name no cause." in text
    assert "prediction" not in text.split("## How the figures were made")[0].lower()


def test_rows_without_weight_are_no_neighbours_of_a_median() -> None:
    """Of 1, 2, 4 and 8 only 1 and 4 weigh anything: the median is the mean of these two."""
    frame = pd.DataFrame({"g": "a", "minutes": [1.0, 2.0, 4.0, 8.0], "w": [1, 0, 1, 0]})
    (group,) = fairaudit.audit(frame, value="minutes", weight="w", groups="g").to_dict()["groups"]
    assert group["metrics"]["median_value"]["value"] == 2.5


def test_a_ratio_of_ones_own_stands_beside_a_number() -> None:
    frame = pd.DataFrame({"g": ["a", "a", "b"], "minutes": [1.0, 2.0, 3.0], "x": [1, 2, 3], "y": [2, 3, 4]})
    report = fairaudit.audit(frame, value="minutes", metrics=["share = sum(x) / sum(y)"], groups="g").to_dict()
    assert [entry["metrics"]["share"]["value"] for entry in report["groups"]] == [3 / 5, 3 / 4]

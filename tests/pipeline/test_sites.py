"""Sites, from the rows to every output."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import fairaudit
from fairaudit import words as wording
from fairaudit.cli.run import run
from fairaudit.errors import UsageError

SAMPLE = Path(__file__).parents[2] / "sample_data" / "sites"


def rows_of_sites() -> pd.DataFrame:
    random = np.random.default_rng(71)
    many = 900
    site = random.choice(["a", "b", "c"], many, p=[0.5, 0.3, 0.2])
    sex = np.where(random.random(many) < np.where(site == "a", 0.7, 0.3), "f", "m")
    label = (random.random(many) < np.where(site == "c", 0.7, 0.4)).astype(int)
    wrong = random.random(many) < np.where(sex == "f", 0.25, 0.15)
    return pd.DataFrame({"label": label, "prediction": np.where(wrong, 1 - label, label), "site": site, "sex": sex})


ROWS = rows_of_sites()
RIGHT = (ROWS["label"] == ROWS["prediction"]).groupby([ROWS["site"], ROWS["sex"]])


def sites_of(rows: Any = ROWS, **settings: Any) -> Any:
    return fairaudit.audit(rows, **{"groups": "sex", "site": "site", "metrics": "accuracy", **settings}).to_dict()[
        "sites"
    ]


def test_each_site_is_what_an_audit_of_its_rows_says() -> None:
    found = sites_of()
    for each in found["sites"]:
        alone = fairaudit.audit(ROWS[ROWS["site"] == each["site"]], groups="sex", metrics="accuracy").to_dict()
        assert each["estimate"] == alone["overall"]["metrics"]["accuracy"]
        assert (each["n"], each["share"]) == (alone["overall"]["n"], alone["overall"]["n"] / len(ROWS))
    (gap,) = found["gaps"]
    assert (gap["higher"], gap["lower"]) == ({"sex": "m"}, {"sex": "f"})
    for each in gap["sites"]:
        share = RIGHT.mean()[each["site"]]
        assert each["difference"]["value"] == pytest.approx(share["m"] - share["f"])


def test_without_a_site_a_gap_is_that_of_the_other_rows() -> None:
    (gap,) = sites_of()["gaps"]
    for each in gap["leave_one_out"]:
        (rest,) = sites_of(ROWS[ROWS["site"] != each["site"]])["gaps"]
        assert each["difference"] == rest["pooled"]
    assert [each["site"] for each in gap["leave_one_out"]] == ["a", "b", "c"]


def test_the_gap_within_sites_weighs_them_as_mantel_and_haenszel_do() -> None:
    (gap,) = sites_of()["gaps"]
    size, share = RIGHT.size().unstack(), RIGHT.mean().unstack()
    weight = size["m"] * size["f"] / (size["m"] + size["f"])
    assert gap["stratified"]["value"] == pytest.approx(np.average(share["m"] - share["f"], weights=weight))


@pytest.mark.parametrize("column", ["label", "sex"])
def test_skew_is_the_total_variation_to_all_rows(column: str) -> None:
    pool = ROWS[column].value_counts(normalize=True)
    for each in sites_of()["sites"]:
        own = ROWS[ROWS["site"] == each["site"]][column].value_counts(normalize=True)
        found = each["label_skew"] if column == "label" else each["group_skew"]["sex"]
        assert found["distance"] == pytest.approx((own - pool).abs().sum() / 2)


def test_skew_by_chance_is_what_drawn_rows_show() -> None:
    """Rows of two labels that are dealt out to sites by chance, 2,000 times."""
    random, label = np.random.default_rng(73), np.repeat([0, 1], [700, 300])
    table = pd.DataFrame(
        {"label": label, "prediction": 1, "g": "x", "site": np.repeat(["a", "b"], [100, 900])[random.permutation(1000)]}
    )
    (found, _) = sites_of(table, groups="g", metrics="selection_rate")["sites"]
    shown = [abs(random.permutation(label)[:100].mean() - 0.3) for _ in range(2_000)]
    assert found["label_skew"]["by_chance"] == pytest.approx(np.mean(shown), rel=0.06)


def test_labels_that_are_numbers_and_groups_that_overlap_have_no_skew() -> None:
    numbers = ROWS.assign(label=np.arange(len(ROWS)) / 7, prediction=np.arange(len(ROWS)) / 8)
    found = sites_of(numbers, task="regression", metrics="mean_absolute_error")["sites"]
    assert all("label_skew" not in each for each in found)
    overlapping = ROWS.assign(sex=np.where(ROWS["label"] == 1, "f;m", ROWS["sex"]))
    assert all(not each["group_skew"] for each in sites_of(overlapping, identities="sex")["sites"])


def turned_round() -> pd.DataFrame:
    """Of two hospitals one treats 9,000 men and 1,000 women, the other the reverse.

    At each, 10 of 100 more men than women are selected: 30 against 20, and 80 against 70. Over both, it is 2,700 + 800
    of 10,000 men and 200 + 6,300 of 10,000 women.
    """
    cells = [("a", "m", 9_000, 0.3), ("a", "f", 1_000, 0.2), ("b", "m", 1_000, 0.8), ("b", "f", 9_000, 0.7)]
    parts = [
        pd.DataFrame(
            {"site": site, "sex": sex, "n": [round(rate * n), round((1 - rate) * n)], "prediction": [1, 0], "label": 1}
        )
        for site, sex, n, rate in cells
    ]
    return pd.concat(parts)


def test_a_gap_that_the_sites_turn_round_is_warned_of(tmp_path: Path) -> None:
    audit = fairaudit.audit(turned_round(), groups="sex", site="site", count="n", metrics="selection_rate")
    (gap,) = audit.to_dict()["sites"]["gaps"]
    assert (gap["higher"], gap["signs"]) == ({"sex": "f"}, "opposite")
    assert gap["pooled"]["value"] == pytest.approx(0.65 - 0.35)
    assert gap["stratified"]["value"] == pytest.approx(-0.1)
    (warning,) = [each["message"] for each in audit.to_dict()["warnings"] if each["code"] == "sites_reverse_gap"]
    assert "opposite signs: +30.0 pt" in warning
    assert "-10.0 pt" in warning
    for suffix in ("md", "html"):
        audit.write(tmp_path / f"report.{suffix}")
        assert "opposite signs" in (tmp_path / f"report.{suffix}").read_text(encoding="utf-8")


def test_a_sign_that_may_be_chance_is_said_to_be_open() -> None:
    few = turned_round().assign(n=lambda rows: rows["n"] // 100)
    (gap,) = sites_of(few, count="n", metrics="selection_rate", min_group_size=5)["gaps"]
    assert gap["signs"] == "differ"


def test_a_site_without_a_group_is_left_out_within_sites_with_the_reason() -> None:
    found = sites_of(ROWS[(ROWS["site"] != "c") | (ROWS["sex"] == "f")])
    (gap,) = found["gaps"]
    assert gap["left_out"] == [{"group": {"site": "c"}, "why": "the site has no row of a group"}]
    assert gap["sites"][2]["difference"]["undefined"] == "the site has no row of a group"


def test_the_pair_of_a_reference_is_the_group_furthest_from_it() -> None:
    rows = ROWS.assign(sex=np.where(np.arange(len(ROWS)) % 4 == 0, "x", ROWS["sex"]))
    values = {
        each["group"]["sex"]: each["metrics"]["accuracy"]["value"]
        for each in fairaudit.audit(rows, groups="sex").to_dict()["groups"]
    }
    reference = sorted(values, key=lambda name: values[name])[1]
    (gap,) = sites_of(rows, against={"sex": reference})["gaps"]
    furthest = max(values, key=lambda name: abs(values[name] - values[reference]))
    assert {gap["higher"]["sex"], gap["lower"]["sex"]} == {reference, furthest}


def test_one_site_is_compared_with_nothing() -> None:
    found = sites_of(ROWS.assign(site="only"))
    assert found["heterogeneity"]["undefined"] == "fewer than two sites have enough data"
    assert not found["heterogeneity"]["differs"]
    assert found["gaps"][0]["leave_one_out"] == []


def test_two_sites_have_one_degree_of_freedom() -> None:
    two = fairaudit.audit(ROWS[ROWS["site"] != "c"], groups="sex", site="site", metrics="accuracy").to_dict()
    (first, *_) = wording.site_sentences(two)
    assert "on 1 degree of freedom, p" in first


def test_what_would_be_given_away_is_refused() -> None:
    with pytest.raises(UsageError, match="`site` shows figures of groups at single sites"):
        sites_of(suppress_below=10)
    with pytest.raises(UsageError, match="gives each row one site"):
        sites_of(identities="site")
    with pytest.raises(UsageError, match=r"There is no column `cite` \(named by `site`\). Did you mean `site`"):
        sites_of(site="cite")


def test_a_site_is_no_group_unless_it_is_asked_for() -> None:
    alone, with_site = (fairaudit.audit(ROWS, groups="sex", **more).to_dict() for more in ({}, {"site": "site"}))
    for key in ("groups", "disparities", "attributes", "overall", "contrasts", "patterns"):
        assert alone[key] == with_site[key]
    assert {"role": "site", "column": "site", "value": None, "how": "given", "why": None} in with_site["used"]
    both = fairaudit.audit(ROWS, groups=["sex", "site"], site="site").to_dict()
    assert [each["by"] for each in both["sites"]["gaps"]] == [["sex"]]


def test_every_output_shows_every_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {suffix: tmp_path / f"report.{suffix}" for suffix in ("md", "html", "csv")}
    outputs = [word for path in files.values() for word in ("-o", str(path))]
    data = sorted(map(str, SAMPLE.glob("*.csv")))
    assert run(["report", *data, "-g", "race", "--site", "place", "-m", "accuracy", *outputs]) == 0
    printed = capsys.readouterr().out
    texts = [printed, *(files[suffix].read_text(encoding="utf-8") for suffix in ("md", "html"))]
    for text in texts:
        plain = " ".join(text.replace("**", "").split())
        assert "Sites (place) differ in accuracy, by more than chance explains" in plain
        for each in ("elsewhere", "south-city", "south-country", "all sites together", "within sites"):
            assert each in plain
    lines = list(csv.DictReader(io.StringIO(files["csv"].read_text(encoding="utf-8"))))
    people = pd.concat(map(pd.read_csv, data))
    right = (people["label"] == people["prediction"]).groupby(people["place"]).mean()
    assert {each["group"]: float(each["value"]) for each in lines if each["row"] == "site"} == pytest.approx(
        dict(right)
    )
    kinds = {each["row"] for each in lines}
    assert kinds >= {"site", "all_sites", "within_sites", "at_site", "without_site"}

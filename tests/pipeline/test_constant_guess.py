"""The warning that always giving the most frequent label would be right more often than the model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

import fairaudit
from fairaudit.cli.run import run

CODE = "worse_than_constant_guess"


def rows(cells: dict[tuple[str, str], int], **columns: Any) -> pd.DataFrame:
    """Return rows of (label, prediction), so many of each."""
    pairs = [pair for pair, count in cells.items() for _ in range(count)]
    frame = pd.DataFrame(pairs, columns=["y_true", "y_pred"])
    return frame.assign(g=np.resize(["a", "b"], len(frame)), **columns)


def decided(won: int, lost: int, kept: int, missed: int) -> dict[tuple[str, str], int]:
    """Return decisions where negative is the more frequent label."""
    return {("1", "1"): won, ("0", "1"): lost, ("0", "0"): kept, ("1", "0"): missed}


def said(frame: pd.DataFrame, **settings: Any) -> str:
    """Return the warning, or nothing."""
    found = fairaudit.audit(frame, groups=["g"], **settings).document["warnings"]
    return " ".join(each["message"] for each in found if each["code"] == CODE)


def score_limits(won: int, lost: int, size: int) -> tuple[float, float]:
    """Return where the score test of a paired difference rejects at .025: the likelihood is maximised numerically."""

    def statistic(difference: float) -> float:
        def minus_log_likelihood(share: float) -> float:  # `share` of rows is lost, share + difference is won
            chances = np.array([share + difference, share, 1 - 2 * share - difference])
            return -float(np.sum(np.array([won, lost, size - won - lost]) * np.log(np.maximum(chances, 1e-300))))

        ends = (max(0.0, -difference), (1 - difference) / 2)
        share = optimize.minimize_scalar(
            minus_log_likelihood, bounds=ends, method="bounded", options={"xatol": 1e-12}
        ).x
        return (won - lost - size * difference) / np.sqrt(size * (2 * share + difference * (1 - difference)))

    z, value = stats.norm.isf(0.025), (won - lost) / size
    low = optimize.brentq(lambda each: statistic(each) - z, -0.9, value)
    return low, optimize.brentq(lambda each: statistic(each) + z, value, 0.9)


def test_decisions_that_are_worse_are_told_by_how_much() -> None:
    """81 won and 117 lost of 400, of which 162 are positive: right for 202/400, always negative for 238/400."""
    low, high = score_limits(81, 117, 400)
    text = said(rows(decided(81, 117, 121, 81)), positive="1")
    assert text.startswith(
        "The model is right for 50.5% of the rows; always predicting negative would be right for 59.5%: worse by "
        f"9.0 percentage points ({-100 * high:.1f}–{-100 * low:.1f}). Look at the threshold"
    )
    assert text.endswith("a model that finds a rare label can be useful all the same.")


def test_classes_that_are_worse_are_told_by_how_much() -> None:
    """Of 280 cats 200 are right; of 120 others 80 dogs as no dog, and 35 of 40 cows: 35 won, 80 lost of 400."""
    cells = {("cat", "cat"): 200, ("cat", "dog"): 80, ("dog", "cow"): 80, ("cow", "cow"): 35, ("cow", "cat"): 5}
    low, high = score_limits(35, 80, 400)
    assert said(rows(cells)).startswith(
        "The model is right for 58.8% of the rows; always giving `cat` would be right for 70.0%: worse by "
        f"11.3 percentage points ({-100 * high:.1f}–{-100 * low:.1f})."
    )


@pytest.mark.parametrize("won", [8, 9, 10, 11, 12, 13, 14, 15, 20, 40])
def test_of_many_classes_the_evidence_must_hold_for_each_that_may_be_the_most_frequent(won: int) -> None:
    """60 of 300 rows have the most frequent of five classes, a fifth: the limit is taken at a fifth of .05."""
    lost = 30
    cells = {("a", "a"): 60 - lost, ("a", "b"): lost, ("b", "b"): won, ("b", "c"): 60 - won}
    cells |= {(each, "a"): 60 for each in "cde"}
    upper = stats.binomtest(won, won + lost).proportion_ci(1 - 2 * 0.01, method="exact").high
    assert bool(said(rows(cells))) == (upper < 0.5)


def test_rows_of_one_cluster_are_not_evidence_of_their_own() -> None:
    """Five rows lost for one won are nothing; each ten times, of as many speakers, are nothing either."""
    one = rows(decided(1, 5, 20, 4))
    ten = pd.concat([one.assign(who=range(30))] * 10)
    assert not said(one, positive="1")
    assert said(ten, positive="1")
    assert not said(ten, positive="1", cluster="who")


def test_weights_say_which_label_is_the_most_frequent() -> None:
    """Positive labels weigh 4: of 4 × 160 + 240 always positive is right for 8/11, the model for (4 × 60 + 180)/880."""
    frame = rows({("1", "1"): 60, ("1", "0"): 100, ("0", "0"): 180, ("0", "1"): 60})
    frame["w"] = np.where(frame.y_true == "1", 4.0, 1.0)
    assert not said(frame, positive="1")  # 60 won and 60 lost against always negative
    assert "right for 47.7% of the rows, by weight; always predicting positive would be right for 72.7%" in said(
        frame, positive="1", weight="w"
    )


def test_data_of_one_label_show_nothing_about_others() -> None:
    assert not said(rows(decided(0, 200, 200, 0)), positive="1")
    assert said(rows(decided(0, 200, 200, 10)), positive="1")


def test_it_is_told_whatever_metric_is_asked_for() -> None:
    frame = rows(decided(81, 117, 121, 81))
    assert said(frame, positive="1", metrics=["selection_rate"]) == said(frame, positive="1")


@pytest.mark.parametrize("name", ["report.json", "report.html", "report.md"])
def test_every_report_says_so(name: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    frame = rows(decided(81, 117, 121, 81))
    frame.to_csv(tmp_path / "data.csv", index=False)
    command = ["report", str(tmp_path / "data.csv"), "-g", "g", "--positive", "1", "-o", str(tmp_path / name)]
    assert run(command) == 0
    words = "always predicting negative would be right for 59.5%"
    for text in (capsys.readouterr().out, (tmp_path / name).read_text(encoding="utf-8")):
        assert words in " ".join(text.split())


def test_explain_knows_the_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", CODE]) == 0
    assert "Always giving the most frequent label" in " ".join(capsys.readouterr().out.split())

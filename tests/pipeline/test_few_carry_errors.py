"""Reports say when few utterances or speakers carry a group's word errors, and how the rate stands without them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import fairaudit
from fairaudit.cli.run import run

SAID = "one two three four five six seven eight nine ten"


def heard(errors: int) -> str:
    """Return what was recognised with so many errors: words left out, and beyond ten words made up."""
    return " ".join(SAID.split()[errors:]) if errors <= 10 else f"{SAID} {'la ' * errors}".strip()


def table(errors: dict[str, list[list[int]]], **columns: list[object]) -> pd.DataFrame:
    """Return utterances of groups: a list a speaker of the errors of each utterance."""
    rows = [
        {"accent": group, "speaker": f"{group}{number}", "reference": SAID, "hypothesis": heard(each)}
        for group, speakers in errors.items()
        for number, utterances in enumerate(speakers)
        for each in utterances
    ]
    return pd.DataFrame(rows).assign(**columns)


def audited(frame: pd.DataFrame, **options: object) -> dict:
    options = {"groups": ["accent"], "cluster": "speaker", "metrics": ["word_error_rate"]} | options
    return fairaudit.audit(frame, **options).to_dict()


def said(report: dict, code: str = "few_carry_errors") -> list[str]:
    return [warning["message"] for warning in report["warnings"] if warning["code"] == code]


PLAIN = [[1, 0, 2, 1, 1, 0, 1] for _ in range(6)]
"""Six speakers of seven utterances: 36 errors in 420 words."""


def test_one_utterance_that_carries_a_third_of_the_errors():
    """18 made-up words beside 36 errors: 54 errors in 430 words; without it 36 in 420."""
    report = audited(table({"Scottish": [*PLAIN[:5], [*PLAIN[5], 18]], "Welsh": PLAIN}))
    assert said(report) == [
        "In accent=Scottish one utterance carries 33.3% of the word errors: without it the word error rate is 8.6% "
        "instead of 12.6%."
    ]
    scottish, welsh = report["groups"]
    assert scottish["largest"]["utterance"] == pytest.approx(
        {"share_of_errors": 18 / 54, "share_of_words": 10 / 430, "rate_without": 36 / 420}
    )
    assert scottish["largest"]["cluster"] == pytest.approx(
        {"share_of_errors": 24 / 54, "share_of_words": 80 / 430, "rate_without": 30 / 350}
    )
    assert scottish["largest"]["beyond_words"] == pytest.approx(8 / 54)
    assert welsh["largest"]["utterance"]["share_of_errors"] == pytest.approx(2 / 36)
    assert report["overall"]["largest"]["utterance"]["share_of_errors"] == pytest.approx(18 / 90)


def test_several_utterances_that_carry_them_together():
    """Six times 13 made-up words: 36 + 78 errors in 480 words, 18 of them beyond; 36 + 60 are capped."""
    report = audited(table({"Scottish": [[*each, 13] for each in PLAIN]}))
    assert said(report) == [
        "In accent=Scottish 15.8% of the word errors are more than their utterances have words, as where text is made "
        "up: with each utterance counted as wholly wrong at most, the word error rate is 20.0% instead of 23.8%."
    ]


def test_one_speaker_that_carries_half_of_the_errors():
    """Forty errors of one speaker beside 30 of five; without that speaker 30 in 350 words."""
    report = audited(table({"Scottish": [*PLAIN[:5], [6, 6, 6, 6, 6, 5, 5]]}))
    assert said(report) == [
        "In accent=Scottish one speaker carries 57.1% of the word errors with 16.7% of the words: without it the word "
        "error rate is 8.6% instead of 16.7%."
    ]


def test_nothing_is_said_of_ordinary_errors_of_small_and_of_hidden_groups():
    assert not said(audited(table({"Scottish": PLAIN, "Welsh": PLAIN})))
    few = table({"Scottish": PLAIN, "Welsh": [[1, 18]] * 3})
    assert not said(audited(few))
    report = audited(few, suppress_below=10)
    assert not said(report)
    assert "largest" not in report["groups"][1]


def test_weights_count_for_the_largest_utterance_and_copies_do_not():
    frame = table({"Scottish": [*PLAIN[:5], [*PLAIN[5], 18]]})
    weight = [4.0 if hypothesis == heard(18) else 1.0 for hypothesis in frame.hypothesis]
    largest = audited(frame.assign(w=weight), weight="w")["overall"]["largest"]["utterance"]
    assert largest == pytest.approx({"share_of_errors": 72 / 108, "share_of_words": 40 / 460, "rate_without": 36 / 420})
    largest = audited(frame.assign(n=[2] * len(frame)), count="n")["overall"]["largest"]["utterance"]
    assert largest == pytest.approx({"share_of_errors": 18 / 108, "share_of_words": 10 / 860, "rate_without": 90 / 850})


@pytest.mark.parametrize("cluster", [None, "speaker"])
def test_the_largest_utterance_does_not_depend_on_the_order_of_rows(cluster):
    frame = table({"Scottish": [*PLAIN[:5], [*PLAIN[5], 18, 10]], "Welsh": PLAIN, "Irish": [[10, 10, 3]] * 12})
    frame = frame if cluster else frame.drop(columns="speaker")
    found = [
        [group["largest"] for group in audited(rows, cluster=cluster)["groups"]]
        for rows in (frame, frame.iloc[::-1], frame.sample(frac=1, random_state=1))
    ]
    assert found[0] == found[1] == found[2]


def test_the_command_warns(tmp_path, capfd):
    path = tmp_path / "speech.csv"
    table({"Scottish": [*PLAIN[:5], [*PLAIN[5], 18]], "Welsh": PLAIN}).to_csv(path, index=False)
    assert run(["report", str(path), "-g", "accent", "--cluster", "speaker", "--format", "json"]) == 0
    report = json.loads(capfd.readouterr().out)
    assert "few_carry_errors" in {warning["code"] for warning in report["warnings"]}


@pytest.mark.parametrize(("errors", "verdict"), [(1, "pass"), (40, "inconclusive")])
def test_a_group_is_not_passed_for_text_that_it_may_yet_make_up(errors, verdict):
    """The Welsh group is the same both times; thirty made-up words of the other one are what it can still meet."""
    frame = table({"Scottish": [*PLAIN[:5], [*PLAIN[5], errors]], "Welsh": PLAIN})
    rule = "word_error_rate of accent=Welsh <= 0.15"
    report = fairaudit.check(frame, rule, groups=["accent"], cluster="speaker", on_inconclusive="pass").to_dict()
    assert [each["verdict"] for each in report["verdicts"]] == [verdict]


def tied(slope: float) -> pd.DataFrame:
    """Return 40 speakers of 4 to 160 utterances, each with one error at most; large speakers err more often."""
    rng = np.random.default_rng(3)
    said = np.geomspace(4, 160, 40).round().astype(int)
    rates = np.minimum(0.2 * (said / said.mean()) ** slope, 0.9)
    return table({"Scottish": [list(rng.binomial(1, rate, n)) for rate, n in zip(rates, said, strict=True)]})


def test_rates_that_change_with_the_size_of_speakers_are_named():
    report = audited(tied(0.8))
    (text,) = said(report, "size_tied_to_rate")
    assert text.startswith("By `accent`, speakers with more words or weight have other values of word_error_rate than")
    assert "corrected for skewness" in report["groups"][0]["metrics"]["word_error_rate"]["method"]


def test_rates_that_do_not_are_not():
    assert not said(audited(tied(0.0)), "size_tied_to_rate")


def test_noise_warns_of_no_tie_in_one_report_of_twenty():
    """Speakers of unequal size and all metrics of the task, at rates that are all the same: 60 small reports."""
    rng = np.random.default_rng(4)
    warned = 0
    for _ in range(60):
        groups = {name: [list(rng.binomial(3, 0.2, n)) for n in rng.geometric(0.1, 15) + 3] for name in "ab"}
        warned += bool(said(audited(table(groups), metrics=None), "size_tied_to_rate"))
    assert warned <= 4


def test_a_label_in_few_clusters_is_named() -> None:
    """Group b: 4 of 20 clusters hold positive labels; group a: all 20 do."""
    rows = [
        {
            "group": group,
            "person": f"{group}{person}",
            "label": int(row < 10 and person < some),
            "prediction": row % 2,
        }
        for group, some in (("a", 20), ("b", 4))
        for person in range(20)
        for row in range(20)
    ]
    options: dict = {"groups": ["group"], "cluster": "person"}
    warned = said(fairaudit.audit(pd.DataFrame(rows), **options).to_dict(), "label_in_few_clusters")
    assert warned == [
        "By `group`, few clusters hold a positive label: b (4 of 20). Intervals of balanced_accuracy and "
        "matthews_correlation count all clusters and can be too narrow there."
    ]
    accuracy = fairaudit.audit(pd.DataFrame(rows), **options, metrics=["accuracy"]).to_dict()
    assert said(accuracy, "label_in_few_clusters") == []

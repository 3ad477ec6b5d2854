"""Presets are complete, dated, careful with words, and become rules."""

from __future__ import annotations

import datetime
import json

import pytest

from fairaudit.errors import UsageError
from fairaudit.policy import check_rules
from fairaudit.published_rules import chosen_presets, load_preset, preset_ids, preset_rules
from fairaudit.published_rules.read import make_preset
from fairaudit.published_rules.stated import ANSWERS

PROMISED = {"four-fifths", "nyc-ll144", "us-adverse-impact", "eu-ai-act-annex-iv", "aws-service-card-floor"}


def test_the_promised_presets_are_there() -> None:
    assert set(preset_ids()) == PROMISED


@pytest.mark.parametrize("name", preset_ids())
def test_every_preset_says_how_old_it_is_and_what_it_is_not(name: str) -> None:
    preset = load_preset(name)
    assert datetime.date(2026, 1, 1) < preset.as_of
    assert preset.disclaimer.startswith("Nothing here is legal advice.")
    assert preset.under_revision == preset.status.startswith("Status under revision")
    assert preset.sources
    assert preset.not_verified
    assert preset.states
    assert preset.metrics
    said = json.dumps(preset.to_dict(), ensure_ascii=False).lower()
    assert "compliant" not in said
    assert "compliance" not in said


@pytest.mark.parametrize("name", ["four-fifths", "us-adverse-impact", "eu-ai-act-annex-iv"])
def test_a_preset_under_revision_says_so_first(name: str) -> None:
    assert load_preset(name).status.startswith("Status under revision")


@pytest.mark.parametrize("name", preset_ids())
def test_rules_of_a_preset_do_not_contradict_each_other(name: str) -> None:
    levels = [("race",), ("sex",), ("race", "sex"), ("race",)]
    rules = preset_rules(load_preset(name), levels)
    check_rules(rules)
    assert all(rule.says and rule.because for rule in rules)
    assert "{" not in "".join(f"{rule.id}{rule.sentence.text}{rule.says}{rule.because}" for rule in rules)


def test_four_fifths_judges_the_observed_rates_alone() -> None:
    (rule,) = preset_rules(load_preset("four-fifths"), [("race", "sex")])
    assert rule.sentence.text == "selection_rate.ratio by race:sex >= 0.8"
    assert rule.scope.by == ("race", "sex")
    assert rule.evidence == "point"
    assert rule.severity == "fail"
    assert rule.id == "four-fifths-race:sex"


def test_adverse_impact_counts_what_is_proven_and_warns_of_what_is_seen() -> None:
    rules = preset_rules(load_preset("us-adverse-impact"), [("race",)])
    assert [(rule.evidence, rule.severity) for rule in rules] == [("bound", "fail"), ("point", "warn")]


@pytest.mark.parametrize("name", ["nyc-ll144", "eu-ai-act-annex-iv"])
def test_a_text_without_numbers_has_no_rules(name: str) -> None:
    preset = load_preset(name)
    assert preset.limits.given_by in {"nobody", "you"}
    assert preset_rules(preset, [("race",)]) == ()


def test_a_floor_is_the_users_and_fits_the_task() -> None:
    (preset,) = chosen_presets(["four-fifths", "aws-service-card-floor:floor=0.9, ceiling = 0.2"])[1:]
    (rule,) = preset_rules(preset, [("accent",)], task="speech")
    assert rule.sentence.text == "word_error_rate.worst by accent <= 0.2"
    assert rule.says == "Every group by accent has a word error rate of at most 0.2."
    assert [rule.metric.name for rule in preset_rules(preset, [("a",)])] == ["f1_score", "word_error_rate"]
    assert preset_rules(preset, [("a",)])[0].sentence.text == "f1_score.worst by a >= 0.9"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("aws-service-card-floor:flor=0.2", r"no parameter `flor`\. Did you mean `floor`"),
        ("aws-service-card-floor:floor=84", "outside the range"),
        ("aws-service-card-floor:floor=high", "is a number, not `high`"),
        ("aws-service-card-floor:floor", "is a number, and there is none"),
        ("aws-service-card-floor:", "no parameter ``. It has floor, ceiling"),
        ("four-fifths:floor=0.9", "no parameter `floor`. It has none"),
        ("four-fifth", "Did you mean `four-fifths`"),
    ],
)
def test_a_number_that_cannot_be_is_refused(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        chosen_presets([text])


def test_a_preset_that_is_asked_for_twice_is_there_once_and_the_later_number_counts() -> None:
    first, second = chosen_presets(
        ["aws-service-card-floor:floor=0.7", "four-fifths", "aws-service-card-floor:floor=0.9"]
    )
    assert (first.id, second.id) == ("aws-service-card-floor", "four-fifths")
    assert [each.value for each in first.parameters] == [0.9, 0.16]


def test_every_answer_that_a_preset_names_exists_and_every_answer_is_used() -> None:
    named = {each.answer for name in preset_ids() for each in load_preset(name).states if each.answer}
    assert named == set(ANSWERS)


@pytest.mark.parametrize(
    "name", ["voice locale", "a:b", "{floor}", "{attribute}", 'say "so"', "it's", "at", "0.8", ">=", "größe", "`tick`"]
)
def test_any_column_can_be_an_attribute(name: str) -> None:
    for rule in preset_rules(load_preset("aws-service-card-floor"), [(name,), ("sex", name)]):
        assert rule.scope.by in {(name,), ("sex", name)}


def test_a_column_with_both_quotes_is_refused() -> None:
    with pytest.raises(UsageError, match="quotes of both kinds"):
        preset_rules(load_preset("four-fifths"), [('"a`',)])


def test_an_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean `nyc-ll144`"):
        load_preset("nyc-ll-144")
    with pytest.raises(UsageError, match="The presets are: aws-service-card-floor"):
        load_preset("../../pyproject")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("title", None, "missing keys"),
        ("tilte", "x", "unknown keys"),
        ("status", " ", "not text"),
        ("as_of", "2026", "not a date"),
        ("disclaimer", "None.", "disclaimer"),
        ("metrics", ["nothing"], "no metric"),
        ("limits", {"given_by": "me", "says": "x"}, "limits are given"),
        ("limits", {"given_by": "source"}, "missing keys"),
        ("rules", [], "rules need limits"),
    ],
)
def test_a_damaged_file_is_noticed(key: str, value: object, says: str) -> None:
    preset = load_preset("four-fifths")
    content = {**preset.to_dict(), "as_of": preset.as_of, "exclusions": {"below_share": 0.0, "says": ""}}
    content = {**content, key: value} if value is not None else {k: v for k, v in content.items() if k != key}
    with pytest.raises((ValueError, UsageError), match=says):
        make_preset(content)

"""Rules as sentences: what is understood, and what the message says where it is not."""

from __future__ import annotations

import pytest

from fairaudit.errors import UsageError
from fairaudit.policy import Rule, check_rules, conflicts, make_rule
from fairaudit.policy.sentence import Scope

UNDERSTOOD = {
    "accuracy overall >= 0.8": ("accuracy", None, Scope(), ">=", 0.8),
    "selection_rate.ratio by race at least 0.8": ("demographic_parity_ratio", "ratio", Scope(("race",)), ">=", 0.8),
    "word_error_rate.difference by accent:gender <= 0.05": (
        "word_error_rate.difference",
        "difference",
        Scope(("accent", "gender")),
        "<=",
        0.05,
    ),
    "true_positive_rate.worst by sex >= 0.7": ("true_positive_rate.worst", "worst", Scope(("sex",)), ">=", 0.7),
    "equalized_odds_difference by race at most .1": (
        "equalized_odds_difference",
        "difference",
        Scope(("race",)),
        "<=",
        0.1,
    ),
    "wer of accent=Scottish <= 0.2": ("word_error_rate", None, Scope(("accent",), ("Scottish",)), "<=", 0.2),
    "wer of accent=missing() <= 0.2": ("word_error_rate", None, Scope(("accent",), (None,)), "<=", 0.2),
    'wer of accent="missing()" <= 0.2': ("word_error_rate", None, Scope(("accent",), ("missing()",)), "<=", 0.2),
    'wer of "my column"=`18 to <30`:b="x=y" <= 1e-1': (
        "word_error_rate",
        None,
        Scope(("my column", "b"), ("18 to <30", "x=y")),
        "<=",
        0.1,
    ),
    "wer of accent=Scottish no worse than baseline by 0.02": (
        "word_error_rate",
        None,
        Scope(("accent",), ("Scottish",)),
        "no worse than baseline by",
        0.02,
    ),
    "accuracy by race no worse than baseline by 0": (
        "accuracy",
        None,
        Scope(("race",)),
        "no worse than baseline by",
        0,
    ),
}
REFUSED = {
    "accuracy overal >= 0.8": ["\n           ^^^^^^ expected", "Did you mean `overall`"],
    "accuracy overall 0.8": ["^^^", "put the whole rule in quotes"],
    "accuracy overall": ["put the whole rule in quotes"],
    "accuracy": ["`overall`, `by ATTRIBUTE`"],
    "": ["the name of a metric"],
    "acuracy overall >= 0.8": ["Did you mean `accuracy`"],
    "accuracy overall >= 80%": ["Write 0.8"],
    "accuracy overall >= 80": ["from 0 to 1", "Write 0.8"],
    "accuracy.difference by race <= 1.2": ["from 0 to 1"],
    "selection_rate.ratio by race >= 1.25": ["from 0 to 1"],
    "accuracy overall >= high": ["a number"],
    "accuracy overall >= 0.8 please": ["^^^^^^", "the end of the rule"],
    "accuracy by race >= 0.8": ["`accuracy.difference by race`", "`accuracy.worst by race`"],
    "selection_rate by race >= 0.8": ["`selection_rate.ratio by race`"],
    "selection_rate.worst by race <= 0.8": ["neither direction is better"],
    "accuracy.ratio overall >= 0.8": ["needs attributes", "`accuracy overall"],
    "equalized_odds by race <= 0.1": ["`equalized_odds_difference by ATTRIBUTE`"],
    "wer of accent <= 0.2": ["`of accent=Scottish`"],
    'wer of accent="Scottish <= 0.2': ["a closing quote"],
    "wer overall no worse than baseline by -0.1": ["at least 0"],
    "selection_rate overall no worse than baseline by 0.1": ["no better direction"],
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_understands(text):
    rule = make_rule(text)
    sentence = rule.sentence
    found = (rule.meaning.name, rule.meaning.comparison, rule.scope, sentence.operator, sentence.number)
    assert found == UNDERSTOOD[text]
    assert sentence.text == text


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_and_says_what_to_write(text):
    with pytest.raises(UsageError) as caught:
        make_rule(text)
    for words in REFUSED[text]:
        assert words in str(caught.value)


def test_an_escape_sequence_in_a_rule_is_shown_and_the_caret_still_points_at_the_word():
    with pytest.raises(UsageError) as caught:
        make_rule("accuracy \x1b[31m overall >= 0.8")
    _, rule, caret = str(caught.value).split("\n")
    assert "\x1b" not in str(caught.value)
    assert rule[caret.index("^") :].startswith("\\u{1b}[31m")


def test_rules_that_exclude_each_other_are_refused():
    with pytest.raises(UsageError, match="contradict each other"):
        check_rules([make_rule("accuracy overall >= 0.9"), make_rule("accuracy overall <= 0.8")])
    check_rules([make_rule("accuracy overall >= 0.8"), make_rule("accuracy overall <= 0.9")])
    check_rules([make_rule("accuracy overall >= 0.9"), make_rule("accuracy of g=a <= 0.8")])


def test_two_rules_of_one_id_are_refused():
    rule = make_rule("accuracy overall >= 0.8", id="floor")
    with pytest.raises(UsageError, match="`floor`"):
        check_rules([rule, make_rule("accuracy overall >= 0.7", id="floor")])


@pytest.mark.parametrize(("key", "value"), [("severity", "error"), ("evidence", "interval"), ("on_inconclusive", "ok")])
def test_a_key_takes_one_of_a_few_words(key, value):
    with pytest.raises(UsageError, match=value):
        make_rule("accuracy overall >= 0.8", **{key: value})


def test_what_a_rule_is_about_is_asked_once_however_many_rules_there_are(monkeypatch):
    """Each rule held against each other took 38 seconds for 5,000 rules."""
    asked = []
    about = Rule.about.fget
    monkeypatch.setattr(Rule, "about", property(lambda rule: asked.append(rule) or about(rule)))
    rules = [make_rule(f"accuracy overall >= 0.{number:03}", id=str(number)) for number in range(1, 201)]
    check_rules(rules)
    assert len(asked) == 200


def test_the_highest_floor_contradicts_each_ceiling_below_it():
    sentences = ("accuracy overall >= 0.6", "accuracy overall <= 0.7", "accuracy overall >= 0.8", "acc overall <= 0.9")
    found = list(conflicts([make_rule(sentence) for sentence in sentences]))
    assert [(rule.sentence.text, "`accuracy overall >= 0.8`" in why) for rule, why in found] == [(sentences[1], True)]

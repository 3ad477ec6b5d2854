"""Laws and examples of the `basic` normaliser."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairaudit.errors import UsageError
from fairaudit.tasks.speech.text import normalizer
from fairaudit.tasks.speech.text.basic import is_word_character

BASIC = normalizer("basic")
EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]
APOSTROPHES = "\u2018\u2019\u201b\u02bb\u02bc\uff07"

any_text = st.text(st.characters(exclude_categories=()), max_size=30)
# Letters that lose or gain marks with their case, jamo that compose, marks, joiners, apostrophes and gaps.
hard_text = st.text(
    st.sampled_from("aAJσΣİiıßſẞKŉé\u030c\u0301\u0307\u0345ᄀ각한ﷺ½Ⅷ①ｱﾞक्ष\u200d\u200c\ufe0f❤'’´_-. \n\t\xa0")
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello,  World!", "hello world"),
        ("DON’T don‘t donʼt don＇t", "don't don't don't don't"),
        ("  tabs\tand\nlines\u2003and\u00a0more  ", "tabs and lines and more"),
        ("ﬁne Ｆｕｌｌ ①", "fine full 1"),
        ("snake_case", "snake_case"),
        ("well-known", "well known"),
        ("cafe\u0301 = café", "café café"),
        ("नमस्ते, दुनिया।", "नमस्ते दुनिया"),
        ("ที่นี่ น้ำ!", unicodedata.normalize("NFKC", "ที่นี่ น้ำ")),
        ("می\u200cخواهم؟", "می\u200cخواهم"),
        ("ọ\u0300rọ̀", "ọ\u0300rọ\u0300"),
        ("ΟΔΟΣ, ΟΔΟΣ", "οδος οδος"),
        ("İstanbul", "i\u0307stanbul"),
        ("J\u030c", "ǰ"),
        ("❤\ufe0f 👩\u200d💻 ok 👍🏽", "ok"),
        ("don´t", "don t"),
        ("今天，天气很好。", "今天 天气很好"),
        ("...", ""),
        ("", ""),
    ],
)
def test_examples(text, expected):
    assert BASIC(text) == expected


def test_idempotent_on_every_character():
    assigned = [character for character in EVERY_CHARACTER if unicodedata.category(character) not in ("Cn", "Co")]
    once = BASIC.many([f"{character} a{character}\u0301{character}" for character in assigned])
    assert BASIC.many(once) == once


@given(st.one_of(any_text, hard_text))
def test_idempotent(text):
    assert BASIC(BASIC(text)) == BASIC(text)


@given(st.lists(st.one_of(any_text, hard_text), max_size=8))
def test_many_is_one_at_a_time(texts):
    assert BASIC.many(texts) == [BASIC(text) for text in texts]


@given(st.one_of(any_text, hard_text))
def test_result_is_words_between_single_blanks(text):
    result = BASIC(text)
    assert result.split(" ") == result.split() or result == ""
    assert all(character == " " or character == "'" or is_word_character(character) for character in result)
    assert result == result.lower()
    assert unicodedata.is_normalized("NFKC", result)


@given(st.one_of(any_text, hard_text), st.one_of(any_text, hard_text))
def test_white_space_bounds_every_rule(left, right):
    assert BASIC(f"{left} {right}") == f"{BASIC(left)} {BASIC(right)}".strip()


LATIN = [
    character
    for character in EVERY_CHARACTER[:0x2BFF]
    if "LATIN" in unicodedata.name(character, "") or unicodedata.category(character)[0] in "NPSZC"
    if not is_word_character(character) or re.match(r"\w", character)
]


@given(st.text(st.sampled_from(LATIN)))
def test_latin_text_is_what_a_regular_expression_makes_of_it(text):
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    folded = folded.replace("i\u0307", "I")  # the one Latin letter whose lower case needs a combining mark
    straight = re.sub(f"[{APOSTROPHES}]", "'", folded)
    expected = " ".join(re.sub(r"[^\w\s']", " ", straight).split())
    assert BASIC(text).replace("i\u0307", "I") == expected


def test_word_characters_are_those_of_python_with_marks_joiners_and_connectors():
    ours = {character for character in EVERY_CHARACTER if is_word_character(character)}
    python = set(re.findall(r"\w", "".join(EVERY_CHARACTER)))
    assert python < ours
    assert {unicodedata.category(character) for character in ours - python} == {"Mn", "Mc", "Me", "Pc", "Cf"}
    assert {character for character in ours if unicodedata.category(character) == "Cf"} == set("\u200c\u200d")


def test_none_leaves_the_text_alone():
    none = normalizer("none")
    assert (none.name, none(" A\tB "), none.many(["X."])) == ("none", " A\tB ", ["X."])


def test_names_and_unknown_names():
    assert (BASIC.name, BASIC.version) == ("basic", "1")
    with pytest.raises(UsageError, match=r"no normaliser and no file `baisc`\. Did you mean `basic`\?"):
        normalizer("baisc")

"""Rounding, names and the closing words."""

from __future__ import annotations

import re
from typing import get_args

import documents
import pytest
from builders import disparity, estimate
from hypothesis import example, given
from hypothesis import strategies as st

from fairaudit import words as wording
from fairaudit.document import Document, Estimate
from fairaudit.document.reasons import numbered
from fairaudit.document.units import Unit
from fairaudit.errors import show
from fairaudit.report import csv_report
from fairaudit.report.files import as_markdown, as_terminal
from fairaudit.report.html import audit as html


def advice(document: Document) -> list[str]:
    """Return the closing paragraphs."""
    return [text for _, text in wording.paragraphs(document)]


def figures(low: float, value: float, high: float, unit: Unit = "share") -> wording.Figure:
    result: Estimate = estimate(value, 10)
    result.update(low=low, high=high)
    return wording.figure(result, unit)


@pytest.mark.parametrize(
    ("numbers", "unit", "shown"),
    [
        ((0.201, 0.231, 0.264), "share", ("23.1%", "20.1–26.4")),
        ((0.99912, 0.9995, 0.9998), "share", ("99.95%", "99.91–99.98")),
        ((0.0, 0.0, 0.0123), "share", ("0.0%", "0.0–1.2")),
        ((0.23099, 0.231, 0.23101), "share", ("23.100%", "23.099–23.101")),
        ((0.9, 1.0, 1.0), "share", ("100.0%", "90.0–100.0")),
        ((0.9, 0.99999, 1.0), "share", ("99.999%", "90.000–100.000")),
        ((1e-17, 0.1, 0.3), "share", ("10.0%", "0.0–30.0")),
        ((0.00002, 0.1, 0.9999), "share", ("10.0%", "0.0–100.0")),
        ((0.0, 0.0004, 0.3), "share", ("0.04%", "0.00–30.00")),
        ((1.1, 1.25, 1.4), "share", ("125.0%", "110.0–140.0")),
        ((-0.2, 0.1, 0.3), "number", ("0.100", "-0.200 to 0.300")),
        ((0.6, 0.7, 0.8), "number", ("0.700", "0.600–0.800")),
        ((1200.5, 1234.5678, 1300.0), "number", ("1,235", "1,200–1,300")),
    ],
)
def test_a_figure_has_digits_that_tell_value_and_limits_apart(
    numbers: tuple[float, float, float], unit: Unit, shown: tuple[str, str]
) -> None:
    result = figures(*numbers, unit)
    assert (result.value, result.interval) == shown


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.sampled_from(get_args(Unit)))
@example([0.5, 0.5000004, 0.5000008], "share")
def test_different_numbers_look_different(numbers: list[float], unit: Unit) -> None:
    low, value, high = sorted(numbers)
    shown = figures(low, value, high, unit)
    for left, right, texts in ((low, value, (shown.low, shown.value)), (value, high, (shown.value, shown.high))):
        if right - left > 1e-6:
            assert texts[0].rstrip("%") != texts[1].rstrip("%")
    if 1e-6 < value < 1 - 1e-6:
        assert float(shown.value.rstrip("%")) not in (0, 1 if unit == "number" else 100)


def test_a_gap_of_rates_is_in_points_and_a_ratio_has_no_unit() -> None:
    gap = wording.disparity_figure(disparity("accuracy", "difference", ["sex"], (0.02, 0.072, 0.12)))
    ratio = wording.disparity_figure(disparity("accuracy", "ratio", ["sex"], (0.7, 0.8, 0.9)))
    assert (gap.value, gap.low, gap.high) == ("7.2 pt", "2.0", "12.0")
    assert (ratio.value, ratio.low, ratio.high) == ("0.80", "0.70", "0.90")


def test_a_gap_that_is_shown_is_not_printed_as_none() -> None:
    gap = wording.disparity_figure(disparity("accuracy", "difference", ["sex"], (0.0002, 0.072, 0.12)))
    assert (gap.value, gap.low, gap.high) == ("7.2 pt", "0.02", "12.0")


def test_a_missing_label_differs_from_groups_that_are_named_like_one() -> None:
    names = [None, "(no label)", "", " ", "Welsh", " Welsh", "a × b"]
    shown = [wording.label({"accent": name}) for name in names]
    assert len(set(shown)) == len(names)
    assert shown[:2] == ["(no label)", '"(no label)"']
    assert wording.label({"accent": "a", "sex": "b"}) == "a × b"


@given(st.text())
def test_nothing_that_is_shown_controls_anything(text: str) -> None:
    allowed = {" ", "\u200c", "\u200d"}
    assert all(character.isprintable() or character in allowed for character in show(text))


def test_no_output_judges(any_document: Document) -> None:
    any_document["advice"] = advice(any_document)
    printed = "\n".join(
        [
            as_terminal(any_document),
            as_markdown(any_document),
            csv_report.render(any_document),
            html.render(any_document),
        ]
    ).lower()
    assert not re.search(r"\b(fair|fairly|unfair|unbiased|biased|no bias)\b", printed)


def test_the_advice_tells_a_gap_that_is_shown_from_one_that_may_be_chance() -> None:
    document = documents.binary()
    main = next(each for each in document["disparities"] if each["name"] == "accuracy.difference")
    assert "may be chance: there may be none, or one of up to 9.2 percentage points" in advice(document)[0]
    assert "Equal groups of these sizes would show 5.1 percentage points or more one time in twenty." in said(document)
    main.update(low=0.031, value=0.09, high=0.15, beyond_chance=True)
    assert (
        "The gap is 9.0 percentage points: with 95% confidence at least 3.1, at most 15.0 percentage points. There"
    ) in said(document)


def said(document: Document) -> str:
    """Return what is said by race."""
    return next(text for text in advice(document) if text.startswith("By race, "))


def test_bounds_and_chance_never_stand_in_one_paragraph() -> None:
    """One says that the gap is certain, and the other that such gaps are chance."""
    document = documents.binary()
    main = next(each for each in document["disparities"] if each["name"] == "accuracy.difference")
    main.update(low=0.031, value=0.045, high=0.15, beyond_chance=True)
    assert "one time in twenty" not in said(document)
    main.update(low=0.0, value=0.06)
    main["beyond_chance"] = False
    assert "one time in twenty" not in said(document), "the value of 6 points is more than the 5.1 of equal groups"


def test_a_gap_that_is_certain_alone_and_not_among_all_is_no_finding() -> None:
    document = documents.binary()
    main = next(each for each in document["disparities"] if each["name"] == "accuracy.difference")
    main.update(low=0.006, value=0.07, high=0.15, beyond_chance=False)
    assert (
        "The gap of 7.0 percentage points may be chance. Alone it would be certain (95% confidence), but it is one of "
        "42 gaps that this report looks at, and together they are not."
    ) in said(document)
    assert wording.how_sure(main, document) == "may be chance: it is one of 42 gaps that this report looks at"


def test_the_most_certain_attribute_comes_first() -> None:
    document = documents.binary()
    by_sex = next(
        each for each in document["disparities"] if each["name"] == "accuracy.difference" and each["by"] == ["sex"]
    )
    by_sex.update(low=0.05, value=0.07, high=0.15, beyond_chance=True)
    assert advice(document)[0].startswith("By sex, ")


def test_the_advice_names_what_cannot_be_told() -> None:
    text = " ".join(advice(documents.binary()))
    assert "What cannot be told: Native American (race), " in text
    assert "(no label) × Male (race × sex) are too small to compare, until more rows are collected." in text
    assert "1 group is hidden" in text
    assert "For some groups, false positive rate is undefined, and not compared." in text


def test_the_advice_reads_the_kinds_of_word_errors() -> None:
    document = documents.speech()
    assert "Most word errors are deletions: the recogniser skips words." in advice(document)
    document["overall"]["counts"]["insertions"] = 5000.0
    assert "Most word errors are insertions: the recogniser makes words up." in advice(document)
    document["overall"]["counts"].update(insertions=300.0, deletions=300.0, substitutions=300.0)
    assert not any("Most word errors" in text for text in advice(document))


def test_the_advice_puts_a_model_that_decides_nothing_first() -> None:
    assert advice(documents.degenerate())[0].startswith("Every row is selected")


def test_the_advice_says_how_much_more_data_would_settle_a_gap() -> None:
    document = documents.speech()
    main = next(each for each in document["disparities"] if each["name"] == "word_error_rate.difference")
    main["needed"] = {"margin": 0.05, "unit": "clusters", "if_equal": 2.41, "if_as_observed": None}
    assert advice(document)[-1] == (
        "Next: To settle whether the gap in word error rate by accent is at most 5 percentage points would take "
        "about 2.4 times as many speakers of every group if the groups are truly equal."
    )
    main["needed"]["if_as_observed"] = 12.2
    assert advice(document)[-1].endswith(
        "about 2.4 times as many speakers of every group if the groups are truly equal, or about 12 times as many if "
        "the gap truly is as observed."
    )
    main.update(low=0.06, value=0.07, high=0.09)
    assert not any(text.startswith("Next:") for text in advice(document))


def test_the_advice_asks_for_no_more_data_where_the_gap_is_known_to_be_small() -> None:
    document = documents.speech()
    main = next(each for each in document["disparities"] if each["name"] == "word_error_rate.difference")
    main["needed"] = {"margin": 0.05, "unit": "clusters", "if_equal": None, "if_as_observed": None}
    main.update(low=0.0, value=0.02, high=0.06, beyond_chance=False)
    assert "would tell more about the gap in word error rate by accent." in advice(document)[-1]
    main.update(high=0.05)
    assert not any("would tell more" in text for text in advice(document))


def test_the_advice_says_that_groups_are_the_same_and_how_far_apart_they_may_be() -> None:
    document = documents.binary()
    for group in document["groups"]:
        if group["metrics"]:
            group["metrics"]["accuracy"].update(low=0.78, value=0.8, high=0.82)
    main = next(each for each in document["disparities"] if each["name"] == "accuracy.difference")
    main.update(low=0.0, value=1e-17, high=0.03)
    assert advice(document)[0].startswith(
        "By race, accuracy is the same in all groups that are compared, 80.0%. There may be a gap all the same, of up "
        "to 3.0 percentage points (95% confidence)."
    )


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((0.0, 0.00004, 0.02383), ("0.004 pt", "0.0", "2.4")),
        ((0.00048, 0.1738, 0.2678), ("17.4 pt", "0.05", "26.8")),
        ((0.0691, 0.0692, 0.12), ("6.92 pt", "6.91", "12.0")),
        ((0.5, 0.9996, 1.0), ("99.96 pt", "50.0", "100.0")),
        ((0.0, 0.0, 0.0), ("0.0 pt", "0.0", "0.0")),
    ],
)
def test_each_number_of_a_comparison_gets_the_digits_that_it_needs(
    numbers: tuple[float, float, float], shown: tuple[str, str, str]
) -> None:
    found = wording.disparity_figure(disparity("accuracy", "difference", ["sex"], numbers))
    assert (found.value, found.low, found.high) == shown


def test_a_named_reference_is_said() -> None:
    each = disparity("accuracy", "difference", ["race"], (0.02, 0.072, 0.12), against={"race": "White"})
    assert wording.remarks([each]) == ["Compared with White, not highest with lowest."]


def test_one_group_gets_no_comparison() -> None:
    assert advice(documents.one_group())[0] == (
        "By sex, no comparison is possible: fewer than two groups can be compared."
    )


def test_many_small_groups_are_one_reason_and_many_reasons_are_cut_aloud() -> None:
    each = disparity("accuracy", "difference", ["sex"], (0.02, 0.072, 0.12))
    each["left_out"] = [
        {"group": {"sex": str(size)}, "why": numbered("fewer than 30 rows", size)} for size in range(20)
    ]
    assert wording.remarks([each]) == [
        "Left out of comparisons: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 10 others: fewer than 30 rows."
    ]
    each["left_out"] = [{"group": {"sex": str(size)}, "why": f"only {size} in the denominator"} for size in range(20)]
    assert wording.remarks([each])[-1] == "12 more reasons to leave groups out of comparisons: see the JSON report."


def test_every_attribute_with_a_certain_gap_is_told_before_others() -> None:
    """Of four levels the last one has the one certain gap; the words then leave out one that has none."""
    document = documents.binary()
    for each in document["disparities"]:
        each["beyond_chance"] = False
    by = ["sex"]
    document["groups"] += [{**group, "by": [name]} for name in ("age", "site") for group in document["groups"][:1]]
    last = next(each for each in document["disparities"] if each["name"] == "accuracy.difference" and each["by"] == by)
    document["disparities"] += [{**last, "by": ["age"]}, {**last, "by": ["site"]}]
    document["disparities"][-1].update(low=0.05, value=0.07, high=0.15, beyond_chance=True)
    told = advice(document)
    assert told[0].startswith("By site, ")
    assert "2 more combinations of attributes: see the tables." in told

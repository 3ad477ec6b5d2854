"""What stands out once groups are seen together, by hand arithmetic and by published tables."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

import fairaudit
from fairaudit import words as wording
from fairaudit.document import Document
from fairaudit.document.patterns import Patterns

STONES = {("A", "small"): (81, 87), ("A", "large"): (192, 263), ("B", "small"): (234, 270), ("B", "large"): (55, 80)}
"""Successes and patients by treatment and size of stone: Charig, Webb, Payne & Wickham (1986), BMJ 292, 879."""


def audit(cells: dict[tuple[str, str], tuple[int, int]], names: tuple[str, str] = ("treatment", "stone")) -> Document:
    """Audit rows whose label is 1, and whose prediction is right as often as the cells say (right, rows)."""
    rows = [
        {**dict(zip(names, key, strict=True)), "label": 1, "prediction": int(index < right)}
        for key, (right, whole) in cells.items()
        for index in range(whole)
    ]
    rows.append({**rows[0], "label": 0, "prediction": 0})
    return fairaudit.audit(
        pd.DataFrame(rows), groups=[*names, names], metrics=["true_positive_rate", "accuracy"]
    ).to_dict()


def patterns(document: Document) -> Patterns:
    """Return the patterns of a report that has them."""
    return document["patterns"]


def test_the_better_treatment_of_kidney_stones_looks_worse() -> None:
    """Ten times the published patients: in 700, even 273 of 350 against 289 of 350 may be chance."""
    assert patterns(audit(STONES))["reversals"] == []
    document = audit({key: (10 * right, 10 * whole) for key, (right, whole) in STONES.items()})
    a, b = ({"treatment": value} for value in "AB")
    for size in ("small", "large"):
        assert Fraction(*STONES["A", size]) > Fraction(*STONES["B", size])
    assert Fraction(273, 350) < Fraction(289, 350)
    found = [each for each in patterns(document)["reversals"] if each["metric"] == "true_positive_rate"]
    assert found == [
        {"metric": "true_positive_rate", "by": ["treatment"], "higher": b, "lower": a, "within": "stone", "values": 2}
    ]
    assert (
        "The order reverses: over all rows true positive rate is higher for B than for A, but lower within each of the "
        "2 values of stone that can be compared. Read treatment × stone before treatment."
    ) in wording.standing_out(document, ["true_positive_rate"])
    assert not [text for text in wording.standing_out(document, ["accuracy"]) if "true positive rate" in text]


def test_an_order_that_holds_in_one_place_is_no_reversal() -> None:
    cells = {key: (10 * right, 10 * whole) for key, (right, whole) in STONES.items()} | {("A", "small"): (750, 870)}
    assert Fraction(750, 870) < Fraction(2340, 2700)
    assert patterns(audit(cells))["reversals"] == []


def test_one_comparable_value_is_no_reversal() -> None:
    cells = {**STONES, ("A", "small"): (20, 20)}
    assert patterns(audit(cells))["reversals"] == []


def test_an_intersection_hidden_behind_its_attributes() -> None:
    """Each attribute's groups are right in 480 of 600 and so is everyone; one crossing in only 210 of 300."""
    cells = {("x", "m"): (210, 300), ("x", "f"): (270, 300), ("y", "m"): (270, 300), ("y", "f"): (210, 300)}
    document = audit(cells, ("first", "second"))
    found = [each for each in patterns(document)["hidden"] if each["metric"] == "true_positive_rate"]
    assert [each["group"] for each in found] == [{"first": "x", "second": "m"}, {"first": "y", "second": "f"}]
    assert {each["of"] for each in found} == {4}
    said = wording.standing_out(document, ["true_positive_rate"])
    assert said[0].startswith("Hidden behind the averages: true positive rate of x × m, 70.0% (")
    assert said[0].endswith(
        "is worse than that of all rows together and than those of x and m on their own, which are not told to be "
        "worse (4 intersections looked at)."
    )


def test_nothing_is_hidden_where_an_attribute_shows_it() -> None:
    cells = {("x", "m"): (150, 300), ("x", "f"): (150, 300), ("y", "m"): (270, 300), ("y", "f"): (270, 300)}
    assert patterns(audit(cells, ("first", "second")))["hidden"] == []


def test_where_errors_concentrate() -> None:
    """100 errors of 1,001 rows; x has 300 of the rows and 70 of the errors."""
    document = audit({("x", "m"): (230, 300), ("y", "m"): (670, 700)}, ("first", "second"))
    assert patterns(document)["concentrations"] == [
        {
            "by": ["first"],
            "group": {"first": "x"},
            "errors": 70,
            "share_of_errors": pytest.approx(70 / 100),
            "share": pytest.approx(301 / 1001),
        }
    ]
    assert wording.standing_out(document, []) == [
        "By first, errors concentrate on x: 30.1% of the rows and 70.0% of the errors."
    ]


def test_words_that_concentrate_count_words_not_rows() -> None:
    """Group b has 100 of 400 reference words, and 50 of 80 errors."""
    rows = [("a", "one two three", "one two three")] * 90 + [("a", "one two three", "x")] * 10
    rows += [("b", "one two", "one x")] * 50
    frame = pd.DataFrame(rows, columns=["accent", "reference", "hypothesis"])
    found = fairaudit.audit(frame, groups=["accent"]).to_dict()
    (only,) = patterns(found)["concentrations"]
    assert (only["group"], only["errors"]) == ({"accent": "b"}, 50)
    assert (only["share_of_errors"], only["share"]) == (pytest.approx(50 / 80), pytest.approx(100 / 400))

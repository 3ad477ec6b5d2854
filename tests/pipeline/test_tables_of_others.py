"""Tables and columns of libraries other than pandas and pyarrow: whatever Arrow can read is audited as its table is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import fairaudit
from fairaudit.errors import UsageError

ROWS = 120
RANDOM = np.random.default_rng(5)
TABLE = pa.table(
    {
        "y_true": RANDOM.integers(0, 2, ROWS),
        "y_pred": RANDOM.integers(0, 2, ROWS),
        "sex": RANDOM.choice(["f", "m"], ROWS),
        "race": RANDOM.choice(["a", "b", "c"], ROWS),
        "person": RANDOM.choice([f"s{each}" for each in range(20)], ROWS),
    }
)
FEATURES = TABLE.select(["sex", "race"])
PARTS = ("overall", "groups", "disparities", "warnings", "attributes")


class Stream:
    """A table or a column that tells Arrow alone what it is, as a stream."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._data.__arrow_c_stream__(requested_schema)


class Whole:
    """The same, all at once."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def __arrow_c_array__(self, requested_schema: object = None) -> object:
        return self._data.__arrow_c_array__(requested_schema)


class Lazy:
    """A table that is not computed yet."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def collect(self) -> Stream:
        return Stream(self._data)

    def collect_schema(self) -> pa.Schema:
        return self._data.schema

    @property
    def columns(self) -> list[str]:
        raise AssertionError("the names of a lazy table are costly")


class Broken:
    """A table of types that Arrow does not have."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise pa.ArrowInvalid("Invalid or unsupported format string: '_other'")


class Values:
    """Numbers that only numpy can read."""

    def __init__(self, values: np.ndarray[Any, Any]) -> None:
        self._values = values

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        return self._values


def whole(table: pa.Table) -> Whole:
    """Return a table that is handed over at once."""
    return Whole(table.combine_chunks().to_batches()[0])


def same(report: dict[str, Any], expected: dict[str, Any]) -> None:
    for part in PARTS:
        assert report[part] == expected[part]


EXPECTED = fairaudit.audit(TABLE, groups=["sex", "race"]).to_dict()
MAKERS: list[Callable[[pa.Table], Any]] = [Stream, whole, Lazy, pa.Table.to_reader]


@pytest.mark.parametrize("make", MAKERS)
def test_a_table_is_audited_as_that_of_pyarrow(make: Callable[[pa.Table], Any]) -> None:
    audit = fairaudit.audit(make(TABLE), groups=["sex", "race"])
    same(audit.to_dict(), EXPECTED)  # type: ignore[arg-type]
    assert audit.document["data"]["sources"] == EXPECTED["data"]["sources"]


@pytest.mark.parametrize("make", MAKERS)
def test_features_are_audited_by_their_names(make: Callable[[pa.Table], Any]) -> None:
    arrays = {name: Stream(TABLE[name]) for name in ("y_true", "y_pred")}
    same(fairaudit.audit(sensitive_features=make(FEATURES), **arrays).to_dict(), EXPECTED)  # type: ignore[arg-type]


@pytest.mark.parametrize("make", [Stream, lambda column: Whole(column.combine_chunks())])
def test_columns_are_values_for_each_row(make: Callable[[pa.ChunkedArray], Any]) -> None:
    given = {name: make(TABLE[name]) for name in ("y_true", "y_pred")}
    report = fairaudit.audit(sensitive_features=make(TABLE["sex"]), clusters=make(TABLE["person"]), **given)
    expected = fairaudit.audit(TABLE, groups="sex", cluster="person")
    assert report.document["attributes"] == ["sensitive_feature_0"]
    assert report.overall == expected.overall
    assert [each.metrics for each in report.groups] == [each.metrics for each in expected.groups]


def test_numbers_that_numpy_reads_are_values_for_each_row() -> None:
    given = {name: Values(TABLE[name].to_numpy()) for name in ("y_true", "y_pred")}
    same(fairaudit.audit(sensitive_features=FEATURES, **given).to_dict(), EXPECTED)  # type: ignore[arg-type]


@pytest.mark.parametrize("make", MAKERS)
def test_scores_of_two_classes_are_columns_of_a_table(make: Callable[[pa.Table], Any]) -> None:
    scores = RANDOM.integers(0, 64, ROWS) / 64
    two = pa.table({"0": 1 - scores, "1": scores})
    given = {"y_true": TABLE["y_true"], "sensitive_features": FEATURES}
    same(
        fairaudit.audit(y_score=make(two), **given).to_dict(),  # type: ignore[arg-type]
        fairaudit.audit(y_score=scores, **given).to_dict(),  # type: ignore[arg-type]
    )


def test_results_are_compared_whatever_library_holds_them() -> None:
    other = TABLE.set_column(1, "y_pred", TABLE["y_true"])
    asked = {"groups": ["sex"], "min_group_size": 10}
    found = fairaudit.compare(Stream(TABLE), Lazy(other), **asked).document
    expected = fairaudit.compare(TABLE, other, **asked).document
    assert (found["groups"], found["pairing"]) == (expected["groups"], expected["pairing"])


def test_checks_and_plans_take_them() -> None:
    assert fairaudit.check(Stream(TABLE), "accuracy overall >= 0.01", groups="sex").verdicts[0].verdict == "pass"
    expected = fairaudit.plan(TABLE, groups=["sex"], metrics=["accuracy"])
    assert fairaudit.plan(Lazy(TABLE), groups=["sex"], metrics=["accuracy"]).to_dict() == expected.to_dict()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"data": Broken()}, "Arrow cannot read `data`, of type `Broken`: Invalid or unsupported format string: '_oth"),
        (
            {"data": Stream(TABLE["sex"])},
            "The data, of type `Stream`, are one column. Give a DataFrame of pandas or po",
        ),
        (
            {"y_true": Stream(FEATURES), "y_pred": TABLE["y_pred"], "sensitive_features": FEATURES},
            "`y_true`, of type `Stream`, has several columns. Give one value for each row.",
        ),
        (
            {"y_true": Broken(), "y_pred": TABLE["y_pred"], "sensitive_features": FEATURES},
            "Arrow cannot read `y_true`, of type `Broken`: ",
        ),
        (
            {"y_true": TABLE["y_true"], "y_pred": TABLE["y_pred"], "sensitive_features": Broken()},
            "Arrow cannot read `sensitive_features`, of type `Broken`: ",
        ),
    ],
)
def test_what_arrow_cannot_read_is_refused_in_words(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        fairaudit.audit(**arguments)


@pytest.mark.parametrize("kind", ["eager", "lazy", "categories", "columns"])
def test_polars_is_audited_as_the_same_table(kind: str) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(TABLE.to_pydict())
    if kind == "categories":
        frame = frame.with_columns(
            polars.col("sex").cast(polars.Categorical), polars.col("race").cast(polars.Categorical)
        )
    if kind == "columns":
        features = frame.select("sex", "race")
        found = fairaudit.audit(y_true=frame["y_true"], y_pred=frame["y_pred"], sensitive_features=features)
    else:
        found = fairaudit.audit(frame.lazy() if kind == "lazy" else frame, groups=["sex", "race"])
    same(found.to_dict(), EXPECTED)  # type: ignore[arg-type]

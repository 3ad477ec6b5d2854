"""Parts of a data set that differ in what their rows hold: they add up to the whole, or it is said why they cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from kinds import kinds
from test_saved_laws import differences

import fairaudit

CLASSES = kinds()["classes"]
PROBABILITY = {name: f"p_{name}" for name in ("cat", "dog", "owl")}


def without_owls_first() -> list[pd.DataFrame]:
    """Return the rows in two parts; neither the labels nor the predictions of the first are owls."""
    rows = CLASSES.rows
    is_first = (rows["label"] != "owl") & (rows["prediction"] != "owl") & (np.arange(len(rows)) < 200)
    return [rows[is_first], rows[~is_first]]


def test_a_part_that_lacks_a_class_is_refused_where_labels_told_the_classes() -> None:
    """Of two classes no column of probabilities is used, of three all are: the sum would be of some rows only."""
    parts = [fairaudit.tally_of(rows, groups="sex", task="multiclass") for rows in without_owls_first()]
    with pytest.raises(fairaudit.FairauditError) as error:
        fairaudit.merge(parts)
    said = str(error.value)
    assert "classes with a probability none in the first, `cat, dog, owl` in the second. Labels told which;" in said
    assert 'with the column of every class said: probability={"CLASS": "COLUMN"}.' in said


def test_a_part_that_lacks_a_class_is_added_where_the_columns_were_said() -> None:
    settings: dict[str, Any] = {"groups": "sex", "task": "multiclass", "probability": PROBABILITY}
    parts = [fairaudit.tally_of(rows, **settings) for rows in without_owls_first()]
    expected = dict(fairaudit.audit(CLASSES.rows, **settings).to_dict())
    found = dict(fairaudit.audit(fairaudit.merge(parts)).to_dict())
    assert differences(expected, found, left_out=("chance", "needed", "method")) == []
    assert found["overall"]["metrics"]["log_loss"]["n"] == len(CLASSES.rows)


def test_columns_that_are_not_used_do_not_keep_parts_apart() -> None:
    """A column that one part alone has may look like a probability, and is none."""
    rows, settings = CLASSES.rows[["sex", "label", "prediction"]], {"groups": "sex", "task": "multiclass"}
    parts = [fairaudit.tally_of(part, **settings) for part in (rows[:200], rows[200:].assign(note="none"))]
    expected = fairaudit.audit(rows, **settings).to_dict()
    assert fairaudit.audit(fairaudit.merge(parts)).to_dict()["overall"]["metrics"] == expected["overall"]["metrics"]


def spelled(rows: pd.DataFrame, column: str, word: Any) -> pd.DataFrame:
    return rows.assign(**{column: [word(value) for value in rows[column]]})


def test_parts_may_spell_the_label_in_their_own_way() -> None:
    """The weights of rows that share a score count as together, however the label of each is spelled."""
    rows = (
        kinds()["weighted decisions of users"]
        .rows.drop(columns="user")
        .assign(score=lambda rows: rows["score"].round(1))
    )
    settings: dict[str, Any] = {"groups": "sex", "identities": "said", "weight": "weight", "metrics": "brier_score"}
    loud = spelled(rows[200:], "label", str.upper)
    parts = [fairaudit.tally_of(part, **settings) for part in (rows[:200], loud)]
    expected = dict(fairaudit.audit(rows, **settings).to_dict())
    for found in (fairaudit.merge(parts), pd.concat([rows[:200], loud])):
        again = {} if isinstance(found, fairaudit.Tally) else settings
        assert differences(expected, dict(fairaudit.audit(found, **again).to_dict()), left_out=("chance",)) == []


def test_a_sum_is_no_longer_than_its_rows_need(tmp_path: Path) -> None:
    rows = kinds()["scores"].rows.assign(score=lambda rows: rows["score"].round(1))
    for place in range(4):
        fairaudit.tally_of(rows[place::4], groups="sex").write(tmp_path / f"{place}.tally")
    fairaudit.merge(sorted(tmp_path.glob("?.tally"))).write(tmp_path / "all.tally")
    fairaudit.tally_of(rows, groups="sex").write(tmp_path / "whole.tally")
    assert len(pd.read_parquet(tmp_path / "all.tally")) == len(pd.read_parquet(tmp_path / "whole.tally"))

"""Parts of a data set that differ in what their rows hold: they add up to the whole, or it is said why they cannot."""

from __future__ import annotations

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

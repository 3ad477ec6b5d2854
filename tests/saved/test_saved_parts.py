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


@pytest.mark.parametrize("decided", [True, False])
def test_a_part_may_have_booleans_and_another_numbers(tmp_path: Path, decided: bool) -> None:
    rows = kinds()["scores"].rows.drop(columns=[] if decided else "prediction")
    numbers = spelled(spelled(rows, "label", lambda word: int(word == "yes")), "sex", str)
    if decided:
        numbers = spelled(numbers, "prediction", lambda word: int(word == "yes"))
    words = numbers.assign(**{name: numbers[name] == 1 for name in ("label", "prediction") if name in numbers})
    numbers.to_parquet(tmp_path / "all.parquet")
    numbers[:150].to_csv(tmp_path / "0.csv", index=False)
    words[150:300].to_parquet(tmp_path / "1.parquet")
    words[300:350].assign(label=words["label"]).to_csv(tmp_path / "2.csv", index=False)
    numbers[350:].assign(label=words["label"]).to_parquet(tmp_path / "3.parquet")
    expected = dict(fairaudit.audit(tmp_path / "all.parquet", groups="sex").to_dict())
    parts = [fairaudit.tally_of(path, groups="sex") for path in sorted(tmp_path.glob("?.*"))]
    for some in (parts, parts[::-1]):
        both = fairaudit.merge(some)
        assert differences(expected, dict(fairaudit.audit(both).to_dict())) == []
        said = fairaudit.audit(both, positive="true").to_dict()
        assert said["overall"]["metrics"] == fairaudit.audit(both, positive=1).to_dict()["overall"]["metrics"]


@pytest.mark.parametrize("settings", [{}, {"threshold": 0.5}])
def test_booleans_are_said_as_such_beside_groups_that_are_numbers(settings: dict[str, Any]) -> None:
    rows = kinds()["scores"].rows.drop(columns="prediction")
    rows = rows.assign(label=rows["label"] == "yes", prediction=rows["score"] >= 0.5, sex=rows["sex"] == "f")
    rows = rows.astype({"sex": int}).drop(columns="prediction" if settings else "score")
    found = fairaudit.audit(rows, groups="sex", positive="true", **settings).to_dict()
    assert found["overall"]["counts"] == fairaudit.audit(rows, groups="sex", **settings).to_dict()["overall"]["counts"]


def test_parts_whose_highest_rows_reach_other_scores_are_not_added() -> None:
    """Of 10 rows the highest 2 are those from 8 on; of the other 10, those from 18 on."""
    rows = pd.DataFrame({"sex": ["f", "m"] * 10, "label": [0, 1] * 10, "score": [place / 20 for place in range(20)]})
    parts = [fairaudit.tally_of(part, groups="sex", top_k="20%") for part in (rows[:10], rows[10:])]
    with pytest.raises(fairaudit.FairauditError) as error:
        fairaudit.merge(parts)
    assert "operating points `top 20%=0.4` in the first, `top 20%=0.9` in the second. All rows together" in str(
        error.value
    )

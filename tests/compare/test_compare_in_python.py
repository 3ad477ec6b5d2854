"""`fairaudit.compare`: data frames in, a document out that is that of the command line."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd
import pytest
import rows

import fairaudit

MOVES = {"f": (30, 10, 300, 60), "m": (5, 65, 250, 80)}


def test_frames_give_what_files_give(write: Any, compared: Any) -> None:
    old, new = rows.decisions(MOVES)
    rule = "accuracy.change by sex >= -0.05"
    found = fairaudit.compare(pd.DataFrame(old), pd.DataFrame(new), rule, id="id", groups=["sex"])
    paths = write("old.csv", old), write("new.csv", new)
    expected = compared(*paths, "-g", "sex", "--id", "id", "--require", rule)
    for key in ("groups", "disparities", "spreads", "verdicts", "gate", "pairing", "advice"):
        assert found.to_dict()[key] == expected[key]  # type: ignore[literal-required]
    assert repr(found) == "<Changes: binary, 2 groups, paired by rows>"


def test_one_frame_holds_both_results(tmp_path: Any) -> None:
    old, new = rows.decisions(MOVES)
    both = pd.DataFrame(old).assign(second=[row["prediction"] for row in new])
    found = fairaudit.compare(both, prediction=["prediction", "second"], groups="sex", metrics="accuracy")
    frame = found.to_frame().set_index(["by", "sex"])["change"]
    assert frame[("sex", "f")] == pytest.approx(20 / 400)
    assert frame[("sex", "m")] == pytest.approx(-60 / 400)
    found.write(tmp_path / "changes.html")
    assert "What changed" in (tmp_path / "changes.html").read_text(encoding="utf-8")


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(tmp_path: Any) -> None:
    old, new = rows.decisions(MOVES)
    changes = fairaudit.compare(pd.DataFrame(old), pd.DataFrame(new), id="id", groups=["sex"], title="<script>x")
    shown = changes._repr_html_()
    changes.write(tmp_path / "changes.html")
    before, page, _ = shown.split('"', 2)
    assert before == "<iframe srcdoc="
    assert html.unescape(page) == (tmp_path / "changes.html").read_text(encoding="utf-8")
    assert "<script" not in html.unescape(page)


def test_conditions_make_two_results() -> None:
    old, new = rows.utterances({"A": (1, 4), "B": (1, 2)})
    both = pd.concat([pd.DataFrame(old).assign(room="quiet"), pd.DataFrame(new).assign(room="loud")])
    found = fairaudit.compare(both, where_old={"room": "quiet"}, where_new={"room": "loud"}, groups="accent")
    assert found.document["pairing"]["how"] == "clusters"


def test_mistakes_are_answered_with_what_is_wanted() -> None:
    frame = pd.DataFrame(rows.decisions(MOVES)[0])
    for settings, message in (
        ({"prediction": ["a", "b", "c"]}, "the column"),
        ({"id": 3}, "a column or a list of columns"),
        ({"rules": "accuracy by sex >= 0"}, "write `accuracy.change`"),
        ({}, "one result only"),
    ):
        with pytest.raises(fairaudit.FairauditError, match=message):
            fairaudit.compare(frame, groups="sex", **settings)  # type: ignore[arg-type]

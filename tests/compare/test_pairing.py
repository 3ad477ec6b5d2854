"""Which rows belong together, what becomes of the others, and results that cannot be compared."""

from __future__ import annotations

from typing import Any

import pytest
import rows

MOVES = {"f": (6, 2, 30, 2), "m": (3, 9, 24, 4)}


def codes(found: Any) -> set[str]:
    return {each["code"] for each in found["warnings"]}


@pytest.fixture
def sides() -> tuple[rows.Rows, rows.Rows]:
    return rows.decisions(MOVES)


def test_the_order_of_rows_is_nothing(sides: Any, compared: Any, write: Any) -> None:
    old, new = sides
    first = compared(write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id")
    write("new.csv", new[::-1])
    second = compared("old.csv", "new.csv", "-g", "sex", "--id", "id")
    for key in ("groups", "overall", "disparities", "spreads", "pairing", "advice"):
        assert rounded(second[key]) == rounded(first[key])


def rounded(found: Any) -> Any:
    """Return what was found with its numbers to ten digits: sums in another order differ in the last bit."""
    if isinstance(found, dict):
        return {key: rounded(each) for key, each in found.items()}
    if isinstance(found, list):
        return [rounded(each) for each in found]
    return float(f"{found:.10g}") + 0.0 if isinstance(found, float) else found


def test_rows_without_a_partner_are_counted_and_left_out(sides: Any, compared: Any, write: Any) -> None:
    old, new = sides
    stranger = {**new[0], "id": "new"}
    found = compared(write("old.csv", old), write("new.csv", [*new[3:], stranger]), "-g", "sex", "--id", "id")
    pairing = found["pairing"]
    assert (pairing["pairs"], pairing["only_old"], pairing["only_new"]) == (77, 3, 1)
    assert "rows_without_partner" in codes(found)
    assert found["overall"]["n_old"] == found["overall"]["n_new"] == 77


def test_repeated_and_missing_ids_have_no_partner(sides: Any, compared: Any, write: Any) -> None:
    old, new = sides
    old = [*old, old[5], {**old[6], "id": ""}]
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id")
    pairing = found["pairing"]
    assert (pairing["pairs"], pairing["repeated"], pairing["without_id"]) == (79, 2, 1)
    assert pairing["only_new"] == 1
    assert {"repeated_ids", "rows_without_id"} <= codes(found)


def test_an_id_of_two_columns_needs_both(sides: Any, compared: Any, write: Any) -> None:
    old, new = sides
    split = [
        [{**row, "first": place // 9, "second": place % 9} for place, row in enumerate(side)] for side in (old, new)
    ]
    found = compared(write("o.csv", split[0]), write("n.csv", split[1]), "-g", "sex", "--id", "first", "--id", "second")
    expected = compared(write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id")
    assert found["groups"] == expected["groups"]
    assert found["pairing"]["id"] == ["first", "second"]


def test_labels_and_groups_that_differ_are_counted(sides: Any, compared: Any, write: Any) -> None:
    old, new = sides
    new = [{**row, "label": 1 - row["label"]} if place < 4 else row for place, row in enumerate(new)]
    new[10] = {**new[10], "sex": "m"}
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id")
    assert found["pairing"]["labels_differ"] == 4
    assert found["pairing"]["groups_differ"] == 1
    assert {"labels_differ", "groups_differ"} <= codes(found)
    assert {each["group"]["sex"]: each["n_old"] for each in found["groups"]} == {"f": 39, "m": 41}


def test_a_group_in_one_result_appears_or_leaves(sides: Any, compared: Any, write: Any) -> None:
    old, new = sides
    new = [{**row, "sex": "x"} if row["sex"] == "m" else row for row in new]
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex")
    assert {each["group"]["sex"]: each["status"] for each in found["groups"]} == {
        "f": "both",
        "m": "left",
        "x": "appeared",
    }
    change = next(each for each in found["groups"] if each["group"]["sex"] == "m")["metrics"]["accuracy"]["change"]
    assert (change["value"], change["undefined"]) == (None, "only in the old result")
    assert "Only in the new result: x." in found["advice"]


def test_intersections_are_compared_too(sides: Any, compared: Any, write: Any) -> None:
    old, new = ([{**row, "age": "old" if place % 2 else "young"} for place, row in enumerate(side)] for side in sides)
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex:age", "--id", "id")
    assert [each["n_old"] for each in found["groups"]] == [20, 20, 20, 20]
    moved = sum(each["n_old"] * each["metrics"]["accuracy"]["change"]["value"] for each in found["groups"])
    assert moved == pytest.approx(6 - 2 + 3 - 9)


def test_weights_count_in_both_results(sides: Any, compared: Any, write: Any) -> None:
    old, new = ([{**row, "w": 1 + place % 3} for place, row in enumerate(side)] for side in sides)
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id", "--weight", "w")
    right = [sum(row["w"] for row in side if row["label"] == row["prediction"]) for side in (old, new)]
    change = found["overall"]["metrics"]["accuracy"]["change"]
    assert change["value"] == pytest.approx((right[1] - right[0]) / sum(row["w"] for row in old))
    assert change["low"] < change["value"] < change["high"]


def test_hidden_groups_show_nothing(command: Any, write: Any) -> None:
    old, new = rows.decisions({**MOVES, "rare": (1, 1, 3, 1)})
    args = (write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id", "--suppress-below", "10")
    _, out, _ = command("compare", *args)
    assert "rare" in out
    assert "16.7%" not in out
    assert "66.7%" not in out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "zz"}, "No row of the old result has the id"),
        ({"w": 3}, "have another weight"),
    ],
)
def test_results_that_have_no_rows_in_common(
    sides: Any, refused: Any, write: Any, change: dict[str, Any], message: str
) -> None:
    old, new = ([{**row, "w": 1} for row in side] for side in sides)
    args = write("old.csv", old), write("new.csv", [{**row, **change} for row in new])
    assert message in refused(*args, "-g", "sex", "--id", "id", "--weight", "w")


def test_what_cannot_be_compared_is_refused(sides: Any, refused: Any, write: Any) -> None:
    old, new = sides
    paths = write("old.csv", old), write("new.csv", new)
    assert "one result only" in refused(paths[0], "-g", "sex")
    assert "There is no column `nr`" in refused(*paths, "-g", "sex", "--id", "nr")
    assert "is given 3 times" in refused(*paths, "-g", "sex", *["--prediction", "prediction"] * 3)
    speech = write("speech.csv", rows.utterances({"f": (1, 2)})[0])
    assert "task" in refused(paths[0], speech, "-g", "sex") or "no column" in refused(paths[0], speech, "-g", "sex")
    words = write(
        "words.csv", [{**row, "label": "yn"[row["label"]], "prediction": "yn"[row["prediction"]]} for row in new]
    )
    assert "positive value" in refused(paths[0], words, "-g", "sex")
    clusters = write("clusters.csv", [{**row, "speaker": 1} for row in new])
    assert "the old one has none" in refused(paths[0], clusters, "-g", "sex")
    assert "suffix" in refused(*paths, "-g", "sex", "-o", "x.xml")
    assert "over the data" in refused(*paths, "-g", "sex", "-o", paths[0])


def test_what_a_comparison_does_not_do_is_said(refused: Any, command: Any, write: Any) -> None:
    old, new = rows.utterances({"A": (1, 4), "B": (1, 2)})
    args = write("old.csv", old), write("new.csv", new), "-g", "accent"
    assert "--examples belongs to `fairaudit report`" in refused(*args, "--examples", "2")
    assert "one result" in refused("-", "-", "-g", "accent")
    command("compare", *args, "-q", "-o", "changes.json")
    assert "is a comparison already" in refused("changes.json", "changes.json")


def test_render_makes_the_other_forms_of_a_comparison(command: Any, write: Any, tmp_path: Any) -> None:
    old, new = rows.utterances({"A": (1, 4), "B": (1, 2)})
    args = write("old.csv", old), write("new.csv", new), "-g", "accent"
    files = ("changes.html", "changes.md", "changes.csv")
    _, printed, _ = command("compare", *args, "-o", "changes.json", *(part for name in files for part in ("-o", name)))
    for name in files:
        assert command("render", "changes.json", "-o", f"again-{name}")[0] == 0
        assert (tmp_path / f"again-{name}").read_bytes() == (tmp_path / name).read_bytes()
    assert command("render", "changes.json")[1] == printed
    (tmp_path / "damaged.json").write_text('{"changes_version": 1, "task": 3}', encoding="utf-8")
    code, _, error = command("render", "damaged.json")
    assert code == 2
    assert "damaged comparison" in error


def test_groups_without_anything_in_common_or_without_positives(compared: Any, write: Any) -> None:
    old, new = rows.decisions({"f": (10, 5, 40, 5)})
    new = [{**row, "sex": "m"} for row in new]
    found = compared(write("old.csv", old), write("new.csv", new), "-g", "sex")
    assert {each["status"] for each in found["groups"]} == {"appeared", "left"}
    assert {each["undefined"] for each in found["spreads"]} == {"fewer than two groups have enough data"}
    negatives = [
        [row for row in side if row["label"] == 0 or row["sex"] == "x"]
        for side in rows.decisions({"f": (10, 5, 40, 5), "x": (9, 9, 40, 5)})
    ]
    found = compared(write("old.csv", negatives[0]), write("new.csv", negatives[1]), "-g", "sex", "--id", "id")
    change = next(each for each in found["groups"] if each["group"]["sex"] == "f")["metrics"]["true_positive_rate"][
        "change"
    ]
    assert change["value"] is None
    assert "no row has a positive label" in change["undefined"]


def test_ids_that_differ_only_in_how_they_are_written_are_told_from_strangers(
    sides: Any, compared: Any, refused: Any, write: Any
) -> None:
    old, new = ([{**row, "id": place} for place, row in enumerate(side)] for side in sides)
    padded = [{**row, "id": f" 0{row['id']}.0"} for row in new]
    args = write("old.csv", old), write("new.csv", padded), "-g", "sex", "--id", "id"
    assert "80 ids would be in both if spaces, capitals and the way numbers are written" in refused(*args)
    write("new.csv", [*padded[:5], *new[5:]])
    found = compared(*args)
    assert (found["pairing"]["pairs"], found["pairing"]["nearly"]) == (75, 5)
    said = next(each["message"] for each in found["warnings"] if each["code"] == "rows_without_partner")
    assert "5 only in the old result and 5 only in the new result. 5 ids would be in both if" in said
    write("new.csv", [{**row, "id": f"r{row['id']}"} for row in new])
    strangers = refused(*args)
    assert "would be in both" not in strangers
    assert "r7" not in strangers


def test_why_no_ids_met_is_said(sides: Any, refused: Any, write: Any) -> None:
    old, new = sides
    args = write("old.csv", [{**row, "id": "a"} for row in old]), write("new.csv", new), "-g", "sex", "--id", "id"
    assert "80 rows have an id that their result has more than once" in refused(*args)
    write("old.csv", [{**row, "id": ""} for row in old])
    assert "80 rows have no id" in refused(*args)


def test_the_same_file_twice_is_said(sides: Any, compared: Any, write: Any) -> None:
    path = write("old.csv", sides[0])
    assert "same_data" in codes(compared(path, path, "-g", "sex", "--id", "id"))
    other = write("new.csv", sides[1])
    assert "same_data" not in codes(compared(path, other, "-g", "sex", "--id", "id"))


def test_another_reference_of_the_same_length_is_noticed_and_changes_no_number(compared: Any, write: Any) -> None:
    old, new = rows.utterances({"A": (1, 4), "B": (1, 2)})
    key = "-g", "accent", "--id", "speaker", "--id", "sentence"
    before = compared(write("old.csv", old), write("new.csv", new), *key)
    new[0] = {**new[0], "reference": new[0]["reference"].replace("w7", "v7")}
    new[1] = {**new[1], "reference": new[1]["reference"].upper() + " "}  # the same once normalised
    assert new[0]["hypothesis"].endswith("w7")
    new[0]["hypothesis"] = new[0]["hypothesis"].replace("w7", "v7")
    after = compared("old.csv", write("new.csv", new), *key)
    assert (before["pairing"]["labels_differ"], after["pairing"]["labels_differ"]) == (0, 1)
    assert after["groups"] == before["groups"]

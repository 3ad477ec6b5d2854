"""Files of tallies: what is in them, what is not, and what is said of those that cannot be read or added."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import fairaudit

ROWS = pd.DataFrame(
    {
        "sex": ["f", "m"] * 60,
        "age": [20, 40, 60] * 40,
        "who": [f"speaker {row // 10}" for row in range(120)],
        "label": [1, 0, 0] * 40,
        "prediction": [1, 0, 1, 0] * 30,
    }
)
SAID = pd.DataFrame(
    {
        "accent": ["x", "y"] * 20,
        "speaker": [f"speaker {row // 4}" for row in range(40)],
        "reference": ["a most particular utterance"] * 40,
        "hypothesis": ["a most peculiar utterance"] * 40,
    }
)


@pytest.fixture
def one(tmp_path: Path) -> Path:
    fairaudit.tally_of(ROWS, groups="sex").write(tmp_path / "one.tally")
    return tmp_path / "one.tally"


def rewritten(path: Path, change: Any) -> Path:
    """Write a tally once more with another description."""
    table = pq.read_table(path)
    found = json.loads(table.schema.metadata[b"fairaudit"])
    change(found)
    target = path.with_name(f"changed {len(list(path.parent.iterdir()))}.tally")
    pq.write_table(table.replace_schema_metadata({b"fairaudit": json.dumps(found)}), target)
    return target


def test_any_tool_reads_the_counts(one: Path) -> None:
    """By hand: of 60 rows of f, rows 0, 2, 4 …, 20 have label 1 (0, 6, …); the cells of f are 60 rows together."""
    table = pq.read_table(one).to_pandas()
    cells = table[table["part"] == 0]
    assert cells.groupby("by.sex")["sum.rows"].sum().to_dict() == {"f": 60.0, "m": 60.0}
    positive = cells[cells["by.label"] == "1"]
    assert positive.groupby("by.sex")["sum.rows"].sum().to_dict() == {"f": 20.0, "m": 20.0}
    both = positive[positive["by.prediction"] == "1"]
    expected = ROWS[(ROWS["label"] == 1) & (ROWS["prediction"] == 1)].groupby("sex").size()
    assert both.groupby("by.sex")["sum.rows"].sum().to_dict() == expected.astype(float).to_dict()


def test_no_text_and_no_folder_is_in_a_file(tmp_path: Path) -> None:
    SAID.to_csv(tmp_path / "said.csv", index=False)
    fairaudit.tally_of(tmp_path / "said.csv", groups="accent", cluster="speaker").write(tmp_path / "said.tally")
    table = pq.read_table(tmp_path / "said.tally")
    everything = repr(table.to_pylist()) + table.schema.metadata[b"fairaudit"].decode()
    assert "peculiar" not in everything
    assert "utterance" not in everything.replace("utterances", "")
    assert str(tmp_path) not in everything
    assert "speaker 3" in everything, "clusters are called by their names, unless they are hashed"


def test_rows_that_are_alike_are_one_cell(tmp_path: Path) -> None:
    """Without a cluster each utterance is evidence by itself: of two accents all are alike, two cells hold them."""
    fairaudit.tally_of(SAID.drop(columns="speaker"), groups="accent").write(tmp_path / "said.tally")
    table = pq.read_table(tmp_path / "said.tally").to_pandas()
    assert table[table["part"] == 0]["sum.utterances"].tolist() == [20.0, 20.0]


def test_clusters_are_hashed_with_a_key(tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    key.write_text("a key that all sites have in common\n")
    paths = []
    for site, rows in (("a", SAID[:24]), ("b", SAID[16:])):
        paths.append(tmp_path / f"{site}.tally")
        fairaudit.tally_of(rows, groups="accent", cluster="speaker", hash_clusters=key).write(paths[-1])
    table = pq.read_table(paths[0])
    assert "speaker 3" not in repr(table.to_pylist())
    # RFC 2104, by Python's own hmac: the first 128 bits.
    said = hmac.new(b"a key that all sites have in common", b"speaker 3", hashlib.sha256).hexdigest()[:32]
    assert said in table.column("cluster").to_pylist()
    both = fairaudit.audit(paths).to_dict()
    assert both["overall"]["clusters"] == 10, "speakers 4 and 5 are at both sites"
    expected = fairaudit.audit(pd.concat([SAID[:24], SAID[16:]]), groups="accent", cluster="speaker").to_dict()
    assert both["overall"]["metrics"] == expected["overall"]["metrics"]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"groups": "sex", "cluster": "who"}, "column of the cluster none in the first, `who` in the second"),
        ({"groups": ["sex", "age"]}, "attributes `sex` in the first, `age, sex` in the"),
        ({"groups": "sex", "where": {"age": "40"}}, "condition (where) none in the first, `age=40` in the second"),
        ({"groups": "sex", "task": "regression"}, "task `binary` in the first, `regression` in the second"),
    ],
)
def test_what_was_counted_otherwise_is_not_added(one: Path, tmp_path: Path, other: dict[str, Any], words: str) -> None:
    fairaudit.tally_of(ROWS[:90], **other).write(tmp_path / "two.tally")
    with pytest.raises(fairaudit.FairauditError) as error:
        fairaudit.merge([one, tmp_path / "two.tally"])
    assert f"{one}` and `{tmp_path / 'two.tally'}` were not counted in the same way: {words}" in str(error.value)
    with pytest.raises(fairaudit.FairauditError, match="not counted in the same way"):
        fairaudit.audit([one, tmp_path / "two.tally"])


def test_other_normalisers_and_bins_are_named() -> None:
    made = [
        fairaudit.tally_of(SAID, groups="accent", normalize="basic"),
        fairaudit.tally_of(SAID, groups="accent", normalize="none"),
    ]
    with pytest.raises(fairaudit.FairauditError, match="normaliser `basic` in the first, `none` in the second"):
        fairaudit.merge(made)
    binned = [fairaudit.tally_of(ROWS, bins={"age": edges}) for edges in ([30, 50], [30, 55])]
    with pytest.raises(fairaudit.FairauditError, match="bins `age=30,50` in the first, `age=30,55` in"):
        fairaudit.merge(binned)


def test_equivalents_are_told_by_what_they_say(tmp_path: Path) -> None:
    """Sites name their files as they like; and whoever reports a tally needs none."""
    files = {"one.csv": "from,to\npeculiar,particular\n", "two.csv": "from,to\npeculiar,special\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    parts = [
        fairaudit.tally_of(rows, groups="accent", normalize=str(tmp_path / name))
        for rows, name in ((SAID[:20], "one.csv"), (SAID[20:], "one.csv"), (SAID[20:], "two.csv"))
    ]
    with pytest.raises(fairaudit.FairauditError, match=r"normaliser `basic \+ one\.csv` in the first"):
        fairaudit.merge([parts[0], parts[2]])
    fairaudit.merge(parts[:2]).write(tmp_path / "both.tally")
    (tmp_path / "one.csv").unlink()
    found = fairaudit.audit(tmp_path / "both.tally").to_dict()
    assert (found["normalizer"], found["overall"]["metrics"]["word_error_rate"]["value"]) == ("basic + one.csv", 0.0)


def test_the_same_tally_does_not_count_twice(one: Path, tmp_path: Path) -> None:
    copy, other, both = (tmp_path / f"{name}.tally" for name in ("copy", "other", "both"))
    copy.write_bytes(one.read_bytes())
    fairaudit.tally_of(ROWS[:100], groups="sex").write(other)
    fairaudit.merge([one, other]).write(both)
    for parts in ([one, copy], [one, both], [both, other]):
        with pytest.raises(fairaudit.FairauditError, match="hold the same tally: its rows would count twice"):
            fairaudit.merge(parts)
    assert fairaudit.audit([one, other]).to_dict()["data"]["rows_read"] == 220


def test_a_tally_that_is_in_no_file_does_not_count_twice(one: Path, tmp_path: Path) -> None:
    """What `tally_of` returns is the same tally as the file that it was written to."""
    tally, other = fairaudit.tally_of(ROWS, groups="sex"), fairaudit.tally_of(ROWS[:100], groups="sex")
    both = fairaudit.merge([tally, other])
    fairaudit.merge([fairaudit.tally_of(both, groups="sex")]).write(tmp_path / "both.tally")
    for parts in ([tally, tally], [one, tally], [both, other], [tmp_path / "both.tally", one]):
        with pytest.raises(fairaudit.FairauditError, match="hold the same tally: its rows would count twice"):
            fairaudit.merge(parts)


def test_a_file_under_another_name_does_not_count_twice(tmp_path: Path) -> None:
    for name in ("one", "copy"):
        ROWS.to_csv(tmp_path / f"{name}.csv", index=False)
    one, copy = (fairaudit.tally_of(tmp_path / f"{name}.csv", groups="sex") for name in ("one", "copy"))
    with pytest.raises(fairaudit.FairauditError, match=r"`one\.csv`.*`copy\.csv`, were counted from the same rows"):
        fairaudit.merge([one, copy])


def test_what_rows_are_needed_for_is_refused(one: Path) -> None:
    for settings, words in (
        ({"groups": "age"}, "were not counted by `age`; they were by `sex`"),
        ({"threshold": 0.5}, "says how rows are counted, and the rows of the tally are counted already, without it"),
        ({"where": {"sex": "f"}}, "counted already, without it"),
        ({"label": "prediction"}, "counted already, with `label`"),
        ({"examples": 3}, "A tally holds no texts to show"),
        ({"metrics": ["spent = sum(age) / rows"]}, "counted already, without it"),
    ):
        with pytest.raises(fairaudit.FairauditError) as error:
            fairaudit.audit(one, **settings)
        assert words in str(error.value), settings
    with pytest.raises(fairaudit.FairauditError, match="A tally holds no rows, so that none can be paired"):
        fairaudit.compare(one, one, id="label")


def test_what_is_asked_for_again_is_no_trouble(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"groups": ["sex", "age"], "bins": {"age": [30, 50]}, "where": {"who": "speaker 3"}}
    path = tmp_path / "some.tally"
    fairaudit.tally_of(ROWS, **settings).write(path)
    found = fairaudit.audit(path, **settings, positive="1", label="label").to_dict()
    assert found["overall"]["n"] == 10
    assert [group["group"] for group in found["groups"] if "age" in group["group"]] == [
        {"age": "<30"},
        {"age": "30 to <50"},
        {"age": ">=50"},
    ]


def test_a_task_that_is_said_is_that_of_a_part_that_did_not_say_it(one: Path) -> None:
    two = fairaudit.tally_of(ROWS[:90], groups="sex", task="binary")
    assert fairaudit.audit(one, task="binary").to_dict()["overall"]["n"] == 120
    for parts in ([one, two], [two, one]):
        assert fairaudit.audit(fairaudit.merge(parts)).to_dict()["config"]["task"] == "binary"
    with pytest.raises(fairaudit.FairauditError, match="`task` says how rows are counted"):
        fairaudit.audit(one, task="multiclass")


def test_what_parts_suggest_does_not_depend_on_their_order() -> None:
    """Where they agree, or only one says something, that holds; where they do not, it is free again."""
    said: list[dict[str, Any]] = [{}, {"positive": "0"}, {"positive": "1"}, {"metrics": "accuracy"}]
    parts = [
        fairaudit.tally_of(ROWS[place::4], groups=["sex", "age"][:: 1 - 2 * (place % 2)], **each)
        for place, each in enumerate(said)
    ]
    for some, positive, metrics in (((0, 1), "0", None), ((1, 2), "1", None), ((0, 3), "1", ["accuracy"])):
        for order in (some, some[::-1]):
            found = fairaudit.audit(fairaudit.merge([parts[place] for place in order])).to_dict()
            assert found["config"]["positive"] == positive
            assert metrics is None or list(found["overall"]["metrics"]) == metrics
            assert sorted(found["attributes"]) == ["age", "sex"]


def test_a_tally_under_another_name_is_told_from_rows(one: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "one.parquet"
    renamed.write_bytes(one.read_bytes())
    with pytest.raises(fairaudit.FairauditError, match=r"one\.parquet` is a tally, and has another name: save it as"):
        fairaudit.audit(renamed, groups="sex")


def test_a_column_that_is_called_like_an_intersection(tmp_path: Path) -> None:
    fairaudit.tally_of(ROWS.rename(columns={"sex": "a:b"}), groups="a:b").write(tmp_path / "one.tally")
    found = fairaudit.audit(tmp_path / "one.tally", groups="a:b").to_dict()
    assert [group["group"] for group in found["groups"]] == [{"a:b": "f"}, {"a:b": "m"}]


def test_files_that_are_no_tally(one: Path, tmp_path: Path) -> None:
    text, parquet, cut = (tmp_path / f"{name}.tally" for name in ("text", "parquet", "cut"))
    text.write_text("sex,label\nf,1\n")
    ROWS.to_parquet(parquet)
    cut.write_bytes(one.read_bytes()[:-40])
    for path, words in (
        (text, "is not a tally. `fairaudit tally DATA"),
        (parquet, "holds no tally: nothing in it says how rows were counted"),
        (cut, "is not a complete tally: it is damaged"),
        (rewritten(one, lambda found: found.update(version=99)), "is a tally of version 99, made by fairaudit 0.1.0"),
        (rewritten(one, lambda found: found.pop("roles")), "it is not what was written"),
        (rewritten(one, lambda found: found["parts"][0].update(kind="Nonsense")), "it is not what was written"),
        (rewritten(one, lambda found: found["parts"][0]["fields"].append("more")), "it is not what was written"),
    ):
        with pytest.raises(fairaudit.FairauditError) as error:
            fairaudit.audit(path)
        assert words in str(error.value), path


def test_a_damaged_file_is_noticed_or_means_the_same(one: Path, tmp_path: Path) -> None:
    sound, expected = one.read_bytes(), fairaudit.audit(one).to_dict()["groups"]
    noticed = 0
    for place in range(0, len(sound), len(sound) // 60):
        damaged = bytearray(sound)
        damaged[place] ^= 0x55
        (tmp_path / "damaged.tally").write_bytes(damaged)
        try:
            assert fairaudit.audit(tmp_path / "damaged.tally").to_dict()["groups"] == expected
        except fairaudit.FairauditError:
            noticed += 1
    assert noticed >= 20, "what is not noticed are statistics and other words that nothing is read from"


def test_rows_and_tallies_are_not_mixed(one: Path, tmp_path: Path) -> None:
    ROWS.to_csv(tmp_path / "rows.csv", index=False)
    with pytest.raises(fairaudit.FairauditError, match="is no tally, and the others are"):
        fairaudit.audit([one, tmp_path / "rows.csv"], groups="sex")


def test_a_tally_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    found = fairaudit.tally_of(ROWS, groups="sex")
    with pytest.raises(fairaudit.FairauditError, match=r"The name of a tally ends in \.tally"):
        found.write(tmp_path / "one.parquet")
    with pytest.raises(fairaudit.FairauditError, match=r"one\.tally` cannot be written: No such file or directory\.$"):
        found.write(tmp_path / "no folder" / "one.tally")
    assert list(tmp_path.iterdir()) == []


def test_names_are_shown_and_never_obeyed(tmp_path: Path) -> None:
    hostile = '</script>\x1b[31m"\u202e=1+1'
    rows = ROWS.rename(columns={"sex": hostile}).assign(**{hostile: [hostile, "other"] * 60})
    fairaudit.tally_of(rows, groups=hostile).write(tmp_path / "one.tally")
    found = fairaudit.audit(tmp_path / "one.tally").to_dict()
    assert {group["group"][hostile] for group in found["groups"]} == {hostile, "other"}
    assert "\x1b" not in repr(fairaudit.tally_of(rows, groups=hostile))


def test_many_speakers_are_kept_apart(tmp_path: Path) -> None:
    rows = pd.concat([ROWS] * 5, ignore_index=True)
    rows["who"] = [f"speaker {row % 300}" for row in range(len(rows))]
    fairaudit.tally_of(rows, groups="sex", cluster="who").write(tmp_path / "one.tally")
    found = fairaudit.audit(tmp_path / "one.tally").to_dict()
    assert found["overall"]["clusters"] == 300


@pytest.mark.parametrize("named", ["absolute", "uri", "above", "folder"])
def test_folders_that_are_somebodys_own_are_in_no_tally(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    folder = tmp_path / "patients of doctor x"
    (folder / "here").mkdir(parents=True)
    (folder / "data").mkdir()
    SAID.to_csv(folder / "data" / "said.csv", index=False)
    (folder / "data" / "more.txt").write_text("more")
    (folder / "words.csv").write_text("from,to\npeculiar,particular\n")
    monkeypatch.chdir(folder / "here")
    file = folder / "data" / "said.csv"
    data = {"absolute": file, "uri": file.as_uri(), "above": "../../patients of doctor x/data/said.csv"}
    data["folder"] = folder / "data"
    settings = {"groups": "accent", "normalize": str(folder / "words.csv")}
    fairaudit.tally_of(data[named], **settings).write("said.tally")
    description = pq.read_schema("said.tally").metadata[b"fairaudit"].decode()
    assert '"said.csv"' in description
    assert ("more.txt" in description) == (named == "folder")
    assert "doctor" not in description
    assert tmp_path.name not in description
    (folder / "there").mkdir()
    (folder / "there" / "words.csv").write_text("from,to\npeculiar,particular\n")
    found = fairaudit.audit("said.tally", normalize="../there/words.csv").to_dict()
    assert found["overall"]["metrics"]["word_error_rate"]["value"] == 0.0, "the same list elsewhere is no other setting"

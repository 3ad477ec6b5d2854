"""Which results a tree or a manifest holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fairaudit.batches import Store, find_results, read_manifest
from fairaudit.batches.store import safe_path
from fairaudit.errors import DataError, UsageError


@pytest.fixture
def tree(tmp_path):
    def make(*names: str) -> Path:
        for name in names:
            path = tmp_path / "tree" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x")
        return tmp_path / "tree"

    return make


def names(root: Path, **options: object) -> list[str]:
    return [result.name for result in find_results(root, **options)]


def test_every_data_file_is_a_result(tree):
    root = tree("b.csv", "a/x.parquet", "a/y.jsonl", "a/deep/er/z.tsv.gz", "notes.txt", "a/README.md")
    assert names(root) == ["a/deep/er/z.tsv.gz", "a/x.parquet", "a/y.jsonl", "b.csv"]


def test_hidden_files_markers_and_descriptions_are_passed_over(tree):
    root = tree("a.csv", ".hidden.csv", "_SUCCESS.csv", ".git/b.csv", "_tmp/c.csv", "report.json")
    assert names(root) == ["a.csv"]
    assert names(root, include=["*.json"]) == ["report.json"]


def test_json_files_are_data_where_nothing_else_is(tree):
    """NeMo's manifests are called .json."""
    root = tree("clean/manifest.json", "noise/manifest.json", "notes.txt")
    assert names(root) == ["clean/manifest.json", "noise/manifest.json"]


def test_a_folder_with_settings_and_data_is_one_result(tree):
    root = tree("fairaudit.toml", "a.csv", "site/fairaudit.toml", "site/1.csv", "site/2.csv", "site/more/3.csv")
    assert names(root) == ["a.csv", "site"]


def test_settings_without_data_are_for_what_lies_below(tree):
    root = tree("site/fairaudit.toml", "site/one/1.csv", "site/two/2.csv")
    assert names(root) == ["site/one/1.csv", "site/two/2.csv"]


def test_a_partitioned_data_set_is_one_result(tree):
    root = tree("runs/sex=f/1.parquet", "runs/sex=m/2.parquet", "other.csv")
    assert names(root) == ["other.csv", "runs"]


def test_transcripts_are_no_partitions_whatever_their_folders_are_called(tree):
    root = tree("exp/beam=4/ref.trn", "exp/beam=4/hyp.trn", "exp/beam=8/ref.trn", "exp/beam=8/hyp.trn")
    assert names(root) == ["exp/beam=4/hyp.trn", "exp/beam=8/hyp.trn"]


def test_every_hypothesis_beside_a_reference_is_a_result(tree):
    root = tree("a/ref.trn", "a/hyp.trn", "a/other.trn", "k/text", "k/utt2spk", "k/hyp.txt", "train/text", "x.csv")
    assert names(root) == ["a/hyp.trn", "a/other.trn", "k/hyp.txt", "x.csv"]


def test_transcripts_without_a_reference_are_results_that_say_so(tree):
    assert names(tree("a/one.trn", "a/two.trn")) == ["a/one.trn", "a/two.trn"]


def test_a_run_of_helm_is_one_result_whatever_its_name(tree):
    run = "suite/boolq:model=x,data=y"
    root = tree(f"{run}/per_instance_stats.json", f"{run}/instances.json", f"{run}/stats.json", "suite/runs.json")
    assert names(root) == [run]
    assert names(root / run) == ["per_instance_stats.json"]


def test_what_a_batch_wrote_is_no_result(tree):
    root = tree("a.csv", "old/.fairaudit-batch/x.json", "old/summary.csv", "new/summary.csv")
    assert names(root) == ["a.csv", "new/summary.csv"]
    assert names(root, output=root / "new") == ["a.csv"]


def test_patterns(tree):
    root = tree("2024/a.csv", "2024/a.parquet", "2025/a.csv", "2025/tmp/b.csv")
    assert names(root, include=["*.csv"]) == ["2024/a.csv", "2025/a.csv", "2025/tmp/b.csv"]
    assert names(root, include=["2025/*"], exclude=["tmp"]) == ["2025/a.csv"]
    assert names(root, exclude=["2024/*", "b.*"]) == ["2025/a.csv"]


def test_links_that_loop(tree):
    root = tree("a/x.csv")
    os.symlink(root, root / "a" / "again")
    assert names(root) == ["a/x.csv"]


def test_nothing_to_find(tree, tmp_path):
    with pytest.raises(DataError, match="no data file"):
        find_results(tree("notes.txt"))
    with pytest.raises(DataError, match="None of the 1 results"):
        find_results(tree("a.csv"), include=["*.parquet"])
    with pytest.raises(DataError, match="no folder"):
        find_results(tmp_path / "nowhere")


def test_a_manifest_gives_names_to_paths_beside_it(tmp_path):
    manifest = tmp_path / "runs.csv"
    manifest.write_text("name,path,date\nlab,data/a.csv,2026-01-01\nsite,data/b.csv,2026-02-01\n")
    found = read_manifest(manifest)
    assert [(each.name, each.path) for each in found] == [
        ("lab", str(tmp_path / "data/a.csv")),
        ("site", str(tmp_path / "data/b.csv")),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nam,path\na,b\n", "no column `name`. Did you mean `nam`?"),
        ("name,path\n", "lists no results"),
        ("name,path\na,\n", "line 2, has no path"),
        ("name,path\n,b\n", "line 2, has no name"),
        ("name,path\na,b\nc,https://host/d.csv\n", "line 3: https://host/d.csv is an address"),
        ("name,path\n\xff", "UTF-8"),
    ],
)
def test_a_manifest_that_cannot_be_used(tmp_path, text, complaint):
    manifest = tmp_path / "runs.csv"
    manifest.write_bytes(text.encode("latin-1"))
    with pytest.raises(DataError, match=complaint.replace("?", r"\?")):
        read_manifest(manifest)


def test_two_runs_with_one_name(tmp_path):
    manifest = tmp_path / "runs.csv"
    manifest.write_text("name,path\nlab,a.csv\nLab,b.csv\n")
    with pytest.raises(UsageError, match="Two results are named Lab"):
        read_manifest(manifest)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", "a/./b", "/root", "a//b", "a\\..\\b", "con\x00", "\x1b[31m"]
)
def test_a_name_never_leads_out_of_the_folder(name, tmp_path):
    target = (tmp_path / (safe_path(name) + ".json")).resolve()
    assert target.is_relative_to(tmp_path)
    assert target.name.isprintable()


def test_long_names_stay_different_and_fit(tmp_path):
    one, other = safe_path("é" * 300 + "1"), safe_path("é" * 300 + "2")
    assert one != other
    (tmp_path / (one + ".json")).write_text("")


def test_a_folder_of_others_is_not_written_to(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not empty"):
        Store(tmp_path).prepare()
    fresh = Store(tmp_path / "audits")
    fresh.prepare()
    (tmp_path / "audits" / ".fairaudit-0123456789abcdef.tmp").write_text("half")
    fresh.prepare()
    with fresh.in_use():
        assert not list((tmp_path / "audits").glob("*.tmp"))

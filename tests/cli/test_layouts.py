"""Results that are several files, through every command that takes data."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "source" / "samples"


@pytest.fixture
def speech(tmp_path) -> Path:
    """Make a folder with a reference, two hypotheses and a table of locales; the second one hears everything."""
    folder = tmp_path / "speech"
    folder.mkdir()
    for name in ("ref.trn", "spk2voice_locale"):
        shutil.copy(SAMPLES / "sclite" / name, folder)
    shutil.copy(SAMPLES / "sclite" / "hyp.trn", folder / "old.trn")
    shutil.copy(folder / "ref.trn", folder / "new.trn")
    return folder


def test_report_names_every_file(fairaudit, tmp_path):
    ended = fairaudit("report", SAMPLES / "sclite", "-g", "voice_locale", "-o", "r.json")
    assert ended.code == 0
    assert "60 rows from 20 speakers counted, none rejected" in ended.out
    sources = json.loads((tmp_path / "r.json").read_text())["data"]["sources"]
    assert [Path(each["path"]).name for each in sources] == ["ref.trn", "hyp.trn", "spk2voice_locale"]


def test_a_run_of_helm(fairaudit):
    ended = fairaudit("report", SAMPLES / "helm" / "run", "-g", "perturbation", "--prediction", "exact_match")
    assert ended.code == 0
    assert "prediction = `exact_match` (given); label = `target` (assumed, by its name)" in " ".join(ended.out.split())
    assert "Every label is positive" in ended.out


def test_what_is_there_is_named_when_no_group_is(fairaudit):
    ended = fairaudit("report", SAMPLES / "kaldi")
    assert ended.code == 2
    assert "Columns that may hold group labels: `dur`, `gender`, `lang`" in ended.err


def test_init_proposes_columns(fairaudit, tmp_path):
    assert fairaudit("init", SAMPLES / "sclite").code == 0
    written = (tmp_path / "fairaudit.toml").read_text()
    assert "voice_locale" in written
    assert 'cluster = "speaker"' in written


@pytest.mark.parametrize("written", ["ref.trn", "old.trn", "spk2voice_locale"])
def test_no_report_is_written_over_the_data(fairaudit, speech, written):
    shutil.copy(speech / written, speech / "kept")
    data = speech / "old.trn"
    (speech / "report.json").symlink_to(speech / written)
    ended = fairaudit("report", data, "-g", "voice_locale", "-o", speech / "report.json")
    assert (ended.code, "would be written over the data" in ended.err) == (2, True)
    assert (speech / written).read_bytes() == (speech / "kept").read_bytes()


def test_compare_pairs_utterances(fairaudit, speech):
    ended = fairaudit("compare", speech / "old.trn", speech / "new.trn", "-g", "voice_locale", "--id", "utterance_id")
    assert ended.code == 0
    assert "60 pairs" in ended.out


def test_batch_audits_each_hypothesis_and_notices_a_change_of_any_file(fairaudit, speech, tmp_path):
    def audited() -> dict[str, str]:
        assert fairaudit("batch", speech, "-g", "voice_locale", "-o", "audits", "--jobs", "1", "-q").code == 0
        rows = json.loads((tmp_path / "audits" / "summary.json").read_text())["results"]
        return {row["name"]: (tmp_path / "audits" / row["report"]).read_text() for row in rows}

    before = audited()
    assert set(before) == {"new.trn", "old.trn"}
    for name in ("ref.trn", "spk2voice_locale"):
        path = speech / name
        path.write_text(path.read_text().replace("ferry", "train").replace("en-us", "en-ca"))
        after = audited()
        assert after["old.trn"] != before["old.trn"]
        before = after


def test_batch_of_helms_runs(fairaudit, tmp_path):
    for model in ("a", "b"):
        shutil.copytree(SAMPLES / "helm" / "run", tmp_path / "suite" / f"last_word:model={model}")
    options = ("-g", "perturbation", "--prediction", "exact_match", "-o", "audits", "-q")
    assert fairaudit("batch", "suite", *options).code == 0
    rows = json.loads((tmp_path / "audits" / "summary.json").read_text())["results"]
    assert [(row["name"], row["n"], row["error"]) for row in rows] == [
        ("last_word:model=a", 6, None),
        ("last_word:model=b", 6, None),
    ]

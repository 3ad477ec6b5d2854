"""Files: complete or not there at all, and refused before the work where they cannot be written."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import documents
import judged
import pytest

from fairaudit import report
from fairaudit.errors import OutputError, UsageError


def fail_with(number: int) -> Any:
    def fail(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("suffix", [".json", ".html", ".htm", ".md", ".csv", ".svg", ".HTML"])
def test_the_suffix_picks_the_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"report{suffix}"
    report.check_outputs([path])
    report.write(documents.binary(), path)
    start = {
        ".json": "{",
        ".htm": "<!DOCTYPE",
        ".html": "<!DOCTYPE",
        ".md": "## fairaudit",
        ".csv": "row,by,group",
        ".svg": "<svg ",
    }
    assert path.read_text(encoding="utf-8").lstrip().startswith(start[suffix.lower()])
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("name", ["report.pdf", "report", ".json", "a.json.bak"])
def test_another_suffix_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    for attempt in (lambda path: report.check_outputs([path]), lambda path: report.write(documents.binary(), path)):
        with pytest.raises(UsageError, match=r"\.json, \.html, \.htm, \.md, \.csv, \.svg, \.xml, \.sarif"):
            attempt(tmp_path / name)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("suffix", [".xml", ".sarif"])
def test_formats_of_verdicts_need_verdicts(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"report{suffix}"
    for attempt in (
        lambda: report.check_outputs([path], judged=False),
        lambda: report.write(documents.binary(), path),
    ):
        with pytest.raises(UsageError, match="`fairaudit check` judges rules"):
            attempt()
    assert os.listdir(tmp_path) == []
    report.check_outputs([path])
    report.write(judged.judged(), path)
    start = {".xml": "<?xml", ".sarif": "{"}
    assert path.read_text(encoding="utf-8").startswith(start[suffix])


def test_places_that_cannot_be_written_are_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.json").mkdir()
    for name, words in {
        "missing/report.json": "folder does not exist",
        "file/report.json": "is a file, not a folder",
        "folder.json": "that is a folder",
    }.items():
        with pytest.raises(OutputError, match=words):
            report.check_outputs([tmp_path / name])
        with pytest.raises(OutputError, match=words):
            report.write(documents.one_group(), tmp_path / name)


def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError, match="you may not write there"):
        report.check_outputs([tmp_path / "report.json"])


def test_one_file_for_two_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="named twice"):
        report.check_outputs([tmp_path / "report.json", f"{tmp_path}/./report.json"])


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "you may not write")])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    monkeypatch.setattr(os, "replace", fail_with(number))
    with pytest.raises(OutputError, match=words):
        report.write(documents.one_group(), path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.json"]


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        report.write(documents.one_group(), tmp_path / "report.json")
    assert os.listdir(tmp_path) == []


def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "real.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    report.write(documents.one_group(), link)
    assert link.is_symlink()
    assert target.read_text().startswith("{")


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    report.write(documents.one_group(), tmp_path / "report.json")
    (tmp_path / "other").touch()
    assert (tmp_path / "report.json").stat().st_mode == (tmp_path / "other").stat().st_mode

"""Files that are counted in several processes come to the same as in one, whatever becomes of a process."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from kinds import KINDS_OF_FILES
from test_saved_laws import KINDS, differences

import fairaudit
from fairaudit.cli.run import run
from fairaudit.config import Config
from fairaudit.engine import count, roles_in
from fairaudit.engine.processes import count_in_processes
from fairaudit.source import Source, open_source


def files(folder: Path, name: str, parts: int = 3) -> Path:
    """Write the rows of a kind to several files."""
    rows = KINDS[name].rows
    which = np.random.default_rng([61, len(name)]).integers(0, parts, len(rows))
    folder.mkdir()
    for part in range(parts):
        rows.iloc[np.flatnonzero(which == part)].to_parquet(folder / f"part {part}.parquet")
    return folder


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["report", *arguments, "-q", "--format", "json"]) == 0, capsys.readouterr().err
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("name", KINDS_OF_FILES)
def test_two_processes_are_one(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(files(tmp_path / "data", name))
    options = [part for pair in KINDS_OF_FILES[name] for part in pair]
    one = report(capsys, data, *options)
    two = report(capsys, data, *options, "--jobs", "2")
    assert differences(one, two) == []
    assert one["data"] == two["data"]
    assert one["assumptions"] == two["assumptions"]


def test_a_file_without_rows_that_count_is_no_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = KINDS["decisions"].rows
    for name, some in (("a", rows[rows["region"] == "north"]), ("b", rows[rows["region"] != "north"]), ("c", rows[:0])):
        some.to_csv(tmp_path / f"{name}.csv", index=False)
    arguments = [str(tmp_path), "-g", "sex", "--where", "region=north"]
    one, two = report(capsys, *arguments), report(capsys, *arguments, "--jobs", "3")
    assert differences(one, two) == []
    assert one["data"] == two["data"]
    assert run(["report", *arguments[:-1], "region=west", "--jobs", "2", "-q"]) == 2
    assert "No row has region=west" in capsys.readouterr().err


def test_files_that_tell_other_classes_are_counted_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second file has no fox: by itself it would leave the probability of a fox out."""
    generator = np.random.default_rng(79)
    names = ["cat", "dog", "fox", "owl"]
    for place, known in enumerate((names, ["cat", "dog", "owl"])):
        rows = pd.DataFrame({"sex": generator.choice(["f", "m"], 200), "label": generator.choice(known, 200)})
        likely = generator.dirichlet([1.0] * 4, 200)
        rows = rows.assign(
            prediction=generator.choice(known, 200), **{f"p_{n}": likely[:, i] for i, n in enumerate(names)}
        )
        rows.to_parquet(tmp_path / f"{place}.parquet")
    one, two = (report(capsys, str(tmp_path), "-g", "sex", "--jobs", jobs) for jobs in ("1", "2"))
    assert "log_loss" in one["overall"]["metrics"]
    assert differences(one, two) == []
    assert one["data"] == two["data"]


def test_a_file_at_fault_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = files(tmp_path / "data", "scores", 2)
    rows = KINDS["scores"].rows
    rows.assign(score=rows["score"].astype(object).where(rows.index != 7, "much")).to_csv(
        tmp_path / "bad.csv", index=False
    )
    rows.to_csv(tmp_path / "good.csv", index=False)
    bad, good = str(tmp_path / "bad.csv"), str(tmp_path / "good.csv")
    assert run(["report", good, bad, "-g", "sex", "--jobs", "2", "-q"]) == 2
    assert f"`{bad}`" in capsys.readouterr().err
    damaged = data / "part 1.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-30])
    assert run(["report", str(data), "-g", "sex", "--jobs", "2", "-q"]) == 2
    assert f"`{damaged}` is not a complete Parquet file" in capsys.readouterr().err


def _dying(again: Callable[[], Source], marker: Path, parent: int, times: int) -> Source:
    """Open a source, but kill the process that does it the first times."""
    died = len(list(marker.parent.glob(f"{marker.name}*")))
    if os.getpid() != parent and died < times:
        marker.with_name(f"{marker.name}{died}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return again()


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return open_source([str(files(tmp_path / "data", "speech of users", 4))])


CONFIG = Config(groups=("sex",), columns={"cluster": "user"})


def test_what_a_killed_process_had_is_counted_once(source: Source, tmp_path: Path) -> None:
    roles = roles_in(source, CONFIG)
    assert source.again is not None
    expected = count(source, roles, CONFIG).tallied
    source.again = partial(_dying, source.again, tmp_path / "died", os.getpid(), 1)
    found = count_in_processes(source, roles, CONFIG, None, 2)
    assert found is not None
    assert list(tmp_path.glob("died*")) != []
    assert found.account == expected.account
    assert found.cube.counts.sums.sum(axis=0).tolist() == expected.cube.counts.sums.sum(axis=0).tolist()
    assert len(source.files()) == 4


def test_a_file_that_kills_every_process_is_named(source: Source, tmp_path: Path) -> None:
    roles = roles_in(source, CONFIG)
    assert source.again is not None
    source.again = partial(_dying, source.again, tmp_path / "died", os.getpid(), 100)
    with pytest.raises(fairaudit.FairauditError, match=r"part 0.parquet` was killed, perhaps for its memory"):
        count_in_processes(source, roles, CONFIG, None, 2)


def test_what_cannot_be_shared_is_counted_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    KINDS["speech"].rows.to_csv(tmp_path / "one.csv", index=False)
    data = str(files(tmp_path / "data", "speech"))
    assert report(capsys, str(tmp_path / "one.csv"), "-g", "sex", "--jobs", "4")["overall"]["n"] == 400
    shown = report(capsys, data, "-g", "sex", "--jobs", "4", "--examples", "2")
    assert len(shown["examples"]) == 2

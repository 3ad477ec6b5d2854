"""Files in the form of tallies, with a digest that fits, that were put together by hand: refused, never a crash."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from kinds import kinds

import fairaudit
from fairaudit.saved.digest import digest_of

KIND = kinds()["scores"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "sound.tally"
    fairaudit.tally_of(KIND.rows, **KIND.settings).write(path)
    return path


def forged(sound: Path, target: Path, change: Callable[[dict[str, Any], pa.Table], pa.Table | None]) -> Path:
    """Write a tally with another description or other cells, and the digest of these."""
    table = pq.read_table(sound)
    found = json.loads(table.schema.metadata[b"fairaudit"])
    changed = change(found, table)
    table = table if changed is None else changed
    with contextlib.suppress(pa.ArrowException):  # some columns have no digest
        found["digest"] = digest_of(found, table)
    pq.write_table(table.replace_schema_metadata({b"fairaudit": json.dumps(found)}), target)
    return target


def put(*path: Any, value: Any) -> Callable[[dict[str, Any], pa.Table], None]:
    def change(found: Any, table: pa.Table) -> None:  # noqa: ARG001
        for each in path[:-1]:
            found = found[each]
        found[path[-1]] = value

    return change


def column(name: str, values: Callable[[int], pa.Array]) -> Callable[[dict[str, Any], pa.Table], pa.Table]:
    return lambda found, table: table.set_column(  # noqa: ARG005
        table.column_names.index(name), name, values(table.num_rows)
    )


@pytest.mark.parametrize(
    "change",
    [
        put("parts", value=None),
        put("parts", value=[]),
        put("parts", 0, value=[]),
        put("parts", 0, "axes", value=[]),
        put("parts", 0, "axes", 0, "name", value="age"),
        put("parts", 0, "axes", 0, "column", value=10**30),
        put("parts", 0, "moments", value=0),
        put("parts", 0, "moments", value=10**9),
        put("parts", 0, "kind", value="Nonsense"),
        put("parts", 0, "clusters", value=[1]),
        put("parts", 0, "fields", value=["rows"] * 100_000),
        put("roles", value=[[]]),
        put("roles", "attributes", value="binary"),
        put("roles", "points", value=[1]),
        put("roles", "recognised", value=-5),
        put("settings", value=-5),
        put("settings", "threshold", value=-5),
        put("settings", "calibration_bins", value={"a": 1}),
        put("settings", "intersections", value="every"),
        put("settings", value={}),
        put("account", "read", value="rows"),
        put("seen", "rows", value=1.5),
        put("seen", "ranges", value=True),
        put("how", value="rows"),
        put("sources", value=[["a", -1, "b"]]),
        column("sum.rows", lambda rows: pa.array([-3.0] * rows)),
        column("sum.rows", lambda rows: pa.array([0.0] * rows)),
        column("sum.rows", lambda rows: pa.array([float("nan")] * rows)),
        column("sum.rows", lambda rows: pa.array(["x"] * rows)),
        column("sum.rows", lambda rows: pa.array([{"a": 1}] * rows)),
        column("place", lambda rows: pa.array([-3] * rows)),
        column("place", lambda rows: pa.array([1e308] * rows)),
        column("by.sex", lambda rows: pa.array([[["x"]]] * rows)),
        column("part", lambda rows: pa.array([0] * rows, pa.timestamp("s"))),
        lambda _, table: table.append_column("sum.rows", table.column("sum.rows")),
        lambda _, table: table.slice(0, 0),
    ],
)
def test_what_does_not_fit_is_refused(sound: Path, tmp_path: Path, change: Any) -> None:
    path = forged(sound, tmp_path / "forged.tally", change)
    with pytest.raises(fairaudit.FairauditError, match=r"forged\.tally` is .*damaged"):
        fairaudit.audit(path)


def test_a_task_that_nobody_knows_is_refused(sound: Path, tmp_path: Path) -> None:
    path = forged(sound, tmp_path / "forged.tally", put("roles", "task", value="poetry"))
    with pytest.raises(fairaudit.FairauditError, match=r"is a tally of the task `poetry`, which there is not"):
        fairaudit.audit(path)


def test_a_description_that_goes_deep_is_refused(sound: Path, tmp_path: Path) -> None:
    table = pq.read_table(sound)
    pq.write_table(table.replace_schema_metadata({b"fairaudit": b"[" * 100_000}), tmp_path / "deep.tally")
    with pytest.raises(fairaudit.FairauditError, match="its description cannot be read"):
        fairaudit.audit(tmp_path / "deep.tally")

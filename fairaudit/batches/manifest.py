"""A list of results that no folder tree shows: a CSV file with `name` and `path`, and with roles where they differ."""

from __future__ import annotations

import csv
from pathlib import Path

from fairaudit.batches.find import Result, check_names
from fairaudit.errors import DataError, did_you_mean, show
from fairaudit.settings.table import ROLES
from fairaudit.spoken import command

_COLUMNS = ("name", "path")


def read_manifest(path: Path) -> list[Result]:
    """Return the results that a manifest lists, in its order; paths in it are relative to the manifest.

    A column named like a role (`prediction`, `cluster`) says which column of that result has it; others are not read.

    Raises:
        DataError: the file cannot be read, a column is missing, or a line lacks a name or a path on this machine.
        UsageError: two results have the same name.
    """
    shown = show(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = reader.fieldnames or []
            for name in _COLUMNS:
                if name not in columns:
                    mend = did_you_mean(name, columns)
                    raise DataError(f"The manifest {shown} has no column `{name}`.{mend} It needs: name,path.")
            results = [_result(line, path, reader.line_num) for line in reader]
    except OSError as error:
        raise DataError(f"The manifest {shown} cannot be read: {error.strerror}.") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise DataError(f"The manifest {shown} is not a CSV file in UTF-8: {show(error)}.") from error
    if not results:
        raise DataError(f"The manifest {shown} lists no results.")
    check_names(results)
    return results


def _result(line: dict[str, str | None], manifest: Path, number: int) -> Result:
    name, path = ((line[column] or "").strip() for column in _COLUMNS)
    if not name or not path:
        raise DataError(f"The manifest {show(manifest)}, line {number}, has no {'path' if name else 'name'}.")
    if "\0" in path or "\0" in name:
        raise DataError(f"The manifest {show(manifest)}, line {number}, holds a NUL character, which no path has.")
    if "://" in path:
        raise DataError(
            f"The manifest {show(manifest)}, line {number}: {show(path)} is an address, and a batch reads files of "
            f"this machine. Download it, or audit it alone with {command('report')}."
        )
    place = manifest.parent / path
    columns = tuple((role, column) for role in ROLES if (column := (line.get(role) or "").strip()))
    return Result(name, str(place), place if place.is_dir() else place.parent, columns)

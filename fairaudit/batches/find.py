"""Which results a folder tree holds: files, and folders that are one result as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from fairaudit.errors import DataError, UsageError, show
from fairaudit.source.faults import printable
from fairaudit.source.layout import DATA_SUFFIX, HELM_STATISTICS, is_data, is_passed_over
from fairaudit.source.together import hypotheses_in
from fairaudit.spoken import command, spoken

SETTINGS = "fairaudit.toml"
MARK = ".fairaudit-batch"
"""The folder that marks what an earlier batch wrote: reports are no results."""


@dataclass(frozen=True)
class Result:
    """One data set to audit.

    Attributes:
        name: how reports call it; the path below the tree, or what a manifest says.
        path: a file or a folder.
        folder: where the search for its settings begins.
        columns: role → column, where they differ from those of the other results.
    """

    name: str
    path: str
    folder: Path
    columns: tuple[tuple[str, str], ...] = ()


def find_results(
    root: Path, include: Sequence[str] = (), exclude: Sequence[str] = (), output: Path | None = None
) -> list[Result]:
    """Return the results below a folder, sorted by name.

    A folder below `root` that holds both `fairaudit.toml` and data is one result; so is a folder whose folders spell
    out columns (`sex=female/`), or one that HELM wrote for a run. Every other data file, and every hypothesis beside a
    reference, is a result of its own. Hidden files, those that start with `_`, and what an earlier batch wrote are
    passed over. Links are followed, but never in a circle.

    Args:
        root: the top of the tree.
        include: patterns of names; only results that match one are kept, and `.json` files count as data.
        exclude: patterns of names that are left out; a pattern without a `/` is held against every part of the path.
        output: the folder that is written to; it is passed over.

    Raises:
        DataError: the folder cannot be read, or there is no result in it.
    """
    try:
        if not root.is_dir():
            raise DataError(f"There is no folder {show(root)}. {command('batch')} takes a folder of results.")
        found = list(_results(root, bool(include), output)) or list(_results(root, True, output))
    except OSError as error:
        raise DataError(f"{show(error.filename or root)} cannot be read: {error.strerror}.") from error
    kept = [each for each in found if _matches(each.name, include or ["*"]) and not _matches(each.name, exclude)]
    if not kept:
        raise DataError(_nothing(root, len(found)))
    return sorted(kept, key=lambda result: result.name)


def _results(root: Path, with_json: bool, output: Path | None) -> Iterator[Result]:
    passed_over = None if output is None else output.resolve()
    visited = set()

    def stop(error: OSError) -> None:
        raise error

    for place, folders, files in os.walk(root, onerror=stop, followlinks=True):
        here = Path(place)
        real = here.resolve()
        if real in visited or real == passed_over or MARK in folders:
            folders[:] = []
            continue
        visited.add(real)
        folders[:] = sorted(name for name in folders if not is_passed_over(name))
        data = [name for name in files if not is_passed_over(name) and _is_data(name, with_json)]
        if here != root and _is_one_result(here, folders, files, bool(data)):
            folders[:] = []
            paths = [here]
        else:
            heard = map(Path, hypotheses_in(str(here)))
            paths = [*(here / name for name in data), *heard]
        yield from (Result(printable(path.relative_to(root).as_posix()), str(path), here) for path in paths)


def _is_one_result(here: Path, folders: list[str], files: list[str], has_data: bool) -> bool:
    """Tell whether a folder is a run of HELM, a partitioned data set, or has settings for data of its own."""
    runs = {name for name in folders if (here / name / HELM_STATISTICS).is_file()}  # their names may hold a `=`
    spelled = [here / name for name in folders if name.find("=") > 0 and name not in runs]
    is_partitioned = any(map(_holds_data, spelled))  # else they may be called by settings: exp/beam=8/hyp.trn
    return HELM_STATISTICS in files or is_partitioned or (has_data and SETTINGS in files)


def _holds_data(folder: Path) -> bool:
    """Tell whether a folder or one below it holds a data file."""
    names = (name for _, _, files in os.walk(folder) for name in files)
    return any(DATA_SUFFIX.search(name) and not is_passed_over(name) for name in names)


def _is_data(name: str, with_json: bool) -> bool:
    return is_data(name) or name == HELM_STATISTICS or (with_json and bool(DATA_SUFFIX.search(name)))


def _matches(name: str, patterns: Sequence[str]) -> bool:
    parts = name.split("/")
    return any(fnmatch(name, each) or ("/" not in each and any(fnmatch(p, each) for p in parts)) for each in patterns)


def _nothing(root: Path, found: int) -> str:
    if found:
        patterns = f"{spoken('include')} and {spoken('exclude')}"
        return f"None of the {found:,} results in {show(root)} is left by {patterns}. Check the patterns."
    return (
        f"There is no data file in {show(root)} or in the folders below it. Data files end in .csv, .parquet, .trn, …"
    )


def by_column(results: Sequence[Result], role: str, columns: Sequence[str]) -> list[Result]:
    """Return a result per column that holds a role in the same data: `runs.csv [model_a]`, `runs.csv [model_b]`."""
    return [
        replace(result, name=f"{result.name} [{column}]", columns=(*result.columns, (role, column)))
        for result in results
        for column in columns
    ]


def check_names(results: Sequence[Result]) -> None:
    """Make sure that every result has a name of its own, also where capital letters do not count.

    Raises:
        UsageError: two have the same name.
    """
    seen: dict[str, Result] = {}
    for result in results:
        other = seen.setdefault(result.name.casefold(), result)
        if other is not result:
            raise UsageError(
                f"Two results are named {show(result.name)}: {show(other.path)} and {show(result.path)}. "
                "Rename one: each has a report of its own."
            )

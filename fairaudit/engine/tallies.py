"""Tallies that are made to be saved, and those that were saved, in the place of data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fairaudit import source as rows
from fairaudit.catalogue import TASKS
from fairaudit.clock import now
from fairaudit.config import Config
from fairaudit.engine.here import AnySource, Progress, count, roles_in
from fairaudit.engine.points import with_points
from fairaudit.engine.processes import can_share, count_in_processes
from fairaudit.errors import DataError, UsageError, show
from fairaudit.saved import SUFFIX, Description, Saved, SavedSource, merged, read
from fairaudit.saved.description import settings_of
from fairaudit.saved.digest import members_of
from fairaudit.saved.sited import EACH, as_sites
from fairaudit.source import Source
from fairaudit.source.faults import file_shown, without_own_folders
from fairaudit.source.locate import local_files, locate
from fairaudit.source.stored import StoredFile
from fairaudit.spoken import spoken
from fairaudit.tally import Roles, Tallied


def open_data(paths: Sequence[str], config: Config) -> AnySource:
    """Open a data set as the settings of an audit say: rows, or tallies that were saved.

    Raises:
        FairauditError: the data cannot be found or read, or are of both kinds.
    """
    if not any(map(_leads_to_tallies, paths)):
        return rows.open_data(paths, config)
    found = open_tallies(paths)
    if config.site == EACH:
        found = as_sites(found)
    return SavedSource(merged(found), tuple(each.file for each in found if each.file is not None))


def open_tallies(paths: Sequence[str]) -> list[Saved]:
    """Read the tallies that the paths stand for.

    Raises:
        FairauditError: a file cannot be read, or is no tally.
    """
    files = locate(paths)
    other = next((file.name for file in files if not _is_tally(file.name)), None)
    if other is not None:
        raise UsageError(
            f"{file_shown(other)} is no tally, and the others are: data are rows or tallies. Make a tally of these "
            "rows, too, and name the tallies."
        )
    return list(map(_read, files))


def _read(file: StoredFile) -> Saved:
    """Read a tally.

    Raises:
        DataError: it cannot be read, or is of a task that nobody knows.
    """
    found = read(file)
    task = found.description.roles.task
    if task not in TASKS:
        raise DataError(f"{file_shown(file.name)} is a tally of the task `{show(task)}`, which there is not.")
    return found


def _leads_to_tallies(path: str) -> bool:
    """Tell whether a path is that of a tally, or of a folder with tallies; what is wrong with it is not said here."""
    if _is_tally(path):
        return True
    try:
        return any(map(_is_tally, local_files(path)))
    except DataError:
        return False


def _is_tally(path: str) -> bool:
    return path.lower().endswith(SUFFIX)


def count_all(
    source: AnySource, roles: Roles, config: Config, progress: Progress | None = None, jobs: int = 1
) -> Tallied:
    """Count all rows of a source, `jobs` files at a time where there are several.

    Raises:
        FairauditError: the data cannot be read or counted.
    """
    if jobs > 1 and isinstance(source, Source) and can_share(source, config):
        found = count_in_processes(source, roles, config, progress, jobs)
        if found is not None:
            return found
    return count(source, roles, config, progress).tallied


def tally(source: AnySource, config: Config, progress: Progress | None = None, jobs: int = 1) -> Saved:
    """Count all rows of a source, to be saved; of saved tallies, keep the attributes that were asked for.

    Raises:
        FairauditError: the data cannot be read or counted, or a setting asks for texts of rows.
    """
    if config.examples:
        raise UsageError(f"A tally holds no texts: leave {spoken('examples')} out.")
    roles = roles_in(source, config)
    roles, _ = with_points(source, roles, config, progress)
    tallied = count_all(source, roles, config, progress, jobs)
    read = source.files() if isinstance(source, Source) else source.counted_from()
    files = tuple(replace(file, path=without_own_folders(file.path)) for file in read)
    made = now().isoformat().replace("+00:00", "Z")
    description = Description(roles, settings_of(config), files, tuple(source.assumptions), created=made)
    if not isinstance(source, Source):
        told = source.saved.description
        description = replace(description, hashed=told.hashed, members=members_of(source.saved))
    return Saved(description, tallied)

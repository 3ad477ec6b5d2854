"""`fairaudit.tally_of` and `fairaudit.merge`: what is left of rows, in Python."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, TypeAlias

from fairaudit import saved
from fairaudit.api.data import Data, source_of
from fairaudit.api.tally import Tally
from fairaudit.engine import open_tallies, settings_for, tally
from fairaudit.saved.clusters import key_in, with_hashed_clusters
from fairaudit.settings.keywords import make_config, refuse
from fairaudit.spoken import in_python

_Path: TypeAlias = "str | os.PathLike[str]"


@in_python
def tally_of(data: Data, *, hash_clusters: _Path | None = None, **settings: Any) -> Tally:
    """Count the rows of data, and return what is left of them; see docs/tallies.md.

    Args:
        data: as for `audit`.
        hash_clusters: a file with a key; names of clusters become hashes with it.
        settings: as for `audit`; those that say how rows are counted are settled in the tally.

    Raises:
        FairauditError: the rows cannot be counted.
    """
    config = make_config(settings)
    source = source_of(data, config)
    found = tally(source, settings_for(source, config))
    return Tally(found if hash_clusters is None else with_hashed_clusters(found, key_in(os.fspath(hash_clusters))))


@in_python
def merge(tallies: Iterable[Tally | _Path]) -> Tally:
    """Return the tally of the rows of all.

    Args:
        tallies: what `tally_of` returned, or paths of files that hold such.

    Raises:
        FairauditError: they were not counted in the same way, hold the same rows, or cannot be read.
    """
    if isinstance(tallies, str | os.PathLike | Tally):
        refuse("tallies", tallies, "a list of tallies, or of paths of such")
    found = [each for part in tallies for each in _saved(part)]
    if not found:
        refuse("tallies", tallies, "a list of tallies, or of paths of such")
    return Tally(saved.merged(found))


def _saved(part: Tally | _Path) -> list[saved.Saved]:
    if isinstance(part, Tally):
        return [part.saved]
    if not isinstance(part, str | os.PathLike):
        refuse("tallies", part, "a list of tallies, or of paths of such")
    return open_tallies([os.fspath(part)])

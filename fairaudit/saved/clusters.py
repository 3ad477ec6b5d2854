"""Names of clusters as keyed hashes: who has the key can say that two are one, and nobody reads the names."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from pathlib import Path

from fairaudit.cube import Axis, Cube
from fairaudit.errors import DataError, UsageError, show
from fairaudit.saved.description import Saved
from fairaudit.source.faults import file_shown, reading
from fairaudit.spoken import spoken

_SHORTEST = 16
"""Bytes of the shortest key: what is shorter can be guessed."""
_DIGITS = 32
"""Hexadecimal digits of a hash that are kept: 128 bits, so that no two of a billion names meet."""
_MARKED = b"the mark of a key of fairaudit"
_MARK_DIGITS = 16


def key_in(path: str) -> bytes:
    """Return the key that a file holds, without white space around it.

    Raises:
        DataError: the file cannot be read.
        UsageError: the key is too short.
    """
    with reading(path, "cannot be read. Check the path and its permissions."):
        key = Path(path).read_bytes().strip()
    if len(key) < _SHORTEST:
        raise UsageError(
            f"The key in {file_shown(path)} has {len(key)} bytes, and fewer than {_SHORTEST} can be guessed. Make one: "
            "openssl rand -hex 32 > KEYFILE, and give every site the same."
        )
    return key


def with_hashed_clusters(saved: Saved, key: bytes) -> Saved:
    """Return a tally whose clusters are called by hashes of their names: HMAC-SHA-256 (RFC 2104), 128 bits of it.

    Raises:
        UsageError: there are no clusters.
    """
    cube = saved.tallied.cube
    if cube.cluster is None:
        raise UsageError(
            f"No column says who the rows come from, so there is nothing to hash: {spoken('cluster', 'COLUMN')}."
        )
    if cube.cluster.name in saved.description.roles.attributes:
        name = show(cube.cluster.name)
        raise DataError(
            f"Column `{name}` is the cluster and a group, so that its names would stay. Leave it out of -g."
        )
    hashed = Axis(cube.cluster.name, tuple(_hashed(name, key) for name in cube.cluster.values))
    mark = hmac.new(key, _MARKED, hashlib.sha256).hexdigest()[:_MARK_DIGITS]
    tallied = replace(saved.tallied, cube=_with_cluster(cube, hashed))
    return replace(saved, tallied=tallied, description=replace(saved.description, hashed=mark))


def _hashed(name: str | None, key: bytes) -> str | None:
    return None if name is None else hmac.new(key, name.encode("utf-8"), hashlib.sha256).hexdigest()[:_DIGITS]


def _with_cluster(cube: Cube, axis: Axis) -> Cube:  # type: ignore[type-arg]
    beside = tuple(_with_cluster(each, axis) for each in cube.beside)
    columns = None if cube.columns is None else _with_cluster(cube.columns, axis)
    return replace(cube, cluster=axis, beside=beside, columns=columns)

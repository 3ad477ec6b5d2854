"""What tells one tally from another: a digest of all that it says, and the digests of those that were added up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit import __version__
from fairaudit.saved.cells import flat
from fairaudit.saved.description import VERSION, Plain, Saved, as_plain

_NOT_HASHED = ("fairaudit", "created", "members", "digest")


def packed(saved: Saved) -> tuple[Plain, pa.Table]:
    """Return what a tally says of itself, and its cells."""
    facts, table = flat(saved.tallied.cube)
    found: Plain = {"version": VERSION, "fairaudit": __version__, "parts": facts}
    found |= as_plain(saved.description, saved.tallied)
    found["digest"] = digest_of(found, table)
    found["members"] = found["members"] or [found["digest"]]
    return found, table


def members_of(saved: Saved) -> tuple[str, ...]:
    """Return the digests of the tallies that a tally is the sum of: its own, if it was counted from rows."""
    return saved.description.members or tuple(packed(saved)[0]["members"])


def digest_of(found: Plain, table: pa.Table) -> str:
    """Return what tells a tally from others: of the same rows, counted in the same way, it is the same."""
    said = {name: each for name, each in found.items() if name not in _NOT_HASHED}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    for column in table.columns:
        for values in _as_numbers(column.combine_chunks()):
            digest.update(values.tobytes())
    return digest.hexdigest()


def _as_numbers(column: Any) -> Iterator[Any]:
    """Yield what a column holds as numbers: texts as their places among the distinct ones, and these as bytes."""
    if pa.types.is_list(column.type):
        yield column.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False)
        column = column.flatten()
    if pa.types.is_string(column.type):
        coded = column.dictionary_encode()
        yield np.frombuffer("\0".join(coded.dictionary.to_pylist()).encode("utf-8", "surrogatepass"), np.uint8)
        column = coded.indices
    yield column.is_null().to_numpy(zero_copy_only=False)
    yield column.fill_null(0).to_numpy(zero_copy_only=False)

"""Files of tallies: Parquet that any tool reads, with the description in its metadata."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairaudit import __version__
from fairaudit.errors import DataError, OutputError, UsageError, show
from fairaudit.saved.cells import cube_of
from fairaudit.saved.description import VERSION, Saved, described
from fairaudit.saved.digest import digest_of, packed
from fairaudit.saved.shape import check_shape
from fairaudit.source import SourceFile
from fairaudit.source.faults import file_shown, printable, reading
from fairaudit.source.parquet import TALLY_KEY
from fairaudit.source.stored import StoredFile

SUFFIX = ".tally"
_MISFITS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, pa.ArrowException)
"""What it comes to if somebody made a file of this form by hand, and not well."""
_DAMAGED = "is not a complete tally: it is damaged, or its end is missing. Copy it again, or count the rows again."


def write(saved: Saved, path: str | os.PathLike[str]) -> None:
    """Write a tally: whole, or not at all.

    Raises:
        OutputError: the file cannot be written.
    """
    from pyarrow import parquet

    found, table = packed(saved)
    table = table.replace_schema_metadata({TALLY_KEY: json.dumps(found, allow_nan=False, ensure_ascii=True)})
    target = Path(os.path.realpath(path))  # behind all links
    beside = target.with_name(f".fairaudit-{os.getpid():08x}{secrets.token_hex(4)}.tmp")
    try:
        with open(beside, "xb") as file:
            parquet.write_table(table, file, compression="zstd", write_page_checksum=True)
        os.replace(beside, target)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise OutputError(f"{file_shown(str(path))} cannot be written: {error.strerror or error}.") from error


def check_name(path: str) -> None:
    """Make sure that a name ends as those of tallies do: audits know them by it.

    Raises:
        UsageError: it does not.
    """
    if not path.lower().endswith(SUFFIX):
        raise UsageError(f"The name of a tally ends in {SUFFIX}: write it to `{show(path)}{SUFFIX}`.")


def read(file: StoredFile) -> Saved:
    """Read a tally.

    Raises:
        DataError: the file is no tally, is of another version, or is damaged.
    """
    from pyarrow import parquet

    shown = file_shown(file.name)
    with reading(file.name, _DAMAGED):
        if file.head(4) != b"PAR1":
            raise DataError(f"{shown} is not a tally. `fairaudit tally DATA -g COLUMN -o FILE{SUFFIX}` writes one.")
        with file.open() as handle:
            stored = handle.read()
        table = parquet.read_table(pa.BufferReader(stored), page_checksum_verification=True)
    found = _description(table, shown)
    try:
        is_sound = found.get("digest") == digest_of(found, table)
        if is_sound:
            check_shape(found)
            description, tallied = described(found, cube_of(found["parts"], table))
    except _MISFITS as error:
        raise DataError(
            f"{shown} is damaged: its description and its cells do not fit. Count the rows again."
        ) from error
    if not is_sound:
        raise DataError(f"{shown} is damaged, or was changed: it is not what was written. Count the rows again.")
    read_from = SourceFile(printable(file.name), tallied.account.read, hashlib.sha256(stored).hexdigest())
    return Saved(description, tallied, file.name, read_from)


def _description(table: pa.Table, shown: str) -> dict[str, Any]:
    """Return what a file says of itself.

    Raises:
        DataError: it says nothing, or is of another version.
    """
    written = (table.schema.metadata or {}).get(TALLY_KEY)
    if written is None:
        raise DataError(f"{shown} holds no tally: nothing in it says how rows were counted. Was it renamed?")
    try:
        found = json.loads(written)
        version = found["version"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{shown} is damaged: its description cannot be read. Count the rows again.") from error
    if version != VERSION:
        raise DataError(
            f"{shown} is a tally of version {show(version)}, made by fairaudit {show(found.get('fairaudit'))}; this "
            f"fairaudit, {__version__}, reads version {VERSION}. Count the rows again, or use that version."
        )
    return dict(found)

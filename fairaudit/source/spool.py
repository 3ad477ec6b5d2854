"""Data that can be read only once, kept so that they can be read again."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from functools import partial
from typing import BinaryIO

import pyarrow as pa

from fairaudit.source.faults import reading
from fairaudit.source.stored import StoredFile

_MOST_IN_MEMORY = 64 << 20


def spooled(stream: BinaryIO, name: str) -> StoredFile:
    """Return a stream as a file: in memory if it is small, else in the temporary folder while it is in use.

    Raises:
        DataError: the stream cannot be read, or the temporary folder is full.
    """
    with reading(name, "cannot be read. Check the program that writes it."):
        start = stream.read(_MOST_IN_MEMORY)
        if len(start) < _MOST_IN_MEMORY:
            return StoredFile(name, partial(pa.BufferReader, start))
        descriptor, path = tempfile.mkstemp(prefix="fairaudit-")
        with os.fdopen(descriptor, "wb") as copy:
            opener = partial(pa.OSFile, path)
            weakref.finalize(opener, os.unlink, path)
            copy.write(start)
            shutil.copyfileobj(stream, copy, 1 << 20)
        return StoredFile(name, opener)

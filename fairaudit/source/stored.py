"""The stored bytes of one file: where they are, what they are, and their SHA-256 as they stream by."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

_CHUNK = 1 << 20

_GZIP, _ZSTD, _BZIP2 = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh"
_ZSTD_SKIPPED = b"\x2a\x4d\x18"
"""After a byte from 0x50 to 0x5f: a frame that decoders skip, such as the one that pzstd begins with (RFC 8878)."""
_GZIP_WINDOW = 31
"""What zlib is told to read members of gzip, with the largest window."""
_BZIP2_BLOCK, _BZIP2_END = b"1AY&SY", b"\x17rE8P\x90"
"""What follows `BZh` and a digit: three letters alone could begin the header of a CSV file."""


@dataclass(frozen=True)
class StoredFile:
    """One file of a data set.

    Attributes:
        name: the path as the user gave it; `-` for standard input.
        open: gives a new binary reader (a `pyarrow.NativeFile`) at the first byte.
        partition: the columns that the folders around it spell out (`sex=female/`).
    """

    name: str
    open: Callable[[], Any]
    partition: dict[str, str | None] = field(default_factory=dict)

    def head(self, size: int) -> bytes:
        """Return the first bytes as stored."""
        with self.open() as handle:
            return bytes(handle.read(size))


def compression_of(head: bytes) -> str | None:
    """Return the compression that the first bytes of a file show (`gzip`, `zstd`, `bz2`), or None."""
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_ZSTD) or (head[1:4] == _ZSTD_SKIPPED and head[0] & 0xF0 == 0x50):
        return "zstd"
    return "bz2" if head.startswith(_BZIP2) and head[4:10] in (_BZIP2_BLOCK, _BZIP2_END) else None


class _HashingFile:
    """A file for Arrow that feeds a digest with every byte read, in a thread, at most one read behind."""

    closed = False

    def __init__(self, handle: Any, digest: Any, thread: Executor) -> None:
        self._handle = handle
        self._digest = digest
        self._thread = thread
        self._update: Future[None] | None = None

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._handle.read(size if size >= 0 else None)
        if self._update is not None:
            self._update.result()
        self._update = self._thread.submit(self._digest.update, data)
        return data

    def close(self) -> None:
        self._handle.close()

    def drain(self) -> None:
        while self.read(_CHUNK):
            pass


class _Gzip:
    """The content of members of gzip one after the other; zeros after a member are padding, as for gzip itself."""

    def __init__(self, handle: _HashingFile) -> None:
        self._handle = handle
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._is_inside = False
        self._pending = b""

    def read(self, size: int) -> bytes:
        """Return some bytes, at most `size`; none at the end.

        Raises:
            OSError: the data are damaged, or end within a member.
        """
        while self._is_inside or self._next_member():
            data = self._pending or self._handle.read(_CHUNK)
            found = self._inflated(data, size)
            if found:
                return found
            if not data and self._is_inside:
                raise OSError("the last member of the gzip file is not complete")
        return b""

    def _next_member(self) -> bool:
        """Pass over padding; tell whether anything follows."""
        self._pending = self._pending.lstrip(b"\0")
        while not self._pending and (data := self._handle.read(_CHUNK)):
            self._pending = data.lstrip(b"\0")
        return bool(self._pending)

    def _inflated(self, data: bytes, size: int) -> bytes:
        member = self._member
        try:
            found = member.decompress(data, size)
        except zlib.error as error:
            raise OSError(str(error)) from error
        self._is_inside = not member.eof
        self._pending = member.unused_data if member.eof else member.unconsumed_tail
        if member.eof:
            self._member = zlib.decompressobj(_GZIP_WINDOW)
        return found


def _stream(stored: _HashingFile, codec: str | None) -> Any:
    if codec is None:
        return stored
    return _Gzip(stored) if codec == "gzip" else pa.CompressedInputStream(pa.PythonFile(stored, "r"), codec)


def decompressed(file: StoredFile, size: int, digest: Any) -> Iterator[bytes]:
    """Yield the content of a file in chunks of at most `size` bytes, decompressed, the stored bytes hashed.

    Raises:
        OSError: the file cannot be read, or its compression is damaged.
    """
    codec = compression_of(file.head(16))
    with file.open() as handle, ThreadPoolExecutor(1, thread_name_prefix="fairaudit-sha256") as thread:
        hashing = _HashingFile(handle, digest, thread)
        stream = _stream(hashing, codec)
        while chunk := stream.read(size):
            yield chunk
        hashing.drain()


@contextmanager
def hashed_meanwhile(file: StoredFile) -> Iterator[Callable[[], str]]:
    """Hash the file in a thread while the body runs; calling what is yielded waits and returns the SHA-256.

    Raises (from the call):
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    failures: list[Exception] = []
    stopped = threading.Event()

    def run() -> None:
        try:
            with file.open() as handle:
                while not stopped.is_set() and (chunk := handle.read(_CHUNK)):
                    digest.update(chunk)
        except Exception as failure:  # whatever it is, a hash of a part must not pass for that of the file
            failures.append(failure)

    def result() -> str:
        thread.join()
        if failures:
            raise failures[0]
        return digest.hexdigest()

    thread = threading.Thread(target=run, name="fairaudit-sha256", daemon=True)
    thread.start()
    try:
        yield result
    finally:
        stopped.set()
        thread.join()

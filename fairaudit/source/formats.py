"""Which format a file has: its suffix says, or its first bytes."""

from __future__ import annotations

import os
import re

from fairaudit.errors import DataError
from fairaudit.source import locate
from fairaudit.source.faults import file_shown, reading
from fairaudit.source.layout import HELM_STATISTICS
from fairaudit.source.part import Part
from fairaudit.source.stored import StoredFile, compression_of
from fairaudit.source.text import Text
from fairaudit.source.together import Transcripts, described_beside
from fairaudit.spoken import command

_PARQUET = b"PAR1"
_COMPRESSED_SUFFIXES = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2"}
_FOREIGN = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook; unpack it, or export it as CSV",
    b"\xfd7zXZ\x00": "compressed with xz; decompress it, or use gzip or zstd",
    b"PARE": "an encrypted Parquet file; decrypt it",
    b"ARROW1": "an Arrow (Feather) file; write it as Parquet",
    b"ORC": "an ORC file; write it as Parquet",
    b"%PDF": "a PDF; export the data as CSV",
    b"\x80\x04\x95": "a Python pickle; write the data as Parquet or CSV",
    b"\x80\x05\x95": "a Python pickle; write the data as Parquet or CSV",
    b"version https://git-lfs": "not here yet, only a Git LFS pointer is; run git lfs pull",
    b"<!DOCTYPE": "an HTML page, perhaps that of a login; download the data again",
    b"<html": "an HTML page, perhaps that of a login; download the data again",
    b"SQLite format 3\x00": "an SQLite database; export the table as CSV",
}


def open_part(file: StoredFile, encoding: str | None, delimiter: str | None) -> Part:
    """Return the reader of a file.

    Args:
        file: where the bytes are.
        encoding: of text; None for UTF-8.
        delimiter: of delimited text; None to find out.

    Raises:
        DataError: the file is empty, is in no known format, or its header is broken.
    """
    with reading(file.name, "cannot be read. Check the path and its permissions."):
        head = file.head(32)
    suffix = _checked_suffix(file, head)
    if suffix == ".tally":
        raise DataError(
            f"{file_shown(file.name)} is a tally, which says itself how rows were counted, and holds none. "
            f"{command('report')}, check, compare and batch take it as it is."
        )
    if head.startswith(_PARQUET):
        from fairaudit.source.parquet import ParquetFile

        return ParquetFile(file)
    if suffix in {".parquet", ".pq"} and compression_of(head) is None:
        raise DataError(f"{file_shown(file.name)} is not a Parquet file. Give it the suffix of its format.")
    return _text_part(Text(file, encoding), suffix, delimiter)


def open_transcripts(transcripts: Transcripts, encoding: str | None) -> Part:
    """Return the reader of a reference, its hypothesis and the tables beside them.

    Raises:
        DataError: a file is not there, is empty or is not text, or the reference is broken.
        UsageError: a file is given twice.
    """
    from fairaudit.source.transcript_pair import TranscriptPair
    from fairaudit.source.transcripts import Lines

    files = locate.locate([transcripts.reference, transcripts.hypothesis, *transcripts.tables])
    for file in files:
        with reading(file.name, "cannot be read. Check the path and its permissions."):
            _checked_suffix(file, file.head(32))
    reference, hypothesis, *tables = (Lines(Text(file, encoding)) for file in files)
    return TranscriptPair(reference, hypothesis, {os.path.basename(each.text.file.name): each for each in tables})


def _checked_suffix(file: StoredFile, head: bytes) -> str:
    """Return the suffix that says the format, without that of a compression."""
    shown = file_shown(file.name)
    if not head:
        raise DataError(f"{shown} is empty. Check how it was written.")
    foreign = next((said for magic, said in _FOREIGN.items() if head.startswith(magic)), None)
    if foreign:
        raise DataError(f"{shown} is {foreign}.")
    stem, suffix = os.path.splitext(file.name.lower())
    if suffix not in _COMPRESSED_SUFFIXES:
        return suffix
    if compression_of(head) is None:
        raise DataError(f"{shown} is not compressed with {_COMPRESSED_SUFFIXES[suffix]}. {_RENAME}")
    return os.path.splitext(stem)[1]


_RENAME = "Give it the suffix of its format, or copy it again if it is damaged."


def _text_part(text: Text, suffix: str, delimiter: str | None) -> Part:
    start = text.first(1)
    if start.startswith(_PARQUET):
        raise DataError(
            f"{file_shown(text.file.name)} is a Parquet file inside another compression. Decompress it; "
            "Parquet compresses its columns itself."
        )
    looks_like_json = delimiter is None and re.match(rb"\s*[{\[]", start) is not None
    if os.path.basename(text.file.name) == HELM_STATISTICS:
        from fairaudit.source.helm import HelmRun

        paths = described_beside(text.file.name)
        return HelmRun(text, {os.path.basename(path): Text(locate.stored_at(path), text.encoding) for path in paths})
    if suffix in {".jsonl", ".ndjson", ".json"} or (suffix not in {".csv", ".tsv"} and looks_like_json):
        from fairaudit.source.json_lines import JsonLinesFile

        return JsonLinesFile(text)
    from fairaudit.source.delimited import DelimitedFile

    return DelimitedFile(text, delimiter or ("\t" if suffix == ".tsv" else None))

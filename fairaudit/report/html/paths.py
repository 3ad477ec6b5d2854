"""Pages are shown to others: they name files, and not in whose folders these were."""

from __future__ import annotations

import re

from fairaudit.document import Document
from fairaudit.document.data import SourceFile
from fairaudit.document.presets import PresetResult, Stated

_FOLDERS = re.compile(r"""(?<![^\s'"`=(])(?:[A-Za-z]:)?[/\\](?:[^\s/\\'"`]+[/\\])+""")
"""The folders of an absolute path, at the beginning of a word."""


def without_folders(text: str) -> str:
    """Return a text in which absolute paths are the names of their files."""
    return _FOLDERS.sub("", text)


def named_only(document: Document) -> Document:
    """Return a report whose files, command and answers to published rules hold no absolute path."""
    sources = [_named(each) for each in document["data"]["sources"]]
    command = document["command"]
    shortened: Document = {
        **document,
        "data": {**document["data"], "sources": sources},
        "command": None if command is None else without_folders(command),
    }
    if "presets" in document:
        shortened["presets"] = list(map(_preset, document["presets"]))
    return shortened


def _named(source: SourceFile) -> SourceFile:
    return {**source, "path": _file_name(source["path"])}


def _preset(preset: PresetResult) -> PresetResult:
    return {**preset, "states": list(map(_stated, preset["states"]))}


def _stated(stated: Stated) -> Stated:
    here = stated["here"]
    return {**stated, "here": None if here is None else without_folders(here)}


def _file_name(path: str) -> str:
    is_absolute = re.match(r"(?:[A-Za-z]:)?[/\\]", path) is not None
    return re.split(r"[/\\]", path)[-1] if is_absolute else path

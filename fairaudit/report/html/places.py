"""Pages that are handed on: they name files by where these lie in their folder, never by where the folder lies."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

from fairaudit.document import PresetResult
from fairaudit.document.changes import ChangesDocument

_ABSOLUTE = re.compile(r"(?<![^\s=`'\"(,;])/(?:[^/\s`'\"]+/)*(?=[^/\s])")
_PLACES = ("data", "old", "new", "config", "command")
"""What of a document names files."""
_TEXTS = ("warnings", "assumptions", "verdicts")
"""What may name a file among names from the data; these are shown as they are."""

Shown = TypeVar("Shown", bound=Mapping[str, object])


def without_folders(document: Shown, roots: Sequence[str] = ()) -> Shown:
    """Return a document whose files are named from their folder on; `roots` are tried in turn."""
    places = {key: _within(document[key], lambda text: short(text, roots)) for key in _PLACES if key in document}
    texts = {key: _within(document[key], lambda text: _below(text, roots)) for key in _TEXTS if key in document}
    return cast(Shown, {**document, **places, **texts, **_presets(document)})


def apart(document: ChangesDocument) -> ChangesDocument:
    """Return a comparison whose files are named from the last folder on that they share."""
    sources = [source["path"] for side in (document["old"], document["new"]) for source in side["data"]["sources"]]
    folders = {os.path.dirname(path) for path in sources if os.path.isabs(path)}
    return without_folders(document, [os.path.commonpath(folders)] if folders else [])


def _presets(document: Mapping[str, object]) -> dict[str, object]:
    """Return the published rules, whose answers quote the command and the files; nothing without any."""
    found = cast(list[PresetResult], document.get("presets", []))
    shortened = [
        {**each, "states": [{**told, "here": _shortened(told["here"])} for told in each["states"]]} for each in found
    ]
    return {"presets": shortened} if found else {}


def _shortened(text: str | None) -> str | None:
    return None if text is None else short(text)


def _within(found: object, shorten: Callable[[str], str]) -> object:
    if isinstance(found, str):
        return shorten(found)
    if isinstance(found, dict):
        return {key: _within(each, shorten) for key, each in found.items()}
    return [_within(each, shorten) for each in found] if isinstance(found, list) else found


def short(text: str, roots: Sequence[str] = ()) -> str:
    """Return a text without the folders that absolute paths in it begin with; their last part stays."""
    return _ABSOLUTE.sub("", _below(text, roots))


def _below(text: str, roots: Sequence[str]) -> str:
    for root in (each.rstrip("/") for each in roots if each.startswith("/")):
        text = text.replace(f"{root}/", "") if root else text
    return text

"""The table of keys in docs/configuration.md, from the declarations of the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from fairaudit.config.setting import Place, Setting
from fairaudit.settings.table import in_file

_HEAD = "| table | key | option | value |\n| --- | --- | --- | --- |\n"
_PLACES: tuple[Place, ...] = ("data", "evidence", "report")
_POLICY = {"evidence": "| | `on_inconclusive` | | for rules: below |"}
"""Keys of these tables that belong to the policy."""
_RULES = (
    "| `[[rules]]` `[[waivers]]` | | `--require` | the policy of `fairaudit check`, `batch` and `compare`, below; "
    "`fairaudit report` does not judge |"
)


def with_keys(page: str) -> str:
    """Return the page with its table of keys as the settings are now."""
    rows = [row for place in _PLACES for row in _table(place)]
    written = _HEAD + "\n".join([*rows, _RULES]) + "\n"
    return re.sub(re.escape(_HEAD) + r"(\|.*\n)+", lambda _: written, page)


def _table(place: Place) -> Iterator[str]:
    name = f"`[{place}]`"
    for value, alike in groupby(in_file(place), _value):
        settings = list(alike)
        keys = " ".join(f"`{each.name}`" for each in settings)
        yield f"| {name} | {keys} | {_options(settings)} | {value} |".replace("|  |", "| |")
        name = ""
    if place in _POLICY:
        yield _POLICY[place]


def _options(settings: list[Setting]) -> str:
    if len(settings) > 1:
        return "the same"
    added = " (added to the file's)" if settings[0].kind == "presets" else ""
    return f"`{settings[0].options[0]}`{added}"


def _value(setting: Setting) -> str:
    if setting.kind != "word":
        return setting.documented
    *others, last = (f'`"{word}"`' for word in setting.words)
    return f"{', '.join(others)} or {last}"

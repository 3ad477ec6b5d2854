"""Text, names, lists and tables in GitHub's Markdown, where nothing that comes from the data is obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fairaudit import words as wording

_ENTITIES = str.maketrans(
    {character: f"&#{ord(character)};" for character in "&<>|`\\*[]~$"}
    | {character: f"<code>&#{ord(character)};</code>" for character in "@#"}
)
_LOOSE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LINK = re.compile(r"(?<=[A-Za-z])://|(?<=www)\.", re.IGNORECASE)


def text(words: str) -> str:
    """Return the words so that Markdown shows them as they are: no markup, no mention, no link."""
    escaped = wording.show(words).translate(_ENTITIES)
    return _LINK.sub(
        lambda found: "".join(f"&#{ord(each)};" for each in found[0]), _LOOSE_UNDERSCORE.sub("&#95;", escaped)
    )


def name(words: str) -> str:
    """Return a name from the data as code, where nothing is linked or mentioned."""
    plain = verbatim(words)
    return f"<code>{plain}</code>" if plain else ""


def verbatim(words: str) -> str:
    """Return the words for within `code` or `pre`."""
    return text(words).replace("<code>", "").replace("</code>", "")


def bullets(items: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {item}" for item in items)


def table(headings: Sequence[str], numbers: Sequence[bool], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; `numbers` says which columns are aligned to the right."""
    rule = " | ".join("---:" if is_number else "---" for is_number in numbers)
    lines = [" | ".join(headings), rule, *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)

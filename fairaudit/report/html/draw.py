"""Pages from our own templates, style and script; names in them are shown, never obeyed."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from fairaudit.catalogue import is_known
from fairaudit.catalogue.names import is_name
from fairaudit.errors import show
from fairaudit.report.drawing import Axis
from fairaudit.report.page import Drawing, holds
from fairaudit.words import words

SHAPES = {
    "pass": "●",
    "fail": "■",
    "inconclusive": "○",
    "not_measurable": "◇",
    "waived": "◆",
    "warning": "▲",
    "better": "▴",
    "worse": "▾",
    "higher": "▴",
    "lower": "▾",
}
"""Every state is a word, a shape and a colour."""
_INSET = 3.0
"""Percent of a drawing's width that stays free on either side."""
_NAME = re.compile(r"(?<![\w.\[])[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?::[\d.]+)?(?:\.[a-z_]+)?(?<=[a-z0-9])")
"""What may be a name of the catalogue within our own words; an argument in brackets is a name from the data."""
_TEMPLATES = Path(__file__).parent / "templates"


def draw(template: str, style: str | Sequence[str], script: str | None = None, /, **shown: Any) -> str:
    """Return a page from our own files: its policy allows its style and its script by their hashes, and nothing else.

    `shown` are the values that the template prints.
    """
    styles = Markup("").join(_own(name) for name in ([style] if isinstance(style, str) else style))
    scripts = Markup("") if script is None else _own(script)
    page = environment().get_template(template)
    return page.render(
        style=styles, style_hash=_hash(styles), script=scripts, script_hash=_hash(scripts) if scripts else None, **shown
    )


def _own(name: str) -> Markup:
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704  our own file


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def environment() -> Environment:
    """Return what draws every page: names are shown, never obeyed, and a misspelt one is an error."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(breakable=breakable, named=named, coded=coded, across=_across, place=_place)
    environment.globals.update(shapes=SHAPES, spoken=spoken, holds=holds, drawn=_drawn)
    return environment


def _across(number: float, axis: Axis) -> str:
    """Return where a number stands on a drawing; either side stays free for marks at its ends."""
    return f"{_INSET + axis.position(number, 100 - 2 * _INSET):.1f}%"


def _place(percent: float) -> str:
    """Return a place on a drawing, in no more digits than can be seen."""
    return f"{percent:.4g}"


def _drawn(block: Drawing) -> Markup:
    return Markup(environment().get_template(block.template).render(it=block.what))  # noqa: S704  drawn by ourselves


def _finalize(value: Any) -> Any:
    """Make every value that a template prints safe to show; escaping follows."""
    return value if isinstance(value, Markup) else show(value)


def breakable(name: str) -> Markup:
    """Return a catalogue name that may break after each underscore and full stop before a letter."""
    return Markup("<wbr>").join(re.split(r"(?<=[_.])(?=[^\W\d_])", show(name)))


def named(text: str) -> Markup:
    """Return our own words with each catalogue name in words; other names may break after underscores."""
    return _in_words(text, breakable)


def _in_words(text: str, otherwise: Callable[[str], Markup]) -> Markup:
    """Return a text with each catalogue name in words, and the name itself for whoever points at it."""
    pieces = Markup("")
    for between, name in _names_in(text):
        said = Markup('<span title="{}">{}</span>').format(name, words(name)) if name else ""
        pieces += otherwise(between) + said
    return pieces


def _names_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands between catalogue names, and the name that follows, empty after the last."""
    found, end = show(text), 0
    for match in _NAME.finditer(found):
        if not match[0].isalnum() and _is_of_catalogue(match[0]):
            yield found[end : match.start()], match[0]
            end = match.end()
    yield found[end:], ""


@functools.lru_cache(maxsize=1024)
def _is_of_catalogue(name: str) -> bool:
    return is_known(name) or is_name(name)


@functools.lru_cache(maxsize=1024)
def spoken(pieces: tuple[str, ...]) -> str:
    """Return a caption as it is read aloud: catalogue names in words; every second piece is a name from the data."""
    return "".join(
        piece if place % 2 else "".join(f"{between}{words(name) if name else ''}" for between, name in _names_in(piece))
        for place, piece in enumerate(pieces)
    )


def coded(text: str) -> Markup:
    """Return a sentence with what stands in backticks as code, and catalogue names elsewhere in words."""
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else _in_words(piece, escape)
        for place, piece in enumerate(show(text).split("`"))
    )

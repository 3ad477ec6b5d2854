"""Pages from our own templates, style and script; names in them are shown, never obeyed."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fairaudit.errors import show
from fairaudit.report.drawing import Axis
from fairaudit.report.page import Drawing, holds, plain

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
    environment.filters.update(breakable=breakable, across=_across, place=_place)
    environment.globals.update(shapes=SHAPES, plain=plain, holds=holds, drawn=_drawn)
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

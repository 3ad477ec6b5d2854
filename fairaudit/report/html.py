"""The report as one HTML page that needs nothing else: no request, and whole without script."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fairaudit.document import Document
from fairaudit.errors import show
from fairaudit.report import html_presets, html_view, wording

_TEMPLATES = Path(__file__).parent / "templates"


def render(document: Document) -> str:
    """Return the page; its policy allows its own style and its own script by their hashes, and nothing else."""
    style, script = (_own(name) for name in ("report.css", "report.js"))
    return (
        environment()
        .get_template("report.html")
        .render(
            page=html_view.page(document),
            presets=html_presets.parts(document),
            style=style,
            style_hash=_hash(style),
            script=script,
            script_hash=_hash(script),
            wording=wording,
        )
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
    environment.filters["breakable"] = breakable
    return environment


def _finalize(value: Any) -> Any:
    """Make every value that a template prints safe to show; escaping follows."""
    return value if isinstance(value, Markup) else show(value)


def breakable(name: str) -> Markup:
    """Return a catalogue name that may break after each underscore and full stop."""
    return Markup("<wbr>").join(re.findall(r"[^_.]+[_.]?|[_.]", show(name)))

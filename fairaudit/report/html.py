"""The report as one HTML page that needs nothing else: no request, no script, safe whatever the data are called."""

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
from fairaudit.report import html_view, wording

_TEMPLATES = Path(__file__).parent / "templates"


def render(document: Document) -> str:
    """Return the page."""
    style = Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704  our own file
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = _environment().get_template("report.html")
    return template.render(page=html_view.page(document), style=style, style_hash=digest, wording=wording)


@functools.cache
def _environment() -> Environment:
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

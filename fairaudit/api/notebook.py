"""How results are shown in a notebook."""

from __future__ import annotations

import html


def framed(page: str) -> str:
    """Return a page inside a frame of its own, so that its styles and those of the notebook stay apart."""
    escaped = html.escape(page, quote=True)
    return f'<iframe srcdoc="{escaped}" sandbox="allow-scripts" width="100%" height="700"></iframe>'

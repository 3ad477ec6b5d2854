"""Text of JSON and TOML files that is safe to print."""

from __future__ import annotations

import re

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What steers a terminal or turns the direction of text, and half a surrogate pair: only inside strings of JSON."""


def escaped(text: str) -> str:
    """Return JSON (or a basic string of TOML) with characters that are unsafe to print as ``\\u202e``."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)

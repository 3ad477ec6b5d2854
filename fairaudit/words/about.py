"""What was said of a report, safe to show; texts of several lines are shown as one."""

from __future__ import annotations

from fairaudit.document.about import About
from fairaudit.errors import show


def title_of(about: About | None) -> str:
    """Return the title; empty if there is none."""
    return _line((about or {}).get("title", ""))


def about_facts(about: About | None, positive: str | None = None) -> list[tuple[str, str]]:
    """Return all but the title, as name and text; `positive` is the positive value, if it is known."""
    said, shown = about or About(), "" if positive is None else f"`{show(positive)}`: "
    means = said.get("positive_means", "")
    pairs = [
        ("Purpose", said.get("purpose", "")),
        ("Model", said.get("model", "")),
        ("Dataset", said.get("dataset", "")),
        ("Positive", f"{shown}{means}" if means else ""),
        ("Note", said.get("note", "")),
    ]
    return [(name, _line(text)) for name, text in pairs if text]


def about_shown(about: About | None) -> dict[str, str]:
    """Return everything that was said, by the names that it has in JSON."""
    said = about or About()
    return {name: _line(str(said[name])) for name in About.__annotations__ if name in said}  # type: ignore[literal-required]


def _line(text: str) -> str:
    return show(" ".join(text.split()))

"""Which configuration file applies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

FILE_NAME = "fairaudit.toml"
PROJECT_FILE_NAME = "pyproject.toml"


def find_config_file(folder: Path) -> Path | None:
    """Return the nearest configuration file of a folder: its own, or one between it and the top of its repository.

    Outside a repository only the folder itself counts: a file further up, which may be somebody else's, must not
    change an audit.
    """
    for candidate in _folders(folder):
        if (candidate / FILE_NAME).is_file():
            return candidate / FILE_NAME
        if _configures(candidate / PROJECT_FILE_NAME):
            return candidate / PROJECT_FILE_NAME
    return None


def _folders(folder: Path) -> Iterator[Path]:
    above = [folder, *folder.parents]
    top = next((place for place, candidate in enumerate(above) if (candidate / ".git").exists()), 0)
    yield from above[: top + 1]


def _configures(project_file: Path) -> bool:
    """Tell whether a pyproject.toml has a fairaudit table; a broken one only matters if it seems to."""
    try:
        text = project_file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    if "tool.fairaudit" not in text:
        return False
    try:
        return "fairaudit" in tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return True

"""Which configuration file applies."""

from __future__ import annotations

import os
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
        if has_settings(candidate):
            return candidate / FILE_NAME
        if _configures(candidate / PROJECT_FILE_NAME):
            return candidate / PROJECT_FILE_NAME
    return None


def has_settings(folder: Path) -> bool:
    """Tell whether a folder has a fairaudit.toml; a link that leads nowhere is one, and an error."""
    return os.path.lexists(folder / FILE_NAME) and not (folder / FILE_NAME).is_dir()


def _folders(folder: Path) -> Iterator[Path]:
    above = [folder, *folder.parents]
    top = next((place for place, candidate in enumerate(above) if (candidate / ".git").exists()), 0)
    yield from above[: top + 1]


def _configures(project_file: Path) -> bool:
    """Tell whether a pyproject.toml has a fairaudit table; one that cannot be read may have one, if it names us."""
    try:
        content = project_file.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    except OSError:
        return True
    try:
        tool = tomllib.loads(content.decode("utf-8-sig")).get("tool")
    except (ValueError, RecursionError):
        return b"fairaudit" in content
    return isinstance(tool, dict) and "fairaudit" in tool

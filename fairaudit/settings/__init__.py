"""The configuration file: `fairaudit.toml`, or `[tool.fairaudit]` in `pyproject.toml`."""

from fairaudit.settings.find import find_config_file, has_settings
from fairaudit.settings.read import read_policy, read_settings

__all__ = ["find_config_file", "has_settings", "read_policy", "read_settings"]

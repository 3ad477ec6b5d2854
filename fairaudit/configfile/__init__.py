"""The configuration file: `fairaudit.toml`, or `[tool.fairaudit]` in `pyproject.toml`."""

from fairaudit.configfile.find import find_config_file, has_settings
from fairaudit.configfile.read import read_policy, read_settings

__all__ = ["find_config_file", "has_settings", "read_policy", "read_settings"]

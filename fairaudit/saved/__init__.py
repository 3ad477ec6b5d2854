"""Saved tallies: what is left of rows, in a file that can be read again, added to others, and audited."""

from fairaudit.saved.description import Description, Saved, in_short
from fairaudit.saved.file import SUFFIX, check_name, read, write
from fairaudit.saved.merge import merged
from fairaudit.saved.source import SavedSource

__all__ = ["SUFFIX", "Description", "Saved", "SavedSource", "check_name", "in_short", "merged", "read", "write"]

"""Batches of rows become a cube: the only place that sees rows."""

from fairaudit.tally.rows import RowAccount

__all__ = ["RowAccount"]

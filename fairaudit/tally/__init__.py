"""Batches of rows become a cube: the only place that sees rows."""

from fairaudit.tally.columns import Roles
from fairaudit.tally.tallied import RowAccount, Seen, Tallied

__all__ = ["Roles", "RowAccount", "Seen", "Tallied"]

"""Batches of rows become a cube: the only place that sees rows."""

from fairaudit.tally.columns import PassedOver, Roles
from fairaudit.tally.tallied import RowAccount, Seen, Tallied

__all__ = ["PassedOver", "Roles", "RowAccount", "Seen", "Tallied"]

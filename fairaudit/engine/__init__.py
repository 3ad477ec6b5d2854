"""Where tallies run."""

from fairaudit.engine.account import data_read
from fairaudit.engine.here import AnySource, Counted, batches_of, count, resolved, roles_in, settings_for
from fairaudit.engine.points import with_points
from fairaudit.engine.tallies import count_all, open_data, open_tallies, tally

__all__ = [
    "AnySource",
    "Counted",
    "batches_of",
    "count",
    "count_all",
    "data_read",
    "open_data",
    "open_tallies",
    "resolved",
    "roles_in",
    "settings_for",
    "tally",
    "with_points",
]

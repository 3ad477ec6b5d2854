"""Where tallies run."""

from fairaudit.engine.here import Counted, batches_of, count

__all__ = ["Counted", "batches_of", "count"]

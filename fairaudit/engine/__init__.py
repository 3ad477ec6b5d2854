"""Where tallies run."""

from fairaudit.engine.here import Counted, batches_of, count, resolved

__all__ = ["Counted", "batches_of", "count", "resolved"]

"""Where tallies run."""

from fairaudit.engine.here import Counted, batches_of, count, resolved, with_columns_of_classes
from fairaudit.engine.points import with_points

__all__ = ["Counted", "batches_of", "count", "resolved", "with_columns_of_classes", "with_points"]

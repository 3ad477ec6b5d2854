"""What changed between two results, group by group: from two cubes to one document."""

from fairaudit.change.asked import Comparing
from fairaudit.change.compare import compare, compare_sources
from fairaudit.change.reported import compare_reports
from fairaudit.policy import ChangeRule, make_change_rule

__all__ = ["ChangeRule", "Comparing", "compare", "compare_reports", "compare_sources", "make_change_rule"]

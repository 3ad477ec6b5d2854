"""What group sizes can show before anybody looks at results: what they certify and prove, and what it would take."""

from fairaudit.planning.asked import Asked, check_for_data, plans_for_report, plans_for_sizes
from fairaudit.planning.assumptions import Assumptions, PlannedGroup
from fairaudit.planning.clusters import Clustering
from fairaudit.planning.plan import Certified, GroupPlan, Plan, Step, as_data, make_plan
from fairaudit.planning.power import certifiable, normal_theory_rows, provable, size_to_certify
from fairaudit.planning.sizes import planned_groups, plans_of_report

__all__ = [
    "Asked",
    "Assumptions",
    "Certified",
    "Clustering",
    "GroupPlan",
    "Plan",
    "PlannedGroup",
    "Step",
    "as_data",
    "certifiable",
    "check_for_data",
    "make_plan",
    "normal_theory_rows",
    "planned_groups",
    "plans_for_report",
    "plans_for_sizes",
    "plans_of_report",
    "provable",
    "size_to_certify",
]

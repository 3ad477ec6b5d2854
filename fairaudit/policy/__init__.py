"""Rules, waivers and verdicts: the only place that says pass or fail."""

from fairaudit.policy.baseline_check import check_baseline, differences, why_no_baseline
from fairaudit.policy.baseline_rows import other_data
from fairaudit.policy.by_chance import fails_by_chance
from fairaudit.policy.change_rule import is_about_change, make_change_rule
from fairaudit.policy.gate import conclude, gate, guards_performance, judge_policy
from fairaudit.policy.rule import (
    ChangeRule,
    Demand,
    Policy,
    Rule,
    Waiver,
    bind,
    check_attributes,
    check_rules,
    conflicts,
    levels_of,
    make_policy,
    make_rule,
)

__all__ = [
    "ChangeRule",
    "Demand",
    "Policy",
    "Rule",
    "Waiver",
    "bind",
    "check_attributes",
    "check_baseline",
    "check_rules",
    "conclude",
    "conflicts",
    "differences",
    "fails_by_chance",
    "gate",
    "guards_performance",
    "is_about_change",
    "judge_policy",
    "levels_of",
    "make_change_rule",
    "make_policy",
    "make_rule",
    "other_data",
    "why_no_baseline",
]

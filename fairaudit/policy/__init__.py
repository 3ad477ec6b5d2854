"""Rules, waivers and verdicts: the only place that says pass or fail."""

from fairaudit.policy.baseline_check import check_baseline, why_no_baseline
from fairaudit.policy.gate import gate, guards_performance, judge_policy
from fairaudit.policy.rule import (
    Policy,
    Rule,
    Waiver,
    bind,
    check_attributes,
    check_rules,
    levels_of,
    make_policy,
    make_rule,
)

__all__ = [
    "Policy",
    "Rule",
    "Waiver",
    "bind",
    "check_attributes",
    "check_baseline",
    "check_rules",
    "gate",
    "guards_performance",
    "judge_policy",
    "levels_of",
    "make_policy",
    "make_rule",
    "why_no_baseline",
]

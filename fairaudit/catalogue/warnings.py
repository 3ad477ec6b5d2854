"""The codes of warnings: what each means in general, for `fairaudit explain CODE`."""

from __future__ import annotations

from fairaudit.catalogue import TASKS

WARNINGS: dict[str, str] = {
    "rows_rejected": "Some rows could not be counted; the report says how many and why.",
    "numbers_missing": "Some rows lack a number that a metric of your own adds up; it leaves them out.",
    "missing_group_label": "Some rows have no group label. They form a group of their own and are never guessed.",
    "missing_cluster": "Some rows name no cluster (speaker). They are taken as one cluster together.",
    "labels_look_alike": "Some group labels differ only in case, white space or Unicode form.",
    "groups_overlap": "A row can be in several groups of an attribute, so its groups do not add up to all rows.",
    "one_group": "An attribute has one group only, so nothing can be compared.",
    "zero_weight": "A group has rows, but their weights add up to zero.",
    "binned_numbers": "Too many scores differ to tell all apart; the report says how far values may be off.",
    "many_groups": "A level has more than 1,000 groups.",
    "small_groups": "Some groups are too small to compare; they are shown, and left out of disparities.",
    "groups_are_numbers": "An attribute has many values that are numbers, most of few rows; {bins} puts them together.",
    "undefined_metrics": "Some metrics are undefined for some groups.",
    "suppressed_groups": "Groups below the size set by {suppress_below} are hidden.",
    "waiver_unused": "A waiver covers nothing any more and can be removed.",
    "waiver_expired": "A waiver has ended, so what it covered counts again.",
    "waiver_ends_soon": "A waiver ends within two weeks; then what it covers counts again.",
    "rule_always_kept": "No value could break a rule, so it guards nothing.",
    "performance_unguarded": "Every rule is about gaps. A model that denies everybody has none.",
    "baseline_of_other_data": "The baseline is of other files, rows or columns than this report.",
    "preset": "A published rule was applied: its date, its status, and what it is not.",
    "nothing_judged": "A policy without rules judges nothing, so the gate is inconclusive.",
    "size_tied_to_rate": "Larger clusters have other rates than small ones, so few of them decide a group's figure.",
    "sites_reverse_gap": "Over all sites one of two groups has the higher value, and within the sites the other has.",
    **{code: says for task in TASKS.values() for code, says in task.warnings.items()},
}
"""Every code and its sentence, with what can be said in braces; those of a task behind the others."""

"""The words that reports print beside the names of metrics, explained for `fairaudit explain`."""

from __future__ import annotations

TERMS: dict[str, str] = {
    "value": "What was measured of a group, or of groups compared: of the rows that there are, without their evidence.",
    "interval": "Limits between which the true value lies with the stated confidence, both together. It is wider for "
    "fewer rows, and for rows of few speakers or other clusters.",
    "confidence": "How often limits made in this way hold the truth: 95% unless {confidence} says otherwise.",
    "by": "The attributes whose groups are compared: {groups}.",
    "attribute": "A column of group labels ({groups}), such as accent.",
    "group": "One value of an attribute, or of several crossed. Rows without a label are a group of their own.",
    "comparison": "How the groups' values of one metric become one number: difference, ratio or worst.",
    "at least": "The lower bound of a comparison: the true one is at least that, with the stated confidence. A gap "
    "whose lower bound is 0 may be chance.",
    "at most": "The upper bound of a comparison: the true one is at most that, with the stated confidence, whichever "
    "groups have it.",
    "by chance": "What groups that are truly equal, and as large as these, would show one time in twenty only because "
    "they are finite. Values beyond it are seldom noise.",
    "all others": "All rows that are not in the group.",
    "limits": "Where differences and ratios to others lie: the limits of all groups in one table hold together with "
    "the stated confidence.",
    "reference group": "The group that all others are compared with, named by {against}. Without one, the highest "
    "group is compared with the lowest, and each with all others.",
    "given": "Said by an option, a keyword, the settings file or a rule.",
    "assumed": "Said by nobody, and taken from the name of a column or from the values. An option says otherwise.",
    "not used": "A column that looks as if it had a role, and that no figure rests on. The head says why.",
    "positive": "The value of label and prediction that counts as positive.",
    "threshold": "The score from which on a row counts as predicted positive.",
    "rows": "Examples that were counted: decisions, utterances, predictions.",
    "n": "What a value rests on: the rows, words or clusters that it divides by, without weights.",
    "small": "A group with fewer rows than {min_group_size}, or fewer clusters than {min_clusters}, or one that a "
    "single cluster dominates. It is shown, and left out of comparisons.",
    "hidden": "A group of fewer rows than {suppress_below} is hidden, and others with it from which it could be told. "
    "A hidden intersection is something else: a crossing that is worse than its own groups.",
    "undefined": "There is no value, because what it would be divided by is not there. It is not 0, and no group is "
    "compared by it.",
    "missing": "A row without a label in a column of groups: such rows are a group of their own, and never guessed.",
    "rejected": "Rows that were read and not counted. The report says how many, and why.",
    "clusters": "Whom rows come from ({cluster}): speakers, patients, schools. Rows of one cluster are alike, so that "
    "intervals rest on clusters.",
    "speakers": "The clusters of speech ({cluster}). Utterances of one speaker are alike, so that intervals rest on "
    "speakers.",
    "effective": "How many equal clusters, or rows of one weight, would tell as much as those that there are (Kish "
    "1965).",
    "weight": "What each row counts for ({weight}). Rows of weight 0 are no evidence.",
    "gap": "The highest value of the groups minus the lowest: METRIC.difference.",
    "highest": "The group with the highest value, which is the better or the worse one.",
    "lowest": "The group with the lowest value, which is the better or the worse one.",
    "served worse": "The group with the worst value of those that lie beyond all rows together for certain, over "
    "everything that the report looks at. Nobody is named where none does.",
    "how sure": "What is certain of a gap, or that it may be chance.",
    "worked out": "The formula with this group's own counts in it.",
    "pt": "Percentage points: the difference of two percentages.",
    "percentage points": "The difference of two percentages: from 10% to 15% are 5 percentage points.",
    "told apart": "Two values differ by more than chance explains, over everything that the report looks at.",
    "concentrate": "Errors concentrate on a group that has a larger part of the errors than of the rows, for certain.",
    "reversal": "The order of groups in all rows together is the other way round within the groups of another "
    "attribute (Simpson's paradox).",
    "intersection": "A crossing of attributes, such as accent and gender ({intersections}).",
    "headline": "The metrics that a report shows first. JSON, CSV and HTML have all.",
    "normaliser": "How texts are made alike before words are compared: case, punctuation, spellings. An error rate "
    "without it says little.",
    "edit split": "How the fewest edits between two texts are told apart into substitutions, deletions and insertions, "
    "where there are several ways.",
    "operating point": "A score from which on rows are selected: {threshold} or {top_k}.",
    "off by at most": "How far a value may lie from that of every single score, where scores were counted in bins.",
    "policy": "The rules of a settings file, and the waivers from them: what a report is judged by.",
    "rule": "A limit on a value or on a comparison of groups, as a sentence: accuracy.difference by sex <= 0.1.",
    "verdict": "What the interval says of a rule: pass, fail, inconclusive, not measurable, or waived.",
    "pass": "The whole interval of what a rule judges is on the right side of its limit.",
    "fail": "The whole interval of what a rule judges is on the wrong side of its limit.",
    "inconclusive": "The interval includes the limit of a rule: the data can tell neither that it is kept nor that it "
    "is broken. The report says how much more data would.",
    "not measurable": "A rule is about a value that is undefined, or about groups that are too small.",
    "waived": "A rule is not kept, and a waiver lets it be until a date.",
    "waiver": "Leave for a rule to be broken, until a date: by whom, and why.",
    "baseline": "An earlier JSON report, against which rules say: no worse than baseline by.",
    "selected": "Rows with a positive prediction.",
    "rate": "The share of a group that a published rule is about: who is selected, or who scores above the median.",
    "impact ratio": "A group's rate divided by the highest rate of the groups that are compared.",
    "fisher's p": "How often groups with one rate would differ so much or more by chance (Fisher's exact test).",
    "std. dev.": "The difference of two rates in standard deviations; below 0 where fewer are selected.",
    "shortfall": "How many more of a group would be selected at the common rate of both groups.",
    "needed for 4/5": "How many more selections would reach four fifths of the highest rate.",
}
"""Each word or phrase, as reports print it, and what it means; what can be said stands in braces: {cluster}."""
TERMS["normalizer"] = TERMS["normaliser"]  # as JSON spells it

"""Samples of rows that were judged twice, made of given or of simulated rows, without files."""

import numpy as np

from fairaudit.counts import ConfusionCounts
from fairaudit.counts.paired import paired
from fairaudit.cube import Sample
from fairaudit.tasks.speech.counts import EditCounts

CORRECT, WRONG = ConfusionCounts.fields.index("true_positives"), ConfusionCounts.fields.index("false_negatives")


def sample_of(counts, group, cluster=None, rows_are_clusters=False):
    """Return a sample with an entry per group, or per group and cluster."""
    groups = np.arange(group.max() + 1)[:, None]
    return Sample(("group",), groups, group, cluster, rows_are_clusters, counts)


def moved_rows(gained, lost, both, neither):
    """Return decisions about rows with positive labels, an entry per group: how many became right, wrong, or stayed."""
    size = len(np.atleast_1d(gained))
    kinds = [(WRONG, CORRECT, gained), (CORRECT, WRONG, lost), (CORRECT, CORRECT, both), (WRONG, WRONG, neither)]
    total = 0
    for before, after, rows in kinds:
        rows = np.broadcast_to(np.asarray(rows, float), size)
        old, new = np.zeros((size, 4, 1)), np.zeros((size, 4, 1))
        old[:, before, 0] = new[:, after, 0] = 1
        total = total + paired(ConfusionCounts(old), ConfusionCounts(new)).sums * rows[:, None, None]
    return sample_of(paired(ConfusionCounts(old), ConfusionCounts(new)).like(total), np.arange(size))


def simulated_decisions(rng, groups, rows, gained, lost, right=0.5):
    """Simulate groups of independent rows of which these shares become right and wrong."""
    rest = 1 - gained - lost
    cells = rng.multinomial(rows, [gained, lost, rest * right, rest * (1 - right)], groups)
    return moved_rows(*cells.T)


def simulated_words(rng, groups, speakers, old, new, utterances=20, words=10, alike=1.0, made_up=(0.0, 0)):
    """Simulate speech recognised twice: speakers differ (log sd 0.45), and utterances have an over-dispersion of 0.5.

    `alike` is the correlation of a speaker's two effects on the normal scale. In the new result an utterance has with
    the chance `made_up[0]` so many words more.
    """
    normal = rng.standard_normal((2, groups, speakers))
    normal[1] = alike * normal[0] + np.sqrt(1 - alike**2) * normal[1]
    effect = np.exp(0.45 * normal - 0.45**2 / 2)
    shape = (groups, speakers, utterances)
    errors = [
        rng.poisson(words * rate * effect[which][:, :, None] * rng.gamma(2.0, 0.5, shape))
        for which, rate in enumerate((old, new))
    ]
    if made_up[0]:
        errors[1] = errors[1] + made_up[1] * (rng.random(shape) < made_up[0])
    counts = [_edits(each.ravel(), words) for each in errors]
    joint = paired(*counts)
    entry = np.repeat(np.arange(groups * speakers), utterances)
    sums = np.zeros((groups * speakers, *joint.sums.shape[1:]))
    np.add.at(sums, entry, joint.sums)
    group = np.repeat(np.arange(groups), speakers)
    return sample_of(joint.like(sums), group, np.arange(groups * speakers))


def _edits(errors, words):
    sums = np.zeros((len(errors), len(EditCounts.fields), 1))
    edits = {"word_errors": errors, "capped_word_errors": np.minimum(errors, words)}
    for name, values in {"utterances": 1, "reference_words": words, **edits}.items():
        sums[:, EditCounts.fields.index(name), 0] = values
    return EditCounts(sums)


def in_versions(sample):
    """Return the same rows as groups of two results, and where each group is: old ones first."""
    counts, size = sample.counts, sample.size
    sums = np.concatenate([counts.part("old").sums, counts.part("new").sums])
    group = np.concatenate([sample.group, sample.group + size])
    cluster = None if sample.cluster is None else np.tile(sample.cluster, 2)
    return sample_of(counts.part("old").like(sums), group, cluster), np.arange(size), np.arange(size) + size

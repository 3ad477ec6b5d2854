"""Samples made of given or of simulated rows, without the tally."""

import numpy as np

from fairaudit.counts import ConfusionCounts
from fairaudit.cube import Sample
from fairaudit.tasks.speech.counts import EditCounts

MOMENTS = 8


def confusion_sample(cells, group=None, cluster=None):
    """Make a sample from counts (entries × tp, fp, fn, tn), or from sums with a third axis as `Counts` has it."""
    sums = np.asarray(cells, float)
    sums = sums[:, :, None] if sums.ndim == 2 else sums
    group = np.arange(len(sums)) if group is None else np.asarray(group)
    cluster = None if cluster is None else np.asarray(cluster)
    groups = np.arange(group.max() + 1)[:, None]
    return Sample(("group",), groups, group, cluster, False, ConfusionCounts(sums))


def shares(hits, sizes, group=None, cluster=None):
    """Make a sample whose selection rate is hits / sizes and whose accuracy is 1 where nobody is selected."""
    hits, sizes = np.asarray(hits, float), np.asarray(sizes, float)
    nothing = np.zeros_like(hits)
    return confusion_sample(np.stack([nothing, hits, nothing, sizes - hits], axis=1), group, cluster)


def weighted_rows(group, cell, weight, cluster=None, moments=MOMENTS):
    """Make a sample from single rows: their group, which of the four cells they are in, and their weight."""
    group, cell, weight = np.asarray(group), np.asarray(cell), np.asarray(weight, float)
    powers = np.column_stack([weight[:, None] ** np.arange(moments + 1), weight > 0])
    if cluster is None:
        entry, entry_group, entry_cluster = group, np.arange(group.max() + 1), None
    else:
        pairs, entry = np.unique(np.stack([group, cluster], axis=1), axis=0, return_inverse=True)
        entry, entry_group, entry_cluster = entry.ravel(), pairs[:, 0], pairs[:, 1]
    sums = np.zeros((len(entry_group), 4, powers.shape[1]))
    np.add.at(sums, (entry, cell), powers)
    return confusion_sample(sums, entry_group, entry_cluster)


def speech_sample(group, cluster, words, errors, utterances=None, weight=None, rows_are_clusters=False, capped=None):
    """Make a sample of word errors: an entry per group and cluster, or per utterance.

    `capped` leaves out the errors beyond each utterance's words; by default an entry is taken for one utterance.
    """
    group, fields = np.asarray(group), EditCounts.fields
    words, errors = np.asarray(words, float), np.asarray(errors, float)
    capped = np.minimum(errors, words) if capped is None else np.asarray(capped, float)
    utterances = np.ones_like(words) if utterances is None else np.asarray(utterances, float)
    sums = np.zeros((len(group), len(fields), 1))
    columns = {
        "utterances": utterances,
        "reference_words": words,
        "hypothesis_words": words,
        "word_errors": errors,
        "capped_word_errors": capped,
        "substitutions": capped,
        "insertions": errors - capped,
        "hits": np.maximum(words - errors, 0),
        "utterances_with_errors": np.minimum(errors, utterances),
    }
    for name, values in columns.items():
        sums[:, fields.index(name), 0] = values
    if weight is not None:
        weight = np.asarray(weight, float)[:, None, None]
        sums = sums * np.concatenate([weight ** np.arange(3), weight > 0], axis=2)
    groups = np.arange(group.max() + 1)[:, None]
    cluster = None if rows_are_clusters else np.asarray(cluster)
    return Sample(("group",), groups, group, cluster, rows_are_clusters, EditCounts(sums))


def cluster_sizes(rng, groups, clusters, unequal, mean=20):
    """Return rows per cluster, groups × clusters: all `mean`, or log-normal with sd 1 and that mean."""
    if not unequal:
        return np.full((groups, clusters), mean)
    return np.maximum(1, np.round(rng.lognormal(np.log(mean) - 0.5, 1.0, (groups, clusters)))).astype(int)


def clustered_shares(rng, rates, clusters, correlation, unequal, mean=20):
    """Simulate a group for each rate, with beta-binomial clusters of this intra-cluster correlation."""
    rates = np.asarray(rates, float)
    sizes = cluster_sizes(rng, len(rates), clusters, unequal, mean)
    strength = 1 / correlation - 1
    own = rng.beta((rates * strength)[:, None], ((1 - rates) * strength)[:, None], sizes.shape)
    hits = rng.binomial(sizes, own)
    group = np.repeat(np.arange(len(rates)), clusters)
    return shares(hits.ravel(), sizes.ravel(), group, np.arange(len(group)))


def weighted_clustered_shares(rng, rates, clusters, correlation, spread, rows=20):
    """Simulate clusters as in `clustered_shares`, of equal sizes, whose rows have log-normal weights."""
    rates, strength = np.asarray(rates, float), 1 / correlation - 1
    own = rng.beta((rates * strength)[:, None], ((1 - rates) * strength)[:, None], (len(rates), clusters))
    hits = rng.random((*own.shape, rows)) < own[:, :, None]
    group, cluster, _ = np.indices(hits.shape)
    cell, weight = np.where(hits, 1, 3).ravel(), rng.lognormal(0, spread, hits.size)
    return weighted_rows(group.ravel(), cell, weight, (group * clusters + cluster).ravel(), moments=2)


def speakers(rng, rates, count, unequal, utterances=40):
    """Simulate speech of a group for each rate: speakers differ (sd of the logarithm 0.45), and so do utterances.

    Utterances have 12 words and an over-dispersion of 0.5; `unequal` speakers say 1 to 200 of them, log-uniform.
    """
    rates = np.asarray(rates, float)
    shape = (len(rates), count)
    said = np.full(shape, utterances)
    if unequal:
        said = np.floor(np.exp(rng.uniform(0, np.log(201), shape))).astype(int)
    effect = rng.lognormal(-(0.45**2) / 2, 0.45, shape) * rng.gamma(said / 0.5, 0.5)
    errors = rng.poisson(12 * rates[:, None] * effect)
    group = np.repeat(np.arange(len(rates)), count)
    return speech_sample(group, np.arange(len(group)), 12 * said.ravel(), errors.ravel(), said.ravel())


def shared_speakers(rng, rates, count, common):
    """Simulate two groups of `count` speakers each of whom `common` are in both, with 40 utterances in each."""
    effect = rng.lognormal(-(0.45**2) / 2, 0.45, 2 * count - common)
    cluster = np.concatenate([np.arange(count), np.arange(count - common, 2 * count - common)])
    group = np.repeat([0, 1], count)
    errors = rng.poisson(12 * np.asarray(rates)[group] * effect[cluster] * rng.gamma(40 / 0.5, 0.5, 2 * count))
    return speech_sample(group, cluster, np.full(2 * count, 480), errors, np.full(2 * count, 40))


def clustered_cells(rng, setting, clusters, groups, rows=20, spread=0.7):
    """Simulate confusion counts of clusters whose prevalence and error rates differ on the logit scale."""
    logits = np.log(np.array(setting) / (1 - np.array(setting)))
    own = 1 / (1 + np.exp(-(logits[:, None] + spread * rng.standard_normal((3, groups * clusters)))))
    positives = rng.binomial(rows, own[0])
    hits, alarms = rng.binomial(positives, own[1]), rng.binomial(rows - positives, own[2])
    cells = np.stack([hits, alarms, positives - hits, rows - positives - alarms], axis=1)
    return confusion_sample(cells, np.repeat(np.arange(groups), clusters), np.arange(groups * clusters))


def related_weights(rng, size, rate, spread, related):
    """Return outcomes and log-normal weights; if `related`, heavier rows have the outcome more often.

    The weighted rate is `rate` in expectation.
    """
    normal = rng.standard_normal(size)
    weight = np.exp(spread * normal - spread**2 / 2)
    if not related:
        return (rng.random(size) < rate).astype(int), weight
    # Weighting a normal variable by w = exp(spread x) shifts it by `spread`; the intercept is found by bisection.
    slope = 1.0
    grid = np.linspace(-8, 8, 4001) + spread
    density = np.exp(-((grid - spread) ** 2) / 2)
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        mean = np.average(1 / (1 + np.exp(-(middle + slope * grid))), weights=density)
        low, high = (middle, high) if mean < rate else (low, middle)
    outcome = rng.random(size) < 1 / (1 + np.exp(-(low + slope * normal)))
    return outcome.astype(int), weight


def rates_of(shape, base, gap, k):
    """Return true rates: all equal, half and half, or one above the rest, `gap` apart."""
    rates = np.full(k, base)
    rates[{"equal": k, "half and half": k // 2, "one out": k - 1}[shape] :] += gap
    return rates


def right_of(rng, sizes, rates):
    """Simulate groups whose accuracy is binomial."""
    return shares(sizes - rng.binomial(sizes, rates), sizes)

"""Simulated samples of absolute errors, without the tally."""

from dataclasses import replace

import numpy as np
from simulated import MOMENTS

from fairaudit.counts.moments import MomentCounts, powers
from fairaudit.cube import Sample
from fairaudit.inference import measure
from fairaudit.inference.means import mean
from fairaudit.metrics.moments import mean_absolute_error

MAE = replace(mean_absolute_error, measure=mean)

KINDS = {  # how errors scatter, and their mean
    "half-normal": (lambda rng, shape: np.abs(rng.standard_normal(shape)), np.sqrt(2 / np.pi)),
    "exponential": (lambda rng, shape: rng.exponential(1.0, shape), 1.0),
    "log-normal, sd 1": (lambda rng, shape: rng.lognormal(0.0, 1.0, shape), np.exp(0.5)),
    "log-normal, sd 1.5": (lambda rng, shape: rng.lognormal(0.0, 1.5, shape), np.exp(1.125)),
    "four fifths are 0": (lambda rng, shape: rng.exponential(1.0, shape) * (rng.random(shape) < 0.2), 0.2),
    "1 % are 30 times as large": (
        lambda rng, shape: np.abs(rng.standard_normal(shape)) * np.where(rng.random(shape) < 0.01, 30.0, 1.0),
        np.sqrt(2 / np.pi) * 1.29,
    ),
    "uniform": (lambda rng, shape: rng.random(shape), 0.5),
    "skewed to the left": (lambda rng, shape: rng.beta(4.0, 1.0, shape), 0.8),
}


def fields(errors):
    """Return what rows add to each field, rows × fields."""
    return np.stack([np.ones_like(errors) if each is None else each for each in powers(errors)], axis=1)


def number_sample(errors, group=None, cluster=None, weight=None, apart=False, copies=None, moments=MOMENTS):
    """Make a sample of single rows: added up per group (and cluster), or each row kept `apart`."""
    errors = np.asarray(errors, float)
    group = np.zeros(len(errors), int) if group is None else np.asarray(group)
    copies = np.ones(len(errors)) if copies is None else np.asarray(copies, float)
    sums = fields(errors)[:, :, None] * copies[:, None, None]
    if weight is not None:
        weight = np.asarray(weight, float)[:, None]
        last = moments if cluster is None and not apart else 2
        sums = sums * np.concatenate([weight ** np.arange(last + 1), weight > 0], axis=1)[:, None, :]
    groups = np.arange(group.max() + 1)[:, None]
    if apart:
        return Sample(("group",), groups, group, cluster, True, MomentCounts(sums))
    keys = group[:, None] if cluster is None else np.stack([group, np.asarray(cluster)], axis=1)
    keys, entry = np.unique(keys, axis=0, return_inverse=True)
    added = np.zeros((len(keys), *sums.shape[1:]))
    np.add.at(added, entry.ravel(), sums)
    return Sample(("group",), groups, keys[:, 0], None if cluster is None else keys[:, 1], False, MomentCounts(added))


def rows_of_groups(errors, weight=None):
    """Make a sample of groups of as many rows each, groups × rows."""
    shape, rows = errors.shape, fields(errors.ravel())[:, :, None]
    if weight is not None:
        weight = weight.reshape(-1, 1)
        rows = rows * np.concatenate([weight ** np.arange(MOMENTS + 1), weight > 0], axis=1)[:, None, :]
    sums = rows.reshape(*shape, *rows.shape[1:]).sum(axis=1)
    places = np.arange(len(sums))
    return Sample(("group",), places[:, None], places, None, False, MomentCounts(sums))


def clusters_of_groups(rng, kind, sizes, between, scale=1.0, weight=None):
    """Simulate clusters, groups × clusters of these sizes, whose errors differ by a log-normal factor of sd `between`.

    `scale` (groups, 1) is what the mean of the kind is multiplied with; `weight` is that of each cluster's rows.
    """
    draw, _ = KINDS[kind]
    effect = scale * rng.lognormal(-(between**2) / 2, between, sizes.shape)
    cluster = np.repeat(np.arange(sizes.size), sizes.ravel())
    errors = draw(rng, len(cluster)) * effect.ravel()[cluster]
    sums = np.zeros((sizes.size, len(MomentCounts.fields), 1))
    for place, values in enumerate(fields(errors).T):
        sums[:, place, 0] = np.bincount(cluster, values, sizes.size)
    if weight is not None:
        each = weight.reshape(-1, 1)
        sums = sums * np.concatenate([each ** np.arange(3), each > 0], axis=1)[:, None, :]
    group = np.repeat(np.arange(len(sizes)), sizes.shape[1])
    groups = np.arange(len(sizes))[:, None]
    return Sample(("group",), groups, group, np.arange(sizes.size), False, MomentCounts(sums))


def missed(samples, truth):
    """Return coverage of the two-sided interval, misses of the lower and the upper limit at .05, and typical width."""
    facts = []
    for sample in samples:
        measured = measure(MAE, sample, 0.95)
        low, high = np.array([(each.low, each.high) for each in measured.estimates() if each.low is not None]).T
        known = measured.known
        one_sided = measured.lower(0.05)[known] > truth, measured.upper(0.05)[known] < truth
        facts.append(np.stack([(low <= truth) & (truth <= high), *one_sided, (high - low) / truth]))
    covered, below, above, width = np.concatenate(facts, axis=1)
    return covered.mean(), below.mean(), above.mean(), np.median(width)


def independent(rng, kind, rows, groups):
    """Yield samples of so many groups together, a few hundred thousand rows at a time."""
    draw, _ = KINDS[kind]
    most = max(1, 200_000 // rows)
    for start in range(0, groups, most):
        yield rows_of_groups(draw(rng, (min(most, groups - start), rows)))


def paired_rows(old, new):
    """Make a sample of the same rows in two results, groups × rows each: the new result's groups stand behind."""
    groups, rows = old.shape
    group, row = np.repeat(np.arange(groups), rows), np.arange(groups * rows)
    errors = np.concatenate([old.ravel(), new.ravel()])
    return number_sample(errors, np.concatenate([group, group + groups]), np.tile(row, 2), apart=True)

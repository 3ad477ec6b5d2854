"""Simulated samples of labels and predictions, and of numbers whose quantiles are asked, without the tally."""

import numpy as np
from simulated import MOMENTS

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts.fit import FitCounts, Origin, added
from fairaudit.counts.places import ErrorPlaces, Places
from fairaudit.cube import Sample
from fairaudit.inference import measure

ORIGIN = Origin(0.0, 2.0**-6)
SCATTER = {  # numbers of mean 0 and variance 1
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "Laplace": lambda rng, shape: rng.laplace(size=shape) / 2**0.5,
    "uniform": lambda rng, shape: (rng.random(shape) - 0.5) * 12**0.5,
    "t on 3 degrees of freedom": lambda rng, shape: rng.standard_t(3, shape) / 3**0.5,
    "log-normal, sd 0.5": lambda rng, shape: _log_normal(rng, shape, 0.5),
    "log-normal, sd 1": lambda rng, shape: _log_normal(rng, shape, 1.0),
}


def _log_normal(rng, shape, sd):
    spread = np.sqrt(np.expm1(sd**2) * np.exp(sd**2))
    return (rng.lognormal(0.0, sd, shape) - np.exp(sd**2 / 2)) / spread


def fit_sample(label, prediction, weight=None, cluster=None):
    """Make a sample of groups of as many rows each, groups × rows; clusters are numbered across groups."""
    shape, columns = label.shape, added(label.ravel(), prediction.ravel(), ORIGIN)
    rows = np.stack([np.ones(label.size) if each is None else each for each in columns], axis=1)[:, :, None]
    if weight is not None:
        last = MOMENTS if cluster is None else 2
        weight = weight.reshape(-1, 1)
        rows = rows * np.concatenate([weight ** np.arange(last + 1), weight > 0], axis=1)[:, None, :]
    groups = np.arange(shape[0])
    if cluster is None:
        sums = rows.reshape(*shape, *rows.shape[1:]).sum(axis=1)
        return Sample(("group",), groups[:, None], groups, None, False, FitCounts(sums).about(ORIGIN))
    names, first, place = np.unique(cluster.ravel(), return_index=True, return_inverse=True)
    sums = np.zeros((len(names), *rows.shape[1:]))
    np.add.at(sums, place.ravel(), rows)
    group = np.repeat(groups, shape[1])[first]
    return Sample(("group",), groups[:, None], group, names, False, FitCounts(sums).about(ORIGIN))


def placed_sample(numbers, weight=None, cluster=None):
    """Make a sample of groups of as many rows with a number each, groups × rows."""
    lows, place = np.unique(numbers.ravel(), return_inverse=True)
    sums = np.stack([np.ones(numbers.size), numbers.ravel()], axis=1)[..., None]
    if weight is not None:
        weight = weight.reshape(-1, 1)
        sums = sums * np.concatenate([weight ** np.arange(3), weight > 0], axis=1)[:, None, :]
    group = np.repeat(np.arange(len(numbers)), numbers.shape[1])
    code = None if cluster is None else cluster.ravel()
    groups = np.arange(len(numbers))[:, None]
    return Sample(("group",), groups, group, code, True, ErrorPlaces(sums, Places(lows, lows), place.ravel()))


def missed(metric, samples, truth):
    """Return coverage, misses of the lower and the upper limit at .05, the typical width, and how many have none."""
    facts, none = [], []
    for sample in samples:
        measured = measure(CATALOGUE[metric] if isinstance(metric, str) else metric, sample, 0.95)
        known = measured.known
        low, high = np.array([(each.low, each.high) for each in measured.estimates() if each.low is not None]).T
        one_sided = measured.lower(0.05)[known] > truth, measured.upper(0.05)[known] < truth
        facts.append(np.stack([(low <= truth) & (truth <= high), *one_sided, high - low]))
        none.append(~known)
    covered, below, above, width = np.concatenate(facts, axis=1)
    return covered.mean(), below.mean(), above.mean(), np.median(width), np.concatenate(none).mean()


def fits(rng, labels, errors, size, rows, groups):
    """Yield samples of so many groups together; errors have the standard deviation `size`, labels that of 1."""
    most = max(1, 60_000 // rows)
    for start in range(0, groups, most):
        shape = (min(most, groups - start), rows)
        label = SCATTER[labels](rng, shape)
        yield fit_sample(label, label + size * SCATTER[errors](rng, shape))

"""One example per metric, with the numbers put into its formula as one would by hand."""

from __future__ import annotations

import numpy as np

from fairaudit.catalogue import task_of
from fairaudit.counts import Counts
from fairaudit.cube import Axis, Cube, Sample
from fairaudit.inference import measure
from fairaudit.metrics import Metric
from fairaudit.metrics.terms import filled, term_of, terms_in


def worked_example(metric: Metric) -> str:
    """Return the metric computed from a few rows: what they are, the numbers in the formula, and the value."""
    if metric.example:
        return metric.example
    example, metric = task_of(metric).example, metric.family or metric
    counts = next(each for each in (example.counts, *example.beside) if isinstance(each, metric.reads))
    numbers = {**_numbers(counts), **example.put}
    said = [example.says.get(term, f"{numbers[term]} {term}") for term in terms_in(metric.formula, numbers)]
    value = measure(metric, _sample(counts), 0.95).values[0]
    return f"{', '.join(dict.fromkeys(said))}: {filled(metric.formula, numbers)} = {value:.4g}"


def _numbers(counts: Counts) -> dict[str, str]:
    """Return the terms of formulas as numbers: the counts of all rows."""
    return {term_of(name): f"{counts.field(name)[:, 0].sum():g}" for name in counts.fields}


def _sample(counts: Counts) -> Sample[Counts]:
    """Return counts as inference takes them: each entry is a cluster if there are several."""
    entries = len(counts.sums)
    if entries == 1:
        return Cube((), None, np.zeros((1, 0), dtype=np.int64), counts).sample(())
    speakers = Axis("cluster", tuple(str(number) for number in range(entries)))
    return Cube((), speakers, np.arange(entries, dtype=np.int64)[:, None], counts).sample(())

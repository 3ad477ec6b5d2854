"""Counts of numbers beside their predictions: errors, and how labels and predictions scatter together."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from math import comb
from typing import Any, NamedTuple, Self

import numpy as np

from fairaudit.counts.counts import FloatArray
from fairaudit.counts.moments import MomentCounts

_TOLD = ("errors", "labels", "predictions", "relative_errors", "zero_labels")
_POWERS_OF_ERRORS = ("signed_cubes_of_errors", "sixth_powers_of_errors", "eighth_powers_of_errors")
_POWERS_OF_RELATIVE = ("squared_relative_errors", "cubed_relative_errors", "fourth_powers_of_relative_errors")
_PRODUCTS = {
    (1, 1): "labels_times_errors",
    (2, 1): "squared_labels_times_errors",
    (3, 1): "cubed_labels_times_errors",
    (1, 2): "labels_times_squared_errors",
    (2, 2): "squared_labels_times_squared_errors",
    (1, 3): "labels_times_cubed_errors",
    (3, 0): "cubed_labels",
    (4, 0): "fourth_powers_of_labels",
    (5, 0): "fifth_powers_of_labels",
    (6, 0): "sixth_powers_of_labels",
    (7, 0): "seventh_powers_of_labels",
    (8, 0): "eighth_powers_of_labels",
}
_PARTS = (
    "coarse_labels",
    "fine_labels",
    "coarse_predictions",
    "fine_predictions",
    "coarse_squares_of_labels",
    "fine_squares_of_labels",
    "coarse_squares_of_predictions",
    "fine_squares_of_predictions",
    "coarse_products",
    "fine_products",
)
_OF_CLUSTERS_TOO = ("labels_times_errors", "cubed_labels", "fourth_powers_of_labels")
"""Products that are asked for where clusters are named, too."""
_STEPS = 2.0**12
"""Coarse parts are so many steps at most: sums of their squares are exact for hundreds of millions of rows."""
_ALMOST_ZERO = 1e-30
"""A label so small, compared with the error, is as good as 0."""
_SAME = 1e-12
"""Two sums that differ by no more than this part of themselves differ by rounding."""


_LOSSES = ("pinball_losses", "squared_pinball_losses", "cubed_pinball_losses", "fourth_powers_of_pinball_losses")
_WIDTHS = ("interval_widths", "squared_interval_widths", "cubed_interval_widths", "fourth_powers_of_interval_widths")


_OF_ROWS_ALONE = frozenset(
    {*_POWERS_OF_ERRORS, *_POWERS_OF_RELATIVE, *_PRODUCTS.values(), *_LOSSES[1:], *_WIDTHS[1:]} - {*_OF_CLUSTERS_TOO}
)


class Origin(NamedTuple):
    """Where numbers are measured from, and the step of their coarse parts."""

    centre: float = 0.0
    step: float = 1.0

    @classmethod
    def amid(cls, numbers: FloatArray) -> Origin:
        """Return the origin that numbers like these lie no further from than they scatter, so that little cancels.

        That is 0, unless they are far from it and close together.
        """
        low, median, high = np.quantile(numbers, (0.05, 0.5, 0.95)) if len(numbers) else (0.0, 0.0, 0.0)
        centre = float(median) if abs(median) > 2 * (high - low) else 0.0
        largest = float(np.max(np.abs(numbers - centre), initial=0.0))
        return cls(centre, 2.0 ** np.ceil(np.log2(largest)) / _STEPS if largest > 0 else 1.0)


class FitCounts(MomentCounts):
    """Powers of errors e = prediction − label, of errors relative to the label, and products of e with the label.

    Labels and predictions are also added up as they are, for their means. For how they scatter they are measured from
    `origin`, in the middle of them, and cut in two: a coarse part, whose squares and products add up without rounding,
    and the rest. So years and times of day, whose mean is a million times their spread, lose nothing, and a group whose
    labels are all the same is told from one whose labels nearly are.
    """

    fields = (
        *MomentCounts.fields,
        *_TOLD,
        *_POWERS_OF_ERRORS,
        *_POWERS_OF_RELATIVE,
        *_PRODUCTS.values(),
        *_PARTS,
    )
    measured_fields = tuple(name for name in fields if name not in ("rows", "zero_labels"))
    inner_fields = (*_POWERS_OF_ERRORS, *_POWERS_OF_RELATIVE, *_PRODUCTS.values(), *_PARTS)
    origin = Origin()

    @classmethod
    def of_clusters(cls) -> Self:
        """Return empty counts of rows in named clusters: how these differ tells what high powers do of single rows."""
        found = cls(np.zeros((0, len(cls.fields), 1)))
        found.fields = tuple(name for name in cls.fields if name not in _OF_ROWS_ALONE)
        found.sums = np.zeros((0, len(found.fields), 1))
        return found

    def facts(self) -> dict[str, Any]:
        """Return the fields that there are, and where numbers are measured from."""
        return {"fields": list(self.fields), "origin": list(self.origin)}

    @classmethod
    def of_facts(cls, sums: FloatArray, facts: Mapping[str, Any]) -> Self:
        """Return counts that have these sums and `facts`."""
        found = cls(np.zeros((0, len(cls.fields), 1)))
        found.fields, found.origin = tuple(facts["fields"]), Origin(*facts["origin"])
        return found.like(sums)

    def field(self, name: str) -> FloatArray:
        """Return the sums of one field, shape ``(..., moments)``; 0 where clusters make it needless."""
        if name in self.fields:
            return super().field(name)
        return np.broadcast_to(0.0, (*self.sums.shape[:-2], self.sums.shape[-1]))

    def about(self, origin: Origin) -> Self:
        """Return counts of the same kind whose labels and predictions are measured from `origin`."""
        other = self.like(self.sums)
        other.origin = origin
        return other

    def alike(self, other: Self) -> Self:
        """Return other counts as if their numbers were measured from the origin of these."""
        shift = other.origin.centre - self.origin.centre
        return other if shift == 0 else other.like(_shifted(other, shift)).about(self.origin)

    def of_fit(self) -> Self:
        """Return only what R² and correlation are made of: so much can be held twice for every cluster."""
        other, names = copy.copy(self), ("rows", "squared_errors", *_PARTS)
        other.sums = self.sums[..., [self.fields.index(name) for name in names], : 2 if self.weighted else 1]
        other.fields = names
        return other

    def product(self, labels: int, errors: int) -> FloatArray:
        """Return the sum of label^i · error^j, the label measured from the origin; i + j ≤ 4, or j = 0 and i ≤ 8."""
        match labels, errors:
            case 0, _:
                of_errors = ("rows", "errors", "squared_errors", "signed_cubes_of_errors", "fourth_powers_of_errors")
                return self.field(of_errors[errors])
            case 1, 0:
                return self.field("coarse_labels") + self.field("fine_labels")
            case 2, 0:
                return self.field("coarse_squares_of_labels") + self.field("fine_squares_of_labels")
            case _:
                return self.field(_PRODUCTS[labels, errors])

    def prediction_power(self, power: int) -> FloatArray:
        """Return the sum of a power, at most the fourth, of predictions measured from the origin."""
        if power == 2:
            return self.field("coarse_squares_of_predictions") + self.field("fine_squares_of_predictions")
        terms = (comb(power, errors) * self.product(power - errors, errors) for errors in range(power + 1))
        return np.asarray(sum(terms))

    def scatter(self, one: str, other: str) -> FloatArray:
        """Return W·Σwxy − Σwx·Σwy of labels or predictions (`labels`, `predictions`), shape ``(...)``.

        That is W² times their covariance; exactly 0 where one of them is always the same.
        """
        both, moment = f"squares_of_{one}" if one == other else "products", 1 if self.weighted else 0
        names = ("rows", f"coarse_{one}", f"fine_{one}", f"coarse_{other}", f"fine_{other}")
        mass, a, b, c, d = (self.field(name)[..., moment] for name in names)
        coarse, fine = (self.field(f"{part}_{both}")[..., moment] for part in ("coarse", "fine"))
        first, second = mass * coarse - a * c, mass * fine - a * d - b * c - b * d
        if self.weighted:
            first = np.where(np.abs(first) > _SAME * mass * np.abs(coarse), first, 0.0)
        size = np.abs(mass * fine) + np.abs(a * d) + np.abs(b * c) + np.abs(b * d)
        rounding = (first == 0) & (np.abs(second) <= _SAME * size)
        return np.asarray(np.where(rounding, 0.0, first + second))


class AskedCounts(FitCounts):
    """What `FitCounts` holds, and what was asked for beside it: losses at a quantile, and how intervals did.

    `covered` rows have a label within their interval. What was not asked for is 0.
    """

    fields = (*FitCounts.fields, "covered", *_LOSSES, *_WIDTHS)
    measured_fields = tuple(name for name in fields if name not in ("rows", "zero_labels", "covered"))
    inner_fields = (*FitCounts.inner_fields, *_LOSSES[1:], *_WIDTHS[1:])

    def powers_of(self, what: str) -> tuple[FloatArray, ...]:
        """Return the sums of powers 0 (the rows) to 4 of `pinball_losses` or `interval_widths`."""
        return self.rows, *(self.field(name) for name in (_LOSSES if what == _LOSSES[0] else _WIDTHS))


def asked(
    label: FloatArray, prediction: FloatArray, quantile: float | None, interval: tuple[FloatArray, FloatArray] | None
) -> list[FloatArray]:
    """Return what rows add to the fields that `AskedCounts` has beside those of `FitCounts`."""
    nothing = np.zeros_like(label)
    below = label - prediction
    loss = nothing if quantile is None else np.maximum(quantile * below, (quantile - 1) * below)
    low, high = (label, label) if interval is None else interval
    covered = nothing if interval is None else ((low <= label) & (label <= high)).astype(np.float64)
    return [covered, *(loss**power for power in range(1, 5)), *((high - low) ** power for power in range(1, 5))]


def added(label: FloatArray, prediction: FloatArray, origin: Origin) -> list[FloatArray | None]:
    """Return what rows add to each field of `FitCounts`; None stands for 1."""
    error, z, q = prediction - label, label - origin.centre, prediction - origin.centre
    size = np.abs(error)
    zero = size * _ALMOST_ZERO >= np.abs(label)
    relative = np.where(zero, 0.0, size / np.where(zero, 1.0, np.abs(label)))
    zero |= label == 0
    e = [np.ones_like(error), error, error**2, error**3, error**4]
    a, c = (np.round(x / origin.step) * origin.step for x in (z, q))
    products = [z**i * e[j] for i, j in _PRODUCTS]
    return [
        *(None, size, e[2], size**3, e[4]),
        *(error, label, prediction, relative, zero.astype(np.float64)),
        *(e[3], error**6, error**8),
        *(relative**2, relative**3, relative**4),
        *products,
        *(a, z - a, c, q - c),
        *_split(a, z - a, a, z - a),
        *_split(c, q - c, c, q - c),
        *_split(a, z - a, c, q - c),
    ]


def _split(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return (a + b)(c + d) in two parts: the product of the coarse ones, and the rest."""
    return a * c, a * d + b * c + b * d


def _shifted(counts: FitCounts, shift: float) -> FloatArray:
    """Return the sums of counts whose labels and predictions are larger by `shift`."""
    sums = counts.sums.copy()

    def put(name: str, values: FloatArray) -> None:
        sums[..., counts.fields.index(name), :] = values

    for (i, j), name in ((key, name) for key, name in _PRODUCTS.items() if name in counts.fields):
        put(name, sum((comb(i, k) * shift ** (i - k) * counts.product(k, j) for k in range(i + 1)), np.zeros(1)))
    rows, whole = counts.rows, {}
    for each in ("labels", "predictions"):
        whole[each] = counts.field(f"coarse_{each}") + counts.field(f"fine_{each}")
        put(f"fine_{each}", counts.field(f"fine_{each}") + shift * rows)
        more = shift * (2 * whole[each] + shift * rows)
        put(f"fine_squares_of_{each}", counts.field(f"fine_squares_of_{each}") + more)
    both = whole["labels"] + whole["predictions"]
    put("fine_products", counts.field("fine_products") + shift * (both + shift * rows))
    return sums

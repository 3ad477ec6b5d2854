"""Counts of rows with one number each: nothing is predicted."""

from __future__ import annotations

from collections.abc import Mapping
from math import comb
from typing import Any, Self

import numpy as np

from fairaudit.counts.counts import Counts, FloatArray
from fairaudit.counts.fit import Origin

_POWERS = ("distances", "squared_distances", "cubed_distances", "fourth_powers_of_distances")


class ValueCounts(Counts):
    """Rows, the sum of their values, and sums of the first four powers of the values' distances from `origin`."""

    fields = ("rows", "values", *_POWERS)
    row_fields = ("rows",)
    measured_fields = fields[1:]
    inner_fields = _POWERS
    truths = (row_fields,)
    origin = Origin()

    @property
    def powers(self) -> tuple[FloatArray, ...]:
        """The sums of powers 0 (the rows) to 4 of distances from the origin."""
        return tuple(self.field(name) for name in ("rows", *_POWERS))

    def facts(self) -> dict[str, Any]:
        """Return where numbers are measured from."""
        return {"origin": list(self.origin)}

    @classmethod
    def of_facts(cls, sums: FloatArray, facts: Mapping[str, Any]) -> Self:
        """Return counts that have these sums and `facts`."""
        return cls(sums).about(Origin(*facts["origin"]))

    def about(self, origin: Origin) -> Self:
        """Return counts of the same kind whose values are measured from `origin`."""
        other = self.like(self.sums)
        other.origin = origin
        return other

    def alike(self, other: Self) -> Self:
        """Return other counts as if their values were measured from the origin of these."""
        shift = other.origin.centre - self.origin.centre
        if shift == 0:
            return other
        sums, powers = other.sums.copy(), other.powers
        for power, name in enumerate(_POWERS, 1):
            terms = [comb(power, k) * shift ** (power - k) * powers[k] for k in range(power + 1)]
            sums[..., self.fields.index(name), :] = np.sum(terms, axis=0)
        return other.like(sums).about(self.origin)


def added(values: FloatArray, origin: Origin) -> list[FloatArray | None]:
    """Return what rows add to each field of `ValueCounts`; None stands for 1."""
    distance = values - origin.centre
    return [None, values, distance, distance**2, distance**3, distance**4]

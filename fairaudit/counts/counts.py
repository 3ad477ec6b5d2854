"""What all kinds of counts share: named sums over rows, and moments of the row weights."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


class Counts:
    """Sums over the rows of one or many cells.

    `sums` has shape ``(..., fields, moments)``. For the field x, moment j is the sum of ``weight**j * x`` over the
    rows: moment 0 counts rows, moment 1 is the weighted sum. Data without weights have moment 0 alone. Higher moments
    carry what the intervals of weighted rates need, so that nothing needs the rows again. With weights, one more
    column stands behind the moments: the plain sum over the rows that weigh more than 0 (see `evidence`).

    Kinds whose fields only the data tell set `fields` and `row_fields` for each instance.
    """

    fields: tuple[str, ...] = ()
    row_fields: tuple[str, ...] = ()
    """The fields that count rows; every row is in exactly one of them."""
    says_at: tuple[str, str] = ("", "")
    """What a metric's summary, and the reason why it is undefined, say of an argument `{}` that counts are taken at."""
    listed = True
    """Whether a report lists the sums of a group."""
    measured_fields: tuple[str, ...] = ()
    """The fields that add up measures; the others hold whole numbers."""
    inner_fields: tuple[str, ...] = ()
    """The fields that only intervals rest on, and that say nothing to a reader."""
    size_words = "rows"
    """What `size` counts."""
    truths: tuple[tuple[str, ...], ...] = ()
    """Fields that say what is true of a row: what no prediction can move is the sum of each of these."""

    def __init__(self, sums: FloatArray) -> None:
        self.sums = sums
        if sums.ndim < 2 or sums.shape[-2] != len(self.fields):
            raise ValueError(f"{type(self).__name__} needs shape (..., {len(self.fields)}, moments): {sums.shape}")

    def like(self, sums: FloatArray) -> Self:
        """Return counts of the same kind and fields with other sums, shape ``(..., fields, moments)``."""
        if sums.ndim < 2 or sums.shape[-2] != len(self.fields):
            raise ValueError(f"{type(self).__name__} needs shape (..., {len(self.fields)}, moments): {sums.shape}")
        other = copy.copy(self)
        other.sums = sums
        return other

    def facts(self) -> dict[str, Any]:
        """Return what these counts are beside their kind and their sums, as plain data."""
        return {}

    @classmethod
    def of_facts(cls, sums: FloatArray, facts: Mapping[str, Any]) -> Self:  # noqa: ARG003
        """Return counts of this kind that have these sums and `facts`."""
        return cls(sums)

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self) or other.fields != self.fields:
            return NotImplemented
        return self.like(self.sums + self.alike(other).sums)

    def alike(self, other: Self) -> Self:
        """Return other counts of this kind in the terms of these, so that their sums add up."""
        return other

    def with_fields_of(self, other: Self) -> Self:  # noqa: ARG002
        """Return the same counts with fields for what only the other ones count, if the data tell which there are."""
        return self

    def joined(self, other: Self) -> Self:
        """Return the entries of both, one behind the other."""
        return self.like(np.concatenate([self.sums, self.alike(other).sums]))

    def __getitem__(self, cells: npt.NDArray[np.intp] | slice | int) -> Self:
        return self.like(self.sums[cells])

    @property
    def weighted(self) -> bool:
        """Whether rows carry weights."""
        return bool(self.sums.shape[-1] > 1)

    def field(self, name: str) -> FloatArray:
        """Return the sums of one field, shape ``(..., moments)``."""
        column: FloatArray = self.sums[..., self.fields.index(name), :]
        return column

    def total_of(self, names: tuple[str, ...]) -> FloatArray:
        """Return the sums of several fields together, shape ``(..., moments)``."""
        total, *others = (self.field(name) for name in names)
        for sums in others:
            total = total + sums
        return total

    @property
    def rows(self) -> FloatArray:
        """Return the number of rows with its weight moments, shape ``(..., moments)``."""
        return self.total_of(self.row_fields)

    @property
    def size(self) -> FloatArray:
        """Return what evidence is counted in, shape ``(..., moments)``: rows, or what each row has several of."""
        return self.rows

    def reported(self) -> tuple[tuple[str, ...], FloatArray]:
        """Return what a document lists: names, and their sums ``(..., names, moments)``."""
        names = tuple(name for name in self.fields if name not in self.inner_fields)
        return names, self.sums[..., [self.fields.index(name) for name in names], :]

    @property
    def by_argument(self) -> tuple[str, ...]:
        """Which of the names that are reported are of one argument, such as a class."""
        return ()

    @property
    def rows_are_alike(self) -> bool:
        """Whether rows of the same field are alike, as with outcomes: each row adds 1 to one field, nothing else."""
        return self.row_fields == self.fields


def evidence(sums: FloatArray) -> FloatArray:
    """Return sums ``(..., moments)`` over the rows that carry evidence: all rows, but those of weight 0."""
    rows: FloatArray = sums[..., -1]
    return rows

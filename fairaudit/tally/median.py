"""The median of all scores, which must be known before the rows above it can be counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.config.numbers import decides_by_score
from fairaudit.counts import FloatArray
from fairaudit.errors import DataError
from fairaudit.spoken import spoken
from fairaudit.tally.codebook import Codebook
from fairaudit.tally.columns import Roles
from fairaudit.tally.rows import NO_LABEL, NO_SCORE, Conditions, numbers, row_weights
from fairaudit.tally.tallied import RowAccount


def name_decisions() -> str:
    """Return what to do where there is only a score."""
    column, score = spoken("prediction", "COLUMN"), spoken("threshold", 0.5)
    return f"Name the decisions, {column}, or say from which score on a row is selected, {score}."


def is_score_alone(roles: Roles, config: Config) -> bool:
    """Tell whether there is a score and no decision."""
    return "score" in roles.columns and "prediction" not in roles.columns and not decides_by_score(config)


def is_undecided(roles: Roles, config: Config) -> bool:
    """Tell whether there is a score alone, and no preset asks for its median."""
    return is_score_alone(roles, config) and "prediction" not in roles.may_lack


def highest(rows: float, many: str) -> int:
    """Return how many of some rows are meant: so many (``100``), or a share of all (``10%``), at least one."""
    text = many.strip()
    return max(int(int(rows) * Fraction(text[:-1]) / 100), 1) if text.endswith("%") else int(text)


@dataclass(frozen=True)
class Median:
    """The median of scores: of an even number, the mean of the middle two.

    Exactly the scores from `least_above` on are above it. (Between the middle two, rounding could move the mean onto
    one of them; the lower one with no score between tells the halves apart as well.)
    """

    value: float
    least_above: float


@dataclass
class ScoreMedian:
    """Keeps the score of every row that will be counted, eight bytes each; `median` sorts them.

    Weights have no say: a median of the sample is one of its rows. A row that stands for several counts as so many.
    """

    roles: Roles
    config: Config
    _scores: list[FloatArray] = field(default_factory=list)
    _counts: list[FloatArray] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._account = RowAccount()
        self._conditions = Conditions(self.config)
        self._label = Codebook(self.roles.columns.get("label", ""))

    def add(self, batch: pa.RecordBatch) -> None:
        """Take the scores of one batch; rows that the audit will reject are left out, by the same conditions."""
        self._account.read += batch.num_rows
        keep = self._conditions.apply(batch, self._account, None)
        if "label" in self.roles.columns:
            label = self._label.encode(batch.column(self._label.column))
            missing = label.equal(self._label.code(None))
            keep = keep if missing is None else self._account.reject(keep, missing, NO_LABEL)
        scores = numbers(batch, self.roles, "score")
        keep = self._account.reject(keep, ~np.isfinite(scores), NO_SCORE)
        _, count = row_weights(batch, self.roles, self._account.read - batch.num_rows)
        kept = slice(None) if keep is None else keep
        self._scores.append(scores[kept].copy())
        if count is not None:
            self._counts.append(count[kept].copy())

    def median(self) -> Median:
        """Return the median of all scores.

        Raises:
            DataError: no row can be counted.
        """
        scores, counts, rows = self._ranked()
        low, high = (rows - 1) // 2, rows // 2
        lower, upper = (float(scores[np.searchsorted(counts, place, side="right")]) for place in (low, high))
        return Median(lower + (upper - lower) / 2, float(np.nextafter(lower, np.inf)))

    def least_of_highest(self, many: str) -> float:
        """Return the lowest of the highest scores: of so many rows (``100``), or of a share of all (``10%``).

        Raises:
            DataError: there are fewer rows, or none can be counted.
        """
        scores, counts, rows = self._ranked()
        wanted = highest(rows, many)
        if wanted > rows:
            raise DataError(f"{spoken('top_k', many)} asks for more rows than the {rows:,} that can be counted.")
        return float(scores[np.searchsorted(counts, rows - wanted, side="right")])

    def _ranked(self) -> tuple[FloatArray, FloatArray, int]:
        """Return the scores, ascending, how many rows there are up to each, and how many in all."""
        scores = np.concatenate([*self._scores, np.empty(0)])
        counts = np.concatenate(self._counts) if self._counts else np.ones(len(scores))
        if not counts.sum():
            raise DataError(self._account.no_rows_left())
        order = np.argsort(scores, kind="stable")
        up_to = np.cumsum(counts[order])
        return scores[order], up_to, int(up_to[-1])

"""The median of all scores, which must be known before the rows above it can be counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts import FloatArray
from fairaudit.errors import DataError
from fairaudit.tally.codebook import Codebook
from fairaudit.tally.columns import Roles
from fairaudit.tally.rows import NO_LABEL, NO_SCORE, Conditions, numbers, row_weights
from fairaudit.tally.tallied import RowAccount

NAME_DECISIONS = (
    "Name the decisions, --prediction COLUMN, or say from which score on a row is selected, --threshold 0.5."
)


def is_score_alone(roles: Roles, config: Config) -> bool:
    """Tell whether there is a score and no decision."""
    return "score" in roles.columns and "prediction" not in roles.columns and config.threshold is None


def is_undecided(roles: Roles, config: Config) -> bool:
    """Tell whether there is a score alone, and no preset asks for its median."""
    return is_score_alone(roles, config) and "prediction" not in roles.may_lack


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
        scores = np.concatenate([*self._scores, np.empty(0)])
        counts = np.concatenate(self._counts) if self._counts else None
        rows = len(scores) if counts is None else int(counts.sum())
        if not rows:
            raise DataError(self._account.no_rows_left())
        low, high = (rows - 1) // 2, rows // 2
        if counts is None:
            middle = np.partition(scores, (low, high))[[low, high]]
        else:
            order = np.argsort(scores, kind="stable")
            middle = scores[order][np.searchsorted(np.cumsum(counts[order]), [low, high], side="right")]
        lower, upper = (float(score) for score in middle)
        return Median(lower + (upper - lower) / 2, float(np.nextafter(lower, np.inf)))

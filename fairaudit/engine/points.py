"""Operating points that all rows together tell: the median of the scores, and the scores of the highest rows."""

from __future__ import annotations

from dataclasses import replace

from fairaudit.config import Config
from fairaudit.engine.here import Progress, batches_of
from fairaudit.source import Source
from fairaudit.tally import Roles, RowAccount
from fairaudit.tally.median import Median, ScoreMedian, is_score_alone, is_undecided


def with_points(source: Source, roles: Roles, config: Config, progress: Progress | None) -> tuple[Roles, Median | None]:
    """Return the roles with all operating points, and the median if rows above it count as selected.

    Raises:
        DataError: no row can be counted.
    """
    wants_median = is_score_alone(roles, config) and not is_undecided(roles, config)
    if not config.top_k and not wants_median:
        return roles, None
    scores = ScoreMedian(roles, config)
    for batch in batches_of(source, roles, config, RowAccount(), progress):
        scores.add(batch)
    if wants_median:
        median = scores.median()
        return replace(roles, points=(("median", median.least_above),)), median
    highest = ((f"top {each.strip()}", scores.least_of_highest(each)) for each in config.top_k)
    return replace(roles, points=(*roles.points, *highest)), None

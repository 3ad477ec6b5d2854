"""Operating points that all rows together tell: the median of the scores, and the scores of the highest rows."""

from __future__ import annotations

from dataclasses import replace

from fairaudit.config import Config
from fairaudit.engine.here import AnySource, Progress, batches_of
from fairaudit.errors import UsageError
from fairaudit.saved import SavedSource
from fairaudit.tally import Roles, RowAccount
from fairaudit.tally.median import Median, ScoreMedian, is_score_alone, is_undecided


def with_points(
    source: AnySource, roles: Roles, config: Config, progress: Progress | None
) -> tuple[Roles, Median | None]:
    """Return the roles with all operating points, and the median if rows above it count as selected.

    Raises:
        DataError: no row can be counted.
        UsageError: the median of rows is asked for that are counted already.
    """
    wants_median = is_score_alone(roles, config) and not is_undecided(roles, config)
    if not config.top_k and not wants_median:
        return roles, None
    if isinstance(source, SavedSource):
        if wants_median:
            raise UsageError("Who scores above the median is told by rows, and a tally holds none. Name the rows.")
        return roles, None
    scores = ScoreMedian(roles, config)
    for batch in batches_of(source, roles, config, RowAccount(), progress):
        scores.add(batch)
    if wants_median:
        median = scores.median()
        return replace(roles, points=(("median", median.least_above),)), median
    highest = ((f"top {each.strip()}", scores.least_of_highest(each)) for each in config.top_k)
    return replace(roles, points=(*roles.points, *highest)), None

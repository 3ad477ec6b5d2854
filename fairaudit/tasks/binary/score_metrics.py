"""The metrics of scores, and what measures each: statistics are imported when something is measured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fairaudit.metrics import distances, scores
from fairaudit.tasks.distances import distance_between

if TYPE_CHECKING:
    from fairaudit.inference import Comparison
    from fairaudit.inference.effective_size import Clusters
    from fairaudit.inference.measured import Measured


def _area_under_roc(total: Any, each: Any, clusters: Clusters | None) -> Measured:
    from fairaudit.inference.class_ranks import mean_area
    from fairaudit.inference.ranks import area_under_roc

    of_classes = isinstance(total, scores.RanksOfClasses)
    return mean_area(total, each, clusters) if of_classes else area_under_roc(total, each, clusters)


def _mean(*quantities: Any) -> Measured:
    from fairaudit.inference.losses import mean_of_scores

    return mean_of_scores(*quantities)


def _precision(*quantities: Any) -> Measured:
    from fairaudit.inference.precision import average_precision

    return average_precision(*quantities)


def _calibration_error(total: scores.Calibration, each: scores.Calibration, clusters: Clusters | None) -> Measured:
    from fairaudit.inference.calibration import expected_calibration_error

    return expected_calibration_error(total, each, clusters, total.counts.calibration_bins)


def _slope(*quantities: Any) -> Measured:
    from fairaudit.inference.slope import calibration_slope

    return calibration_slope(*quantities)


def _crossed(*compared: Any) -> Comparison:
    from fairaudit.inference.cross_ranks import largest_cross_gap

    return largest_cross_gap(*compared)


AREA_UNDER_ROC = replace(scores.area_under_roc, measure=_area_under_roc)
LOG_LOSS = replace(scores.log_loss, measure=_mean)
METRICS = (
    AREA_UNDER_ROC,
    replace(scores.average_precision, measure=_precision),
    replace(scores.brier_score, measure=_mean),
    LOG_LOSS,
    replace(scores.expected_calibration_error, measure=_calibration_error),
    replace(scores.calibration_in_the_large, measure=_mean),
    replace(scores.calibration_slope, measure=_slope),
    replace(scores.mean_score, measure=_mean),
    replace(scores.mean_score_of_positives, measure=_mean),
    replace(scores.mean_score_of_negatives, measure=_mean),
    replace(distances.abroca, between=distance_between("abroca")),
    replace(distances.score_ks_distance, between=distance_between("score_ks_distance")),
    replace(distances.score_wasserstein_distance, between=distance_between("score_wasserstein_distance")),
    replace(distances.cross_area_under_roc, between=_crossed),
)
"""In the order of reports."""

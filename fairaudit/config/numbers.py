"""Settings of scores and of predicted numbers: where they are cut, and what of their distribution is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairaudit.config.checks import between, check_quantile, check_thresholds, check_top_k
from fairaudit.config.setting import COMPUTED, READING, setting

if TYPE_CHECKING:
    from fairaudit.config import Config

THRESHOLD: tuple[float, ...] = setting(
    (),
    "numbers",
    "data",
    READING,
    "Predict positive from this score on. Several, 0.3,0.5,0.7, are operating points.",
    documented="number, or list of numbers",
    wanted="a number or a list of numbers, such as 0.5",
    metavar="NUMBER,…",
    check=check_thresholds,
)
TOP_K: tuple[str, ...] = setting(
    (),
    "texts",
    "data",
    READING,
    "Select the rows with the highest scores: so many, 100, or a share of all, 10%. Repeatable.",
    documented="list of numbers and shares",
    wanted='so many rows or a share of them, or a list of such, such as top_k="10%"',
    metavar="K",
    check=check_top_k,
)
QUANTILE: float | None = setting(
    None,
    "number",
    "data",
    READING,
    "The quantile that predictions are of, for their pinball loss; or that of a --value, or of all predictions.",
    documented="above 0 and below 1",
    wanted="a number, such as 0.9",
    metavar="NUMBER",
    check=check_quantile,
)
CALIBRATION_BINS: int = setting(
    10,
    "whole",
    "report",
    COMPUTED,
    "Bins of the calibration error of scores. Default: {default}.",
    documented="whole numbers from 1 to 1000",
    wanted="a whole number, such as 10",
    metavar="N",
    check=between(1, 1_000, "The number of bins"),
)


def decides_by_score(config: Config) -> bool:
    """Whether decisions are made of scores: by thresholds, or of the highest."""
    return bool(config.threshold or config.top_k)

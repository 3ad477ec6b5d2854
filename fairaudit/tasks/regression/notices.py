"""Warnings about predicted numbers: labels that leave metrics undefined, or rows out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from fairaudit.counts.fit import FitCounts
from fairaudit.document import Message
from fairaudit.groups.level import Level
from fairaudit.metrics.moments import mean_absolute_percentage_error, pearson_correlation, r_squared


def notices(overall: Level) -> Iterator[Message]:
    """Say which labels are 0, and whether all labels or all predictions are the same."""
    counts = cast(FitCounts, overall.totals)
    rows, zeros = (int(counts.field(name)[0, 0]) for name in ("rows", "zero_labels"))
    if zeros and mean_absolute_percentage_error.name in overall.measurements:
        are = "label is" if zeros == 1 else "labels are"
        text = f"{zeros:,} of {rows:,} {are} 0: mean_absolute_percentage_error leaves such rows out."
        yield {"code": "zero_labels", "message": text}
    if rows > 1 and {r_squared.name, pearson_correlation.name} & {*overall.measurements}:
        if counts.scatter("labels", "labels")[0] == 0:
            yield {"code": "one_label", "message": "Every label is the same, so that R² and correlation are undefined."}
        if counts.scatter("predictions", "predictions")[0] == 0:
            text = "Every prediction is the same: the model does not tell rows apart."
            yield {"code": "one_prediction", "message": text}

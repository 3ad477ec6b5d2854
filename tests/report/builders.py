"""Parts of a report, built by hand: estimates, groups, comparisons, whole documents."""

from __future__ import annotations

import math
from typing import Any

from fairaudit.catalogue import CATALOGUE, TASKS
from fairaudit.catalogue.facts import bars_of, definition, words_of
from fairaudit.counts import ScoreCounts
from fairaudit.document import Definition, Disparity, Document, Estimate, Group, GroupResult, Used
from fairaudit.metrics import disparity_name
from fairaudit.metrics.metric import Metric


def estimate(value: float | None, n: int, *, undefined: str | None = None, upper: float | None = 1.0) -> Estimate:
    """Return an estimate with an interval that is about as wide as a proportion's."""
    if value is None or undefined:
        return Estimate(
            value=None, low=None, high=None, n=n, method="wilson", undefined=undefined or "?", interval_undefined=None
        )
    half = 1.96 * math.sqrt((value * (1 - min(value, 1)) + 0.02) / max(n, 1))
    high = value + half if upper is None else min(upper, value + half)
    return Estimate(
        value=value,
        low=max(value - half, 0.0) if value >= 0 else value - half,
        high=high,
        n=n,
        method="wilson",
        undefined=None,
        interval_undefined=None,
    )


def group(by: list[str], values: list[str | None], n: int, metrics: dict[str, Estimate], **changes: Any) -> GroupResult:
    """Return one group; `changes` replace its fields."""
    small = n < 30
    result = GroupResult(
        by=by,
        group=dict(zip(by, values, strict=True)),
        n=n,
        share=n / 10_000,
        clusters=None,
        weight=None,
        small=small,
        small_because=f"{n} rows, fewer than 30" if small else None,
        suppressed=False,
        counts={"true_positives": n / 2, "false_positives": 1.0},
        metrics=metrics,
        differs={},
    )
    result.update(changes)  # type: ignore[typeddict-item]
    return result


def suppressed(by: list[str], values: list[str | None]) -> GroupResult:
    """Return a group whose numbers are hidden."""
    result = group(by, values, 0, {})
    result.update(n=None, share=None, counts=None, suppressed=True, small_because=None)
    return result


def disparity(
    metric: str, comparison: str, by: list[str], numbers: tuple[float, float, float] | None, **changes: Any
) -> Disparity:
    """Return a comparison with (low, value, high), or an undefined one."""
    low, value, high = numbers or (None, None, None)
    result = Disparity(
        name=disparity_name(metric, comparison),
        metric=metric,
        unit=CATALOGUE[metric].unit,
        comparison=comparison,
        by=by,
        value=value,
        low=low,
        high=high,
        n=1000,
        method="mover",
        undefined=None if numbers else "fewer than two groups can be compared",
        interval_undefined=None,
        chance={"median": 0.02, "p95": 0.051} if numbers and comparison != "worst" else None,
        highest=None,
        lowest=None,
        left_out=[],
    )
    if comparison == "difference":
        result["beyond_chance"] = (low or 0.0) > 0.02
    result.update(changes)  # type: ignore[typeddict-item]
    return result


def definitions(metrics: tuple[Metric, ...]) -> dict[str, Definition]:
    """Return the facts of these metrics as a report holds them."""
    return {metric.name: definition(metric) for metric in metrics}


def metrics_without_scores(task: str) -> tuple[Metric, ...]:
    """Return the metrics of a task that need no score."""
    return tuple(metric for metric in TASKS[task].metrics if ScoreCounts not in metric.reads)


def metrics_of(task: str, n: int, shift: float = 0.0) -> dict[str, Estimate]:
    """Return an estimate of every metric of the task, a little different for every shift."""
    return {
        metric.name: estimate(
            round(min(0.08 + 0.06 * index + shift, 0.99), 4), max(n // (1 + index % 3), 1), upper=metric.high
        )
        for index, metric in enumerate(metrics_without_scores(task))
    }


def used(columns: dict[str, str]) -> list[Used]:
    """Return these columns as if all of them were given."""
    return [Used(role=role, column=column, value=None, how="given", why=None) for role, column in columns.items()]


def document(task: str, groups: list[GroupResult], disparities: list[Disparity], **changes: Any) -> Document:
    """Return a report of these groups; `changes` replace its fields."""
    rows = sum(each["n"] or 0 for each in groups if each["by"] == groups[0]["by"])
    known = TASKS[task]
    headline = [name for name in known.headline if name in definitions(metrics_without_scores(task))]
    result = Document(
        schema_version=1,
        fairaudit_version="0.1.0",
        created="2026-11-05T12:00:00Z",
        data={
            "sources": [{"path": "results/predictions.csv", "rows": rows + 12, "sha256": "ab" * 32}],
            "rows_read": rows + 12,
            "rows_counted": rows,
            "rows_rejected": 12,
            "rejections": [
                {"reason": "the prediction is missing", "rows": 10},
                {"reason": "the label is missing", "rows": 2},
            ],
        },
        task=task,
        words=words_of(known.words, known.roles),
        headline=headline,
        side_counts=list(TASKS[task].side_counts),
        bars=bars_of(TASKS[task]),
        command="fairaudit report results/predictions.csv -g race -g sex -g race:sex",
        config={"groups": [each["by"] for each in groups[:1]], "confidence": 0.95},
        columns={"label": "y_true", "prediction": "y_pred"},
        used=used({"label": "y_true", "prediction": "y_pred"}),
        not_used=[],
        attributes=sorted({attribute for each in groups for attribute in each["by"]}),
        confidence=0.95,
        min_group_size=30,
        min_clusters=5,
        definitions=definitions(metrics_without_scores(task)),
        overall={
            "n": rows,
            "clusters": None,
            "weight": None,
            "counts": {"true_positives": 400.0, "false_positives": 20.0},
            "metrics": metrics_of(task, rows, 0.1),
        },
        groups=groups,
        disparities=disparities,
        looked_at={"gaps": 42, "groups": 280},
        verdicts=[],
        advice=[],
        advice_about=[],
        warnings=[],
        assumptions=["The column y_true holds the labels.", "The column y_pred holds the predictions."],
    )
    result.update(changes)  # type: ignore[typeddict-item]
    return result


def comparisons(task: str, by: list[str], highest: Group, lowest: Group, **changes: Any) -> list[Disparity]:
    """Return difference, ratio and worst of every metric of the task."""
    found = []
    for index, metric in enumerate(metrics_without_scores(task)):
        gap = 0.012 * (index + 1)
        low = 0.021 if index % 2 else 0.0
        sides: dict[str, Any] = {"highest": highest, "lowest": lowest, **changes}
        found.append(disparity(metric.name, "difference", by, (low, gap + low, gap + low + 0.08), **sides))
        found.append(disparity(metric.name, "ratio", by, (0.61, 0.78, 0.99), **sides))
        if metric.better:
            found.append(disparity(metric.name, "worst", by, (0.09, 0.112, 0.171), **sides))
    return found

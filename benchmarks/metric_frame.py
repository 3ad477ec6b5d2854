"""Measures reports with scores against fairlearn's MetricFrame, in one run, as a table for docs/performance.md.

A million rows with labels, decisions and scores, and three attributes, as arrays in memory. Ours: the attributes and
all pairs of them, with intervals, disparities and words; once every metric of decisions and scores, once the three that
fairlearn computes. Theirs: AUC, Brier score and selection rate of the three attributes, their differences and ratios.
A MetricFrame has one `y_pred` for all metrics, so that one is made with scores and one with decisions. fairlearn has
intervals from resamples alone; each takes as long as the next, so that a hundred are reckoned from the time of one.

Run `python benchmarks/metric_frame.py`; `--rows` sets the size.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

from performance import Used, measure

DATA = """
import warnings
import numpy as np, pandas as pd
warnings.simplefilter("ignore")
generator = np.random.default_rng(0)
attributes = {{"race": 6, "sex": 2, "age": 8}}
features = pd.DataFrame({{
    name: np.array([f"{{name}} {{value}}" for value in range(values)])[generator.integers(0, values, {rows})]
    for name, values in attributes.items()
}})
score = np.round(generator.random({rows}), {decimals})
y_true = (generator.random({rows}) < score).astype(np.int64)
y_pred = (score > 0.5).astype(np.int64)
"""
OURS = """
import fairaudit
few = dict(y_true=y_true[:1000], y_pred=y_pred[:1000], y_score=score[:1000], sensitive_features=features[:1000])
fairaudit.audit(**few)
---
fairaudit.audit(y_true=y_true, y_pred=y_pred, y_score=score, sensitive_features=features, intersections="pairs",
                metrics={metrics})
"""
THEIRS = """
from fairlearn import metrics as fm
from sklearn import metrics as sm
resampled = {resampled}
---
for name in features:
    for metrics, predicted in (
        ({{"auc": sm.roc_auc_score, "brier": sm.brier_score_loss}}, score),
        ({{"selection_rate": fm.selection_rate}}, y_pred),
    ):
        frame = fm.MetricFrame(
            metrics=metrics, y_true=y_true, y_pred=predicted, sensitive_features=features[name], **resampled
        )
        frame.by_group, frame.difference(), frame.ratio()
"""
DECIMALS = {"a million different scores": 17, "scores of three decimals": 3}
METRICS = {"all metrics": None, "the same three metrics": ["area_under_roc", "brier_score", "selection_rate"]}
ONE_RESAMPLE = {"n_boot": 1, "ci_quantiles": [0.025, 0.975]}
RESAMPLES = 100
LIMIT = "100 × faster"


def row(what: str, ours: Used, theirs: Used) -> str:
    """Return one line of the table; the ratios are of wall times and of the processor's."""
    return (
        f"| {what} | {ours.wall:.2f} / {ours.cpu:.2f} | {theirs.wall:.2f} / {theirs.cpu:.2f} "
        f"| {theirs.wall / ours.wall:.0f} × faster (CPU {theirs.cpu / ours.cpu:.0f}) | {LIMIT} | {ours.memory:.0f} MB |"
    )


def with_intervals(plain: Used, resampled: Used) -> Used:
    """Return what a hundred resamples would take, from the time of one."""
    wall, cpu = resampled.wall - plain.wall, resampled.cpu - plain.cpu
    return replace(plain, wall=plain.wall + RESAMPLES * wall, cpu=plain.cpu + RESAMPLES * cpu)


def table(rows: int = 1_000_000) -> list[str]:
    """Return the lines of the table."""
    lines = []
    for scores, decimals in DECIMALS.items():
        data = DATA.format(rows=rows, decimals=decimals)
        theirs = measure(data + THEIRS.format(resampled={}), runs=1)
        resampled = measure(data + THEIRS.format(resampled=ONE_RESAMPLE), runs=1)
        for which, metrics in METRICS.items():
            ours = measure(data + OURS.format(metrics=metrics))
            begin = f"{scores}, {which}, against MetricFrame"
            lines.append(row(f"{begin} without intervals", ours, theirs))
            hundred = with_intervals(theirs, resampled)
            lines.append(row(f"{begin} with intervals from {RESAMPLES} resamples", ours, hundred))
    return lines


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    print("| what | fairaudit | the other | ratio | aim | peak memory |\n| --- | --- | --- | --- | --- | --- |")
    print("\n".join(table(parser.parse_args().rows)))


if __name__ == "__main__":
    main()

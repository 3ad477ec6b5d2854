"""Every metric against examples worked by hand: tests/examples/METRIC.yaml, fractions left as written."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import ConfusionCounts, Counts, ScoreCounts
from fairaudit.counts.classes import ClassCounts
from fairaudit.counts.places import Places, PredictionPlaces
from fairaudit.cube import Axis, Cube, Sample
from fairaudit.inference import Estimate, measure
from fairaudit.metrics import Metric
from fairaudit.tasks.speech.counts import EditCounts

FOLDER = Path(__file__).parent / "examples"
EXAMPLES: dict[str, list[dict[str, Any]]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))
}
CASES = [
    pytest.param(name, case, id=f"{name}-{place}")
    for name, cases in EXAMPLES.items()
    for place, case in enumerate(cases)
]
OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_metric_has_a_defined_and_an_undefined_example(name: str) -> None:
    cases = EXAMPLES.get(name, [])
    assert any("value" in case for case in cases), f"tests/examples/{name}.yaml needs a case with a value"
    assert any("undefined" in case for case in cases), f"tests/examples/{name}.yaml needs an undefined case"


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_belong_to_metrics_and_tell_counts_apart(name: str) -> None:
    """Counts that are equal would hide that two of them were swapped."""
    assert name in CATALOGUE
    first = EXAMPLES[name][0]
    if "groups" in first:
        assert len(first["groups"]) > 1
        return
    if "confusion" in first:
        sums = [sum(line.values()) for line in first["confusion"].values()]
        assert len(set(sums)) == len(sums) >= 3
        return
    for counts in [first["counts"]] if "counts" in first else first.get("clusters", []):
        assert len(set(counts.values())) == len(counts) >= min(3, len(CATALOGUE[name].reads[0].fields))
    if CATALOGUE[name].reads[0] is ConfusionCounts:
        assert set(first["counts"]) == set(ConfusionCounts.fields)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_metric_equals_example(name: str, case: dict[str, Any]) -> None:
    metric = CATALOGUE[name]
    estimate = compared(metric, case) if "groups" in case else measured(metric, case)
    if "undefined" in case:
        assert estimate.value is None
        assert estimate.undefined == case["undefined"]
    else:
        assert estimate.value == pytest.approx(calculate(str(case["value"])), rel=1e-12, abs=1e-12)
        assert estimate.undefined is None


def measured(metric: Metric, case: dict[str, Any]) -> Estimate:
    """Return the value of one group."""
    return measure(metric, sample_of(metric, case), 0.95).estimates()[0]


def compared(metric: Metric, case: dict[str, Any]) -> Estimate:
    """Return how far groups lie apart by a metric that only pairs of groups have."""
    kinds: dict[type[Counts], Callable[[Any], Sample[Any]]] = {
        ClassCounts: sample_of_classes,
        ScoreCounts: sample_of_scores,
        PredictionPlaces: partial(sample_of_numbers, metric),
    }
    cubes = [
        replace(kinds[metric.reads[0]](each), groups=np.array([[place]]))
        for place, each in enumerate(case["groups"].values())
    ]
    counts = cubes[0].counts
    for each in cubes[1:]:
        counts = counts.joined(each.counts)
    group = np.repeat(np.arange(len(cubes)), [len(each.counts.sums) for each in cubes])
    sample = replace(cubes[0], groups=np.arange(len(cubes))[:, None], group=group, counts=counts)
    assert metric.between is not None
    found: Estimate = metric.between(sample, np.ones(len(cubes), dtype=bool), 0.95, None).estimate
    return found


def sample_of(metric: Metric, case: dict[str, Any]) -> Sample[Any]:
    """Return one group: of clusters, or of rows without clusters (as the tally of speech keeps them: apart)."""
    if "scores" in case:
        return sample_of_scores(case["scores"])
    if "confusion" in case:
        return sample_of_classes(case["confusion"])
    if "numbers" in case:
        return sample_of_numbers(metric, case["numbers"])
    entries = case.get("clusters", [case.get("counts")])
    sums = np.array([[[float(entry.get(field, 0))] for field in metric.reads[0].fields] for entry in entries])
    unknown = {key for entry in entries for key in entry} - set(metric.reads[0].fields)
    assert not unknown
    codes = np.arange(len(entries), dtype=np.int64)[:, None]
    if "clusters" in case:
        speakers = Axis("speaker", tuple(str(number) for number in range(len(entries))))
        return Cube((), speakers, codes, metric.reads[0](sums)).sample(())
    apart = metric.reads[0] is EditCounts
    return Cube((), None, codes[:, :0], metric.reads[0](sums), rows_are_clusters=apart).sample(())


def sample_of_scores(rows: list[list[float]]) -> Sample[Any]:
    """Return one group of rows, each a score and a label, 1 or 0."""
    rows, nobody = (rows, 1) if rows else ([[0.0, 0.0]], 0)
    scores = np.array([score for score, _ in rows])
    sums = np.array([[label, 1 - label, label * score, (1 - label) * score] for score, label in rows], float)
    lows, place = np.unique(scores, return_inverse=True)
    counts = ScoreCounts(nobody * sums[..., None], Places(lows, lows), place)
    return Cube((), None, np.zeros((len(rows), 0), dtype=np.int64), counts, rows_are_clusters=True).sample(())


def sample_of_classes(confusion: dict[str, dict[str, int]]) -> Sample[Any]:
    """Return one group of rows by label and prediction."""
    sums = [[float(line.get(other, 0))] for line in confusion.values() for other in confusion]
    return Cube((), None, np.zeros((1, 0), dtype=np.int64), ClassCounts(np.array([sums]), tuple(confusion))).sample(())


def sample_of_numbers(metric: Metric, numbers: list[float]) -> Sample[Any]:
    """Return one group of rows with a number each."""
    rows, there = np.array(numbers or [0.0], float), float(bool(numbers))
    lows, place = np.unique(rows, return_inverse=True)
    counts = metric.reads[0](there * np.stack([np.ones_like(rows), rows], axis=1)[..., None], Places(lows, lows), place)  # type: ignore[call-arg]
    if isinstance(counts, PredictionPlaces):
        counts.of_all = counts.number_at
    return Cube((), None, np.zeros((len(rows), 0), dtype=np.int64), counts, rows_are_clusters=True).sample(())


def calculate(expression: str) -> float:
    """Return the value of an arithmetic expression; quotients of whole numbers are exact until the end."""
    return float(_value(ast.parse(expression, mode="eval").body))


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=int(number)):
            return Fraction(number)
        case ast.Constant(value=float(number)):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=operation, right=right):
            return OPERATIONS[type(operation)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument]):
            return math.sqrt(_value(argument))
        case ast.Call(func=ast.Name(id="log"), args=[argument]):
            return math.log(_value(argument))
    raise ValueError(f"an example cannot hold {ast.dump(node)}")

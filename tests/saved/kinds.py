"""Small data of every kind that can be audited, with the settings of the audit."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd


class Kind(NamedTuple):
    """Rows, and how they are audited."""

    rows: pd.DataFrame
    settings: dict[str, Any]


def _rows(seed: int, many: int = 400) -> tuple[np.random.Generator, pd.DataFrame]:
    generator = np.random.default_rng([53, seed])
    frame = pd.DataFrame({"sex": generator.choice(["f", "m"], many), "age": generator.integers(18, 80, many)})
    frame["region"] = generator.choice(["north", "south", None], many, p=[0.5, 0.4, 0.1])
    frame["user"] = generator.integers(0, 40, many).astype(str)
    frame["weight"] = generator.integers(0, 4, many) / 2
    frame["times"] = generator.integers(0, 4, many)
    frame["said"] = [";".join(sorted(set(generator.choice(["a", "b", "c"], 2)))) for _ in range(many)]
    frame["cost"], frame["gain"] = generator.integers(0, 9, many), generator.integers(1, 9, many)
    return generator, frame


def _decisions() -> pd.DataFrame:
    generator, frame = _rows(1)
    label = generator.random(len(frame)) < 0.4
    frame["label"] = np.where(label, "yes", "no")
    frame["prediction"] = np.where(label == (generator.random(len(frame)) < 0.8), "yes", "no")
    frame["score"] = (0.5 * label + 0.5 * generator.random(len(frame))).round(3)
    return frame


def _classes() -> pd.DataFrame:
    generator, frame = _rows(2)
    names = np.array(["cat", "dog", "owl"])
    label = generator.integers(0, 3, len(frame))
    likely = generator.dirichlet([1, 1, 1], len(frame)) + np.eye(3)[label]
    likely = (likely / likely.sum(axis=1, keepdims=True)).round(4)
    frame["label"], frame["prediction"] = names[label], names[likely.argmax(axis=1)]
    return frame.assign(**{f"p_{name}": likely[:, place] for place, name in enumerate(names)})


def _numbers() -> pd.DataFrame:
    generator, frame = _rows(3)
    frame["label"] = generator.normal(1000, 20, len(frame)).round(2)
    frame["prediction"] = (frame["label"] + generator.normal(1, 6, len(frame))).round(2)
    width = generator.integers(4, 12, len(frame))
    frame["lower"], frame["upper"] = frame["prediction"] - width, frame["prediction"] + width
    return frame


def _transcripts() -> pd.DataFrame:
    generator, frame = _rows(4)
    said = np.array(["one", "two", "three", "four", "five", "six"])
    spoken = [generator.choice(said, generator.integers(1, 7)) for _ in range(len(frame))]
    frame["reference"] = [" ".join(words) for words in spoken]
    frame["hypothesis"] = [" ".join(word for word in words if generator.random() > 0.2) for words in spoken]
    return frame


def kinds() -> dict[str, Kind]:
    """Return all kinds, by their names."""
    decided, classes, numbers, heard = _decisions(), _classes(), _numbers(), _transcripts()
    by: dict[str, Any] = {"groups": ["sex", "region", ("sex", "region")]}
    plain = decided.drop(columns=["score", "user", "weight"])
    scored = decided.drop(columns=["user", "weight"])
    return {
        "decisions": Kind(plain, by),
        "decisions of users": Kind(decided.drop(columns="score"), {**by, "cluster": "user"}),
        "weighted decisions": Kind(decided.drop(columns="user"), {**by, "weight": "weight"}),
        "counted decisions": Kind(plain, {**by, "count": "times"}),
        "weighted decisions of users": Kind(decided, {**by, "cluster": "user", "weight": "weight"}),
        "ages": Kind(plain, {"groups": ["sex", "age"], "bins": {"age": [30, 50]}}),
        "overlapping": Kind(plain, {"groups": ["sex", ("sex", "said")], "identities": "said"}),
        "some rows": Kind(plain, {"groups": ["sex"], "where": {"region": "north"}}),
        "ratios": Kind(plain, {"groups": ["sex"], "metrics": ["accuracy", "spent = sum(cost) / sum(gain)"]}),
        "scores": Kind(scored, by),
        "scores alone": Kind(scored.drop(columns="prediction"), by),
        "thresholds": Kind(scored, {**by, "threshold": [0.3, 0.6]}),
        "classes": Kind(classes.drop(columns=["user", "weight"]), by),
        "classes of users": Kind(classes, {**by, "cluster": "user"}),
        "numbers": Kind(
            numbers.drop(columns=["user", "weight", "lower", "upper"]), {**by, "task": "regression", "quantile": 0.8}
        ),
        "intervals": Kind(
            numbers.drop(columns="weight"),
            {**by, "task": "regression", "lower": "lower", "upper": "upper", "cluster": "user"},
        ),
        "quantities": Kind(numbers[["sex", "region", "label"]], {**by, "value": "label", "task": "quantity"}),
        "speech": Kind(heard.drop(columns=["user", "weight"]), by),
        "speech of users": Kind(heard.drop(columns="weight"), {**by, "cluster": "user"}),
        "weighted speech": Kind(heard.drop(columns="user"), {**by, "weight": "weight"}),
    }


KINDS_OF_FILES: dict[str, list[tuple[str, str]]] = {
    "decisions of users": [("-g", "sex"), ("-g", "region"), ("--cluster", "user")],
    "scores": [("-g", "sex:region"), ("--threshold", "0.3,0.6")],
    "classes": [("-g", "sex")],
    "intervals": [("-g", "sex"), ("--task", "regression"), ("--cluster", "user")],
    "speech of users": [("-g", "region"), ("--cluster", "user")],
}
"""Kinds that are also counted in several processes, with the options of the command line."""

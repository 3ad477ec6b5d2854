"""Laws of predicted classes: cutting and ordering rows, renaming classes, and one class against the rest."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_tally import assert_same, tally

import fairaudit

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text())
CLASSES = ["ant", "bee", "cow", "dog"]
some = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow], deadline=None)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "race": st.sampled_from(["a", "b", None]),
            "sex": st.sampled_from(["f", "m"]),
            "voice": st.sampled_from(["s1", "s2", "s3", "s4"]),
            "label": st.sampled_from([*CLASSES, None]),
            "prediction": st.sampled_from([*CLASSES, None]),
            "weight": st.sampled_from([0.0, 0.5, 1.0, 7.0]),
        }
    ),
    min_size=1,
    max_size=40,
).filter(lambda found: any(row["label"] and row["prediction"] for row in found))
ways = st.sampled_from([{}, {"weight": "weight"}, {"cluster": "voice"}, {"weight": "weight", "cluster": "voice"}])


def of_classes(batches: list[list[dict]], **chosen: str):
    return tally(batches, task="multiclass", positive=None, **chosen)


def audit(found: list[dict], **chosen: object) -> dict:
    frame = pd.DataFrame(found)
    more = {"groups": ["race", "sex"], "min_group_size": 1, "min_clusters": 1, "task": "multiclass", **chosen}
    return fairaudit.audit(frame, **more).to_dict()


@given(rows, st.data(), ways)
def test_any_split_and_any_order_give_the_same_matrices(found, data, chosen):
    shuffled = data.draw(st.permutations(found))
    cut = data.draw(st.integers(0, len(found)))
    assert_same(of_classes([found], **chosen).cube(), of_classes([shuffled[:cut], shuffled[cut:]], **chosen).cube())


@given(rows, rows, ways)
def test_parts_that_were_tallied_apart_resolve_to_the_matrices_of_all_rows(first, second, chosen):
    whole = of_classes([first + second], **chosen)
    tallied = of_classes([first], **chosen).tallied() + of_classes([second], **chosen).tallied()
    assert_same(whole.resolved(tallied), whole.cube())


@given(rows, rows)
def test_matrices_of_other_classes_add_up_by_the_classes_of_both(first, second):
    one, other = of_classes([first]).cube().counts, of_classes([second]).cube().counts
    joined = one.joined(other)
    assert set(joined.classes) == {*one.classes, *other.classes}
    for name in joined.classes:
        parts = [each.at(name).sums.sum() if name in each.classes else each.rows.sum() for each in (one, other)]
        assert joined.at(name).sums.sum() == sum(parts)


@given(rows, ways)
def test_each_class_against_the_rest_has_all_rows(found, chosen):
    counts = of_classes([found], **chosen).cube().counts
    for name in counts.classes:
        np.testing.assert_allclose(counts.at(name).rows, counts.rows)
    together = sum(counts.at(name).true_positives for name in counts.classes)
    np.testing.assert_allclose(together, counts.right)
    names, sums = counts.reported()
    assert sums.shape[-2] == len(names) == len(set(names))


@some
@given(rows, ways)
def test_a_report_keeps_its_schema_and_every_value_lies_in_its_interval(found, chosen):
    report = audit(found, **chosen)
    jsonschema.validate(report, SCHEMA)
    for entry in [report["overall"], *report["groups"]]:
        assert sum(map(sum, entry["confusion"])) == entry["n"]
        for name, each in entry["metrics"].items():
            assert (each["value"] is None) == (each["undefined"] is not None), name
            if each["low"] is not None:
                assert each["low"] <= each["value"] <= each["high"], name


@some
@given(rows, st.permutations(CLASSES))
def test_other_names_of_classes_change_nothing_but_the_names(found, names):
    new = dict(zip(CLASSES, names, strict=True)) | {None: None}
    renamed = [{**row, "label": new[row["label"]], "prediction": new[row["prediction"]]} for row in found]
    one, other = audit(found)["overall"]["metrics"], audit(renamed)["overall"]["metrics"]
    for name, estimate in one.items():
        family, _, behind = name.partition("[")
        same = other[f"{family}[{new[behind[:-1]]}]" if behind else name]
        for end in ("value", "low", "high"):
            assert same[end] == (None if estimate[end] is None else pytest.approx(estimate[end], abs=1e-9))


@some
@given(rows)
def test_one_class_against_the_rest_is_a_report_of_decisions(found):
    report = audit(found)
    assume(sum(report["overall"]["confusion"][place][place] for place in range(len(report["classes"]))))
    for each in report["classes"]:
        decisions = audit(found, task="binary", positive=each)["overall"]["metrics"]
        for name, estimate in decisions.items():
            if f"{name}[{each}]" in report["overall"]["metrics"]:
                assert report["overall"]["metrics"][f"{name}[{each}]"]["value"] == estimate["value"]

"""Rows with a number each become sums of its powers, whatever rows they are added up with."""

import numpy as np
import pyarrow as pa
import pytest

from fairaudit.config import Config
from fairaudit.counts.moments import MomentCounts, powers
from fairaudit.tally import Roles
from fairaudit.tally.intake import Intake

ERRORS = np.array([1.0, 0.5, 3.0, 2000.0])


def cube_of(counted=None, **columns):
    roles = Roles("numbers", {"count": "n"} if counted else {}, ("g",), (("g",),), ())
    intake = Intake(roles, Config(), MomentCounts(np.zeros((0, len(MomentCounts.fields), 1))))
    batch = pa.RecordBatch.from_pydict({"g": ["a", "b", "a", "b"], **columns, **({"n": counted} if counted else {})})
    intake.add(intake.place(batch, intake.begin(batch)), (), powers(ERRORS))
    return intake.cube()


def test_every_field_is_the_sum_of_a_power():
    counts = cube_of().sample(("g",)).counts
    for power, field in enumerate(MomentCounts.fields):
        assert counts.field(field)[:, 0] == pytest.approx([1 + 3.0**power, 0.5**power + 2000.0**power])


def test_powers_may_be_larger_than_exact_counts_can():
    sums = cube_of([1, 1, 1, 1000]).sample(("g",)).counts.field("fourth_powers_of_errors")[:, 0]
    assert sums[1] == pytest.approx(1000 * 2000.0**4)
    assert sums[1] > 2**53

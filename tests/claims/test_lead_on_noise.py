"""The two sentences that a page begins with name nobody where all groups are equal, but one time in twenty.

A promise of .05 is broken beyond Monte Carlo error where more reports speak than a binomial of .05 shows one time in a
thousand.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import binom

import fairaudit
from fairaudit import words as wording

SAMPLES, ROWS = 80, 600
CLAIMS = ("worse", "truly differ", "certain")


def lead(seed: int, worse: float = 0.0) -> str:
    """Return the sentences about decisions that are right for 80 of 100 rows, of the group `b` for fewer by `worse`."""
    generator = np.random.default_rng([29, seed])
    frame = pd.DataFrame({name: generator.choice(list("abcd")[:many], ROWS) for name, many in (("g", 2), ("h", 4))})
    label = generator.random(ROWS) < 0.4
    is_right = generator.random(ROWS) < 0.8 - worse * (frame["g"] == "b")
    frame["label"], frame["prediction"] = label.astype(int), (label == is_right).astype(int)
    return " ".join(wording.lead(fairaudit.audit(frame, groups=["g", "h", ("g", "h")]).to_dict()))


def test_noise_is_no_news() -> None:
    speaking = sum(any(claim in lead(seed) for claim in CLAIMS) for seed in range(SAMPLES))
    assert speaking <= binom.isf(0.001, SAMPLES, 0.05)


def test_a_group_that_is_truly_worse_is_named() -> None:
    """Rows of b are right for 50 of 100: 0.3 is more than 7 standard errors of the gap (.037)."""
    told = [lead(seed, 0.3) for seed in range(10)]
    assert all(each.startswith("Accuracy is worse than over all rows for b (g)") for each in told)

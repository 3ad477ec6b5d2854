"""How much worse an estimate became since an earlier, independent one."""

from __future__ import annotations

import math
from operator import add

from fairaudit.inference.estimate import Estimate
from fairaudit.metrics import Better


def worsening(new: Estimate, old: Estimate, better: Better, *, compares: bool = False) -> Estimate:
    """Return by how much `new` is worse than `old`; negative if it is better. `compares`: both compare groups.

    The limits come from those of the two estimates: MOVER, Zou & Donner (2008), Statistics in Medicine 27(10). Values
    are taken as independent, so for the same rows scored twice the interval is too wide, never too narrow as long as
    the two models err on the same rows more often than by chance. For comparisons the distances are added up, as in
    `gap_change.change_of_bounds` and for its reasons.
    """
    if new.value is None or old.value is None:
        why = f"now: {new.undefined}" if new.undefined else f"in the baseline: {old.undefined}"
        return Estimate(None, None, None, new.n, "", why)
    sign = 1 if better == "lower" else -1
    change = sign * (new.value - old.value)
    if new.low is None or new.high is None or old.low is None or old.high is None:
        return Estimate(change, None, None, new.n, "", None, new.interval_undefined or old.interval_undefined)
    new_up, new_down = new.high - new.value, new.value - new.low
    old_up, old_down = old.high - old.value, old.value - old.low
    if sign < 0:
        new_up, new_down, old_up, old_down = new_down, new_up, old_down, old_up
    together = add if compares else math.hypot
    low, high = change - together(new_down, old_up), change + together(new_up, old_down)
    method = "bounds of both reports" if compares else "MOVER of the intervals of both reports"
    return Estimate(change, low, high, new.n, method)

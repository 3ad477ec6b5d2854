"""The Python interface: a function for each thing that the command line does with data, and what they return."""

from fairaudit.api.audits import Audit, PolicyError, audit, check
from fairaudit.api.batches import Batch, batch
from fairaudit.api.changes import Changes, compare
from fairaudit.api.metrics import metric
from fairaudit.api.plans import Plans, plan
from fairaudit.api.tallies import merge, tally_of
from fairaudit.api.tally import Tally
from fairaudit.api.tools import explain, load, presets, render

__all__ = [
    "Audit",
    "Batch",
    "Changes",
    "Plans",
    "PolicyError",
    "Tally",
    "audit",
    "batch",
    "check",
    "compare",
    "explain",
    "load",
    "merge",
    "metric",
    "plan",
    "presets",
    "render",
    "tally_of",
]

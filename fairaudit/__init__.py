"""Does a model work equally well for everyone it serves? Performance and fairness, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairaudit.api import Audit as Audit
    from fairaudit.api import Batch as Batch
    from fairaudit.api import Changes as Changes
    from fairaudit.api import Plans as Plans
    from fairaudit.api import PolicyError as PolicyError
    from fairaudit.api import Tally as Tally
    from fairaudit.api import audit as audit
    from fairaudit.api import batch as batch
    from fairaudit.api import check as check
    from fairaudit.api import compare as compare
    from fairaudit.api import explain as explain
    from fairaudit.api import load as load
    from fairaudit.api import merge as merge
    from fairaudit.api import metric as metric
    from fairaudit.api import plan as plan
    from fairaudit.api import presets as presets
    from fairaudit.api import render as render
    from fairaudit.api import tally_of as tally_of
    from fairaudit.errors import FairauditError as FairauditError

__version__ = "0.1.0"
__all__ = [
    "Audit",
    "Batch",
    "Changes",
    "FairauditError",
    "Plans",
    "PolicyError",
    "Tally",
    "__version__",
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


def __getattr__(name: str) -> Any:
    """Load the Python interface when it is first used: the command line must start without it."""
    if name in __all__:
        import importlib

        module = "fairaudit.errors" if name == "FairauditError" else "fairaudit.api"
        return getattr(importlib.import_module(module), name)
    raise AttributeError(f"module 'fairaudit' has no attribute {name!r}")

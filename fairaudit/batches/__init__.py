"""Many results at once: found in a folder tree or a manifest, audited side by side, summed up on one page."""

from fairaudit.batches.across import CONFIDENCE, place_among_others
from fairaudit.batches.find import Result, by_column, find_results
from fairaudit.batches.manifest import read_manifest
from fairaudit.batches.run import Auditor, Done, audit_all
from fairaudit.batches.store import Store, digest_of
from fairaudit.batches.summary import exit_code
from fairaudit.batches.whole import BatchRequest, run_batch

__all__ = [
    "CONFIDENCE",
    "Auditor",
    "BatchRequest",
    "Done",
    "Result",
    "Store",
    "audit_all",
    "by_column",
    "digest_of",
    "exit_code",
    "find_results",
    "place_among_others",
    "read_manifest",
    "run_batch",
]

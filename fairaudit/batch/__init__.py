"""Many results at once: found in a folder tree or a manifest, audited side by side, summed up on one page."""

from fairaudit.batch.across import CONFIDENCE, place_among_others
from fairaudit.batch.find import Result, by_column, find_results
from fairaudit.batch.manifest import read_manifest
from fairaudit.batch.run import Auditor, Done, audit_all
from fairaudit.batch.store import Store, digest_of

__all__ = [
    "CONFIDENCE",
    "Auditor",
    "Done",
    "Result",
    "Store",
    "audit_all",
    "by_column",
    "digest_of",
    "find_results",
    "place_among_others",
    "read_manifest",
]

"""The account of the files and rows that were read, as reports hold it."""

from __future__ import annotations

from fairaudit import document
from fairaudit.engine.here import AnySource
from fairaudit.saved import SavedSource
from fairaudit.source import SourceFile
from fairaudit.tally import RowAccount


def data_read(source: AnySource, account: RowAccount) -> document.Data:
    """Return the report's account of the files and rows that were read."""
    rejected = sum(account.rejected.values())
    found: document.Data = {
        "sources": list(map(_listed, source.files())),
        "rows_read": account.read,
        "rows_counted": account.read - rejected,
        "rows_rejected": rejected,
        "rejections": [{"reason": reason, "rows": rows} for reason, rows in sorted(account.rejected.items())],
    }
    if isinstance(source, SavedSource):
        found["counted_from"] = list(map(_listed, source.counted_from()))
    return found


def _listed(file: SourceFile) -> document.SourceFile:
    return {"path": file.path, "rows": file.rows, "sha256": file.sha256}

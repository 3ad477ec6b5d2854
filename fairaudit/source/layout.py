"""How data lie in folders: which names are those of data, and what the names of folders spell out."""

from __future__ import annotations

import os
import re
from urllib.parse import unquote

DATA_SUFFIX = re.compile(r"\.(?:(?:csv|tsv|jsonl|ndjson|json)(?:\.(?:gz|zst|bz2))?|parquet|pq|tally)\Z", re.IGNORECASE)
"""How the name of a data file ends."""
HELM_STATISTICS = "per_instance_stats.json"
"""The file that makes a folder one of HELM's runs; the other files in it are no data sets of their own."""
_DESCRIPTION = re.compile(r"\.json(\.\w+)?\Z", re.IGNORECASE)
_MISSING_PARTITION = "__HIVE_DEFAULT_PARTITION__"


def is_data(name: str) -> bool:
    """Tell whether a file in a folder is data for certain: beside data, a .json is a description or a report."""
    return bool(DATA_SUFFIX.search(name)) and not _DESCRIPTION.search(name)


def is_passed_over(name: str) -> bool:
    """Tell whether a name in a folder is none of data: hidden, or a marker such as _SUCCESS."""
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


def partition_of(path: str) -> dict[str, str | None]:
    """Return the columns that the folders of a path spell out: `sex=female/age=30/x.csv` has two."""
    if os.path.basename(path) == HELM_STATISTICS:  # the name of a run, such as boolq:model=x, is no partition
        return {}
    spelled = (folder.split("=", 1) for folder in re.split(r"[/\\]", path)[:-1] if folder.find("=") > 0)
    return {unquote(key): None if value == _MISSING_PARTITION else unquote(value) for key, value in spelled}

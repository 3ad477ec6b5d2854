"""What a saved tally says of itself: how its rows were counted, what became of them, and where they came from."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fairaudit.config import Config
from fairaudit.config.ratios import is_definition
from fairaudit.cube import Cube
from fairaudit.errors import show
from fairaudit.source import SourceFile
from fairaudit.tally import PassedOver, Roles, RowAccount, Seen, Tallied

VERSION = 1
"""1: the first version."""
COUNTING = (
    "task",
    "identities",
    "probability",
    "threshold",
    "top_k",
    "quantile",
    "bins",
    "where",
    "calibration_bins",
    "edit_split",
)
"""Settings that say how rows are counted, and that nobody can change afterwards; so are metrics of a user's own."""
NAMES_FILES = ("normalize",)
"""Such settings whose value can be a file, which nobody else needs to have: what it holds is in the tally's `how`."""
SUGGESTED = ("groups", "site", "intersections", "positive", "metrics")
"""Settings that hold for a report of a tally if nobody says otherwise."""
KEPT = (*COUNTING, *NAMES_FILES, *SUGGESTED)
"""All settings that a tally keeps."""

Plain = dict[str, Any]


@dataclass(frozen=True)
class Description:
    """How rows were counted.

    `settings` are those in `COUNTING` and `SUGGESTED`, as plain data. `sources` are the files that were read, and
    `assumptions` what they showed that nobody said. `hashed` is the mark of the key that cluster names were hashed
    with, or None. `members` are the digests of the tallies that were added up.
    """

    roles: Roles
    settings: Plain
    sources: tuple[SourceFile, ...]
    assumptions: tuple[str, ...] = ()
    hashed: str | None = None
    members: tuple[str, ...] = ()
    created: str = ""


@dataclass(frozen=True)
class Saved:
    """A tally with its description; `name` is what messages call it. `file` is where it was read from, if it was."""

    description: Description
    tallied: Tallied
    name: str = "tally"
    file: SourceFile | None = None


def in_short(saved: Saved) -> str:
    """Return in one sentence what a tally holds."""
    cube, account = saved.tallied.cube, saved.tallied.account
    rows = account.read - sum(account.rejected.values())
    groups = ", ".join(show(name) for name in saved.description.roles.attributes)
    return f"{rows:,} of {account.read:,} rows, counted in {len(cube.codes):,} cells by {groups}."


def settings_of(config: Config) -> Plain:
    """Return the settings that a tally keeps, as plain data."""
    return {name: said(name, getattr(config, name)) for name in KEPT}


def said(name: str, value: Any) -> Any:
    """Return a setting as tallies hold it: as JSON does, and a file without its folder, which is somebody's own."""
    return os.path.basename(value) if name in NAMES_FILES else plain(value)


def ratios_in(metrics: Sequence[str]) -> list[str]:
    """Return the metrics of a user's own among some metrics: sums of columns, which are counted with the rows."""
    return [name for name in metrics if is_definition(name)]


def plain(value: Any) -> Any:
    """Return a setting as JSON holds it."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple | list) else value


def in_words(value: Any) -> str:
    """Return a setting as it is typed: of columns and their values, ``age=18,30``; of several, one after another."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={','.join(map(in_words, each))}" for key, each in value.items())
    if isinstance(value, list):
        pairs = all(isinstance(each, list) for each in value)
        return ", ".join("=".join(map(in_words, each)) if pairs else in_words(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def frozen(value: Any) -> Any:
    """Return a setting as `Config` holds it."""
    if isinstance(value, dict):
        return {key: frozen(each) for key, each in value.items()}
    return tuple(frozen(each) for each in value) if isinstance(value, list) else value


def as_plain(description: Description, tallied: Tallied) -> Plain:
    """Return all that is no cell, as JSON holds it."""
    roles = {each.name: plain(getattr(description.roles, each.name)) for each in fields(Roles)}
    seen = tallied.seen
    return {
        "roles": roles,
        "settings": description.settings,
        "sources": [[file.path, file.rows, file.sha256] for file in description.sources],
        "assumptions": list(description.assumptions),
        "hashed": description.hashed,
        "members": list(description.members),
        "created": description.created,
        "how": dict(tallied.how),
        "account": {"read": tallied.account.read, "rejected": dict(tallied.account.rejected)},
        "seen": {
            "rows": dict(seen.rows),
            "ranges": {name: [_text(each) for each in ends] for name, ends in seen.ranges.items()},
        },
    }


def described(found: Plain, cube: Cube[Any]) -> tuple[Description, Tallied]:
    """Return what `as_plain` has made plain, and the tally of its cube.

    Raises:
        KeyError, TypeError, ValueError: something is missing, or is not what it should be.
    """
    of_roles = {name: frozen(value) for name, value in found["roles"].items()}
    of_roles["passed_over"] = tuple(PassedOver(*each) for each in of_roles["passed_over"])
    description = Description(
        Roles(**of_roles),
        found["settings"],
        tuple(SourceFile(path, rows, sha256) for path, rows, sha256 in found["sources"]),
        tuple(found["assumptions"]),
        found["hashed"],
        tuple(found["members"]),
        found["created"],
    )
    account, seen = found["account"], found["seen"]
    ranges = {name: (float(low), float(high)) for name, (low, high) in seen["ranges"].items()}
    rows = RowAccount(account["read"], Counter(account["rejected"]))
    return description, Tallied(cube, rows, Seen(seen["rows"], ranges), how=found["how"])


def _text(number: float) -> float | str:
    """Return a number, or the word for one that JSON has none for."""
    return number if math.isfinite(number) else str(number)

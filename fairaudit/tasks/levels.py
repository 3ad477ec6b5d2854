"""Which groupings were asked for: attributes, and their intersections."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from fairaudit.config import Config
from fairaudit.config.checks import attributes_of
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.spoken import spoken

_MOST_LEVELS = 2_000


def resolve_levels(columns: Sequence[str], config: Config) -> tuple[tuple[str, ...], ...]:
    """Return the groupings that were asked for: single attributes first, then intersections, each once."""
    levels = [_level(entry, columns) for entry in config.groups]
    for name, _ in config.identities:
        require_column(name, columns, "identities")
        levels.append((name,))
    for name in config.bins:
        require_column(name, columns, "bins")
        levels += [] if any(name in level for level in levels) else [(name,)]
    singles = list(dict.fromkeys(name for level in levels for name in level))
    _check_number(len(singles), config)
    if config.intersections == "pairs":
        levels += combinations(singles, 2)
    elif config.intersections == "all":
        levels += [level for size in range(2, len(singles) + 1) for level in combinations(singles, size)]
    unique = {frozenset(level): level for level in reversed(levels)}
    kept = [level for level in levels if unique[frozenset(level)] is level]
    return tuple(sorted(dict.fromkeys(kept), key=lambda level: len(level) > 1))


def _check_number(attributes: int, config: Config) -> None:
    """Refuse crossings without end: 30 attributes have a thousand million subsets."""
    subsets = {"none": 0, "pairs": attributes * (attributes - 1) // 2, "all": 2**attributes}[config.intersections]
    if subsets > _MOST_LEVELS:
        raise UsageError(
            f"{spoken('intersections', config.intersections)} of {attributes} attributes are {subsets:,} levels, more "
            f"than the {_MOST_LEVELS:,} that are measured. Name fewer attributes, or the intersections themselves: "
            f"{spoken('groups', ['a:b'])}."
        )


def _level(entry: str | tuple[str, ...], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the attributes of an entry, each of which is a column, and no two are the same."""
    names = attributes_of(entry, columns)
    for name in names:
        require_column(name, columns, "groups")
    if len(set(names)) < len(names):
        raise UsageError(f"{spoken('groups', [show(':'.join(names))])} names one attribute twice.")
    return names


def require_column(name: str, columns: Sequence[str], setting: str) -> None:
    """Make sure that a column is there.

    Raises:
        UsageError: it is not; `setting` named it.
    """
    if name not in columns:
        raise UsageError(
            f"There is no column `{show(name)}` (named by {spoken(setting)}).{did_you_mean(name, columns)}"
            f" The columns are: {listed_columns(columns)}."
        )


def listed_columns(names: Sequence[str], most: int = 20) -> str:
    """Return names of columns for a message."""
    shown = ", ".join(f"`{show(name)}`" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"

"""Adding tallies: those of parts of the rows, counted in the same way, are the tally of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from fairaudit.config import Config
from fairaudit.errors import UsageError, show
from fairaudit.saved.description import COUNTING, SUGGESTED, Plain, Saved, in_words, plain, ratios_in, settings_of
from fairaudit.saved.digest import members_of
from fairaudit.saved.project import only_attributes
from fairaudit.source.faults import file_shown
from fairaudit.spoken import spoken
from fairaudit.tally.tallied import PROBABILITY
from fairaudit.tally.total import total

_WORDS = {
    "edit_split": "edit split",
    "bins": "bins",
    "where": "condition (where)",
    "top_k": "number selected (top-k)",
    "calibration_bins": "number of calibration bins",
}
_POINTS = "operating points"
_NOTHING: tuple[Any, ...] = (None, [], {}, "")


def merged(tallies: Sequence[Saved], name: str = "tally") -> Saved:
    """Return the tally of the rows of all.

    Raises:
        UsageError: two of them were not counted in the same way, or hold the same rows.
    """
    first = tallies[0]
    members = _distinct_members(tallies)
    for other in tallies[1:]:
        check_alike(first, other)
    _check_sources(tallies)
    attributes = first.description.roles.attributes
    added = total([only_attributes(each.tallied, attributes) for each in tallies])
    told = [each.description for each in tallies]
    roles = replace(
        first.description.roles,
        assumptions=_each_once(text for each in told for text in each.roles.assumptions),
        passed_over=_each_once(passed for each in told for passed in each.roles.passed_over),
    )
    description = replace(
        first.description,
        roles=roles,
        settings=_settings([each.settings for each in told]),
        sources=tuple(source for each in told for source in each.sources),
        assumptions=_each_once(text for each in told for text in each.assumptions),
        members=members,
    )
    return Saved(description, added, name)


def _settings(found: Sequence[Plain]) -> Plain:
    """Return the settings of all, in whatever order they come: what some did not say the others say.

    Where two say something else, nothing is said; but groups are those of any, and metrics of a user's own stay.
    """
    usual, settings = settings_of(Config()), dict(found[0])
    for name in ("task", *SUGGESTED):
        values = [each[name] for each in found if each[name] != usual[name]]
        settings[name] = values[0] if values and all(each == values[0] for each in values) else usual[name]
    groups = [group for each in found for group in each["groups"]]
    settings["groups"] = [group for place, group in enumerate(groups) if group not in groups[:place]]
    settings["metrics"] = settings["metrics"] or ratios_in(found[0]["metrics"])
    return settings


def _each_once(found: Iterator[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(found))


def _distinct_members(tallies: Sequence[Saved]) -> tuple[str, ...]:
    """Return the members of all, after making sure that no rows count twice.

    Raises:
        UsageError: two tallies have a member in common.
    """
    if len(tallies) == 1:
        return tallies[0].description.members
    of: dict[str, Saved] = {}
    for each in tallies:
        for member in members_of(each):
            if member in of:
                both = f"{file_shown(of[member].name)} and {file_shown(each.name)}"
                raise UsageError(f"{both} hold the same tally: its rows would count twice. Name it once.")
            of[member] = each
    return tuple(sorted(of))


def _check_sources(tallies: Sequence[Saved]) -> None:
    """Make sure that no two tallies were counted from the same files, whatever these were called.

    One file in common says nothing: it may hold speakers, and no rows. Files in folders that spell out columns are told
    apart by these, and not by what they hold.

    Raises:
        UsageError: all files of one tally are among those of another.
    """
    for one, other in combinations(tallies, 2):
        files, others = ({file.sha256: file.path for file in each.description.sources} for each in (one, other))
        if "" in files or not (files.keys() <= others.keys() or others.keys() <= files.keys()):
            continue
        sha256 = next(iter(files.keys() & others.keys()))
        if "=" in files[sha256]:
            continue
        both = f"{file_shown(one.name)}, of {file_shown(files[sha256])}, and {file_shown(other.name)}"
        raise UsageError(
            f"{both}, of {file_shown(others[sha256])}, were counted from the same rows, which would count twice. "
            "Name one of them."
        )


def check_alike(first: Saved, other: Saved) -> None:
    """Make sure that two tallies were counted in the same way.

    Raises:
        UsageError: they were not; the message names the first difference.
    """
    names = file_shown(first.name), file_shown(other.name)
    for what, mine, theirs in _differences(first, other):
        raise UsageError(
            f"{names[0]} and {names[1]} were not counted in the same way: {what} {_shown(mine)} in the first, "
            f"{_shown(theirs)} in the second. {_mend(what)}"
        )


def _mend(what: str) -> str:
    if what == _POINTS:
        instead, said = spoken("threshold", "SCORE"), spoken("top_k")
        return (
            f"All rows together tell whose scores are highest: count them together, or say {instead} instead of {said}."
        )
    if what != PROBABILITY:
        return "Count the rows of both with the same settings."
    said = spoken("probability", {"CLASS": "COLUMN"})
    return f"Labels told which; the rows of both have to be counted again, with the column of every class said: {said}."


def _differences(one: Saved, two: Saved) -> Iterator[tuple[str, Any, Any]]:
    """Yield what differs, with both values."""
    first, other = one.description, two.description
    mine, theirs, how = first.roles, other.roles, (one.tallied.how, two.tallied.how)
    own, others = (sorted(ratios_in(each.settings["metrics"])) for each in (first, other))
    roles = dict.fromkeys((*mine.columns, *theirs.columns))
    compared: list[tuple[str, Any, Any]] = [
        ("task", mine.task, theirs.task),
        *((f"column of the {role}", mine.columns.get(role), theirs.columns.get(role)) for role in roles),
        ("attributes", sorted(mine.attributes), sorted(theirs.attributes)),
        *((_WORDS.get(name, name), first.settings[name], other.settings[name]) for name in COUNTING if name != "task"),
        *((name, how[0].get(name), how[1].get(name)) for name in dict.fromkeys((*how[0], *how[1]))),
        ("metrics of your own", own, others),
        (_POINTS, plain(mine.points), plain(theirs.points)),
        ("key of the hashed clusters", first.hashed, other.hashed),
    ]
    yield from (each for each in compared if each[1] != each[2])


def _shown(value: Any) -> str:
    return "none" if value in _NOTHING else f"`{show(in_words(value))}`"

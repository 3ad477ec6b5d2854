"""Tallies in the place of data: what the rest of an audit asks of a source, and the tally instead of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fairaudit.config import Config
from fairaudit.config.checks import attributes_of
from fairaudit.errors import UsageError, show
from fairaudit.saved.description import (
    COUNTING,
    NAMES_FILES,
    SUGGESTED,
    Saved,
    frozen,
    in_words,
    plain,
    ratios_in,
    said,
)
from fairaudit.saved.project import only_attributes
from fairaudit.saved.sited import COLUMN, EACH
from fairaudit.source import SourceFile
from fairaudit.spoken import spoken
from fairaudit.tally import Roles, Tallied


@dataclass(frozen=True)
class SavedSource:
    """One tally, or the sum of several, in the place of the rows that were counted; `parts` are the files read."""

    saved: Saved
    parts: tuple[SourceFile, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that groups and rules can name: attributes, and those with a role."""
        roles = self.saved.description.roles
        return tuple(dict.fromkeys((*roles.attributes, *roles.columns.values())))

    def files(self) -> list[SourceFile]:
        """Return the files of the tallies; of one that was not read from a file, those that its rows were in."""
        return list(self.parts or self.saved.description.sources)

    def counted_from(self) -> list[SourceFile]:
        """Return the files that the rows were in when they were counted."""
        return list(self.saved.description.sources)

    @property
    def assumptions(self) -> list[str]:
        """What nobody said and the data showed, in words."""
        return list(self.saved.description.assumptions)

    def settings(self, config: Config) -> Config:
        """Return the settings of an audit of the tally: how rows are counted is settled, all else as asked for.

        Raises:
            UsageError: a setting asks for rows, or for rows that are counted otherwise.
        """
        kept, usual = self.saved.description.settings, Config()
        if config.site == EACH:
            config = replace(config, site=COLUMN)
        self._check_counted_by(_named(config, self.columns))
        if config.examples:
            raise UsageError(f"A tally holds no texts to show: leave {spoken('examples')} out, or name the rows.")
        for name in (*COUNTING, *NAMES_FILES):
            asked, was = said(name, getattr(config, name)), kept[name]
            is_part = name in ("bins", "identities") and all(each in _items(was) for each in _items(asked))
            is_part = is_part or (name == "task" and asked == self.saved.description.roles.task)
            if asked not in (plain(getattr(usual, name)), was) and not is_part:
                raise self._settled(spoken(name), was)
        roles = self.saved.description.roles
        for role, column in config.columns.items():
            if roles.columns.get(role) != column:
                raise self._settled(spoken(role, show(column)), roles.columns.get(role))
        for own in ratios_in(config.metrics):
            if own not in kept["metrics"]:
                raise self._settled(f"{spoken('metrics')} {show(own)}", ratios_in(kept["metrics"]))
        settled = {name: frozen(kept[name]) for name in (*COUNTING, *NAMES_FILES)}
        settled["task"] = config.task or settled["task"]
        unsaid = {
            name: frozen(kept[name])
            for name in SUGGESTED
            if name in kept and getattr(config, name) == getattr(usual, name)
        }
        if config.groups or config.bins or config.identities:
            unsaid.pop("intersections", None)
            named = _named(config, self.columns)
            settled["bins"] = {name: edges for name, edges in settled["bins"].items() if name in named}
            settled["identities"] = tuple(each for each in settled["identities"] if each[0] in named)
        return replace(config, columns=dict(roles.columns), **settled, **unsaid)

    def _check_counted_by(self, names: Iterable[str]) -> None:
        counted = self.saved.description.roles.attributes
        for name in names:
            if name not in counted:
                listed = ", ".join(f"`{show(each)}`" for each in counted)
                raise UsageError(
                    f"The rows of the tally were not counted by `{show(name)}`; they were by {listed}. Name some of "
                    "these, or count the rows again."
                )

    def _settled(self, asked: str, kept: Any) -> UsageError:
        was = f"with `{show(in_words(kept))}`" if kept not in (None, [], {}) else "without it"
        return UsageError(
            f"{asked} says how rows are counted, and the rows of the tally are counted already, {was}. Leave it out, "
            "or count the rows again."
        )

    def roles(self, levels: Sequence[tuple[str, ...]], site: str | None = None) -> Roles:
        """Return the roles for an audit of these groupings, and of sites that the column `site` names.

        Raises:
            UsageError: a grouping names an attribute that rows were not counted by.
        """
        roles = self.saved.description.roles
        attributes = tuple(dict.fromkeys((*(name for level in levels for name in level), *([site] if site else []))))
        self._check_counted_by(attributes)
        return replace(roles, levels=tuple(levels), attributes=attributes, site=site)

    def tallied(self, roles: Roles) -> Tallied:
        """Return what was tallied, by the attributes of an audit."""
        return only_attributes(self.saved.tallied, roles.attributes, self.saved.description.roles.attributes)


def _named(config: Config, columns: Sequence[str]) -> list[str]:
    """Return the attributes that settings name."""
    named = [name for group in config.groups for name in attributes_of(group, columns)]
    return list(dict.fromkeys([*named, *config.bins, *dict(config.identities)]))


def _items(found: Any) -> list[Any]:
    return list(found.items()) if isinstance(found, dict) else list(found)

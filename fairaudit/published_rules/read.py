"""Reads the preset files and checks that they say what a preset must say."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from fairaudit.catalogue.names import find_measured
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.published_rules.preset import (
    LIMITS_FROM,
    TABLE_KINDS,
    Exclusions,
    Limits,
    Parameter,
    Preset,
    RequiredColumn,
    RuleTemplate,
    Statement,
)

T = TypeVar("T")
_SUFFIX = ".toml"
_TEXTS = ("id", "title", "jurisdiction", "status", "reference_rule", "disclaimer")
_LISTS = ("sources", "not_verified", "metrics")
DISCLAIMER = "Nothing here is legal advice."


@cache
def preset_ids() -> tuple[str, ...]:
    """Return the ids of all presets, in alphabetical order."""
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


@cache
def load_preset(name: str) -> Preset:
    """Return the preset with this id.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    if name not in preset_ids():
        known = ", ".join(preset_ids())
        mend = did_you_mean(name, preset_ids())
        raise UsageError(f"There is no preset `{show(name)}`.{mend} The presets are: {known}.")
    text = (files(__package__) / (name + _SUFFIX)).read_text(encoding="utf-8")
    preset = make_preset(tomllib.loads(text))
    if preset.id != name:
        raise ValueError(f"the preset file {name}{_SUFFIX} has the id {preset.id}")
    return preset


def make_preset(content: Mapping[str, Any]) -> Preset:
    """Return a preset from the content of its file.

    Raises:
        ValueError: a key is missing, unknown, or of the wrong kind; the files are part of the program.
    """
    optional = {"exclusions", "parameters", "table", "under_revision"}
    _check_keys(content, Preset, optional, str(content.get("id")))
    exclusions = content.get("exclusions")
    preset = Preset(
        **{name: _text(content, name) for name in _TEXTS},  # type: ignore[arg-type]
        **{name: tuple(content[name]) for name in _LISTS},  # type: ignore[arg-type]
        as_of=content["as_of"],
        limits=_record(Limits, content["limits"]),
        exclusions=None if exclusions is None else _record(Exclusions, exclusions),
        required_columns=_records(RequiredColumn, content["required_columns"]),
        parameters=_records(Parameter, content.get("parameters", ())),
        rules=_records(RuleTemplate, content["rules"]),
        states=_records(Statement, content["states"]),
        table=content.get("table"),
        under_revision=content.get("under_revision", False),
    )
    _check(preset)
    return preset


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"`{name}` is not text")
    return value


def _records(kind: type[T], entries: Iterable[Mapping[str, Any]]) -> tuple[T, ...]:
    return tuple(_record(kind, entry) for entry in entries)


def _record(kind: type[T], entry: Mapping[str, Any]) -> T:
    optional = {each.name for each in fields(kind) if each.default is not MISSING}  # type: ignore[arg-type]
    _check_keys(entry, kind, optional, kind.__name__)
    return kind(**entry)


def _check_keys(entry: Mapping[str, Any], kind: type[Any], optional: set[str], place: str) -> None:
    known = {each.name for each in fields(kind)}
    missing, unknown = known - optional - set(entry), set(entry) - known
    if missing or unknown:
        raise ValueError(f"{place}: missing keys {sorted(missing)}, unknown keys {sorted(unknown)}")


def _check(preset: Preset) -> None:
    """Check what types do not say."""
    if type(preset.as_of) is not datetime.date:
        raise ValueError(f"{preset.id}: `as_of` is not a date")
    if not preset.disclaimer.startswith(DISCLAIMER):
        raise ValueError(f"{preset.id}: the disclaimer does not begin with: {DISCLAIMER}")
    if preset.limits.given_by not in LIMITS_FROM:
        raise ValueError(f"{preset.id}: limits are given by {LIMITS_FROM}, not {preset.limits.given_by}")
    if preset.under_revision not in (True, False):
        raise ValueError(f"{preset.id}: `under_revision` is neither true nor false")
    if preset.table not in {None, *TABLE_KINDS}:
        raise ValueError(f"{preset.id}: a table is one of {TABLE_KINDS}, not {preset.table}")
    if (preset.limits.given_by == "source" or bool(preset.parameters)) != bool(preset.rules):
        raise ValueError(f"{preset.id}: rules need limits, and limits need rules")
    for name in preset.metrics:
        find_measured(name)

"""The tables and keys of the configuration file, and how their values become settings."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)

from fairaudit.config.checks import SEPARATOR
from fairaudit.config.ratios import is_definition
from fairaudit.config.setting import Kind, Place
from fairaudit.errors import UsageError
from fairaudit.labels import named_label
from fairaudit.settings.rules import made_rule
from fairaudit.settings.table import ALL, in_file

if TYPE_CHECKING:
    from fairaudit.policy import ChangeRule, Rule


def _as_text(value: Any) -> Any:
    """Accept `positive = 1` and `where = { member = true }`: values of columns, spelt as fairaudit prints them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, int):
        return str(value)
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def _as_group(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(name, str) for name in value):
        return tuple(value)
    if not isinstance(value, str):
        raise ValueError('A group is a column, such as "accent", or a list of columns to cross.')
    return value


def _as_lists(value: Any) -> Any:
    pairs = value.items() if isinstance(value, dict) else value if isinstance(value, list) else [None]
    if not all(isinstance(text, str) for pair in pairs for text in (pair if isinstance(pair, tuple) else (pair,))):
        raise ValueError('Identities are a list of columns, or a table such as { identity = "," }.')
    return value


def _one_of(name: str) -> Callable[[str], str]:
    """Return a check that a word is one of those that a rule's key can have."""

    def check(word: str) -> str:
        from fairaudit.policy.rule import check_choice

        try:
            check_choice(name, word)
        except UsageError as error:
            raise ValueError(str(error)) from error
        return word

    return check


def _as_date(value: Any) -> Any:
    if type(value) is not datetime.date:
        shown = value.isoformat() if isinstance(value, datetime.datetime) else json.dumps(value, default=str)
        raise ValueError(f"The last day is a date without quotes, such as 2027-03-31; {shown} is not.")
    return value


def _as_said(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise ValueError("A waiver says who answers for it and why; this is empty.")
    return value


def _as_covered(value: Any) -> Any:
    if value == {}:
        raise ValueError("It names no group. For a waiver of the whole rule, leave `group` out.")
    return value


Date = Annotated[datetime.date, BeforeValidator(_as_date)]
Said = Annotated[str, BeforeValidator(_as_said)]
Text = Annotated[str, BeforeValidator(_as_text)]
Lists = Annotated[list[str] | dict[str, str], BeforeValidator(_as_lists)]
Group = Annotated[Any, BeforeValidator(_as_group)]


class Table(BaseModel):
    """A table of settings: strict types, and no key that is not known."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @field_validator("*", mode="after")
    @classmethod
    def _check(cls, value: Any, info: ValidationInfo) -> Any:
        """Apply the checks that hold wherever a setting is said."""
        name = str(info.field_name)
        try:
            if name in ALL:
                ALL[name].refuse(_frozen(name, value))
        except UsageError as error:
            raise ValueError(str(error)) from error
        return value


def _metrics(names: list[str]) -> list[str]:
    from fairaudit.catalogue.names import find_measured, know

    try:
        know(names, beside=True)
        for name in (name for name in names if not is_definition(name)):
            find_measured(name)
    except UsageError as error:
        raise ValueError(str(error)) from error
    return names


def _presets(texts: list[str]) -> list[str]:
    from fairaudit.published_rules import chosen_presets

    try:
        chosen_presets(texts)
    except UsageError as error:
        raise ValueError(str(error)) from error
    return texts


def _listed(value: Any) -> Any:
    """Return a list: of one, where there is one value."""
    return value if isinstance(value, list) else [value]


def _together(values: list[Any]) -> tuple[Any, ...]:
    return tuple(values)


Numbers = Annotated[list[float], BeforeValidator(_listed), AfterValidator(_together)]
Texts = Annotated[list[str], BeforeValidator(_listed), AfterValidator(_together)]
_TYPES: dict[Kind, Any] = {
    "bins": dict[str, list[float]],
    "character": str,
    "column": str,
    "file": str,
    "groups": list[Group],
    "lists": Lists,
    "metrics": Annotated[list[str], AfterValidator(_metrics)],
    "number": float,
    "numbers": Numbers,
    "pairs": dict[str, Text],
    "presets": Annotated[list[str], AfterValidator(_presets)],
    "text": str,
    "texts": Texts,
    "value": Text,
    "whole": int,
    "word": str,
}


def _table(name: str, says: str, place: Place, **others: Any) -> type[Table]:
    """Return a table with a key for each setting that belongs there."""
    keys: dict[str, Any] = {each.name: (_TYPES[each.kind] | None, None) for each in in_file(place)} | others
    return create_model(name, __base__=Table, __doc__=says, __module__=__name__, **keys)


if TYPE_CHECKING:
    DataTable: TypeAlias = Table
    EvidenceTable: TypeAlias = Table
    ReportTable: TypeAlias = Table
else:
    DataTable = _table("DataTable", "`[data]`: what the columns mean, and which rows and groups count.", "data")
    EvidenceTable = _table(
        "EvidenceTable",
        "`[evidence]`: how sure, and from how many rows on.",
        "evidence",
        on_inconclusive=(Annotated[str, AfterValidator(_one_of("on_inconclusive"))] | None, None),
    )
    ReportTable = _table("ReportTable", "`[report]`: what is computed and shown.", "report")


class RuleError(ValueError):
    """A sentence, or what belongs to it, is no rule."""


class RuleTable(Table):
    """`[[rules]]`: a sentence, and what belongs to it."""

    require: str
    id: str | None = None
    says: str | None = None
    because: str | None = None
    severity: Annotated[str, AfterValidator(_one_of("severity"))] | None = None
    evidence: Annotated[str, AfterValidator(_one_of("evidence"))] | None = None
    on_inconclusive: Annotated[str, AfterValidator(_one_of("on_inconclusive"))] | None = None
    only: list[Text] | None = None
    against: dict[str, Text] | None = None

    @field_validator("require", mode="after")
    @classmethod
    def _understood(cls, require: str) -> str:
        """Say what is wrong with the sentence also where another key of the table is wrong."""
        _refused(made_rule, require, {})
        return require

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _refused(self.rule)
        return self

    def rule(self, location: tuple[str, int] | None = None) -> Rule | ChangeRule:
        """Return the rule; `location` is the file and the line where it stands."""
        kept = {name: value for name, value in self if value is not None and name not in {"require", "only", "against"}}
        only = tuple(named_label(value) for value in self.only or ())
        against = tuple((self.against or {}).items())
        return made_rule(self.require, {**kept, "only": only, "against": against, "location": location})


def _refused(make: Callable[..., object], *arguments: object) -> None:
    try:
        make(*arguments)
    except UsageError as mistake:
        raise RuleError(str(mistake)) from mistake


class WaiverTable(Table):
    """`[[waivers]]`: leave for a rule to be broken, by whom, why and until when."""

    rule: str
    until: Date
    reason: Said
    owner: Said
    group: Annotated[dict[str, Text] | None, BeforeValidator(_as_covered)] = None


class ConfigFile(Table):
    """The whole file."""

    data: DataTable = DataTable()
    evidence: EvidenceTable = EvidenceTable()
    report: ReportTable = ReportTable()
    rules: list[RuleTable] = []
    waivers: list[WaiverTable] = []

    def settings(self) -> dict[str, Any]:
        """Return what was said, in the types of `fairaudit.config.Config`."""
        tables = (self.data, self.evidence, self.report)
        said = {name: value for table in tables for name, value in table if name in ALL and value is not None}
        return {name: _frozen(name, value) for name, value in said.items()}

    @property
    def on_inconclusive(self) -> str | None:
        """What an open rule means for the gate, unless the rule says it."""
        return dict(self.evidence).get("on_inconclusive")


TABLES: dict[str, type[Table]] = {
    "data": DataTable,
    "evidence": EvidenceTable,
    "report": ReportTable,
    "rules": RuleTable,
    "waivers": WaiverTable,
}


def _frozen(name: str, value: Any) -> Any:
    if name in ALL and ALL[name].kind == "bins":
        return {column: tuple(edges) for column, edges in value.items()}
    if name in ALL and ALL[name].kind == "lists" and isinstance(value, list):
        return tuple((column, SEPARATOR) for column in value)
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value

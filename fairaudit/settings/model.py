"""The tables and keys of the configuration file, and how their values become settings."""

from __future__ import annotations

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
from fairaudit.config.setting import Place
from fairaudit.errors import UsageError
from fairaudit.labels import named_label
from fairaudit.settings.rules import made_rule
from fairaudit.settings.table import ALL, in_file
from fairaudit.settings.values import TYPES, Date, Said, Text, as_covered, checked, one_of

if TYPE_CHECKING:
    from fairaudit.policy import ChangeRule, Rule


class Table(BaseModel):
    """A table of settings: strict types, and no key that is not known."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @field_validator("*", mode="after")
    @classmethod
    def _check(cls, value: Any, info: ValidationInfo) -> Any:
        """Apply the checks that hold wherever a setting is said."""
        name = str(info.field_name)
        if name in ALL and value is not None:
            checked(ALL[name].refuse, _frozen(name, value))
        return value


def _table(name: str, says: str, place: Place, **others: Any) -> type[Table]:
    """Return a table with a key for each setting that belongs there."""
    keys: dict[str, Any] = {each.name: (TYPES[each.kind] | None, None) for each in in_file(place)} | others
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
        on_inconclusive=(Annotated[str, AfterValidator(one_of("on_inconclusive"))] | None, None),
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
    severity: Annotated[str, AfterValidator(one_of("severity"))] | None = None
    evidence: Annotated[str, AfterValidator(one_of("evidence"))] | None = None
    on_inconclusive: Annotated[str, AfterValidator(one_of("on_inconclusive"))] | None = None
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
    group: Annotated[dict[str, Text] | None, BeforeValidator(as_covered)] = None


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

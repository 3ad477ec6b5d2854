"""What there is to know of one setting, wherever it is said: on the command line, in a file, in Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass, field, replace
from typing import Any, Literal, TypeVar, cast

from fairaudit.errors import UsageError, did_you_mean, show

T = TypeVar("T")
Kind = Literal[
    "bins",
    "character",
    "column",
    "file",
    "groups",
    "lists",
    "metrics",
    "number",
    "numbers",
    "pairs",
    "presets",
    "text",
    "texts",
    "value",
    "whole",
    "word",
]
"""How a value is read: `value` is one of a column, `pairs` are columns with a value each, `file` is a path or word,
`lists` are columns of lists."""
Place = Literal["data", "evidence", "report"]

COLUMNS = "Columns and groups"
READING = "How the data are read"
COMPUTED = "What is computed, and how sure it is"
RULES = "Rules"
ABOUT = "What the report is about"


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes:
        kind: how its value is read.
        place: the table of the settings file that holds it.
        heading: the heading of the help under which its option stands.
        help: what its option does; `{default}` is the default.
        documented: its value, as docs/configuration.md says it; words are listed there by themselves.
        wanted: what a value is, with an example; finishes "`NAME` is …; what came is …".
        example: a text as its value, for those who fill it in.
        metavar: what the help shows as the value.
        flags: the names of its option, if that is not `--NAME`.
        words: all values that it can have; of a file, those that are no path.
        check: raises a UsageError for a value that it cannot have.
        before: the setting before which it stands in the help and the file, where reports have another order.
        before_in_file: the same in the file alone.
        name: the name in Python and in the file.
    """

    kind: Kind
    place: Place
    heading: str
    help: str
    documented: str = ""
    wanted: str = ""
    example: str = ""
    metavar: str | None = None
    flags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    check: Callable[[Any], None] | None = None
    before: str | None = None
    before_in_file: str | None = None
    name: str = ""

    def refuse(self, value: Any) -> None:
        """Raise a UsageError if it cannot have this value, wherever it was said."""
        if value is None:
            return
        if self.kind == "word" and self.words and value not in self.words:
            words = ", ".join(self.words)
            raise UsageError(f"`{show(str(value))}` is not one of {words}.{did_you_mean(str(value), self.words)}")
        if self.check is not None:
            self.check(value)

    def of(self, words: tuple[str, ...]) -> Setting:
        """Return it as one of these words; the example is the second, because the first is often the default."""
        return replace(self, words=words, wanted=f'a word, such as {self.name}="{words[1]}"')

    @property
    def options(self) -> tuple[str, ...]:
        """The names of its option."""
        return self.flags or (f"--{self.name.replace('_', '-')}",)


def setting(default: T, kind: Kind, place: Place, heading: str, help: str, **facts: Any) -> T:
    """Return a field of `Config` that carries what there is to know of it."""
    metadata = {"setting": Setting(kind, place, heading, help, **facts)}
    made: Any = field(default=default, metadata=metadata)
    if isinstance(default, dict):
        made = field(default_factory=dict, metadata=metadata)
    return cast(T, made)


def settings_of(all_fields: tuple[Field[Any], ...]) -> dict[str, Setting]:
    """Return the settings that fields carry, by their names; fields that carry none are left out."""
    found = [each for each in all_fields if "setting" in each.metadata]
    return {each.name: _named(each.metadata["setting"], each) for each in found}


def _named(declared: Setting, its: Field[Any]) -> Setting:
    named = replace(declared, name=its.name, help=declared.help.format(default=its.default))
    return named.of(named.words) if named.kind == "word" and named.words else named

"""How the text of an option becomes a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fairaudit.config.checks import SEPARATOR
from fairaudit.errors import UsageError, show
from fairaudit.settings.table import ALL

if TYPE_CHECKING:
    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # older releases of click do not say what a type gives


class Checked(ParamType):
    """A value of another type that must also be a value that the setting can have."""

    def __init__(self, inner: ParamType, setting: str) -> None:
        self.inner = inner
        self.setting = setting
        self.name = inner.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert, then check."""
        if self.inner is click.FLOAT and "," in str(value):
            self.fail(f"`{show(value)}` has a comma. Write numbers with a point, such as 0.5.", param, ctx)
        converted = self.inner.convert(value, param, ctx)
        try:
            ALL[self.setting].refuse(converted)
        except UsageError as error:
            self.fail(str(error), param, ctx)
        return converted


class Numbers(ParamType):
    """`NUMBER,NUMBER,…`."""

    name = "NUMBER,…"

    def __init__(self, setting: str) -> None:
        self.setting = setting

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Read the numbers, and check them."""
        parts = str(value).split(",")
        if len(parts) == 2 and all(part.strip().lstrip("+-").isdigit() for part in parts):
            self.fail(f"`{show(value)}` has a comma. Write numbers with a point, such as 0.5.", param, ctx)
        try:
            found = tuple(float(part) for part in parts)
            ALL[self.setting].refuse(found)
        except ValueError:
            self.fail(f"'{show(value)}' is not a valid number, nor several as in 0.3,0.5.", param, ctx)
        except UsageError as error:
            self.fail(str(error), param, ctx)
        return found


class Delimiter(Checked):
    r"""One character; a tab may be written as ``tab`` or ``\t``, because shells make it hard to type."""

    def __init__(self, setting: str) -> None:
        super().__init__(click.STRING, setting)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Turn the names of a tab into one, then check."""
        return super().convert("\t" if value in {"tab", "\\t"} else value, param, ctx)


class Assignment(ParamType):
    """`COLUMN=VALUE`; the value may hold further equal signs."""

    name = "COLUMN=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Split at the first equal sign."""
        column, equals, wanted = str(value).partition("=")
        if not equals or not column:
            self.fail(f"`{show(value)}` is not COLUMN=VALUE, such as race=White.", param, ctx)
        return column, wanted


class Separated(ParamType):
    """`COLUMN`, or `COLUMN=CHARACTER` with what stands between the labels of a text."""

    name = "COLUMN"

    def __init__(self, setting: str) -> None:
        self.setting = setting

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Split at the last equal sign."""
        column, equals, separator = str(value).rpartition("=")
        found = (column, separator) if equals and column else (str(value), SEPARATOR)
        try:
            ALL[self.setting].refuse((found,))
        except UsageError as error:
            self.fail(str(error), param, ctx)
        return found


class Bins(ParamType):
    """`COLUMN=EDGE,EDGE,…` with ascending edges."""

    name = "COLUMN=EDGE,…"

    def __init__(self, setting: str) -> None:
        self.setting = setting

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[float, ...]]:
        """Read the edges, and check them."""
        column, equals, listed = str(value).rpartition("=")
        if not equals or not column:
            self.fail(f"`{show(value)}` is not COLUMN=EDGE,…, such as age=18,30,50,65.", param, ctx)
        try:
            edges = tuple(float(edge) for edge in listed.split(","))
            ALL[self.setting].refuse({column: edges})
        except ValueError:
            self.fail(f"The edges in `{show(value)}` are not all numbers, as in age=18,30,50,65.", param, ctx)
        except UsageError as error:
            self.fail(str(error), param, ctx)
        return column, edges

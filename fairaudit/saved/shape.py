"""The form of a description: what was changed by hand is refused when it is read, and not met by an audit."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any, Literal, NotRequired, TypedDict, get_type_hints

import msgspec

from fairaudit.config import Config
from fairaudit.errors import FairauditError
from fairaudit.saved.description import KEPT, Plain, frozen
from fairaudit.tally import Roles

_Whole = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
_Number = float | Literal["inf", "-inf", "nan"]


class _Axis(TypedDict):
    name: str
    column: str
    overlaps: bool
    values: NotRequired[list[str | None]]


class _Counts(TypedDict):
    fields: NotRequired[list[str]]
    names: NotRequired[list[str]]
    origin: NotRequired[tuple[float, float]]


class _Part(TypedDict):
    holds: Literal["cells", "beside", "columns", "largest", "places"]
    axes: NotRequired[Annotated[list[_Axis], msgspec.Meta(min_length=1)]]
    clusters: NotRequired[bool]
    kind: NotRequired[str]
    fields: NotRequired[list[str]]
    moments: NotRequired[Annotated[int, msgspec.Meta(ge=1, le=20)]]
    counts: NotRequired[_Counts]
    rows_are_clusters: NotRequired[bool]


class _Account(TypedDict):
    read: _Whole
    rejected: dict[str, _Whole]


class _Seen(TypedDict):
    rows: dict[str, _Whole]
    ranges: dict[str, tuple[_Number, _Number]]


class _Written(TypedDict):
    parts: Annotated[list[_Part], msgspec.Meta(min_length=1)]
    roles: dict[str, Any]
    settings: dict[str, Any]
    sources: list[tuple[str, _Whole, str]]
    assumptions: list[str]
    hashed: str | None
    members: Annotated[list[str], msgspec.Meta(min_length=1)]
    created: str
    how: dict[str, str]
    account: _Account
    seen: _Seen


def check_shape(found: Plain) -> None:
    """Make sure that a description has the form in which descriptions are written.

    Raises:
        ValueError: it has not.
    """
    msgspec.convert(found, _Written)
    msgspec.convert(found["roles"], Roles)
    of_settings = get_type_hints(Config)
    settings = {name: msgspec.convert(found["settings"][name], of_settings[name]) for name in KEPT}
    if found["roles"].keys() != {each.name for each in fields(Roles)}:
        raise ValueError("a role is missing")
    try:
        Config(**{name: frozen(found["settings"][name]) for name in settings})
    except FairauditError as error:
        raise ValueError(str(error)) from error
    _check_axes(found)


def _check_axes(found: Plain) -> None:
    """Make sure that all cells are by the attributes of the description, and by clusters if it names some."""
    attributes, named = found["roles"]["attributes"], "cluster" in found["roles"]["columns"]
    for part in found["parts"]:
        if part["holds"] == "places":
            continue
        names = [axis["name"] for axis in part["axes"]][: len(attributes)]
        if names != attributes or part.get("clusters", named) != named:
            raise ValueError("cells are by other attributes than the description says")

"""Why a group is small or left out: what groups have in common in that, kept apart from each one's own number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from fairaudit.document import GroupResult, LeftOut


class Reason(str):
    """A reason as it is written; `shared` is the same for all groups that it holds for.

    `of_rule` is False where a rule is not about the group at all.
    """

    shared: str
    of_rule: bool

    def __new__(cls, text: str, shared: str | None = None, *, of_rule: bool = True) -> Self:
        """Make a reason; without `shared` there is nothing in it of the group's own."""
        found = super().__new__(cls, text)
        found.shared, found.of_rule = text if shared is None else shared, of_rule
        return found


def numbered(shared: str, own: float) -> Reason:
    """Return a reason with a group's own number at its end."""
    return Reason(f"{shared} ({own:.0f})", shared)


def prefixed(prefix: str, why: str) -> Reason:
    """Return a reason with a few words in front."""
    return Reason(f"{prefix}{why}", f"{prefix}{shared_part(why)}")


def shared_part(why: str) -> str:
    """Return what a reason says of all groups that it holds for."""
    return why.shared if isinstance(why, Reason) else why


def shared_parts(entries: Iterable[LeftOut]) -> dict[str, str]:
    """Return what the reasons of entries say without a group's own number, for those that have one."""
    reasons = {str(entry["why"]): shared_part(entry["why"]) for entry in entries}
    return {why: shared for why, shared in reasons.items() if why != shared}


def why_left_out_of(entry: LeftOut) -> Reason:
    """Return the reason of an entry."""
    return entry["why"] if isinstance(entry["why"], Reason) else Reason(entry["why"])


def why_small(group: GroupResult) -> Reason | None:
    """Return why a group counts as small."""
    why = group["small_because"]
    return None if why is None else Reason(why, group.get("small_reason"))

"""What is asked of a comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fairaudit.change.rules import check_waivers
from fairaudit.config import Config
from fairaudit.policy import ChangeRule, Waiver, check_rules

Condition = tuple[str, str]


@dataclass(frozen=True)
class Comparing:
    """Everything that is asked of one comparison.

    `ids` are the columns that name a row in both results. `where_old` and `where_new` are conditions beside those of
    `config` for one of the results. `columns` are roles that each result takes from a column of its own: role → (old,
    new). `on_inconclusive` is what an open rule means for the gate. `command` is the command line, for the provenance;
    `progress` is called with the number of rows read so far.
    """

    config: Config
    ids: tuple[str, ...] = ()
    where_old: tuple[Condition, ...] = ()
    where_new: tuple[Condition, ...] = ()
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    rules: tuple[ChangeRule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    on_inconclusive: str = "report"
    command: str | None = None
    progress: Callable[[int], None] | None = None

    def __post_init__(self) -> None:
        check_rules(self.rules)
        check_waivers(self.rules, self.waivers)

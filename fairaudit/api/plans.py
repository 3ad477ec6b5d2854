"""`fairaudit.plan`, and what it returns."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fairaudit import words as wording
from fairaudit.api.audits import Audit
from fairaudit.api.data import Data, source_of
from fairaudit.api.notebook import framed
from fairaudit.config import Config
from fairaudit.errors import UsageError
from fairaudit.pipeline import Request, run_source
from fairaudit.planning import Asked, Plan, as_data, check_for_data, plans_for_report, plans_for_sizes
from fairaudit.planning.asked import MOST_DIGITS
from fairaudit.planning.assumptions import POWER
from fairaudit.report import files
from fairaudit.settings.keywords import make_config, number, refuse, whole
from fairaudit.spoken import in_python

if TYPE_CHECKING:
    import pandas as pd

_SIZES = 'the number of rows of each group, such as {"Scottish": 200, "Welsh": 80}'


@dataclass(frozen=True, repr=False)
class Plans:
    """What group sizes can show: a plan for each grouping and metric."""

    plans: tuple[Plan, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the plans as the plain data that their JSON form holds."""
        return as_data(self.plans)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per group of every plan: metric, by, the group's labels, what it can show, what it needs."""
        import pandas as pd

        rows = [(plan, asdict(group)) for plan in self.plans for group in plan.groups]
        return pd.DataFrame(
            [{"metric": plan.metric, "by": ":".join(plan.by), **facts.pop("group"), **facts} for plan, facts in rows]
        )

    @in_python
    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the plans; the suffix picks the format.

        Raises:
            FairauditError: the suffix is unknown or the file cannot be written.
        """
        files.write(self.plans, os.fspath(path))

    def __repr__(self) -> str:
        """Say in one line what is planned for."""
        named = [f"{plan.metric or 'a rate'} by {wording.show(':'.join(plan.by))}" for plan in self.plans]
        return f"<Plans: {', '.join(named)}>"

    def _repr_html_(self) -> str:
        """Show the plans in a notebook."""
        from fairaudit.report.html import plan as page

        return framed(page.render(self.plans))


@in_python
def plan(
    data: Data | Audit | Mapping[str, int],
    *,
    rate: float | None = None,
    gap: float | None = None,
    power: float = POWER,
    rows_per_cluster: int | None = None,
    correlation: float | None = None,
    cluster_spread: float | None = None,
    **settings: Any,
) -> Plans:
    """Say what group sizes can show, and what it would take; see docs/plan.md.

    Args:
        data: rows per group, before there are data: ``{"Scottish": 200, "Welsh": 80}``; or data as for `audit`, or what
            `audit` returned.
        rate: the value to expect in every group; needed with sizes, else that of all rows.
        gap: the difference between groups to settle; 0.05 unless said, and needed for means of numbers.
        power: the chance with which the plan should succeed.
        rows_per_cluster: with sizes: each cluster (speaker) gives so many rows.
        correlation: with `rows_per_cluster`: how alike rows of one cluster are, from 0 to 1; 0.1 unless said.
        cluster_spread: with `rows_per_cluster`: how unequal clusters are, the standard deviation of their rows over the
            mean.
        settings: as for `audit`.

    Raises:
        FairauditError: nothing can be planned; the message says why.
    """
    asked = Asked(
        rate=_number("rate", rate, "0.1"),
        gap=_number("gap", gap, "0.05"),
        power=number("power", power, "a number, such as 0.8"),
        rows_per_cluster=_whole("rows_per_cluster", rows_per_cluster),
        correlation=_number("correlation", correlation, "0.1"),
        cluster_spread=_number("cluster_spread", cluster_spread, "1"),
    )
    config = make_config(settings)
    if isinstance(data, Mapping):
        return Plans(tuple(plans_for_sizes(_sizes(data, config), asked, config)))
    check_for_data(asked)
    document = data.document if isinstance(data, Audit) else run_source(source_of(data, config), Request(config))
    return Plans(tuple(plans_for_report(document, asked, config)))


def _number(name: str, value: Any, example: str) -> float | None:
    return None if value is None else number(name, value, f"a number, such as {example}")


def _whole(name: str, value: Any) -> int | None:
    return None if value is None else whole(name, value, "a whole number, such as 40")


def _sizes(sizes: Mapping[str, int], config: Config) -> dict[str, int]:
    """Return the sizes of groups.

    Raises:
        UsageError: there is none, one is no number of rows, or groups are named that only data have.
    """
    if config.groups:
        raise UsageError("Groups are named by the columns of data; with sizes there are none.")
    if not sizes:
        refuse("data", dict(sizes), _SIZES)
    found = {str(name): whole("data", rows, _SIZES) for name, rows in sizes.items()}
    if not all(0 <= rows < 10**MOST_DIGITS for rows in found.values()):
        raise UsageError(f"A group has from 0 rows on, and less than {10**MOST_DIGITS:,}.")
    return found

"""The part of the report about sites: how far they differ, and the gap between two groups at each."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from fairaudit.document.estimates import Disparity, Estimate, Group, LeftOut


class Skew(TypedDict):
    """How far the shares of a site lie from those of all sites together."""

    distance: float
    """Total variation: half the sum of what the shares differ by, 0 to 1."""
    by_chance: float | None
    """What as many rows would show on average if they were drawn from all rows; null for clusters and weights."""


class Site(TypedDict):
    """One site."""

    site: str | None
    """Its name in the data; null where there is none."""
    n: int
    """Rows."""
    share: float
    """Its share of all rows."""
    clusters: int | None
    """Clusters; null without a cluster column."""
    small_because: str | None
    """Why it is too small to be compared; null if it is not."""
    estimate: Estimate
    """The metric at this site."""
    label_skew: NotRequired[Skew]
    """How far its labels are from those of all sites together; only where labels are one of several."""
    group_skew: dict[str, Skew]
    """Attribute → the same of its groups."""


class Heterogeneity(TypedDict):
    """Whether the sites have one common value."""

    q: float | None
    """Cochran's Q."""
    degrees_of_freedom: int | None
    """The number of sites that are compared, less one."""
    p: float | None
    """How often sites with one common value would show as large a Q."""
    i_squared: Estimate
    """The share of the spread between sites that is more than chance."""
    method: str
    """How p was computed."""
    differs: bool
    """Whether the sites truly differ, with the report's confidence."""
    undefined: str | None
    """Why there is no Q."""


class SiteDifference(TypedDict):
    """The difference at one site, or at all sites but this."""

    site: str | None
    """The site."""
    difference: Estimate
    """The value of the gap's `higher` group minus that of its `lower` one."""


class SiteGap(TypedDict):
    """The gap between the two groups of an attribute that lie furthest apart over all sites."""

    by: list[str]
    """The attributes."""
    higher: Group
    """The group with the higher value over all sites together."""
    lower: Group
    """The group with the lower value over all sites together."""
    pooled: Estimate
    """The difference over all sites together."""
    stratified: Estimate
    """The mean of the differences at the sites, with Mantel and Haenszel's weights."""
    sites: list[SiteDifference]
    """The difference at each site; each limit holds on its own."""
    leave_one_out: list[SiteDifference]
    """The difference over all sites but one; empty where there are too many sites."""
    signs: str
    """alike: pooled and stratified have one sign; differ: they have not, which may be chance; opposite: truly."""
    left_out: list[LeftOut]
    """Sites at which the two groups are not compared, each with the reason."""


class Sites(TypedDict):
    """How far sites differ, and the gaps of each."""

    column: str
    """The column that names them."""
    metric: str
    """The metric by which they are compared."""
    sites: list[Site]
    """Every site."""
    heterogeneity: Heterogeneity
    """Whether they have one common value."""
    gap: Disparity
    """How far the sites are apart."""
    worst: NotRequired[Disparity]
    """The site with the worst value; only where a direction is better."""
    gaps: list[SiteGap]
    """Per grouping of the report, the two groups that lie furthest apart."""

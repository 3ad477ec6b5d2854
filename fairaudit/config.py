"""What an audit is to do: one frozen object made from the options, the configuration file and the defaults."""

from __future__ import annotations

from dataclasses import dataclass, field

ROLES = ("label", "prediction", "score", "reference", "hypothesis", "cluster", "weight", "count")


@dataclass(frozen=True)
class Config:
    """The settings of one audit. None means: not said."""

    task: str | None = None
    label: str | None = None
    prediction: str | None = None
    score: str | None = None
    reference: str | None = None
    hypothesis: str | None = None
    cluster: str | None = None
    weight: str | None = None
    count: str | None = None
    groups: tuple[str | tuple[str, ...], ...] = ()
    """Attributes; an intersection is a tuple, or text such as `accent:gender`."""
    intersections: str = "none"
    positive: str | None = None
    threshold: float | None = None
    bins: dict[str, tuple[float, ...]] = field(default_factory=dict)
    metrics: tuple[str, ...] = ()
    min_group_size: int = 30
    min_clusters: int = 5
    confidence: float = 0.95
    against: tuple[tuple[str, str], ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    normalize: str = "basic"
    edit_split: str = "minimum"
    examples: int = 0
    suppress_below: int = 0
    encoding: str | None = None
    delimiter: str | None = None

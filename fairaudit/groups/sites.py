"""What a report says of sites: how far they differ, and what becomes of each gap site by site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from fairaudit import document
from fairaudit.config import Config
from fairaudit.counts import FloatArray
from fairaudit.cube import Cube
from fairaudit.cube.without import without
from fairaudit.errors import UsageError
from fairaudit.groups.entries import disparities
from fairaudit.groups.level import Level, check_size, measure_level, reference_group, why_left_out
from fairaudit.inference import Estimate, Measurement
from fairaudit.inference.contrasts import contrasts
from fairaudit.inference.heterogeneity import Heterogeneity, heterogeneity
from fairaudit.inference.stratified import Strata, stratified
from fairaudit.metrics import Metric
from fairaudit.spoken import spoken

MOST_LEFT_OUT_ONCE = 100
"""With more sites, no gap is computed without each of them."""
NO_ROWS = "the site has no row of a group"
NONE_LEFT = "at no site are both groups compared"
_TWO = 2


def check_sites(config: Config) -> None:
    """Make sure that sites are not asked for together with what they would give away.

    Raises:
        UsageError: they are.
    """
    if config.site is not None and config.suppress_below:
        shows, hides = spoken("site"), spoken("suppress_below")
        raise UsageError(
            f"{shows} shows figures of groups at single sites, and {hides} hides small groups: use one of them."
        )


def sites_of(cube: Cube[Any], site: str, metric: Metric, everyone: Level, levels: Sequence[Level]) -> document.Sites:
    """Return how far sites differ by one metric, and each level's gap site by site.

    Args:
        cube: the counts of all rows; `site` is one of its attributes.
        site: the column that names the sites.
        metric: what sites and groups are compared by.
        everyone: all rows together, measured.
        levels: the groupings of the report; those that have the site in them say nothing new, and are passed over.
    """
    crossed = [(level, (site, *level.by)) for level in levels if site not in level.by]
    check_size(cube, [(site,), *(by for _, by in crossed)])
    by_site = measure_level(cube, (site,), [metric], everyone.terms)
    within = [(level, measure_level(cube, by, [metric], everyone.terms)) for level, by in crossed]
    gaps = [_Gap(cube, site, metric.name, level, inner) for level, inner in within]
    compared = [gap for gap in gaps if gap.pair is not None]
    error = (1 - everyone.confidence) / max(sum(gap.pairs for gap in compared), 1)
    found = {each["comparison"]: each for each in disparities(by_site)}
    result: document.Sites = {
        "column": site,
        "metric": metric.name,
        "sites": list(_sites(by_site, everyone, within)),
        "heterogeneity": _heterogeneity(by_site, metric.name),
        "gap": found["difference"],
        "gaps": [gap.entry(error) for gap in compared],
    }
    if "worst" in found:
        result["worst"] = found["worst"]
    return result


def _heterogeneity(by_site: Level, name: str) -> document.Heterogeneity:
    groups = np.flatnonzero([why is None for why in why_left_out(by_site, name)])
    found: Heterogeneity = heterogeneity(by_site.measurements[name], groups, 1 - by_site.confidence)
    return {
        "q": found.q,
        "degrees_of_freedom": found.freedom,
        "p": found.p,
        "i_squared": found.i_squared.to_dict(),
        "method": found.method,
        "differs": found.differs,
        "undefined": found.undefined,
    }


def _sites(by_site: Level, everyone: Level, within: Sequence[tuple[Level, Level]]) -> Iterator[document.Site]:
    """Yield every site."""
    (column,), (measured,) = by_site.by, by_site.measurements.values()
    estimates, clusters = measured.estimates(), by_site.sample.clusters
    are_rows = clusters is None and not by_site.totals.weighted
    labels, all_labels = (_labels(level) for level in (by_site, everyone))
    groups = {inner.by[1:]: _shares_of_groups(level, inner) for level, inner in within if len(level.by) == 1}
    for index, group in enumerate(by_site.groups):
        n = int(by_site.rows[index])
        part = n / int(everyone.rows[0])
        skews = {
            by[0]: _skew(of_sites.get(group[column], 0 * pool), pool, n, part, are_rows)
            for by, found in groups.items()
            if found is not None
            for of_sites, pool in [found]
        }
        entry: document.Site = {
            "site": group[column],
            "n": n,
            "share": part,
            "clusters": None if clusters is None else int(clusters[index]),
            "small_because": by_site.small_because[index],
            "estimate": estimates[index].to_dict(),
            "group_skew": skews,
        }
        if labels is not None and all_labels is not None:
            entry["label_skew"] = _skew(labels[index], all_labels[0], n, part, are_rows)
        yield entry


def _labels(level: Level) -> FloatArray | None:
    """Return the sum of every label's rows for each group; None where a row does not have one of several labels."""
    totals = level.totals
    if len(totals.truths) < _TWO:
        return None
    moment = 1 if totals.weighted else 0
    found = np.stack([totals.total_of(names)[:, moment] for names in totals.truths], axis=1)
    return found if np.allclose(found.sum(axis=1), totals.rows[:, moment]) else None


def _shares_of_groups(level: Level, inner: Level) -> tuple[dict[str | None, FloatArray], FloatArray] | None:
    """Return the rows of every group at each site, and over all sites; None where a row can be in several groups."""
    if level.sample.overlapping:
        return None
    moment = 1 if level.totals.weighted else 0
    place = {tuple(group.values()): index for index, group in enumerate(level.groups)}
    found: dict[str | None, FloatArray] = {}
    for group, rows in zip(inner.groups, inner.totals.rows[:, moment].tolist(), strict=True):
        site, *labels = group.values()
        found.setdefault(site, np.zeros(len(place)))[place[tuple(labels)]] += rows
    return found, level.totals.rows[:, moment]


def _skew(part: FloatArray, pool: FloatArray, n: int, share_of_rows: float, are_rows: bool) -> document.Skew:
    """Return the total variation between the shares of a site and of all sites.

    By chance, it is on average ½ Σ √(2 p (1 − p) (1 − f)/(π n)), the mean size of the normal errors of shares p among n
    rows drawn from all, of which they are the part f (Cochran 1977, Sampling Techniques, 3rd edition, section 3.2).
    """
    if not part.sum() > 0 or not pool.sum() > 0:
        return {"distance": 0.0, "by_chance": None}
    own, all_rows = part / part.sum(), pool / pool.sum()
    chance = 0.5 * np.sqrt(2 * all_rows * (1 - all_rows) * (1 - share_of_rows) / (np.pi * n)).sum()
    return {"distance": float(0.5 * np.abs(own - all_rows).sum()), "by_chance": float(chance) if are_rows else None}


@dataclass(frozen=True, eq=False)
class _Gap:
    """One level of the report, alone and at every site."""

    cube: Cube[Any]
    site: str
    metric: str
    level: Level
    inner: Level

    @cached_property
    def usable(self) -> list[int]:
        """The groups that are compared over all sites, and have an interval there."""
        known = self.level.measurements[self.metric].known
        return [i for i, why in enumerate(why_left_out(self.level, self.metric)) if why is None and known[i]]

    @property
    def pairs(self) -> int:
        """How many pairs of groups the one with the largest gap is picked from."""
        return len(list(combinations(self.usable, 2))) if self._reference is None else len(self.usable) - 1

    @cached_property
    def pair(self) -> tuple[int, int] | None:
        """The groups with the highest and the lowest value over all sites, one of them the reference if there is."""
        reference, values = self._reference, self.level.measurements[self.metric].values
        ends = self.usable if reference is None else [reference]
        if len(self.usable) < _TWO or not set(ends) <= set(self.usable):
            return None
        found = [(one, other) for one in ends for other in self.usable if one != other]
        one, other = max(found, key=lambda pair: abs(float(values[pair[0]] - values[pair[1]])))
        return (one, other) if values[one] >= values[other] else (other, one)

    @cached_property
    def _reference(self) -> int | None:
        return reference_group(self.level)

    def entry(self, error: float) -> document.SiteGap:
        """Return the gap over all sites, at every site and without each; `error` is that of what is said of signs."""
        if self.pair is None:
            raise ValueError("no two groups are compared")
        level, usual = self.level, 1 - self.level.confidence
        measured, (higher, lower) = level.measurements[self.metric], self.pair
        names = level.groups[higher], level.groups[lower]
        pooled, strata = _difference(measured, higher, lower, usual), self._strata
        within = Estimate(None, None, None, 0, "", NONE_LEFT) if strata is None else stratified(strata, usual)
        surely = None if strata is None else stratified(strata, error)
        return {
            "by": list(level.by),
            "higher": names[0],
            "lower": names[1],
            "pooled": pooled.to_dict(),
            "stratified": within.to_dict(),
            "sites": list(self._at_each(usual)),
            "leave_one_out": list(self._without_each(usual)),
            "signs": _signs(_difference(measured, higher, lower, error), surely),
            "left_out": [{"group": {self.site: site}, "why": why} for site, (_, why) in self._places.items() if why],
        }

    @cached_property
    def _places(self) -> dict[str | None, tuple[tuple[int, int], str | None]]:
        """Site → where both groups are at it, and why they are not compared."""
        if self.pair is None:
            return {}
        reasons, known = why_left_out(self.inner, self.metric), self.inner.measurements[self.metric].known
        place = {tuple(group.values()): index for index, group in enumerate(self.inner.groups)}
        found = {}
        for site in dict.fromkeys(group[self.site] for group in self.inner.groups):
            ends = [place.get((site, *self.level.groups[end].values()), -1) for end in self.pair]
            lacks = [NO_ROWS if end < 0 else reasons[end] or self._no_interval(end, known[end]) for end in ends]
            found[site] = (ends[0], ends[1]), next((why for why in lacks if why), None)
        return found

    def _no_interval(self, end: int, known: bool) -> str | None:
        return None if known else self.inner.measurements[self.metric].why_no_interval(end)

    @property
    def _strata(self) -> Strata | None:
        ends = [both for both, why in self._places.values() if why is None]
        if not ends:
            return None
        first, second = (np.array(side, dtype=np.int64) for side in zip(*ends, strict=True))
        return Strata(self.inner.measurements[self.metric], first, second)

    def _at_each(self, error: float) -> Iterator[document.SiteDifference]:
        measured = self.inner.measurements[self.metric]
        for site, ((first, second), why) in self._places.items():
            found = Estimate(None, None, None, 0, "", why) if why else _difference(measured, first, second, error)
            yield {"site": site, "difference": found.to_dict()}

    def _without_each(self, error: float) -> Iterator[document.SiteDifference]:
        """Yield the gap over all sites but one."""
        level, metric = self.level, self.level.measurements[self.metric].metric
        if self.pair is None or len(self._places) > MOST_LEFT_OUT_ONCE or len(self._places) < _TWO:
            return
        for site in self._places:
            rest = measure_level(without(self.cube, self.site, site), level.by, [metric], level.terms)
            place = {tuple(group.values()): index for index, group in enumerate(rest.groups)}
            ends = [place.get(tuple(level.groups[end].values())) for end in self.pair]
            yield {"site": site, "difference": _without(rest, self.metric, ends, error).to_dict()}


def _without(rest: Level, name: str, ends: Sequence[int | None], error: float) -> Estimate:
    """Return the difference of two groups of a level, if both are there and are compared."""
    reasons, known = why_left_out(rest, name), rest.measurements[name].known
    first, second = ends
    if first is None or second is None:
        return Estimate(None, None, None, 0, "", "no other site has rows of both groups")
    why = reasons[first] or reasons[second]
    if why is None and not (known[first] and known[second]):
        why = rest.measurements[name].why_no_interval(second if known[first] else first)
    if why is not None:
        return Estimate(None, None, None, 0, "", why)
    return _difference(rest.measurements[name], first, second, error)


def _difference(measured: Measurement, first: int, second: int, error: float) -> Estimate:
    """Return the difference of two groups that have intervals, with limits that are wrong at most with `error`."""
    found = contrasts(measured, np.array([first]), np.array([second]), "difference", error)
    n = round(float(measured.n[first] + measured.n[second]))
    method = f"MOVER of {measured.limits_name} limits at {100 * (1 - error):.4g} %"
    return Estimate(float(found.value[0]), float(found.low[0]), float(found.high[0]), n, method)


def _signs(pooled: Estimate, within: Estimate | None) -> str:
    """Return whether the difference over all sites and that within sites have one sign, or truly opposite ones."""
    if within is None or pooled.value is None or within.value is None or pooled.value * within.value >= 0:
        return "alike"
    ends = (pooled.low, pooled.high), (within.low, within.high)
    certain = all(low is not None and high is not None and (low > 0 or high < 0) for low, high in ends)
    return "opposite" if certain else "differ"

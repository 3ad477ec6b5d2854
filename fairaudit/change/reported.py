"""Two JSON reports, compared without the data: what each says of its groups, taken as independent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fairaudit import document
from fairaudit.catalogue import find_metric, is_known
from fairaudit.catalogue.own import reported
from fairaudit.change.asked import Comparing
from fairaudit.change.document import Compared, finish
from fairaudit.change.entries import result_entry
from fairaudit.change.notices import same_data_notices
from fairaudit.change.pairing import pairing
from fairaudit.change.table import ONLY_NEW, ONLY_OLD, Table
from fairaudit.config import Config
from fairaudit.document import Document, Group
from fairaudit.document.changes import ChangesDocument, Result
from fairaudit.document.reasons import why_left_out_of, why_small
from fairaudit.errors import UsageError, show
from fairaudit.inference import Estimate, Measurement
from fairaudit.inference.changes import reported_change
from fairaudit.metrics import Metric
from fairaudit.policy import differences
from fairaudit.spoken import saved

_OF_REPORTS = ("confidence", "min_group_size", "min_clusters")
"""Settings of a comparison that are those of the reports."""
_Key = tuple[str | None, ...]
_Pair = tuple[int | None, int | None]
_NOTE: document.Message = {
    "code": "not_paired",
    "message": "Reports hold no rows, so the two are taken as independent. If they are of the same rows, comparing the "
    "data (with --id) gives narrower intervals.",
}


def compare_reports(old: Document, new: Document, asked: Comparing) -> ChangesDocument:
    """Compare two reports and return the document.

    Raises:
        UsageError: the reports are not of the same kind, or have nothing in common.
    """
    _check_alike(old, new)
    _check_asked(new, asked)
    metrics = _common_metrics(old, new, asked)
    levels = [list(by) for by in dict.fromkeys(tuple(each["by"]) for each in new["groups"])]
    known = {frozenset(each["by"]) for each in old["groups"]}
    levels = [by for by in levels if frozenset(by) in known and _is_asked(by, asked)]
    _check_scopes(asked, levels)
    names = {metric.name for metric in metrics}
    compared = Compared(
        old=_result(old),
        new=_result(new),
        pairing=pairing("independent", None, None),
        task=new["task"],
        facts={"words": new["words"], "headline": new["headline"]},
        attributes=list(new["attributes"]),
        overlapping=new.get("overlapping", []),
        normalizer=new.get("normalizer"),
        edit_split=new.get("edit_split"),
        definitions={name: each for name, each in new["definitions"].items() if name in names},
        better={name: each["better"] for name, each in new["definitions"].items()},
        overall=_overall(old, new, metrics),
        tables=[_table(by, old, new, metrics) for by in levels],
        old_disparities=old["disparities"],
        gap_changes={},
        new_disparities=[each for each in new["disparities"] if each["by"] in levels],
        warnings=[*same_data_notices(_result(old), _result(new)), _NOTE],
        assumptions=[],
    )
    config = replace(asked.config, **{name: new[name] for name in _OF_REPORTS})  # type: ignore[literal-required]
    return finish(compared, replace(asked, config=config))


def _check_alike(old: Document, new: Document) -> None:
    """Make sure that both reports are of one form and measure the same things, from the same kinds of columns."""
    found: list[tuple[str, Any, Any]] = [("form", old["schema_version"], new["schema_version"])]
    attributes = set(old["attributes"]) & set(new["attributes"])
    found = [each for each in found if each[1] != each[2]] + [*differences(attributes, attributes, old, new)]
    for words, before, after in found:
        raise UsageError(
            f"The reports are of another {words}: {before} and {after}. Make both alike: {saved('report.json')}."
        )
    for role in sorted(set(old["columns"]) ^ set(new["columns"])):
        has, lacks = ("old", "new") if role in old["columns"] else ("new", "old")
        raise UsageError(f"The {has} report has a {role}, the {lacks} one has none. Make both of the same columns.")


def _check_asked(new: Document, asked: Comparing) -> None:
    """Make sure that nothing is asked for that takes the data."""
    for name in _OF_REPORTS:
        wanted, held = getattr(asked.config, name), new[name]  # type: ignore[literal-required]
        if wanted not in (getattr(Config(), name), held):
            raise UsageError(
                f"The reports are made with `{name}` {held:g}, and {wanted:g} would take the data. Leave it out, or "
                "make other reports."
            )


def _common_metrics(old: Document, new: Document, asked: Comparing) -> list[Metric]:
    asked_for = [find_metric(name) for name in asked.config.metrics]
    of_rules = (metric for rule in asked.rules for metric in rule.meaning.metrics)
    wanted = [metric.name for metric in (*asked_for, *of_rules) if metric.between is None]
    for name in wanted:
        for which, report in (("old", old), ("new", new)):
            if name not in report["definitions"]:
                raise UsageError(f"The {which} report does not hold `{show(name)}`. Make one that does.")
    own = {name for name, facts in new["definitions"].items() if facts.get("own")}
    common = [name for name in new["definitions"] if name in old["definitions"] and (name in own or is_known(name))]
    for name in common:
        first, second = (report["definitions"][name]["formula"] for report in (old, new))
        if first != second:
            raise UsageError(f"The reports define `{name}` in two ways: {show(first)} and {show(second)}.")
    picked = any(not metric.own for metric in asked_for)
    chosen = [name for name in common if not picked or name in wanted]
    if not chosen:
        raise UsageError("The reports have no metric in common.")
    return [reported(name, new["definitions"][name]) if name in own else find_metric(name) for name in chosen]


def _is_asked(by: Sequence[str], asked: Comparing) -> bool:
    """Tell whether a level is asked for; without any group named, all are."""
    groups = [tuple(each.split(":")) if isinstance(each, str) else each for each in asked.config.groups]
    scopes = [rule.scope.by for rule in asked.rules]
    return not groups or any(set(each) == set(by) or ":".join(each) == by[0] for each in (*groups, *scopes))


def _check_scopes(asked: Comparing, levels: Sequence[Sequence[str]]) -> None:
    if not levels:
        raise UsageError("The reports have no groups in common that are asked for.")
    for rule in asked.rules:
        if rule.scope.by and not any(set(by) == set(rule.scope.by) for by in levels):
            by = show(":".join(rule.scope.by))
            raise UsageError(f"The reports do not both have groups by {by}, of which {rule.shown} speaks.")


def _result(report: Document) -> Result:
    config = report["config"]
    return result_entry(
        report["data"], report["columns"], config.get("where", ()), config.get("threshold"), report.get("about")
    )


def _estimate(found: document.Estimate | None, otherwise: str) -> Estimate:
    if found is None:
        return Estimate(None, None, None, 0, "", otherwise)
    names = ("value", "low", "high", "n", "method", "undefined", "interval_undefined")
    return Estimate(*(found[name] for name in names))  # type: ignore[literal-required]


def _overall(old: Document, new: Document, metrics: Sequence[Metric]) -> Table:
    before, after = old["overall"], new["overall"]
    clusters = [(before["clusters"], after["clusters"])]
    estimates = [
        {metric.name: [_estimate(side["metrics"].get(metric.name), "it is not in the report")] for metric in metrics}
        for side in (before, after)
    ]
    return Table(
        (),
        [{}],
        [(before["n"], after["n"])],
        clusters,
        [None],
        [False],
        estimates[0],
        estimates[1],
        {metric.name: _change(metric, estimates, new["confidence"], clusters) for metric in metrics},
        {metric.name: [None] for metric in metrics},
    )


def _change(
    metric: Metric, sides: Sequence[dict[str, list[Estimate]]], confidence: float, clusters: Sequence[_Pair]
) -> Measurement:
    fewest = [min((each for each in pair if each is not None), default=None) for pair in clusters]
    return reported_change(metric, sides[0][metric.name], sides[1][metric.name], confidence, fewest)


def _table(by: Sequence[str], old: Document, new: Document, metrics: Sequence[Metric]) -> Table:
    sides = [_groups(by, report) for report in (old, new)]
    keys = list(dict.fromkeys([*sides[1], *sides[0]]))
    pairs = [(sides[0].get(key), sides[1].get(key)) for key in keys]
    estimates = [
        {metric.name: [_of_group(pair[place], metric.name, absent) for pair in pairs] for metric in metrics}
        for place, absent in ((0, ONLY_NEW), (1, ONLY_OLD))
    ]
    clusters = [(_number(one, "clusters"), _number(other, "clusters")) for one, other in pairs]
    reasons = [_why_left_out(by, report, [metric.name for metric in metrics]) for report in (old, new)]
    return Table(
        tuple(by),
        [dict(zip(by, key, strict=True)) for key in keys],
        [(_number(one, "n"), _number(other, "n")) for one, other in pairs],
        clusters,
        [next((each["small_because"] for each in pair if each and each["small_because"]), None) for pair in pairs],
        [any(each is not None and each["suppressed"] for each in pair) for pair in pairs],
        estimates[0],
        estimates[1],
        {metric.name: _change(metric, estimates, new["confidence"], clusters) for metric in metrics},
        {
            metric.name: [
                _why(pair, [side[metric.name].get(key) for side in reasons])
                for key, pair in zip(keys, pairs, strict=True)
            ]
            for metric in metrics
        },
    )


def _groups(by: Sequence[str], report: Document) -> dict[_Key, document.GroupResult]:
    return {_key(each["group"], by): each for each in report["groups"] if set(each["by"]) == set(by)}


def _key(group: Group, by: Sequence[str]) -> _Key:
    return tuple(group[name] for name in by)


def _number(found: document.GroupResult | None, what: str) -> int | None:
    return None if found is None else found[what]  # type: ignore[literal-required]


def _of_group(found: document.GroupResult | None, metric: str, absent: str) -> Estimate:
    if found is None:
        return Estimate(None, None, None, 0, "", absent)
    return _estimate(found["metrics"].get(metric), found["small_because"] or "it is not in the report")


def _why_left_out(by: Sequence[str], report: Document, metrics: Sequence[str]) -> dict[str, dict[_Key, str]]:
    """Return per metric which groups a report leaves out of comparisons, and why."""
    found: dict[str, dict[_Key, str]] = {name: {} for name in metrics}
    for each in report["disparities"]:
        if each["comparison"] == "difference" and set(each["by"]) == set(by) and each["metric"] in found:
            found[each["metric"]] = {_key(entry["group"], by): why_left_out_of(entry) for entry in each["left_out"]}
    return found


def _why(
    pair: tuple[document.GroupResult | None, document.GroupResult | None], reasons: Sequence[str | None]
) -> str | None:
    if pair[0] is None or pair[1] is None:
        return ONLY_NEW if pair[0] is None else ONLY_OLD
    small = [why_small(each) for each in pair if each is not None]
    return next((why for why in (*small, *reasons) if why), None)

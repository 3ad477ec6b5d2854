"""What a report says of sites as lines of a flat table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairaudit.document import Estimate, Sites
from fairaudit.words.phrases import label, value_label

_KEPT = ("value", "low", "high", "n", "method", "undefined", "interval_undefined")


def site_lines(sites: Sites) -> Iterator[dict[str, Any]]:
    """Yield a line per site, per difference at a site and without it, and per difference over and within all sites."""
    metric, column = sites["metric"], sites["column"]
    for site in sites["sites"]:
        facts = {"rows": site["n"], "clusters": site["clusters"], "small": site["small_because"] is not None}
        yield {**_line("site", column, metric, site["estimate"]), **facts, "group": value_label(site["site"])}
    for gap in sites["gaps"]:
        ends = {"highest": label(gap["higher"]), "lowest": label(gap["lower"]), "comparison": "difference"}
        by = ":".join([column, *gap["by"]])
        yield {**_line("all_sites", by, metric, gap["pooled"]), **ends}
        yield {**_line("within_sites", by, metric, gap["stratified"]), **ends}
        for row, found in (("at_site", gap["sites"]), ("without_site", gap["leave_one_out"])):
            for each in found:
                yield {**_line(row, by, metric, each["difference"]), **ends, "group": value_label(each["site"])}


def _line(row: str, by: str, metric: str, estimate: Estimate) -> dict[str, Any]:
    known = {key: value for key, value in estimate.items() if key in _KEPT}
    return {"row": row, "by": by, "metric": metric, "name": metric, **known}

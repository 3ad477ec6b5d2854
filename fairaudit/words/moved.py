"""The two sentences that a page on two results begins with: what changed for whom, and whether groups changed alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fairaudit.document.changes import ChangesDocument, GroupChange
from fairaudit.document.changes_reading import Level, levels, primary
from fairaudit.words import phrases

VERDICTS = ("worse", "better", "higher", "lower")
"""What is said of a change that is certain; `unclear` of all others."""
GAPS = {"worse": "wider", "better": "narrower"}
_MOST_GROUPS = 3
_MOST_LEVELS = 3


def lead(document: ChangesDocument) -> list[str]:
    """Return what was found in at most two sentences; the tables have the figures."""
    metric = primary(document)
    if not metric:
        return []
    found = by_evidence(document)
    return [_main(document, found, metric), *_alike(found, metric)]


def by_evidence(document: ChangesDocument) -> list[Level]:
    """Return the attributes, then the intersections, first that whose largest certain change of a group is largest."""
    metric = primary(document)

    def certain(level: Level) -> float:
        told = [group["metrics"][metric]["change"]["value"] for group in _told(level, metric, *VERDICTS)]
        return max((abs(change) for change in told if change is not None), default=0.0)

    return sorted(levels(document), key=lambda level: (len(level.by) > 1, -certain(level)))


def _told(level: Level, metric: str, *verdicts: str) -> list[GroupChange]:
    """Return the groups of which one of these things is certain."""
    there = (group for group in level.groups if metric in group["metrics"])
    return [group for group in there if group["metrics"][metric]["verdict"] in verdicts]


def _main(document: ChangesDocument, found: Sequence[Level], metric: str) -> str:
    """Return what became of all rows by the metric that orders the groups, and of whom."""
    name, overall = phrases.words(metric), document["overall"]["metrics"][metric]
    groups = "; ".join(_for_whom(found, metric))
    if overall["change"]["value"] is None:
        said = f"No change of {name} over all rows could be computed"
    elif overall["verdict"] == "unclear":
        said = f"Whether {name} changed over all rows cannot be told"
    else:
        said = f"{name[:1].upper()}{name[1:]} is {overall['verdict']} than before over all rows"
    if not groups and found:
        groups = "nor of any group" if overall["verdict"] == "unclear" else "for no single group can that be told"
    return f"{said}{'; ' if groups else ''}{groups}."


def _for_whom(found: Sequence[Level], metric: str) -> Iterator[str]:
    """Yield who got worse, and who got better, with the attribute; the levels with the strongest evidence first."""
    for verdict in VERDICTS:
        told = [(level, groups) for level in found if (groups := _told(level, metric, verdict))]
        whom = [
            f"{_cut([phrases.label(group['group']) for group in groups])} ({phrases.level_name(level.by)})"
            for level, groups in told[:_MOST_LEVELS]
        ]
        if whom:
            more = " (and in more places)" if len(told) > len(whom) else ""
            yield f"{verdict} for {', and for '.join(whom)}{more}"


def _alike(found: Sequence[Level], metric: str) -> Iterator[str]:
    """Yield by what the groups truly changed by different amounts, and where a gap truly became another."""
    names = [
        phrases.level_name(level.by) for level in found if (spread := level.spread(metric)) and spread["beyond_chance"]
    ]
    gaps = [(phrases.level_name(level.by), gap) for level in found if (gap := level.disparity(metric, "difference"))]
    moved = {word: [name for name, gap in gaps if gap["verdict"] == verdict] for verdict, word in GAPS.items()}
    said = [f"the gap between groups is {word} by {_cut(where)}" for word, where in moved.items() if where]
    if names:
        yield f"The groups did not change alike by {_cut(names)}{''.join(f'; {each}' for each in said)}."
    elif said:
        text = "; ".join(said)
        yield f"{text[:1].upper()}{text[1:]}."
    elif any(spread["value"] is not None for level in found if (spread := level.spread(metric))):
        yield "Whether the groups changed alike cannot be told."


def _cut(names: Sequence[str]) -> str:
    """Return names as a list, cut without a number: it would be one more figure."""
    return phrases.listed(names) if len(names) <= _MOST_GROUPS else f"{', '.join(names[:_MOST_GROUPS])} and others"

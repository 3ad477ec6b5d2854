"""Scores by attribute, as far as a page draws them; and tables of what is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult, OperatingPoint, Overall, ScoredGroup, Scores
from fairaudit.document import reading as view
from fairaudit.inference import selected
from fairaudit.report.page import Head, Row, Table, columns, numbers
from fairaudit.words import scores as words

MOST_DRAWN = 8
"""Groups of one attribute that can be told apart on a drawing; tables have the others as well."""
_LISTED = 20
EVERYONE = "all rows together"


@dataclass(frozen=True)
class Scored:
    """The scores of the groups of one attribute, and what else the report says of each; `drawn` are some of them."""

    document: Document
    scores: Scores
    by: str
    everyone: ScoredGroup
    groups: Sequence[ScoredGroup]
    results: Sequence[GroupResult | Overall]
    drawn: Sequence[int]

    @property
    def names(self) -> list[str]:
        """The groups' names, safe to show."""
        return [wording.label(each["group"]) or EVERYONE for each in self.groups]

    @property
    def thresholds(self) -> list[str]:
        """The thresholds as text."""
        of_probabilities = self.scores["probabilities"]
        return [words.score(each, probability=of_probabilities) for each in self.scores["thresholds"]]

    def position(self, place: int) -> float:
        """Return where a threshold stands on an axis, in percent."""
        last = len(self.scores["thresholds"]) - 1
        return 100 * place / last if last else 50.0

    @property
    def points(self) -> Sequence[OperatingPoint]:
        """The operating points of the audit."""
        return self.document.get("operating_points", [])

    def position_of(self, point: OperatingPoint) -> float:
        """Return where an operating point stands on an axis of thresholds, in percent."""
        if self.scores["probabilities"]:
            return 100 * min(max(point["score"], 0.0), 1.0)
        known = self.scores["thresholds"]
        return self.position(next((at for at, each in enumerate(known) if each >= point["score"]), len(known) - 1))

    def rate_at(self, place: int, rate: str, point: OperatingPoint) -> float | None:
        """Return a rate of a group at an operating point, where the report has it."""
        member = view.families(self.document).get(rate, {}).get(point["name"])
        name = member or (rate if point == self.points[0] else "")
        found = self.results[place]["metrics"].get(name)
        return found["value"] if found else None

    @property
    def start(self) -> int:
        """The threshold to begin with: the one next to the first operating point, or the middle one."""
        known, first = self.scores["thresholds"], next((each["score"] for each in self.points), None)
        if first is None:
            return (len(known) - 1) // 2
        return min(range(len(known)), key=lambda place: abs(known[place] - first))


def by_attribute(document: Document) -> list[Scored]:
    """Return the scores of every attribute; of all rows together where no attribute is told of."""
    scores = document.get("scores")
    if scores is None:
        return []
    everyone, *groups = scores["groups"]
    known = {_key(each): each for each in document["groups"]}
    found: dict[str, list[ScoredGroup]] = {}
    for each in groups:
        found.setdefault(each["by"][0], []).append(each)
    scored = [
        Scored(
            document, scores, wording.level_name([by]), everyone, own, [known[_key(each)] for each in own], _most(own)
        )
        for by, own in found.items()
    ]
    alone = Scored(document, scores, EVERYONE, everyone, [everyone], [document["overall"]], [0])
    return scored or [alone]


def _key(each: GroupResult | ScoredGroup) -> tuple[object, ...]:
    return (tuple(each["by"]), tuple(each["group"].values()))


def rows_of(entry: ScoredGroup) -> int:
    """Return how many rows of a group have a score and a label."""
    return entry["positives"][0] + entry["negatives"][0]


def _most(groups: Sequence[ScoredGroup]) -> list[int]:
    """Return the places of the groups to draw: the largest."""
    largest = sorted(range(len(groups)), key=lambda place: -rows_of(groups[place]))
    return sorted(largest[:MOST_DRAWN])


def remarks(scored: Scored) -> list[str]:
    """Say which groups of an attribute are not drawn, or not there at all."""
    said = list(words.left_out(scored.scores, scored.groups[0]["by"]))
    if len(scored.drawn) < len(scored.groups):
        rest = len(scored.groups) - len(scored.drawn)
        more = wording.plural(rest, "more is", "more are")
        said.append(f"Drawn are the {MOST_DRAWN} largest groups; {more} in the tables.")
    return said


def listed(scored: Scored) -> list[int]:
    """Return the places of at most twenty thresholds, evenly spread; the first, which selects all, is not needed."""
    last = len(scored.scores["thresholds"]) - 1
    steps = min(last, _LISTED) or 1
    return sorted({round(last * step / steps) for step in range(1, steps + 1)})


def thresholds(scored: Scored) -> Iterator[Table]:
    """Yield for every rate a table of the groups, and of their gap, at some thresholds."""
    found = [selected.rates(each) for each in scored.groups]
    apart = selected.gaps(scored.groups, scored.document["min_group_size"])
    heads: list[Head] = [("threshold", "number"), *numbers(*scored.names, "gap")]
    for rate in selected.RATES:
        rows: list[Row] = [
            [scored.thresholds[at], *(words.rate(each[rate][at]) for each in found), words.apart(apart[rate][at])]
            for at in listed(scored)
        ]
        yield Table(columns(heads, rows), caption=(f"{wording.words(rate)} over the threshold, by ", scored.by))


def bins(scored: Scored) -> Table:
    """Return what came true of rows that score alike, of every group."""
    edges = scored.scores["calibration_edges"]
    rows: list[Row] = []
    for name, entry in zip(scored.names, scored.groups, strict=True):
        told = entry["reliability"]
        for place, n in enumerate(told["n"] if told else []):
            if told and n:
                span = f"{words.edge(edges[place])}–{words.edge(edges[place + 1])}"
                rows.append([name, span, wording.count(n), *words.bin_figures(told, place)])
    heads = numbers("scores", "rows", "mean score", "positive", "interval")
    return Table(columns([(scored.by, "name"), *heads], rows), caption=("Rows that score alike, by ", scored.by))

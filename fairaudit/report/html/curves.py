"""Drawings of scores: ROC curves, reliability, histograms, and what a threshold does; places are in percent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fairaudit import words as wording
from fairaudit.document import ScoredGroup
from fairaudit.inference import selected
from fairaudit.inference.selected import Shares
from fairaudit.report import scores
from fairaudit.report.scores import Scored
from fairaudit.words import scores as words

_ENDS = ((0.0, "0%"), (50.0, "50%"), (100.0, "100%"))
_TICKS = 4
_SHAPES = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-3.5-3.5h7v7h-7z",
    "M0-4.5 4.5 3.5h-9z",
    "M0-5 5 0 0 5-5 0z",
    "M-4-4 4 4M-4 4 4-4",
)
"""Circle, square, triangle, diamond, cross: `words.scores.SHAPES` are the same in text."""


class Curve(NamedTuple):
    """A line in the style of a series (its number, or "all"), thin if small: its pieces, each a polyline or a path."""

    series: str
    name: str
    pieces: list[str]
    small: bool = False


class Mark(NamedTuple):
    """Where an operating point lies on a curve: its place, its shape (a path), and the series of the curve."""

    across: float
    down: float
    shape: str
    series: str


class Plot(NamedTuple):
    """What is drawn between two axes, whose marks are (place, text); `says` describes it to those who cannot see it."""

    title: str
    says: str
    across: Sequence[tuple[float, str]]
    up: Sequence[tuple[float, str]]
    curves: Sequence[Curve] = ()
    outlines: Sequence[Curve] = ()
    area: Sequence[str] = ()
    bars: Sequence[tuple[float, float, float]] = ()
    points: Sequence[tuple[float, float, float | None, float | None]] = ()
    diagonal: bool = False
    at: float | None = None
    names: tuple[str, str] = ("", "")
    below: str = ""
    more: str = ""
    marks: Sequence[Mark] = ()
    points_at: Sequence[tuple[float, str]] = ()


def series(scored: Scored, place: int) -> str:
    """Return the number of the style in which a group is drawn; empty if it is not."""
    return f"{scored.drawn.index(place)}" if place in scored.drawn else ""


def roc(scored: Scored) -> Plot:
    """Return the ROC curves of an attribute, and that of all rows together."""
    curves = [Curve("all", scores.EVERYONE, _roc(scored.everyone))] if scored.groups[0]["by"] else []
    curves += [_curve(scored, place, _roc(scored.groups[place])) for place in scored.drawn]
    said = f"ROC curves by {scored.by}. The table beside them has the area under each."
    names, marks = ("negatives that are taken", "positives that are found"), list(_marks_on_roc(scored))
    below = words.operating_points(scored.points) if marks else ""
    return Plot("", said, _ENDS, _ENDS, curves, diagonal=True, names=names, marks=marks, below=below)


def _marks_on_roc(scored: Scored) -> Iterator[Mark]:
    """Yield where the rates of every group lie at each operating point, as far as the report has them."""
    for point, shape in zip(scored.points, _SHAPES, strict=False):
        for place in scored.drawn:
            rates = [scored.rate_at(place, rate, point) for rate in ("false_positive_rate", "true_positive_rate")]
            if rates[0] is not None and rates[1] is not None:
                yield Mark(100 * rates[0], 100 - 100 * rates[1], shape, series(scored, place))


def _curve(scored: Scored, place: int, pieces: list[str]) -> Curve:
    return Curve(series(scored, place), scored.names[place], pieces, scored.groups[place]["small"])


def _roc(entry: ScoredGroup) -> list[str]:
    across, up = entry["roc"]["false_positives"], entry["roc"]["true_positives"]
    if not across:
        return []
    return [_points((100 * x / across[-1], 100 - 100 * y / up[-1]) for x, y in zip(across, up, strict=True))]


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.3g},{y:.3g}" for x, y in places)


def reliability(scored: Scored, place: int) -> Plot:
    """Return what came true of the scores of one group."""
    entry, edges = scored.groups[place], scored.scores["calibration_edges"]
    told = entry["reliability"]
    if told is None:
        raise ValueError("scores are no probabilities")
    most = max(told["n"]) or 1
    bars = [
        (100 * low, 100 * (high - low), 18 * n / most)
        for low, high, n in zip(edges[:-1], edges[1:], told["n"], strict=True)
        if n
    ]
    columns = zip(*(told[name] for name in ("mean_score", "share_positive", "low", "high")), strict=True)
    points = [
        (100 * mean, 100 - 100 * share, _down(low), _down(high))
        for mean, share, low, high in columns
        if mean is not None and share is not None
    ]
    title, more = scored.names[place], _sizes(scored, place)
    said = f"Share of positives over the mean score, {title}, {more}. The table below has every bin."
    marks = ((0.0, "0"), (50.0, "0.5"), (100.0, "1"))
    below = words.calibration(scored.document, scored.results[place])
    names = ("mean score", "positive")
    return Plot(title, said, marks, _ENDS, bars=bars, points=points, diagonal=True, below=below, names=names, more=more)


def _down(share: float | None) -> float | None:
    return None if share is None else 100 - 100 * share


def _sizes(scored: Scored, place: int) -> str:
    entry = scored.groups[place]
    rows = wording.plural(scores.rows_of(entry), "row")
    return f"{rows}, small" if entry["small"] else rows


def spread(scored: Scored) -> list[Plot]:
    """Return the histograms of the groups of an attribute, on one scale."""
    shares = [_shares(scored.groups[place]) for place in scored.drawn]
    most = _highest(scored, shares)
    edges = scored.scores["edges"]
    marks = _marks(edges, scored.scores["probabilities"])
    up = ((0.0, words.rate(most)), (50.0, "0"), (100.0, words.rate(most)))
    found = []
    for place, (positives, negatives) in zip(scored.drawn, shares, strict=True):
        title, more = scored.names[place], _sizes(scored, place)
        said = f"Histogram of scores, {title}, {more}: positive labels upwards, negative ones downwards."
        outlines = [
            Curve("1", "positive label", [_steps(positives, most, -50)]),
            Curve("0", "negative label", [_steps(negatives, most, 50)]),
        ]
        names = ("score", "positive up, negative down")
        found.append(Plot(title, said, marks, up, outlines=outlines, names=names, more=more))
    return found


def _marks(edges: Sequence[float], of_probabilities: bool) -> list[tuple[float, str]]:
    """Return the marks below a histogram: the ends and the middle, or what stands in the middle of three bins."""
    if of_probabilities:
        return [(50.0 * place, words.edge(place / 2)) for place in range(3)]
    wide, last = 100 / (len(edges) - 1), len(edges) - 2
    return [
        (wide * (place + 0.5), words.edge((edges[place] + edges[place + 1]) / 2))
        for place in sorted({0, last // 2, last})
    ]


def _highest(scored: Scored, shares: Sequence[tuple[list[float], list[float]]]) -> float:
    """Return the highest bar of a group that is not small, or of any if all are."""
    pairs = list(zip((scored.groups[place]["small"] for place in scored.drawn), shares, strict=True))
    large = [pair for is_small, pair in pairs if not is_small] or shares
    return max(share for pair in large for label in pair for share in label) or 1.0


def _shares(entry: ScoredGroup) -> tuple[list[float], list[float]]:
    positives, negatives = entry["histogram"]["positives"], entry["histogram"]["negatives"]
    total = sum(positives) + sum(negatives) or 1.0
    return [each / total for each in positives], [each / total for each in negatives]


def _steps(shares: Sequence[float], most: float, height: float) -> str:
    """Return the outline of bars that stand on the middle of a drawing, as a path."""
    wide = 100 / len(shares)
    bars = (
        f"V{50 + height * min(share / most, 1.0):.4g}H{wide * (place + 1):.4g}" for place, share in enumerate(shares)
    )
    return f"M0 50{''.join(bars)}V50Z"


def threshold(scored: Scored) -> list[Plot]:
    """Return every rate over the threshold: a curve for each group, and the gap as an area."""
    least = scored.document["min_group_size"]
    apart = selected.gaps(scored.groups, least)
    found = {place: selected.evident_rates(scored.groups[place], least) for place in scored.drawn}
    texts, last = scored.thresholds, len(scored.thresholds) - 1
    marks = [
        (scored.position(at), texts[at]) for at in sorted({round(last * step / _TICKS) for step in range(_TICKS + 1)})
    ]
    points = list(zip(map(scored.position_of, scored.points), words.SHAPES, strict=False))
    plots = []
    for rate in selected.RATES:
        curves = [_curve(scored, place, list(_pieces(scored, own[rate]))) for place, own in found.items()]
        area = [
            f"{piece.split(',')[0]},100 {piece} {piece.split()[-1].split(',')[0]},100"
            for piece in _pieces(scored, apart[rate])
        ]
        said = f"{wording.words(rate)} over the threshold by {scored.by}. The tables below have twenty thresholds."
        at = scored.position(scored.start)
        plots.append(Plot(wording.words(rate), said, marks, _ENDS, curves, area=area, at=at, points_at=points))
    return plots


def _pieces(scored: Scored, shares: Shares) -> Iterator[str]:
    """Yield the parts of a curve between places where it has no value."""
    piece: list[tuple[float, float]] = []
    for place, share in enumerate([*shares, None]):
        if share is not None:
            piece.append((scored.position(place), 100 - 100 * share))
        elif piece:
            yield _points(piece)
            piece = []

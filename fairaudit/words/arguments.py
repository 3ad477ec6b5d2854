"""What is said of metrics that are taken at each of several arguments: at operating points, or of classes."""

from __future__ import annotations

from typing import NamedTuple

from fairaudit.document import Document
from fairaudit.words.phrases import operating_point, value_label


class Each(NamedTuple):
    """What one argument is called, and how a metric at each of them, in short and in full."""

    one: str
    short: str
    full: str


def each(document: Document) -> Each:
    """Return what the arguments of a document's metrics are called."""
    if document.get("operating_points"):
        return Each("operating point", "at each operating point", "at each operating point")
    return Each("class", "of each class", "of each class against the rest")


def label(document: Document, argument: str) -> str:
    """Return an argument, safe to show; an operating point with its score, where its name is not that."""
    points = {point["name"]: point for point in document.get("operating_points", [])}
    return operating_point(points[argument]) if argument in points else value_label(argument)

"""What a report is about, in the words of those who ordered it: nothing of it is computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict


class About(TypedDict):
    """What was said of the report; a key for each thing that was."""

    title: NotRequired[str]
    """The title of the report."""
    purpose: NotRequired[str]
    """What the model is for."""
    positive_means: NotRequired[str]
    """What the positive value means for people."""
    model: NotRequired[str]
    """The model and its version."""
    dataset: NotRequired[str]
    """What the data are, and from when."""
    note: NotRequired[str]
    """A remark for readers."""


def with_about(document: Mapping[str, Any], about: About) -> dict[str, Any]:
    """Return a document with what it is about, if anything was said, behind `created`."""
    found = dict[str, Any]()
    for key, value in document.items():
        found[key] = value
        if key == "created" and about:
            found["about"] = about
    return found

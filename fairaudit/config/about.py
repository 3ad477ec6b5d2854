"""Settings that compute nothing: what a report is about, in the words of those who ordered it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from fairaudit.config.setting import ABOUT, setting
from fairaudit.document.about import About
from fairaudit.errors import UsageError

if TYPE_CHECKING:
    from fairaudit.config import Config

MOST_OF_A_TITLE = 200
MOST_OF_A_TEXT = 2_000
"""Characters. More would push the figures out of what a comment on GitHub can hold."""


def _text_of_at_most(most: int, what: str) -> Callable[[str], None]:
    """Return a check that a text says something and is not too long; `what` begins its message."""

    def check(value: str) -> None:
        if not value.strip():
            raise UsageError(f"{what} is empty. Leave it out, or say it in words.")
        if len(value) > most:
            raise UsageError(f"{what} has at most {most:,} characters, not {len(value):,}.")

    return check


def _said(name: str, help: str, example: str, what: str, most: int = MOST_OF_A_TEXT) -> str | None:
    """Return a setting that is one text."""
    return setting(
        None,
        "text",
        "report",
        ABOUT,
        help,
        documented=f"text of at most {most:,} characters",
        wanted=f'a text, such as {name}="{example}"',
        example=example,
        metavar="TEXT",
        check=_text_of_at_most(most, what),
    )


TITLE = _said("title", "The title of the report.", "Loans, spring 2027", "The title", MOST_OF_A_TITLE)
PURPOSE = _said("purpose", "What the model is for.", "Who is offered a loan", "The purpose")
POSITIVE_MEANS = _said(
    "positive_means",
    "What the positive value means for people.",
    "gets the loan",
    "What the positive value means",
)
MODEL = _said("model", "The model and its version.", "credit-7.2", "The name of the model")
DATASET = _said(
    "dataset",
    "What the data are, and from when.",
    "Applications of March 2027",
    "The description of the data",
)
NOTE = _said("note", "A remark that readers of the report shall see.", "Without the branch in Oslo", "The note")


def about_of(config: Config) -> About:
    """Return what was said of the report."""
    said = {name: getattr(config, name) for name in About.__annotations__}
    return cast(About, {name: value for name, value in said.items() if value is not None})

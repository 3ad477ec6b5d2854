"""How transcripts are made comparable before their words are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fairaudit.errors import UsageError, did_you_mean
from fairaudit.tasks.speech.text import basic
from fairaudit.tasks.speech.text.equivalents import Equivalents, read_equivalents

_NAMES = ("none", "basic")


@dataclass(frozen=True)
class Normalizer:
    """Maps a transcript to the text whose words are compared.

    `name` is `none`, `basic`, or `basic + FILE NAME` for `basic` followed by a file of equivalents; `version` changes
    whenever some text would come out differently.
    """

    name: str
    version: str
    equivalents: Equivalents | None = None

    def __call__(self, text: str) -> str:
        """Return the normalised text."""
        return self.many([text])[0]

    def many(self, texts: Sequence[str]) -> list[str]:
        """Return every text normalised, in order; far faster than one call per text."""
        if self.name == "none":
            return list(texts)
        plain = basic.normalize_many(texts)
        return plain if self.equivalents is None else self.equivalents.apply_many(plain)[0]


def normalizer(name: str) -> Normalizer:
    """Return the normaliser called `none` or `basic`, or `basic` with the equivalents of the CSV file `name`.

    Raises UsageError if there is neither such a normaliser nor such a file, DataError if the file is not a list of
    equivalents.
    """
    if name == "none":
        return Normalizer("none", "1")
    if name == "basic":
        return Normalizer("basic", basic.VERSION)
    path = Path(name)
    if not path.is_file():
        raise UsageError(
            f"There is no normaliser and no file `{name}`.{did_you_mean(name, _NAMES)} "
            "Choose `none`, `basic`, or a CSV file with the columns from,to."
        )
    equivalents = read_equivalents(path)
    return Normalizer(f"basic + {path.name}", f"{basic.VERSION}+{equivalents.digest}", equivalents)

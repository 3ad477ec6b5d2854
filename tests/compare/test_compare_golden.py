"""Whole comparisons of the sample speech, as they were when somebody last looked at them.

`python tests/compare/test_compare_golden.py` writes them anew; the difference is then read before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from fairaudit.change import Comparing, compare, make_change_rule
from fairaudit.config import Config
from fairaudit.document.changes import ChangesDocument
from fairaudit.report.files import as_markdown, as_terminal

FOLDER = Path(__file__).parent / "golden"
SAMPLE = Path(__file__).parents[2] / "sample_data" / "speech.csv"
FORMS: dict[str, Callable[[ChangesDocument], str]] = {
    "80.txt": lambda document: as_terminal(document, width=80),
    "ascii.txt": lambda document: as_terminal(document, width=100, ascii_only=True),
    "md": as_markdown,
}


@cache
def document() -> ChangesDocument:
    """Compare the sample in noise with the sample in quiet."""
    asked = Comparing(
        Config(groups=("gender", "voice_locale"), columns={"cluster": "speaker"}),
        ids=("speaker", "reference"),
        where_old=(("condition", "clean"),),
        where_new=(("condition", "noise"),),
        rules=tuple(
            make_change_rule(text)
            for text in (
                "word_error_rate.change by gender <= 0.1",
                "word_error_rate.change by voice_locale <= 0.25",
                "word_error_rate.difference.change by voice_locale <= 0.2",
            )
        ),
    )
    found = compare([str(SAMPLE)], None, asked)
    for result in (found["old"], found["new"]):
        result["data"]["sources"][0]["path"] = "speech.csv"
    found["created"], found["fairaudit_version"] = "2026-01-01T00:00:00Z", "0.0.0"
    return found


@pytest.mark.parametrize("form", FORMS)
def test_a_comparison_is_as_it_was(form: str) -> None:
    assert FORMS[form](document()) == (FOLDER / f"speech.{form}").read_text(encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for form, render in FORMS.items():
        (FOLDER / f"speech.{form}").write_text(render(document()), encoding="utf-8")

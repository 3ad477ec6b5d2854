"""Whole reports, as they were when somebody last looked at them.

`python tests/report/test_report_golden.py` writes them anew; the difference is then read before it is committed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import documents
import judged
import published
import pytest
import scored

from fairaudit.document import Document
from fairaudit.report.ci import github, junit, sarif
from fairaudit.report.files import as_markdown, as_terminal
from fairaudit.report.html import audit as html

FOLDER = Path(__file__).parent / "golden"
SOURCES = {**documents.ALL, "judged": judged.judged, "published": published.published}
SOURCES["scores"] = scored.deciles
FORMS: dict[str, Callable[[Document], str]] = {
    "80.txt": lambda document: as_terminal(document, width=80),
    "120.txt": lambda document: as_terminal(document, width=120),
    "ascii.txt": lambda document: as_terminal(document, width=80, ascii_only=True),
    "md": as_markdown,
    "xml": junit.render,
    "sarif": sarif.render,
    "annotations.txt": github.commands,
}


def structure(document: Document) -> str:
    """Return what the HTML page says and how it is built: its elements and texts, without style, script and data."""
    body = html.render(document).partition("<body>")[2].partition("<script>")[0]
    body = re.sub(r"base64,[A-Za-z0-9+/=]+", "base64,…", body)
    return re.sub(r'<svg y="50%">.*?</svg>|<(line|circle|path|rect) [^>]*>', "", body)


FORMS["html"] = structure
ALWAYS = ("80.txt", "120.txt", "ascii.txt", "md")
CASES = [(name, form) for name in ("binary", "speech", "one_group") for form in ALWAYS]
CASES += [("judged", form) for form in FORMS] + [("speech", "html"), ("one_group", "html")]
CASES += [("scores", form) for form in ("80.txt", "md", "html")]
CASES += [("published", form) for form in (*ALWAYS, "html")]


def rendered(name: str, form: str) -> str:
    document = SOURCES[name]()
    documents.advised(document)
    return FORMS[form](document)


@pytest.mark.parametrize(("name", "form"), CASES)
def test_a_report_is_as_it_was(name: str, form: str) -> None:
    assert rendered(name, form) == (FOLDER / f"{name}.{form}").read_text(encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, form in CASES:
        (FOLDER / f"{name}.{form}").write_text(rendered(name, form), encoding="utf-8")

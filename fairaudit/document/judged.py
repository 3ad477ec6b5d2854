"""What can hold verdicts, and so what is written as JUnit, SARIF and annotations."""

from __future__ import annotations

from typing import TypeAlias

from fairaudit.document import Document
from fairaudit.document.changes import ChangesDocument

JudgedDocument: TypeAlias = Document | ChangesDocument
"""A report or a comparison: only the latter has the key `changes_version`."""

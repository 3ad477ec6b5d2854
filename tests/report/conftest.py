"""Every sample report, by name."""

from __future__ import annotations

import documents
import judged
import published
import pytest

from fairaudit.document import Document

ALL = {
    **documents.ALL,
    "judged": judged.judged,
    "hostile_judged": judged.hostile,
    "published": published.published,
    "hostile_published": published.hostile,
}


@pytest.fixture(params=sorted(ALL))
def any_document(request: pytest.FixtureRequest) -> Document:
    return ALL[request.param]()


@pytest.fixture(params=["judged", "hostile_judged"])
def any_judged(request: pytest.FixtureRequest) -> Document:
    return ALL[request.param]()

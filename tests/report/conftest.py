"""Every sample report, by name."""

from __future__ import annotations

import documents
import pytest

from fairaudit.document import Document


@pytest.fixture(params=sorted(documents.ALL))
def any_document(request: pytest.FixtureRequest) -> Document:
    return documents.ALL[request.param]()

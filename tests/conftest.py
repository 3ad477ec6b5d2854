"""Settings that all tests share."""

from __future__ import annotations

from hypothesis import settings

# Speed is measured in benchmarks/, never by a test; and a test that failed must fail again.
settings.register_profile("fairaudit", deadline=None, derandomize=True)
settings.load_profile("fairaudit")

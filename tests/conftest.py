"""Settings that all tests share."""

from __future__ import annotations

import signal

from hypothesis import settings

# Speed is measured in benchmarks/, never by a test; and a test that failed must fail again.
settings.register_profile("fairaudit", deadline=None, derandomize=True)
settings.load_profile("fairaudit")

# `nohup` and background jobs ignore Ctrl-C, and the commands that tests start would inherit that: they could not be
# interrupted. A handler is not inherited. This one does what the parent asked for: nothing.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, lambda *_: None)

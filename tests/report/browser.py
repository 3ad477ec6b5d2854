"""A headless Chromium, driven over a pipe by the DevTools protocol: no driver program, no port, no further package.

https://chromedevtools.github.io/devtools-protocol/;
messages are JSON, each ended by a zero byte, on descriptors 3 and 4.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECONDS = 60.0
"""A browser that has not answered by then will not."""
_CONNECT = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""What the new process does before it becomes the browser: put the pipes where the browser looks for them."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--hide-scrollbars",
)


class Browser:
    """One running browser; every page is a tab of its own."""

    def __init__(self, writes: int, reads: int) -> None:
        self._writes, self._reads, self._number, self._rest = writes, reads, 0, b""
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers; events that come before the answer are kept."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._writes, json.dumps(message).encode() + b"\0")
        answer = self._until(lambda found: found.get("id") == self._number)
        assert "error" not in answer, answer
        return answer["result"]  # type: ignore[no-any-return]

    def wait(self, method: str, session: str) -> None:
        """Wait for an event, unless it has come already."""
        if not any(each["method"] == method and each.get("sessionId") == session for each in self.events):
            self._until(lambda found: found.get("method") == method and found.get("sessionId") == session)

    def next_event(self, method: str) -> dict[str, Any]:
        """Wait for the next event of this name and return it."""
        return self._until(lambda found: found.get("method") == method)

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            message = self._next()
            if "method" in message:
                self.events.append(message)
            if wanted(message):
                return message

    def _next(self) -> dict[str, Any]:
        ends = time.monotonic() + SECONDS
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._reads], [], [], max(ends - time.monotonic(), 0))
            assert ready, "the browser does not answer"
            part = os.read(self._reads, 1 << 20)
            assert part, "the browser has ended"
            self._rest += part
        text, _, self._rest = self._rest.partition(b"\0")
        return json.loads(text)  # type: ignore[no-any-return]


class Tab:
    """One page in the browser, with what it said and asked for."""

    def __init__(
        self, browser: Browser, *, width: int = 1280, height: int = 900, dark: bool = False, script: bool = True
    ) -> None:
        self._browser = browser
        self._target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=self._target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.emulate("prefers-color-scheme", "dark" if dark else "light")
        self.call("Emulation.setScriptExecutionDisabled", value=not script)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method for this tab."""
        return self._browser.call(method, self.session, **parameters)

    def emulate(self, feature: str, value: str, media: str = "") -> None:
        """Pretend that the reader prefers this."""
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": feature, "value": value}])

    def open(self, path: Path) -> Tab:
        """Open a file and wait until it is there."""
        self.call("Page.navigate", url=path.resolve().as_uri())
        self._browser.wait("Page.loadEventFired", self.session)
        return self

    def evaluate(self, expression: str) -> Any:
        """Return what a piece of script comes to."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    @property
    def messages(self) -> list[str]:
        """Everything in the console: what scripts print, errors, and violations of the page's policy."""
        wanted = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [json.dumps(each["params"])[:2000] for each in self._events() if each["method"] in wanted]

    @property
    def requests(self) -> list[str]:
        """The addresses that the page asked for, its own aside."""
        found = [
            each["params"]["request"]["url"] for each in self._events() if each["method"].endswith("requestWillBeSent")
        ]
        return found[1:]

    def _events(self) -> Iterator[dict[str, Any]]:
        return (each for each in self._browser.events if each.get("sessionId") == self.session)

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Write what is seen as PNG: the first screen, or the whole page."""
        found = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def pdf(self) -> bytes:
        """Return the page as printed on A4."""
        found = self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, printBackground=False)
        return base64.b64decode(found["data"])

    def close(self) -> None:
        """Close the tab."""
        self._browser.call("Target.closeTarget", targetId=self._target)


@contextmanager
def running() -> Iterator[Browser]:
    """Start a browser, and end it."""
    assert PROGRAM is not None
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    high = [fcntl.fcntl(each, fcntl.F_DUPFD, 20) for each in (theirs_in, theirs_out)]

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        start = [sys.executable, "-c", _CONNECT, *map(str, high)]
        command = [*start, PROGRAM, *FLAGS, "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank"]
        process = subprocess.Popen(command, pass_fds=high, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for each in (theirs_in, theirs_out, *high):
            os.close(each)
        try:
            yield Browser(ours_out, ours_in)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS)
            process.kill()
            process.wait()
            os.close(ours_out)
            os.close(ours_in)

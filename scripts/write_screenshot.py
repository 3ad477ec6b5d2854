"""Write the pictures of a report in the documentation: two views of the audit of the sample speech data.

Needs Chromium; run `python scripts/write_screenshot.py` after a change of the page.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "report"))

import browser  # noqa: E402 - the tests' own browser

PICTURES = {"report.png": ("body", 860), "report-groups.png": ("#by1", 800)}
"""File in docs → what stands at its upper edge, and its height."""
COMMAND = "check sample_data/speech.csv --config sample_data/fairaudit.toml --exit-zero -q -o"
NOW = "1792972800"
"""26 October 2026: the picture changes with the page and not with the clock."""


def main() -> None:
    """Audit the sample, open the page and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        environment = {**os.environ, "SOURCE_DATE_EPOCH": NOW}
        command = [sys.executable, "-m", "fairaudit", *COMMAND.split(), str(page)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        with browser.running() as chromium:
            for name, (upper, height) in PICTURES.items():
                tab = browser.Tab(chromium, height=height).open(page)
                tab.evaluate(f"document.querySelector('{upper}').scrollIntoView({{behavior: 'instant'}})")
                tab.screenshot(ROOT / "docs" / name)


if __name__ == "__main__":
    main()

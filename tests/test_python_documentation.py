"""docs/python.md can be copied: every block of it runs, and prints what the comments behind `print` say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fairaudit

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def last_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with the sample data and the report of an earlier model."""
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    monkeypatch.chdir(tmp_path)
    speech = "sample_data/runs/speech/clean/tiny-en.csv"
    fairaudit.audit(speech, groups="voice_locale", cluster="speaker").write("last-release.json")


@pytest.mark.usefixtures("last_release")
def test_every_block_runs_and_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    shown = 0
    for block in BLOCKS:
        exec(compile(block, "docs/python.md", "exec"), names)  # noqa: S102 - it is our own documentation
        printed = capsys.readouterr().out.splitlines()
        said = [re.search(r"  # (.*)$", line) for line in block.splitlines() if line.startswith("print(")]
        assert len(printed) == len(said)
        for line, comment in zip(printed, said, strict=True):
            if comment:
                assert line == comment[1]
                shown += 1
        for test in [name for name in names if name.startswith("test_")]:
            names.pop(test)()  # type: ignore[operator]
    assert shown > 5


def test_every_function_of_the_interface_is_documented() -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    for name in fairaudit.__all__:
        assert name in page or name == "__version__"

"""What `fairaudit check` prints: who is served worse and the verdicts, which stand last; all with --verbose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SPEECH = ("check", str(ROOT / "sample_data" / "speech.csv"), "--config", str(ROOT / "sample_data" / "fairaudit.toml"))
VERDICTS = ("FAIL locale-gap: ", "INCONCLUSIVE noise: ", "WAIVED telephone: ", "PASS overall-floor: ")
OUTCOME = "FAIL: 1 failed, 1 inconclusive, 1 waived, 1 passed"


def begins(lines: list[str]) -> list[str]:
    """Return the verdicts, in the order in which lines begin with one."""
    return [verdict for line in lines for verdict in VERDICTS if line.startswith(verdict)]


def test_a_check_is_short_and_ends_with_its_verdicts(fairaudit: Any) -> None:
    lines = fairaudit(*SPEECH).out.splitlines()
    assert len(lines) <= 40
    assert lines[-1] == OUTCOME
    assert begins(lines) == list(VERDICTS)
    assert any(line.startswith("voice_locale  en-gb-scotland") for line in lines)


def test_quiet_leaves_the_verdicts(fairaudit: Any) -> None:
    lines = fairaudit(*SPEECH, "-q").out.splitlines()
    assert begins(lines[:1]) == [VERDICTS[0]]
    assert begins(lines) == list(VERDICTS)
    assert lines[-1] == OUTCOME


def test_verbose_prints_every_table(fairaudit: Any) -> None:
    told = fairaudit(*SPEECH, "--verbose").out
    assert "By voice_locale" in told
    assert "word_error_rate.difference" in told
    assert told.splitlines()[-1] == OUTCOME


def test_a_format_prints_all_of_it_whatever_else_is_said(fairaudit: Any) -> None:
    assert '"verdicts"' in fairaudit(*SPEECH, "--format", "json", "-q").out

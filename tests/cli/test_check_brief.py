"""What `fairaudit check` prints: who is served worse and the verdicts, which stand last; all with --verbose."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SPEECH = ("check", str(ROOT / "sample_data" / "speech.csv"), "--config", str(ROOT / "sample_data" / "fairaudit.toml"))
ATTRIBUTES = ("sex", "job", "housing", "age")
CREDIT = ("check", str(ROOT / "sample_data" / "credit.parquet"), "-g", "sex", "-g", "job", "-g", "housing")
CREDIT += ("--bin", "age=30,50", "--intersections", "all", "--require", "accuracy.difference by sex <= 0.3")
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


def test_quiet_leaves_nothing_but_the_verdicts(fairaudit: Any) -> None:
    told = fairaudit(*SPEECH, "-q").out
    lines = told.splitlines()
    assert begins(lines[:1]) == [VERDICTS[0]]
    assert begins(lines) == list(VERDICTS)
    assert lines[-2:] == ["", OUTCOME]
    verdicts, _, rest = told.partition("\n\n")
    assert rest.splitlines() == [OUTCOME]
    assert "Each bound of a rule holds" not in verdicts
    assert "by chance alone" not in verdicts
    assert "Each bound of a rule holds" in fairaudit(*SPEECH).out


def test_verbose_prints_every_table_and_ends_with_the_verdicts(fairaudit: Any) -> None:
    told = fairaudit(*SPEECH, "--verbose").out
    assert "By voice_locale" in told
    assert "mean_speaker_word_error_rate.difference" in told
    lines = told.splitlines()
    assert lines[-1] == OUTCOME
    assert begins(lines[-6:]) == list(VERDICTS)
    assert any(re.fullmatch(r"FAIL locale-gap: 18\.2 pt \(\S+–\S+\), limit ≤ 5\.0 pt", line) for line in lines)


def test_verbose_summarises_nothing(fairaudit: Any) -> None:
    told = fairaudit(*CREDIT, "--verbose").out
    every = json.loads(fairaudit(*CREDIT, "--format", "json").out)["warnings"]
    for each in (*ATTRIBUTES, "sex × job", " × ".join(ATTRIBUTES)):
        assert f"\nBy {each}\n" in told
    assert len(every) > 1
    squeezed = " ".join(told.split())
    assert all(each["message"] in squeezed for each in every)
    assert "more warnings like these" not in told


def test_many_levels_are_cut_aloud(fairaudit: Any) -> None:
    """Four attributes meet in fifteen ways, of which ten are listed."""
    told = fairaudit(*CREDIT).out
    table = told.partition("Who is served worse")[2].partition("\n\n")[0]
    kept = {line.split("  ")[0] for line in table.splitlines() if line.split(" ")[0] in ATTRIBUTES}
    assert len(kept) == 10
    document = json.loads(fairaudit(*CREDIT, "--format", "json").out)
    certain: dict[str, float] = {}
    for gap in document["disparities"]:
        is_told = gap["comparison"] == "difference" and gap["metric"] in document["headline"] and gap["beyond_chance"]
        name = " × ".join(gap["by"])
        certain[name] = max(certain.get(name, 0.0), gap["low"] if is_told else 0.0)
    assert len(certain) == 15
    assert min(certain[name] for name in kept) >= max(gap for name, gap in certain.items() if name not in kept)
    assert max(certain.values()) > 0
    more = "… and 5 more attributes and intersections, whose certain gaps are no larger: --verbose shows them all."
    assert table.splitlines()[-1] == more


def test_a_format_prints_all_of_it_whatever_else_is_said(fairaudit: Any) -> None:
    assert '"verdicts"' in fairaudit(*SPEECH, "--format", "json", "-q").out

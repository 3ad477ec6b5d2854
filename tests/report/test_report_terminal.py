"""The terminal report: fits, cuts nothing, obeys nobody."""

from __future__ import annotations

import re

import documents
import pytest
from rich.cells import cell_len

from fairaudit import words as wording
from fairaudit.document import Document, headline
from fairaudit.document.units import unit_of
from fairaudit.report.files import as_terminal
from fairaudit.report.terminal.fit import in_lines

WIDTHS = (40, 80, 100, 120)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_line_is_too_long_and_nothing_is_cut(any_document: Document, width: int, ascii_only: bool) -> None:
    documents.advised(any_document)
    printed = as_terminal(any_document, width=width, ascii_only=ascii_only)
    assert printed.isascii() or not ascii_only
    lines = printed.splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert not any(line.endswith(" ") for line in lines)
    if "alert(1)" not in printed:
        assert not [line for line in lines if "…" in line and "more group" not in line]


def test_no_colour_means_no_escape_at_all(any_document: Document) -> None:
    assert "\x1b" not in as_terminal(any_document, color=False)


def test_with_colour_every_escape_is_ours() -> None:
    printed = as_terminal(documents.hostile(), color=True)
    assert "\x1b[1m" in printed
    without = re.sub(r"\x1b\[(0|1|2)m", "", printed).splitlines()
    assert [line.rstrip() for line in without] == as_terminal(documents.hostile(), color=False).splitlines()


def test_the_environment_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = as_terminal(documents.binary(), width=80)
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "33", "TERM": "dumb", "JUPYTER_COLUMNS": "20"}.items():
        monkeypatch.setenv(name, value)
    assert as_terminal(documents.binary(), width=80) == plain


def test_names_of_groups_are_shown_whole_and_obeyed_never() -> None:
    printed = as_terminal(documents.hostile(), width=200)
    for name in documents.HOSTILE[:21]:
        assert wording.value_label(name) in printed
    long = documents.HOSTILE[-2]
    assert long not in printed
    assert f"{long[:56]}…{long[-23:]}" in printed


def test_very_long_labels_are_cut_everywhere_and_stay_apart() -> None:
    document, names = documents.many(3), ["x" * 5000 + middle + "x" * 5000 for middle in "abc"]
    for group, name in zip(document["groups"], names, strict=True):
        group["group"] = dict.fromkeys(group["group"], name)
    document["disparities"], document["advice"] = [], [f"Lowest for {names[1]}."]
    printed = as_terminal(document, width=400)
    cut = "x" * 56 + "…" + "x" * 23
    squeezed = re.sub(r"\s+", " ", printed)
    assert "x" * 57 not in printed
    assert [squeezed.count(f"{cut} {number} ") for number in ("(2)", "(3)")] == [1, 1]
    assert f"Lowest for {cut} (2)." in squeezed
    assert document["groups"][0]["group"] == {"accent": names[0]}


@pytest.mark.parametrize(
    ("name", "width", "lines"),
    [
        ("African-American", 14, ["African-", "American"]),
        ("African-American × Female", 14, ["African-", "American ×", "Female"]),
        ("en_gb_scotland", 10, ["en_gb_", "scotland"]),
        ("Asian", 14, ["Asian"]),
        ("incomprehensibilities", 14, ["incompreh…ties"]),
        ("日本語のとても長い名前", 12, ["日本語の…前"]),
        ("incomprehensible", 6, ["incomprehensible"]),
        ("", 6, [""]),
        ("-", 6, ["-"]),
        ("a  b", 1, ["a", "b"]),
    ],
)
def test_names_break_where_words_end_and_are_cut_only_then(name: str, width: int, lines: list[str]) -> None:
    assert in_lines(name, width, "…").split("\n") == lines


def test_intervals_stand_beside_their_values() -> None:
    document = documents.binary()
    for width, between in ((80, None), (120, "  ")):
        printed = as_terminal(document, width=width)
        for group in document["groups"][:4]:
            for metric in headline.metrics(document):
                shown = wording.figure(group["metrics"][metric], unit_of(document, metric))
                assert f"{shown.value}{between}{shown.interval}" in printed if between else shown.interval in printed


def test_what_is_small_undefined_hidden_or_missing_is_said() -> None:
    printed = as_terminal(documents.binary(), width=100)
    assert re.search(r"Native American\s+18", printed)
    assert "small: 18 rows, fewer than 30" in printed
    assert "undefined, because there are no negatives" in printed
    assert re.search(r"Pacific Islander.*hidden", printed)
    assert "(no label)" in printed
    assert "Left out of comparisons: Native American: 18 rows, fewer than 30." in printed


def test_a_group_that_is_told_to_be_worse_is_named_with_its_evidence() -> None:
    document = documents.speech()
    says = (
        "Worse word error rate than all rows together, by accent: Welsh, 18.0% (13.4–22.6), 310 rows from 15 speakers."
    )
    assert says in as_terminal(document, width=120)
    for group in document["groups"]:
        group["differs"] = {}
    assert "Worse word error rate" not in as_terminal(document, width=120)


def test_a_long_list_is_cut_aloud() -> None:
    printed = as_terminal(documents.many(), width=120)
    assert printed.count("accent number") < 60
    assert "and 175 more groups" in printed


def test_an_interval_is_drawn_where_there_is_room() -> None:
    assert "─●─" in as_terminal(documents.binary(), width=120)
    assert "-o-" in as_terminal(documents.binary(), width=120, ascii_only=True)
    assert "─●─" in as_terminal(documents.binary(), width=80)
    assert "●" not in as_terminal(documents.binary(), width=60)


def rows_of(document: Document, width: int, heading: str) -> list[str]:
    """Return the lines of the first table whose first column is called so."""
    lines = as_terminal(document, width=width).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"{heading} "))
    return lines[start : lines.index("", start)]


@pytest.mark.parametrize("width", range(73, 131, 3))
@pytest.mark.parametrize("names", [("a", "b"), ("an-accent-with-a-name-of-thirty", "b")])
def test_a_drawing_costs_no_number_and_no_name(width: int, names: tuple[str, str]) -> None:
    """Drawn or not, every group has each of its figures, and every name is whole but for where it breaks."""
    document = documents.speech()
    for group, name in zip(document["groups"], names, strict=False):
        group["group"] = {"accent": name}
    told = rows_of(document, width, "accent")
    assert max(map(cell_len, told)) <= width
    for group in document["groups"][:2]:
        name, lines = group["group"]["accent"], "".join(line.split("  ")[0] for line in told)
        assert name in lines
        for metric in headline.metrics(document):
            shown = wording.figure(group["metrics"][metric], unit_of(document, metric))
            assert any(shown.value in line for line in told)
            assert any(shown.interval in line for line in told)


def test_where_a_name_would_get_too_narrow_nothing_is_drawn() -> None:
    document = documents.binary()
    assert any("●" in line for line in rows_of(document, 80, "sex"))
    female = next(group for group in document["groups"] if group["group"] == {"sex": "Female"})
    female["group"] = {"sex": "nobreakinthislongname"}
    told = rows_of(document, 80, "sex")
    assert not any("●" in line for line in told)
    assert any(line.startswith("nobreakinthislongname ") for line in told)


def test_picked_metrics_are_all_shown() -> None:
    document = documents.binary()
    picked = ["f1_score", "matthews_correlation"]
    document["definitions"] = {name: document["definitions"][name] for name in picked}
    printed = as_terminal(document, width=120)
    assert "f1_score" in printed
    assert "matthews_correlation" in printed

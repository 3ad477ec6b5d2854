"""Changes are drawn in a terminal around no change at all, where there is room."""

from __future__ import annotations

from test_compare_golden import document

from fairaudit.report.files import as_markdown, as_terminal


def drawn(width: int, by: str) -> list[str]:
    """Return the rows of the first table of a level."""
    table = as_terminal(document(), width=width).partition(f"\nBy {by}\n")[2].partition("\n\n")[0]
    head, _, rows = table.partition("───\n")
    assert "change" in head
    return [line for line in rows.splitlines() if not line.startswith("[")]


def test_the_interval_of_a_change_lies_on_its_side_of_no_change() -> None:
    changes = {each["group"]["voice_locale"]: each for each in document()["groups"] if each["by"] == ["voice_locale"]}
    rows = drawn(120, "voice_locale")
    assert len(rows) == len(changes) == 11
    told = [each for each in changes.values() if each["metrics"]["word_error_rate"]["verdict"] == "worse"]
    assert told
    for group in told:
        row = next(line for line in rows if line.split()[0] == group["group"]["voice_locale"])
        assert row.index("┊") < row.index("─") < row.index("●")


def test_at_eighty_columns_only_what_has_room_is_drawn() -> None:
    assert all("●" in line for line in drawn(80, "gender"))
    assert not any("●" in line for line in drawn(80, "voice_locale"))
    assert max(map(len, as_terminal(document(), width=80).splitlines())) <= 80


def test_files_without_drawings_have_none() -> None:
    assert "●" not in as_markdown(document())

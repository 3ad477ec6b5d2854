"""Where the keys of a TOML text stand."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairaudit.settings.positions import key_positions, nearest_position

TEXT = '''# a comment with [brackets] and = signs
top = 1
"quoted key" = "text with # and = and ]"
dotted.key = { inline = 1, other = [2, 3] }

[first]  # comment
many = [
  "a",  # inside
  ["b"],
]
long = """
not = a key
[nor] a table
"""
literal = \'\'\'
x = "\'\'\'
  indented = 2

[first.second]
deep = 1
[[list]]
id = 1
[list.sub]
in_first = 1
[[list]]
id = 2
'''
EXPECTED: dict[tuple[str | int, ...], tuple[int, int]] = {
    ("top",): (2, 1),
    ("quoted key",): (3, 1),
    ("dotted", "key"): (4, 1),
    ("first",): (6, 1),
    ("first", "many"): (7, 1),
    ("first", "long"): (11, 1),
    ("first", "literal"): (15, 1),
    ("first", "indented"): (17, 3),
    ("first", "second"): (19, 1),
    ("first", "second", "deep"): (20, 1),
    ("list", 0): (21, 1),
    ("list", 0, "id"): (22, 1),
    ("list", 0, "sub", "in_first"): (24, 1),
    ("list", 1): (25, 1),
    ("list", 1, "id"): (26, 1),
}


@pytest.mark.parametrize("path", EXPECTED)
def test_positions(path: tuple[str | int, ...]) -> None:
    tomllib.loads(TEXT)
    assert key_positions(TEXT)[path] == EXPECTED[path]


def test_what_has_no_position_takes_that_of_its_holder() -> None:
    positions = key_positions(TEXT)
    assert nearest_position(positions, ("dotted", "key", "inline")) == (4, 1)
    assert nearest_position(positions, ("first", "many", 1)) == (7, 1)
    assert nearest_position(positions, ("nothing",)) is None


NAMES = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=4)
VALUES = st.sampled_from(
    ['"x"', "'y = #'", "1", "[1, [2]]", '{ a = "b" }', '"""\nq = 1\n"""', "[\n 'z', # c\n]", "true"]
)


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=4), max_size=4))
def test_every_key_of_a_table_is_found_on_its_line(tables: dict[str, dict[str, str]]) -> None:
    lines = []
    for table, keys in tables.items():
        lines += [f"[{table}]", *(f"{key} = {value}" for key, value in keys.items())]
    text = "\n".join(lines) + "\n"
    content: dict[str, dict[str, Any]] = tomllib.loads(text)
    positions = key_positions(text)
    rows = text.splitlines()
    for table, keys in content.items():
        assert rows[positions[(table,)].line - 1] == f"[{table}]"
        for key in keys:
            assert rows[positions[table, key].line - 1].startswith(f"{key} = ")

"""`fairaudit presets`: lists and explains."""

from __future__ import annotations

import json

import pytest
from command_line import Command

from fairaudit.published_rules import load_preset, preset_ids


def test_lists_every_preset_with_its_date_and_status(fairaudit: Command) -> None:
    shown = " ".join(fairaudit("presets").out.split())
    for name in preset_ids():
        assert f"{name} {load_preset(name).title}" in shown
    assert shown.count("As of 2026-11-21.") == len(preset_ids())
    assert "Status under revision." in shown
    assert "Nothing here is legal advice." in shown


@pytest.mark.parametrize("name", preset_ids())
def test_explains_everything_that_the_file_says(fairaudit: Command, name: str) -> None:
    shown = " ".join(fairaudit("presets", name).out.split()).replace("- ", "-")
    preset = load_preset(name)
    said = [preset.title, preset.status, preset.limits.says, preset.disclaimer, preset.reference_rule]
    said += [
        *preset.sources,
        *preset.not_verified,
        *(each.says for each in preset.states),
        *(rule.require for rule in preset.rules),
    ]
    for text in said:
        assert " ".join(text.split()).replace("- ", "-") in shown


def test_json(fairaudit: Command) -> None:
    assert [each["id"] for each in json.loads(fairaudit("presets", "--format", "json").out)] == list(preset_ids())
    one = json.loads(fairaudit("presets", "four-fifths", "--format", "json").out)
    assert one["as_of"] == "2026-11-21"
    assert one["rules"][0]["evidence"] == "point"


def test_an_unknown_one_names_the_nearest(fairaudit: Command) -> None:
    assert "Did you mean `four-fifths`" in fairaudit("presets", "four-fifth").message
    assert "unexpected extra argument" in fairaudit("presets", "four-fifths", "nyc-ll144").message


@pytest.mark.parametrize("columns", ["20", "40", "300"])
def test_any_width(fairaudit: Command, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert fairaudit("presets").code == 0
    assert fairaudit("presets", "us-adverse-impact").code == 0

"""The schema of the settings file accepts what fairaudit accepts, and refuses what it refuses."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "fairaudit.schema.json").read_text())


def settings(text: str) -> dict:
    """Return TOML as an editor's validator sees it: dates are text."""
    plain = json.dumps(
        tomllib.loads(text), default=lambda value: value.isoformat() if isinstance(value, datetime.date) else value
    )
    return json.loads(plain)


def test_the_sample_policy_is_valid():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.validate(settings((ROOT / "sample_data" / "fairaudit.toml").read_text()), SCHEMA)


def test_intersections_are_lists_or_text():
    jsonschema.validate(settings('[data]\ngroups = ["a", "a:b", ["a", "b"]]'), SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        '[[rules]]\nid = "no sentence"',
        '[[rules]]\nrequire = "accuracy overall >= 0.8"\nseverty = "warn"',
        '[[rules]]\nrequire = "accuracy overall >= 0.8"\nseverity = "error"',
        '[evidence]\nconfidence = "95%"',
        '[data]\ntask = "guessing"',
        "[dta]\n",
    ],
)
def test_what_fairaudit_refuses_is_marked(text):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(settings(text), SCHEMA)

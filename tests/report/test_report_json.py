"""The JSON report: strict, raw, described by its schema, and read back only if it is one."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import documents
import jsonschema
import pytest

from fairaudit.document import Document
from fairaudit.errors import DataError
from fairaudit.report import json_report

ROOT = Path(__file__).parent.parent.parent
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def test_a_report_matches_the_published_schema(any_document: Document) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(any_document, SCHEMA)


def test_a_report_comes_back_as_it_was_with_raw_names(any_document: Document) -> None:
    text = json_report.dumps(any_document)
    assert text.encode("utf-8").endswith(b"}\n")
    assert json_report.loads(text) == any_document


def test_the_schema_is_what_the_types_say() -> None:
    subprocess.run([sys.executable, ROOT / "scripts" / "write_schema.py", "--check"], check=True)


def test_a_number_that_json_does_not_have_is_a_bug() -> None:
    document = documents.one_group()
    document["overall"]["metrics"]["accuracy"]["value"] = float("nan")
    with pytest.raises(ValueError):
        json_report.dumps(document)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not a JSON report"),
        ("{", "not a JSON report"),
        ('{"schema_version": NaN}', "NaN is not a JSON number"),
        ("[" * 100_000, "not a JSON report"),
        ("[]", "has no `schema_version`"),
        ("{}", "has no `schema_version`"),
        ('{"schema_version": true}', "has no `schema_version`"),
        ('{"schema_version": 99}', "Install a newer fairaudit"),
        ('{"schema_version": 1}', "`fairaudit_version` is missing"),
    ],
)
def test_what_is_not_a_report_gets_a_message(text: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        json_report.loads(text)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value within."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def test_a_damaged_report_gets_a_message_exactly_where_the_schema_says_so() -> None:
    document = documents.speech()
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for path in places(document)[1::101]:
        for wrong in (None, "text", 5, True, [], {}):
            damaged: Any = copy.deepcopy(document)
            *front, last = path
            inner = damaged
            for key in front:
                inner = inner[key]
            inner[last] = wrong
            if path == ("schema_version",):
                continue
            if validator.is_valid(damaged):
                assert json_report.loads(json_report.dumps(damaged)) == damaged
            else:
                with pytest.raises(DataError, match="is damaged"):
                    json_report.loads(json_report.dumps(damaged))


def test_keys_that_a_newer_fairaudit_adds_are_kept() -> None:
    document: Any = documents.one_group()
    document["added"] = {"later": 1}
    assert json_report.loads(json_report.dumps(document))["added"] == {"later": 1}  # type: ignore[typeddict-item]


@pytest.mark.parametrize("name", ["a.b", "[...]", "` - at `$.groups`", "", "\ud800"])
def test_a_fault_is_named_by_its_keys_whatever_they_are_called(name: str) -> None:
    document: Any = documents.one_group()
    metrics = document["groups"][0]["metrics"]
    metrics[name] = metrics["accuracy"] | {"low": "wide"}
    with pytest.raises(DataError) as error:
        json_report.loads(json_report.dumps(document))
    shown = "\\u{d800}" if name == "\ud800" else name
    assert f"`groups[0].metrics.{shown}.low` should be a number or null, and is a string" in str(error.value)


def test_a_report_of_half_a_surrogate_pair_is_damaged_where_it_is() -> None:
    document: Any = documents.one_group()
    document["\ud800"] = "\ud800"
    assert json_report.loads(json_report.dumps(document)) == document
    document["confidence"] = "\ud800"
    with pytest.raises(DataError, match="`confidence` should be a number, and is a string"):
        json_report.loads(json_report.dumps(document))

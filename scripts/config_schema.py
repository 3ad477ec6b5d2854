"""The JSON schema of the configuration file, for editors that complete and check TOML."""

from __future__ import annotations

from typing import Any

from fairaudit.policy.rule import CHOICES
from fairaudit.settings.model import ConfigFile
from fairaudit.settings.table import ALL

_WORDS = {name: setting.words for name, setting in ALL.items() if setting.kind == "word"} | CHOICES
_GROUP = {
    "description": "A column, an intersection such as accent:gender, or a list of columns to cross.",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
}


def config_schema() -> dict[str, Any]:
    """Return the schema: draft-7 words only, because editors know those best; a key that may be left out is no null."""
    schema = _plain(ConfigFile.model_json_schema())
    for table in schema["$defs"].values():
        for name, key in table["properties"].items():
            if name in _WORDS and key.get("type") == "string":
                key["enum"] = list(_WORDS[name])
    schema["$defs"]["DataTable"]["properties"]["groups"]["items"] = _GROUP
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": "Settings of fairaudit"}


def _plain(value: Any) -> Any:
    """Return the schema without pydantic's titles, defaults and alternatives of null."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: _plain(item) for key, item in value.items() if key not in {"title", "default"} or isinstance(item, dict)
    }
    alternatives = [each for each in kept.pop("anyOf", []) if each != {"type": "null"}]
    if len(alternatives) == 1:
        return {**alternatives[0], **kept}
    return {**kept, "anyOf": alternatives} if alternatives else kept

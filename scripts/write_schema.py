"""Write the JSON schemas of the report and of the settings into docs/; `--check` only says if they are up to date."""

from __future__ import annotations

import ast
import inspect
import itertools
import json
import sys
import types
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from config_schema import config_schema

from fairaudit import document
from fairaudit.document import (
    about,
    batch,
    changes,
    data,
    estimates,
    examples,
    patterns,
    presets,
    scores,
    sites,
    used,
    verdicts,
)

REPORT = Path(__file__).parent.parent / "docs" / "report.schema.json"
BATCH = REPORT.with_name("batch.schema.json")
CHANGES = REPORT.with_name("compare.schema.json")
SETTINGS = REPORT.with_name("fairaudit.schema.json")
_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def schema(title: str, root: str, kinds: ModuleType, sources: Iterable[ModuleType]) -> dict[str, Any]:
    """Return the JSON schema of one of the kinds that a module knows, all of them described in the sources."""
    named = [kind for kind in vars(kinds).values() if is_typeddict(kind)]
    described = _descriptions(sources)
    objects = {kind.__name__: _object(kind, described) for kind in named}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **objects.pop(root),
        "$defs": objects,
    }


def _object(kind: Any, described: dict[str, dict[str, str]]) -> dict[str, Any]:
    keys = get_type_hints(kind, include_extras=True)
    texts = described[kind.__name__]
    return {
        "description": inspect.getdoc(kind),
        "type": "object",
        "properties": {key: _typed(hint) | {"description": texts[key]} for key, hint in keys.items()},
        "required": [key for key, hint in keys.items() if get_origin(hint) is not NotRequired],
    }


def _typed(hint: Any) -> dict[str, Any]:
    origin = get_origin(hint)
    if hint is Any:
        return {}
    if origin is NotRequired:
        return _typed(get_args(hint)[0])
    if is_typeddict(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin is list:
        return {"type": "array", "items": _typed(get_args(hint)[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _typed(get_args(hint)[1])}
    if origin in (Union, types.UnionType):
        return _any_of([_typed(each) for each in get_args(hint)])
    return {"type": _SCALARS[hint]}


def _any_of(kinds: list[dict[str, Any]]) -> dict[str, Any]:
    if all(set(kind) == {"type"} for kind in kinds):
        return {"type": [kind["type"] for kind in kinds]}
    return {"anyOf": kinds}


def _descriptions(modules: Iterable[ModuleType]) -> dict[str, dict[str, str]]:
    """Return the text below every field, those of the parents included: class → field → description."""
    found: dict[str, dict[str, str]] = {}
    sources = [inspect.getsource(module) for module in modules]
    for kind in (node for source in sources for node in ast.parse(source).body if isinstance(node, ast.ClassDef)):
        texts = {key: text for base in kind.bases for key, text in found.get(ast.unparse(base), {}).items()}
        for above, below in itertools.pairwise(kind.body):
            if isinstance(above, ast.AnnAssign) and isinstance(below, ast.Expr):
                texts[ast.unparse(above.target)] = ast.literal_eval(below.value)
        found[kind.name] = texts
    return found


def main() -> int:
    """Write the schemas, or with `--check` return 1 if a file is not what would be written."""
    stale = 0
    parts = (about, estimates, examples, patterns, presets, scores, sites, used, verdicts, data, document)
    report = schema("A report of fairaudit", "Document", document, parts)
    summary = schema("A summary of fairaudit batch", "BatchDocument", batch, (about, estimates, batch))
    compared = schema(
        "A comparison of fairaudit", "ChangesDocument", changes, (about, estimates, verdicts, data, document, changes)
    )
    contents = {REPORT: report, BATCH: summary, CHANGES: compared, SETTINGS: config_schema()}
    for path, content in contents.items():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"docs/{path.name} is out of date: run `python scripts/write_schema.py`", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())

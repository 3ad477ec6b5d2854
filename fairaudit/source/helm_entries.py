"""The files of HELM: JSON arrays whose entries speak of an instance, as it was or perturbed, in one trial."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from fairaudit.errors import DataError
from fairaudit.source.faults import file_shown, quoted
from fairaudit.source.text import Text

_ORIGINAL = "original"
"""What HELM calls an instance that was not perturbed."""
_NOT_PARAMETERS = ("name", "robustness", "fairness", "computed_on", "seed")
"""What a perturbation says besides its parameters; the seed only tells repetitions apart."""

Entry = dict[str, Any]
Key = tuple[str, str, int | None]
"""Instance, perturbation as JSON, and trial; None if the entry is about all trials."""


def read_entries(text: Text, told: Callable[[Entry], Entry]) -> tuple[list[tuple[Key, Entry]], str]:
    """Return the key of every entry of a file and what is told of it, and the SHA-256 of the file as stored.

    Raises:
        DataError: the file cannot be read, or is none that HELM writes.
    """
    shown, digest = file_shown(text.file.name), hashlib.sha256()
    try:
        entries = json.loads(b"".join(text.chunks(digest)))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{shown} is damaged or incomplete: it is not JSON. Copy it, or run HELM, again.") from error
    if not isinstance(entries, list) or not entries:
        raise DataError(f"{shown} holds no entries. HELM writes an array with an entry for every instance.")
    found: list[tuple[Key, Entry]] = []
    try:
        for entry in entries:
            found.append((_key(entry), told(entry)))  # noqa: PERF401  (their number says which one is broken)
    except (KeyError, TypeError, AttributeError) as error:
        broken = f"lacks {quoted(error.args[0])}" if isinstance(error, KeyError) else "has parts of other types"
        raise DataError(
            f"{shown} is not what HELM writes: entry {len(found) + 1} {broken}. "
            "If it is not from HELM, give the file another name."
        ) from error
    return found, digest.hexdigest()


def of_type(value: Any, *kinds: type) -> Any:
    """Return a value of one of some types, or None.

    Raises:
        TypeError: it is something else.
    """
    if value is None or isinstance(value, kinds):
        return value
    raise TypeError(type(value).__name__)


def _key(entry: Entry) -> Key:
    said = entry.get("perturbation") or {}
    perturbation = json.dumps({name: said[name] for name in sorted(said) if said[name] is not None})
    instance = entry["id"] if "instance_id" not in entry else entry["instance_id"]
    return str(instance), perturbation, of_type(entry.get("train_trial_index"), int)


def short_names(perturbations: Collection[str]) -> dict[str, str]:
    """Return a name for every perturbation: HELM's, with the parameters where several share it."""
    described = {each: json.loads(each) for each in perturbations}
    parameters = {
        each: ", ".join(f"{name}={value}" for name, value in said.items() if name not in _NOT_PARAMETERS)
        for each, said in described.items()
    }
    names = {each: str(said.get("name", _ORIGINAL)) for each, said in described.items()}
    kinds = Counter(name for name, _ in {(names[each], parameters[each]) for each in perturbations})
    return {each: f"{name} ({parameters[each]})" if kinds[name] > 1 else name for each, name in names.items()}

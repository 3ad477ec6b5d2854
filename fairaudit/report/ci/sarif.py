"""The verdicts as SARIF 2.1.0, for code scanning: every rule is listed, and every one that did not pass is a result.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from fairaudit import words as wording
from fairaudit.document.judged import JudgedDocument
from fairaudit.document.verdicts import RuleResult
from fairaudit.report.rules import place

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "fairauditRule/v1"


def render(document: JudgedDocument) -> str:
    """Return the log with one run. Rules that pass have no result, so that their alerts close."""
    verdicts = document["verdicts"]
    driver = {
        "name": "fairaudit",
        "version": wording.show(document["fairaudit_version"]),
        "rules": [_rule(verdict) for verdict in verdicts],
    }
    found = [_result(index, each, document) for index, each in enumerate(verdicts) if each["verdict"] != "pass"]
    properties = {"verdict": wording.gate_line(document), **wording.about_shown(document.get("about"))}
    run = {"tool": {"driver": driver}, "results": found, "properties": properties}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def _rule(verdict: RuleResult) -> dict[str, Any]:
    full = " ".join([*wording.demands(verdict), *wording.because(verdict)]) or wording.show(verdict["rule"])
    return {
        "id": wording.show(verdict["id"]),
        "shortDescription": {"text": _message(verdict["says"] or verdict["rule"])},
        "fullDescription": {"text": _message(full)},
        "defaultConfiguration": {"level": _level(verdict)},
        "properties": {"verdict": wording.verdict_word(verdict)},
    }


def _level(verdict: RuleResult) -> str:
    return "warning" if verdict["severity"] == "warn" else "error"


def _result(index: int, verdict: RuleResult, document: JudgedDocument) -> dict[str, Any]:
    """Return the result. An undecided rule is `open`: evaluated, and too little is known to decide (3.27.9)."""
    found = place(verdict, document)  # code scanning shows nothing without one
    is_open = verdict["verdict"] in ("inconclusive", "not_measurable") and verdict["counts_as"] != "fail"
    result = {
        "ruleId": wording.show(verdict["id"]),
        "ruleIndex": index,
        "kind": "open" if is_open else "fail",
        "level": "none" if is_open else _level(verdict),
        "message": {"text": _message(f"{wording.verdict_word(verdict)}: {' '.join(wording.reasons(verdict))}")},
        "locations": _locations(*found) if found else [],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(verdict)},
    }
    return {**result, "suppressions": _suppressions(verdict)} if verdict["verdict"] == "waived" else result


def _message(text: str) -> str:
    """Return the text as a message in which nothing is a placeholder (3.11.5) or a link (3.11.6)."""
    return wording.show(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _suppressions(verdict: RuleResult) -> list[dict[str, Any]]:
    waiver = verdict["waiver"]
    if waiver is None:
        return []
    until, owner, reason = (wording.show(waiver[key]) for key in ("until", "owner", "reason"))
    return [{"kind": "external", "status": "accepted", "justification": f"{reason} (until {until}, owner {owner})"}]


def _locations(path: str, line: int) -> list[dict[str, Any]]:
    """Return a place in a file, as a relative reference, or an address; everything is escaped that must be."""
    shown = wording.show(path)
    uri = quote(shown, safe=":/?&=%+,;@~") if "://" in shown else quote(PurePath(shown).as_posix(), safe="/~")
    return [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}}]


def _fingerprint(verdict: RuleResult) -> str:
    """Return what stays the same while a rule stays the same, whatever its limit and its figures."""
    about = [verdict["id"], verdict["by"], verdict["group"]]
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()

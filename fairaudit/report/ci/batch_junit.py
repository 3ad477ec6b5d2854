"""The verdicts of a batch as JUnit XML: a test suite per result, a test case per rule."""

from __future__ import annotations

from xml.etree import ElementTree

from fairaudit.document.batch import BatchDocument, BatchResult, BatchVerdict
from fairaudit.errors import show


def render(document: BatchDocument) -> str:
    """Return the suites; a result that could not be audited is an error."""
    suites = ElementTree.Element("testsuites", {"name": "fairaudit"})
    suites.extend(_suite(row, document["created"]) for row in document["results"])
    for name in ("tests", "failures", "errors"):
        suites.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    ElementTree.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(suites, encoding="unicode")}\n'


def _suite(row: BatchResult, created: str) -> ElementTree.Element:
    name = show(row["name"])
    suite = ElementTree.Element("testsuite", {"name": name, "timestamp": created.removesuffix("Z")})
    if row["error"] is not None:
        case = ElementTree.SubElement(suite, "testcase", {"classname": name, "name": "audit"})
        ElementTree.SubElement(case, "error", {"type": "error", "message": show(row["error"])})
    for verdict in row["verdicts"]:
        case = ElementTree.SubElement(suite, "testcase", {"classname": name, "name": show(verdict["id"])})
        outcome = _outcome(verdict)
        if outcome is not None:
            message = f"{verdict['verdict']}: {show(verdict['why'])}"
            ElementTree.SubElement(case, outcome, {"type": verdict["verdict"], "message": message})
    counts = {"tests": "testcase", "failures": ".//failure", "errors": ".//error", "skipped": ".//skipped"}
    for key, path in counts.items():
        suite.set(key, str(len(suite.findall(path))))
    return suite


def _outcome(verdict: BatchVerdict) -> str | None:
    """Return the element that says how the case ended; None if it passed, or only warns."""
    if verdict["verdict"] == "pass" or verdict["severity"] == "warn":
        return None
    return "failure" if verdict["counts_as"] == "fail" else "skipped"

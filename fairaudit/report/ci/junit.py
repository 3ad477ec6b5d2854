"""The verdicts as JUnit XML: a test case per rule. JUnit knows no third outcome, so undecided rules are skipped."""

from __future__ import annotations

from xml.etree import ElementTree

from fairaudit import words as wording
from fairaudit.document.judged import JudgedDocument
from fairaudit.document.verdicts import RuleResult

SUITE = "fairaudit"


def render(document: JudgedDocument) -> str:
    """Return the test suite; a rule that only warns passes, and says why it warns."""
    cases = [_case(verdict) for verdict in document["verdicts"]]
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": "0",
    }
    skipped = str(sum(case.find("skipped") is not None for case in cases))
    suites = ElementTree.Element("testsuites", {"name": SUITE, **counts})
    about = {"name": SUITE, **counts, "skipped": skipped, "timestamp": _time(document)}
    suite = ElementTree.SubElement(suites, "testsuite", about)
    suite.extend(cases)
    if line := wording.gate_line(document):
        ElementTree.SubElement(suite, "system-out").text = line
    ElementTree.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(suites, encoding="unicode")}\n'


def _time(document: JudgedDocument) -> str:
    return wording.show(document["created"]).removesuffix("Z")


def _case(verdict: RuleResult) -> ElementTree.Element:
    """Return the test case; characters that XML cannot hold are shown as text."""
    case = ElementTree.Element("testcase", {"classname": SUITE, "name": wording.show(verdict["id"])})
    outcome = _outcome(verdict)
    texts = "\n".join(wording.verdict_texts(verdict))
    if outcome is None:
        ElementTree.SubElement(case, "system-out").text = f"{wording.verdict_word(verdict)}\n{texts}"
        return case
    word = wording.verdict_word(verdict).lower()
    message = f"{word}: {wording.show(verdict['why'])}"
    ElementTree.SubElement(case, outcome, {"type": word, "message": message}).text = texts
    return case


def _outcome(verdict: RuleResult) -> str | None:
    """Return the element that says how the case ended; None if it passed."""
    if verdict["verdict"] == "pass" or wording.is_warning(verdict):
        return None
    return "failure" if verdict["counts_as"] == "fail" else "skipped"

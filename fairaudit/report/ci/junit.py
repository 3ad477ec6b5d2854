"""The verdicts as JUnit XML: a test case per rule. JUnit knows no third outcome, so undecided rules are skipped."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fairaudit import words as wording
from fairaudit.document import About
from fairaudit.document.batch import BatchDocument, BatchResult, BatchVerdict
from fairaudit.document.judged import JudgedDocument
from fairaudit.document.verdicts import RuleResult
from fairaudit.errors import show

SUITE = "fairaudit"
_COUNTED = {"tests": "testcase", "failures": ".//failure", "errors": ".//error", "skipped": ".//skipped"}


def render(document: JudgedDocument) -> str:
    """Return the test suite; a rule that only warns passes, and says why it warns."""
    cases = [_case(verdict) for verdict in document["verdicts"]]
    suite = _suite(SUITE, document["created"], cases, document.get("about"))
    if line := wording.gate_line(document):
        SubElement(suite, "system-out").text = line
    return _whole([suite])


def render_batch(document: BatchDocument) -> str:
    """Return a suite per result, with a case per rule; a result that could not be audited is an error."""
    rows, created = document["results"], document["created"]
    return _whole([_suite(show(row["name"]), created, _cases(row), row.get("about")) for row in rows])


def _whole(suites: list[Element]) -> str:
    whole = Element("testsuites", {"name": SUITE})
    whole.extend(suites)
    for name in ("tests", "failures", "errors"):
        whole.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    indent(whole)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(whole, encoding="unicode")}\n'


def _suite(name: str, created: str, cases: list[Element], about: About | None) -> Element:
    suite = Element("testsuite", {"name": name})
    if said := wording.about_shown(about):
        properties = SubElement(suite, "properties")
        properties.extend(Element("property", {"name": key, "value": text}) for key, text in said.items())
    suite.extend(cases)
    for key, path in _COUNTED.items():
        suite.set(key, str(len(suite.findall(path))))
    suite.set("timestamp", show(created).removesuffix("Z"))
    return suite


def _case(verdict: RuleResult) -> Element:
    """Return the test case; characters that XML cannot hold are shown as text."""
    word, texts = wording.verdict_word(verdict), "\n".join(wording.verdict_texts(verdict))
    case = Element("testcase", {"classname": SUITE, "name": show(verdict["id"])})
    if (found := _outcome(case, verdict, word.lower())) is not None:
        found.text = texts
    else:
        SubElement(case, "system-out").text = f"{word}\n{texts}"
    return case


def _cases(row: BatchResult) -> list[Element]:
    """Return the cases of a result of a batch, of which no more is known than the verdicts."""
    named, cases = {"classname": show(row["name"])}, []
    if row["error"] is not None:
        cases.append(Element("testcase", named, name="audit"))
        SubElement(cases[0], "error", {"type": "error", "message": show(row["error"])})
    for verdict in row["verdicts"]:
        cases.append(Element("testcase", named, name=show(verdict["id"])))
        _outcome(cases[-1], verdict, verdict["verdict"])
    return cases


def _outcome(case: Element, verdict: RuleResult | BatchVerdict, word: str) -> Element | None:
    """Add to a case how it ended, and return it; None if it passed, or only warns."""
    if verdict["verdict"] == "pass" or (verdict["severity"] == "warn" and verdict["verdict"] != "waived"):
        return None
    outcome = "failure" if verdict["counts_as"] == "fail" else "skipped"
    return SubElement(case, outcome, {"type": word, "message": f"{word}: {show(verdict['why'])}"})

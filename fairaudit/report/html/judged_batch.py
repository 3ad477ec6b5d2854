"""What the rules came to in a batch, on its page: all results in a line, every rule, and what did not pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from fairaudit.document.batch import BatchResult, BatchVerdict
from fairaudit.errors import show
from fairaudit.report.batch import by_evidence, page_of
from fairaudit.report.page import Block, Cell, Folded, Row, Table, columns, numbers, part
from fairaudit.words import count, plural
from fairaudit.words.phrases import value_label
from fairaudit.words.verdicts import ORDER

_MOST_OPEN = {"fail": 20, "inconclusive": 5}
"""Results of each outcome that stand in the open; what is undecided takes long sentences."""
_WORDS = {
    "fail": "failed",
    "inconclusive": "inconclusive",
    "not_measurable": "not measurable",
    "waived": "waived",
    "pass": "passed",
}


def band(rows: Sequence[BatchResult]) -> tuple[str, str] | None:
    """Return what all results together came to, as a state and a line; None if nothing should have been judged."""
    judged = [row for row in rows if row["has_rules"]]
    if not judged:
        return None
    gates = Counter(row["gate"] or "not judged" for row in judged)
    known = [("fail", "failed"), ("not judged", "not judged"), ("inconclusive", "inconclusive"), ("pass", "passed")]
    said = ", ".join(f"{plural(gates[gate], 'result')} {word}" for gate, word in known if gates[gate])
    if gates["fail"]:
        return "fail", f"FAIL: {said}"
    if gates["not judged"]:
        return "inconclusive", f"NOT ALL JUDGED: {said}"
    return ("inconclusive", f"INCONCLUSIVE: {said}") if gates["inconclusive"] else ("pass", f"PASS: {said}")


def rules(rows: Sequence[BatchResult]) -> Table:
    """Return in how many results each rule came to what, those that most results fail first."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        for verdict in row["verdicts"]:
            found.setdefault(verdict["id"], Counter())[verdict["verdict"]] += 1
    unnamed = {each["id"] for row in rows for each in row["verdicts"] if each.get("rule") == each["id"]}
    names = sorted(found, key=lambda name: [-found[name][word] for word in ORDER[:3]])
    seen = [word for word in ORDER if word in ("fail", "pass") or any(each[word] for each in found.values())]
    lines: list[Row] = [
        [Cell(value_label(name), state="rule" if name in unnamed else ""), *(count(found[name][word]) for word in seen)]
        for name in names
    ]
    heads = [("rule", "rule"), *numbers(*(_WORDS[word] for word in seen))]
    return Table(columns(heads, lines), caption=("In how many results each rule came to what",), kind="rules")


def not_passed(rows: Sequence[BatchResult], gate: str) -> Iterator[Block]:
    """Yield the results whose gate came to this, each with the rules that made it so and why; many are folded."""
    found, most = by_evidence([row for row in rows if row["gate"] == gate]), _MOST_OPEN[gate]
    lines: list[Row] = []
    for row in found:
        why = [f"{show(each['id'])}: {show(each['why'])}" for each in row["verdicts"] if _decides(each, gate)]
        lines.append([Cell(show(row["name"]), link=page_of(row)), Cell(more=why)])
    found_columns = columns([("result", "name"), ("why", "why")], lines)
    table = Table(found_columns, caption=(f"Results that {_ENDED[gate]}",), kind="rules told")
    yield part(table, 0, most, table.caption)
    if len(found) > most:
        rest = part(table, most, None, (f"The other results that {_ENDED[gate]}",))
        yield Folded(f"{plural(len(found) - most, 'more result')}", [rest])


_ENDED = {"fail": "failed", "inconclusive": "are inconclusive"}


def _decides(verdict: BatchVerdict, gate: str) -> bool:
    return verdict["severity"] != "warn" and verdict["counts_as"] == gate

"""Write docs/metrics.md and the table of keys in docs/configuration.md; `--check` only says if they are up to date."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from config_keys import with_keys

from fairaudit.catalogue import TASKS
from fairaudit.catalogue.describe import (
    Facts,
    describe_comparison,
    describe_disparity,
    describe_metric,
    describe_parity,
)
from fairaudit.catalogue.elsewhere import ELSEWHERE
from fairaudit.catalogue.names import COMBINED, find_meaning
from fairaudit.catalogue.worked_example import worked_example
from fairaudit.metrics import COMPARISONS, FAIRNESS_NAMES, Metric

PAGE = Path(__file__).parent.parent / "docs" / "metrics.md"
SETTINGS = PAGE.with_name("configuration.md")
HEAD = """# Metrics

<!-- Written by scripts/write_docs.py from the catalogue (fairaudit/metrics). Do not edit: run `make docs`. -->

Every number that `fairaudit` prints, with its published definition. `fairaudit explain NAME` prints the same on the
command line, for every name and short name on this page, and for the names that other toolkits use.

Counts of decisions: true positives (TP), false positives (FP), false negatives (FN), true negatives (TN). A rate whose
denominator is zero is *undefined*, with the reason; it is never shown as 0 or 1, and never enters a comparison.
"""
TITLES = {"binary": "Binary decisions", "speech": "Speech recognition"}


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, *_tasks(), *_comparisons(), *_fairness(), *_elsewhere()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def _tasks() -> Iterator[str]:
    described = set[str]()
    for name, task in TASKS.items():
        yield f"\n## {TITLES.get(name, task.says.capitalize())} (`--task {name}`)\n"
        yield "| metric | what it is | better | range |\n| --- | --- | --- | --- |"
        for metric in task.metrics:
            facts, summary = dict(describe_metric(metric)), metric.of(task.example.counts).summary
            better = metric.better or "neither"
            yield f"| [`{metric.name}`](#{metric.name}) | {summary} | {better} | {facts['range']} |"
        if task.families:
            listed = ", ".join(f"[`{family.name}[CLASS]`](#{family.name})" for family in task.families)
            yield f"\nFor every class against the rest: {listed}."
        for metric in task.metrics:
            if metric.name not in described:
                yield f"\n### {metric.name}\n\n{metric.summary}\n"
                yield from _items(_metric_facts(metric))
            described.add(metric.name)


def _metric_facts(metric: Metric) -> Facts:
    facts = describe_metric(metric)
    place = [heading for heading, _ in facts].index("source")
    return [*facts[:place], ("example", worked_example(metric)), *facts[place:]]


def _comparisons() -> Iterator[str]:
    yield "\n## Comparisons\n\nHow the values of the groups become one number. `METRIC.COMPARISON` names a disparity."
    for word in COMPARISONS:
        yield f"\n### {word}\n"
        yield from _items(describe_comparison(word))


def _fairness() -> Iterator[str]:
    yield "\n## Fairness metrics\n\nFor every metric `M`, `M_difference` and `M_ratio` name `M.difference`, `M.ratio`."
    yield "The literature's own names:"
    for name in (*FAIRNESS_NAMES, *COMBINED):
        for part in describe_parity(name):
            yield f"\n### {part}\n"
            yield from _items(describe_disparity(find_meaning(part)))


def _elsewhere() -> Iterator[str]:
    yield "\n## Names in other toolkits\n\n`fairaudit explain` and `--metric` accept them. Signs and edge cases differ:"
    yield "`fairaudit` compares the highest with the lowest group, or every group with the one that `--against` names."
    for tool, entries in groupby(ELSEWHERE, key=lambda entry: entry.tool):
        yield f"\n### {tool}\n\n| there | here | difference |\n| --- | --- | --- |"
        for entry in entries:
            yield f"| `{entry.name}` | {f'`{entry.means}`' if entry.means else 'not computed'} | {entry.differs} |"


def _items(facts: Facts) -> Iterator[str]:
    for heading, text in facts:
        lines = [f"`{line}`" if heading == "formula" else line for line in text.splitlines()]
        yield f"- {heading}:" + ("".join(f"\n  - {line}" for line in lines) if len(lines) > 1 else f" {lines[0]}")


def main() -> int:
    """Write the pages, or with `--check` return 1 if a file is not what would be written."""
    stale = 0
    for path, text in {PAGE: page(), SETTINGS: with_keys(SETTINGS.read_text(encoding="utf-8"))}.items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"docs/{path.name} is out of date: run `make docs`", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())

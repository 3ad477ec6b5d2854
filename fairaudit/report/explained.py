"""What a name stands for, in full, as text: metrics, comparisons, warnings and other words of a report."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from fairaudit.spoken import spoken_in

if TYPE_CHECKING:
    from fairaudit.catalogue.describe import Facts
    from fairaudit.catalogue.names import Meaning

WIDTH = 100
_INDENT = 18


def named(words: tuple[str, ...]) -> list[str]:
    """Return the names that words are, taking as many words together as are one name: `by chance small` are two."""
    if not words:
        return []
    longest = next((end for end in range(len(words), 1, -1) if _is_known(" ".join(words[:end]))), 1)
    return [" ".join(words[:longest]), *named(words[longest:])]


def _is_known(name: str) -> bool:
    from fairaudit.catalogue.names import is_name
    from fairaudit.catalogue.terms import TERMS

    return " ".join(name.lower().split()) in TERMS or is_name(name)


def explain(name: str, width: int = WIDTH) -> str:
    """Return the explanation of a name.

    Raises:
        UsageError: nothing has that name; the message names the nearest.
    """
    from fairaudit.catalogue.describe import describe_comparison
    from fairaudit.catalogue.names import find_meaning
    from fairaudit.catalogue.terms import TERMS
    from fairaudit.errors import UsageError
    from fairaudit.metrics import COMPARISONS

    word = " ".join(name.lower().split())
    if word in TERMS:
        return _page(word, spoken_in(TERMS[word]), [], width)
    if word in COMPARISONS:
        return _page(word, f"A comparison of groups: {COMPARISONS[word]}.", describe_comparison(word), width)
    try:
        meaning = find_meaning(name)
    except UsageError as unknown:
        return _warning(word, unknown, width)
    return _explain_meaning(name, meaning, width)


def _explain_meaning(name: str, meaning: Meaning, width: int) -> str:
    from fairaudit.catalogue.describe import describe_disparity, describe_metric, describe_parity
    from fairaudit.catalogue.names import find_meaning
    from fairaudit.catalogue.worked_example import worked_example

    called = [("you asked for", "\n".join(f"{e.name} of {e.tool}{_how(e.differs)}" for e in meaning.elsewhere))]
    called = called if meaning.elsewhere else []
    if meaning.comparison is not None and meaning.metrics[0].between is None:
        title = f"Compares the groups' {' and '.join(metric.name for metric in meaning.metrics)}."
        return _page(meaning.name, title, [*called, *describe_disparity(meaning)], width)
    metric = meaning.metrics[0]
    if meaning.name != metric.name:
        pages = (find_meaning(part) for part in describe_parity(meaning.name))
        return "\n".join(_explain_meaning(name, part, width) for part in pages)
    facts = describe_metric(metric)
    place = [heading for heading, _ in facts].index("source")
    example = ("example", worked_example(metric))
    return _page(metric.name, metric.summary, [*called, *facts[:place], example, *facts[place:]], width)


def _how(differs: str) -> str:
    return f", which differs: {differs}" if differs else ""


def _warning(code: str, unknown: Exception, width: int) -> str:
    """Explain the code of a warning; only loaded for names that no metric has, because it needs the whole engine."""
    from fairaudit.catalogue.warnings import WARNINGS
    from fairaudit.change.notices import CHANGE_WARNINGS

    known = WARNINGS | CHANGE_WARNINGS
    if code not in known:
        raise unknown
    return _page(code, f"A warning. {spoken_in(known[code])}", [], width)


def _page(title: str, summary: str, facts: Facts, width: int) -> str:
    lines = [title, *textwrap.wrap(summary, width, initial_indent="  ", subsequent_indent="  "), ""]
    for heading, text in facts:
        first = f"  {heading:<{_INDENT - 3}} "
        for line in text.splitlines():
            lines += textwrap.wrap(line, width, initial_indent=first, subsequent_indent=" " * (_INDENT + 2))
            first = " " * _INDENT
    return "\n".join(lines).rstrip() + "\n"

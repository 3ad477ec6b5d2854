"""Writes a proposal as a commented configuration file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from fairaudit.catalogue import TASKS
from fairaudit.config import SETTINGS
from fairaudit.config.setting import ABOUT
from fairaudit.document.escaping import escaped
from fairaudit.errors import UsageError, show
from fairaudit.proposal.propose import Proposal, described
from fairaudit.tasks.columns import SHARED

_SAYS = {role.name: role.says for roles in (*(task.roles for task in TASKS.values()), SHARED) for role in roles}
_SAYS["cluster"] = "who the rows come from: rows of one of them are not independent evidence"


def text_of(proposal: Proposal, data: str, reading: Mapping[str, str | None]) -> str:
    """Return the file. `data` is how the data are named on the command line, `reading` how they are to be read."""
    lines = [
        "# Settings and policy of fairaudit, proposed from the names and the first rows of",
        f"#   {show(data)}",
        "# Nothing here is known: look through every line. Options on the command line win over this file.",
        "",
        "[data]",
        *_data(proposal),
        *(f"{key} = {toml(value)}" for key, value in reading.items() if value),
        "",
        *_groups(proposal),
        *_more_data(proposal),
        "",
        *_evidence(),
        "",
        *_report(proposal),
        "",
        *_policy(proposal),
    ]
    return "\n".join(lines) + "\n"


def toml(value: str) -> str:
    """Return text as a basic string of TOML, which is a string of JSON that also escapes DEL and bidi marks."""
    return escaped(json.dumps(value, ensure_ascii=False))


def _data(proposal: Proposal) -> Iterator[str]:
    if proposal.task is None:
        yield from _open_task()
        return
    yield f"task = {toml(proposal.task)}"
    for role in proposal.roles:
        others = f"; or is it {' or '.join(f'`{show(other)}`' for other in role.others)}?" if role.others else ""
        yield f"{role.name} = {toml(role.column)}   # {_SAYS[role.name]}{others}"
    for name in proposal.missing:
        yield f'# {name} = "COLUMN"   # {_SAYS[name]}: no column has a well-known name; this line is needed'
    for setting, value, question in proposal.guesses:
        yield f"{setting} = {toml(value) if isinstance(value, str) else f'{value:g}'}   # {question}"
    if proposal.trouble is not None:
        yield from (f"# An audit would refuse these columns: {line}" for line in show(proposal.trouble).splitlines())


def _open_task() -> Iterator[str]:
    """Yield the lines to choose from where no column says what the task is."""
    first, *others = (toml(task.name) for task in TASKS.values() if task.asks)
    yield f"{f'# task = {first}':<31}# or {' or '.join(others)}; no column has a name that says which"
    for task in TASKS.values():
        for name in task.proposed.roles if task.asks else ():
            line = f'# {name} = "COLUMN"'
            yield f"{line:<31}# {_SAYS[name]:<22} ({task.name})"


def _groups(proposal: Proposal) -> Iterator[str]:
    if not proposal.attributes:
        yield '# groups = ["COLUMN"]   # columns of group labels; no column looks like one, and this line is needed'
    else:
        yield "# Proposed because they have few values that come back. Keep those that say something about people or"
        yield "# conditions, as they describe themselves; fairaudit never infers them."
        yield "groups = ["
        for column in proposal.attributes:
            yield f"    {toml(column.name)},   # {described(column)}"
        yield from _crossed([column.name for column in proposal.attributes])
        yield "]"
    for each in proposal.passed_over:
        if not each.edges:
            yield f"# not proposed as a group: {show(each.column)} ({each.why})"
    numbers = [each for each in proposal.passed_over if each.edges]
    if numbers:
        edges = ", ".join(
            f"{toml(each.column)} = [{', '.join(f'{edge:g}' for edge in each.edges)}]" for each in numbers
        )
        names = " and ".join(toml(each.column) for each in numbers)
        yield f"# bins = {{ {show(edges)} }}   # makes groups of numbers; then add {show(names)} to groups"


def _crossed(names: Sequence[str]) -> Iterator[str]:
    if len(names) > 1:
        yield f"    # [{toml(names[0])}, {toml(names[1])}],   # both crossed: every combination is a group"


def _more_data(proposal: Proposal) -> Iterator[str]:
    for role, column in proposal.unused:
        yield f"# {role} = {toml(column)}   # if it holds {role}s; never assumed"
    for column in proposal.clusters:
        yield f"# cluster = {toml(column)}   # if rows of one {show(column)} belong together"
    yield from TASKS[proposal.task].proposed.settings if proposal.task is not None else ()


def _evidence() -> Iterator[str]:
    yield "[evidence]"
    yield "confidence = 0.95       # of every interval, and of every verdict"
    yield "min_group_size = 30     # smaller groups are shown, not compared"
    yield "# min_clusters = 5      # the same for clusters, such as speakers"
    yield '# on_inconclusive = "report"   # exit code 3 if the data cannot tell; or "pass", or "fail"'


def _report(proposal: Proposal) -> Iterator[str]:
    """Yield what can be said of a report, but for what this task does not heed."""
    heeded = TASKS[proposal.task].settings if proposal.task is not None else ()
    others = {name for task in TASKS.values() for name in task.settings}.difference(heeded)
    told = [each for each in SETTINGS.values() if each.heading == ABOUT and each.name not in others]
    yield "[report]"
    yield "# What every report says of itself, in your words. Take away the # of a line that you have filled in."
    lines = {f"# {each.name} = {toml(each.example)}": each.help for each in told}
    width = max(map(len, lines))
    yield from (f"{line:<{width}}   # {says[0].lower()}{says[1:].rstrip('.')}" for line, says in lines.items())


def _policy(proposal: Proposal) -> Iterator[str]:
    yield "# The policy of `fairaudit check`. These rules only warn, and their limits are examples. Set those that"
    yield '# you can justify, say why in `because`, and remove `severity = "warn"`. `fairaudit plan` says which limits'
    yield "# these data can settle, `fairaudit presets` what published rules ask for."
    if proposal.task is not None:
        yield f"# `fairaudit compare OLD NEW` judges rules about a change: `{TASKS[proposal.task].proposed.change}`."
    roles = {role.name for role in proposal.roles}
    for identity, sentence, says, needs in TASKS[proposal.task].proposed.rules if proposal.task is not None else ():
        if not roles.issuperset(needs):
            continue
        if "{attribute}" not in sentence:
            yield from _rule(identity, sentence, says)
            continue
        for column in proposal.attributes:
            if (written := _written(column.name)) is not None:
                yield from _rule(
                    identity.replace("{name}", column.name), sentence.replace("{attribute}", written), says
                )


def _written(name: str) -> str | None:
    """Return an attribute as a rule has it; None if no rule can name it."""
    from fairaudit.published_rules.rules import written

    try:
        return written((name,))
    except UsageError:
        return None


def _rule(identity: str, sentence: str, says: str) -> Iterator[str]:
    yield ""
    yield "[[rules]]"
    yield f"id = {toml(identity)}"
    yield f"require = {toml(sentence)}"
    yield f"says = {toml(says)}"
    yield 'severity = "warn"'

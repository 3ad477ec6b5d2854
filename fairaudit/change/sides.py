"""One of the two results: its rows, counted; every row apart where rows are to be paired."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from fairaudit import document, notices
from fairaudit.config import Config
from fairaudit.cube import Cube
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.pipeline import Request, batches_of, data_read
from fairaudit.roles import Roles, resolve_roles
from fairaudit.source import Source
from fairaudit.speech import normalizer
from fairaudit.tally import DecisionTally, SpeechTally
from fairaudit.tally.codebook import Codebook

PLACE = "\x00place"
"""The name of the axis that numbers the rows of one file: no column can have it."""


@dataclass(frozen=True)
class Side:
    """One result. `cube` has the id columns among its axes where rows are to be paired.

    `positive` is the label that counts as positive (decisions), `normalizer` how texts were made alike (speech).
    """

    cube: Cube[Any]
    roles: Roles
    config: Config
    data: document.Data
    warnings: list[document.Message]
    positive: str | None = None
    normalizer: str | None = None


def read_side(
    source: Source, config: Config, ids: Sequence[str], by_place: bool, progress: Callable[[int], None] | None
) -> Side:
    """Count the rows of one result.

    `ids` are the columns that name a row; with `by_place` the rows of the file are numbered instead.

    Raises:
        FairauditError: the data cannot be read, or a column is missing.
    """
    roles = resolve_roles(source.columns, config)
    for name in ids:
        if name not in source.columns:
            mend = did_you_mean(name, source.columns)
            raise UsageError(f"There is no column `{show(name)}` (named by --id).{mend}")
    if (ids or by_place) and "count" in roles.columns:
        raise UsageError("--count and --id contradict each other: a row that stands for several has no one partner.")
    known = {*roles.attributes, roles.columns.get("cluster")}
    extra = (PLACE,) if by_place else tuple(name for name in ids if name not in known)
    return _count(source, replace(roles, attributes=(*roles.attributes, *extra)), config, extra, progress)


def _count(
    source: Source,
    roles: Roles,
    config: Config,
    extra: tuple[str, ...],
    progress: Callable[[int], None] | None,
) -> Side:
    tally: _Decisions | _Speech
    if roles.task == "speech":
        tally = _Speech(roles, config, normalizer(config.normalize))
    else:
        tally = _Decisions(roles, config, _booleans(source, roles))
    tally.keep_apart(extra)
    readable = replace(roles, attributes=tuple(name for name in roles.attributes if name != PLACE))
    batches = batches_of(source, readable, Request(config, progress=progress), tally.account)
    for batch in _numbered(batches) if PLACE in extra else batches:
        tally.add(batch)
    data, warnings = data_read(source, tally.account), list(notices.row_notices(tally.account))
    named = replace(roles, attributes=tuple(each for each in roles.attributes if each not in extra))
    if isinstance(tally, DecisionTally):
        decisions, positive = tally.cube()
        return Side(decisions, named, config, data, warnings, positive=positive)
    utterances = tally.cube()
    warnings += notices.speech_notices(utterances, tally.empty_references)
    return Side(utterances, named, config, data, warnings, normalizer=tally.normalizer.name)


def _booleans(source: Source, roles: Roles) -> frozenset[str]:
    there = (role for role in ("label", "prediction") if role in roles.columns)
    return frozenset(role for role in there if pa.types.is_boolean(source.types[roles.columns[role]]))


def _numbered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Add the number of each row in its file."""
    rows = 0
    for batch in batches:
        places = pa.array(range(rows, rows + batch.num_rows), pa.int64())
        yield pa.RecordBatch.from_arrays([*batch.columns, places], [*batch.schema.names, PLACE])
        rows += batch.num_rows


class _Decisions(DecisionTally):
    """Decisions of which every row can be a cell of its own."""

    def keep_apart(self, names: Sequence[str]) -> None:
        """Let these attributes, which name rows, have any number of values."""
        self._attributes = [Codebook(book.column) if book.column in names else book for book in self._attributes]


class _Speech(SpeechTally):
    """Utterances of which every one can be a cell of its own."""

    def keep_apart(self, names: Sequence[str]) -> None:
        """Let these attributes, which name utterances, have any number of values."""
        self._attributes = [Codebook(book.column) if book.column in names else book for book in self._attributes]

"""One of the two results: its rows, counted; and every row apart where rows are to be paired."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit import document
from fairaudit.config import Config
from fairaudit.counts import Counts, FloatArray
from fairaudit.cube import CodeArray, Cube
from fairaudit.errors import UsageError
from fairaudit.groups import notices
from fairaudit.pipeline import Request, batches_of, data_read
from fairaudit.source import Source
from fairaudit.tally.kept import HashArray, KeptRows, SmallArray, whole_numbers
from fairaudit.tasks.binary.tally import DecisionTally
from fairaudit.tasks.roles import Roles, resolve_roles
from fairaudit.tasks.speech.tally import SpeechTally
from fairaudit.tasks.speech.text import normalizer

PLACE = "\x00place"
"""The name of the column that numbers the rows of one file: no other column can have it."""


@dataclass(frozen=True)
class Rows:
    """The counted rows of one result, each apart.

    `ids` has a column per column that names a row. `codes`, of shape ``(rows, axes)``, says where a row is on the axes
    of the cube; `counts`, of shape ``(rows, fields)``, what it adds to each field. `truths` are hashes of references.
    """

    ids: list[pa.ChunkedArray]
    codes: SmallArray
    counts: SmallArray
    weights: FloatArray | None
    truths: HashArray | None


@dataclass(frozen=True)
class Side:
    """One result. `rows` are there if they are to be paired.

    `positive` is the label that counts as positive (decisions), `normalizer` how texts were made alike (speech).
    """

    cube: Cube[Any]
    roles: Roles
    config: Config
    data: document.Data
    assumptions: list[str]
    warnings: list[document.Message]
    rows: Rows | None = None
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
    if (ids or by_place) and "count" in roles.columns:
        raise UsageError("--count and --id contradict each other: a row that stands for several has no one partner.")
    return _count(source, roles, config, KeptRows((PLACE,) if by_place else tuple(ids)), progress)


def _count(
    source: Source,
    roles: Roles,
    config: Config,
    kept: KeptRows,
    progress: Callable[[int], None] | None,
) -> Side:
    tally: DecisionTally | SpeechTally
    if roles.task == "speech":
        tally = SpeechTally(roles, config, normalizer(config.normalize))
    else:
        tally = DecisionTally(roles, config, _booleans(source, roles), source.may_have_commas)
    tally.kept = kept if kept.ids else None
    extra = [name for name in kept.ids if name != PLACE]
    readable = replace(roles, attributes=tuple(dict.fromkeys([*roles.attributes, *extra])))
    batches = batches_of(source, readable, Request(config, progress=progress), tally.account)
    for batch in _numbered(batches) if PLACE in kept.ids else batches:
        tally.add(batch)
    data = data_read(source, tally.account)
    warnings = [*notices.role_notices(roles, config), *notices.row_notices(tally.account)]
    assumed = [*roles.assumptions, *source.assumptions]
    if isinstance(tally, DecisionTally):
        decisions, positive = tally.cube()
        rows = _rows(kept, lambda codes: _one_hot(tally.outcomes(codes[:, 0], codes[:, 1], positive), decisions.counts))
        return Side(decisions, roles, config, data, assumed, warnings, rows, positive=positive)
    utterances = tally.cube()
    warnings += notices.speech_notices(utterances, tally.empty_references)
    rows = _rows(kept, lambda edits: edits)
    return Side(utterances, roles, config, data, assumed, warnings, rows, normalizer=tally.normalizer.name)


def _rows(kept: KeptRows, counts: Callable[[SmallArray], SmallArray]) -> Rows | None:
    if not kept.ids:
        return None
    return Rows(kept.id_columns(), kept.codes, counts(kept.counts), kept.weights, kept.truths)


def _one_hot(outcome: CodeArray, counts: Counts) -> SmallArray:
    return np.eye(len(counts.fields), dtype=np.int8)[outcome]


def _booleans(source: Source, roles: Roles) -> frozenset[str]:
    there = (role for role in ("label", "prediction") if role in roles.columns)
    return frozenset(role for role in there if pa.types.is_boolean(source.types[roles.columns[role]]))


def _numbered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Add the number of each row in its file."""
    rows = 0
    for batch in batches:
        places = whole_numbers(np.arange(rows, rows + batch.num_rows))
        yield pa.RecordBatch.from_arrays([*batch.columns, places], [*batch.schema.names, PLACE])
        rows += batch.num_rows

"""Cubes as one flat table: a row for each cell of each cube, a column for each axis and each sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit.counts import Counts, FloatArray
from fairaudit.counts.places import PlacedCounts, Places
from fairaudit.cube import Axis, CodeArray, Cube, LargestRows, add_up, unique_rows

PART = "part"
"""The column that says which cube a cell is of."""
_BY, _CLUSTER, _SUM, _PLACE, _LOW, _HIGH = "by.", "cluster", "sum.", "place", "low", "high"
_LARGEST = ("errors", "divided_by", "weight")

Facts = dict[str, Any]
"""What of a cube is no cell: plain data, as JSON holds them."""
_Columns = dict[str, Any]


def flat(cube: Cube[Any]) -> tuple[list[Facts], pa.Table]:
    """Return the cube and those beside it: the facts of every part, and the cells of all in one table."""
    facts, tables = list[Facts](), list[pa.Table]()
    for place, (fact, columns) in enumerate(_parts(cube)):
        facts.append(fact)
        rows = len(next(iter(columns.values())))
        tables.append(pa.table({PART: pa.repeat(pa.scalar(place, pa.int16()), rows), **columns}))
    return facts, pa.concat_tables(tables, promote_options="default").combine_chunks()


def cube_of(facts: Sequence[Facts], table: pa.Table) -> Cube[Any]:
    """Return the cube that was made flat.

    Raises:
        KeyError, ValueError: the table does not hold what the facts say.
    """
    parts = table.column(PART).to_numpy()
    axes = _axes(facts, table, parts)
    found: list[tuple[str, Any]] = []
    for place, fact in enumerate(facts):
        found.append((fact["holds"], _part(fact, table.filter(pa.array(parts == place)), axes, found)))
    return _joined(found)


def _part(facts: Facts, cells: pa.Table, axes: Mapping[str, Axis], before: Sequence[tuple[str, Any]]) -> Any:
    """Return what one part of the table holds: places, a cube, or the largest rows."""
    if facts["holds"] == "places":
        cuts = np.array(facts["cuts"], dtype=np.float64)
        return Places(_numbers(cells, _LOW), _numbers(cells, _HIGH), facts["level"], cuts)
    columns = _columns_of(facts)
    codes = np.stack([_codes(axes[column], cells.column(column)) for column in columns], axis=1)
    if facts["holds"] == "largest":
        return LargestRows(codes, np.stack([_numbers(cells, f"{_SUM}{name}") for name in _LARGEST], axis=1))
    return _cube(facts, [axes[column] for column in columns], codes, cells, before)


def _axes(facts: Sequence[Facts], table: pa.Table, parts: CodeArray) -> dict[str, Axis]:
    """Return the axis of every column, with the values of all parts that have it: codes are the same in each."""
    axes: dict[str, Axis] = {}
    for fact in {each["column"]: each for part in facts for each in part.get("axes", ())}.values():
        having = [place for place, part in enumerate(facts) if fact["column"] in _columns_of(part)]
        axes[fact["column"]] = _axis(fact, table.column(fact["column"]).filter(pa.array(np.isin(parts, having))))
    return axes


def _columns_of(part: Facts) -> list[str]:
    return [each["column"] for each in part.get("axes", ())]


def _joined(found: Sequence[tuple[str, Any]]) -> Cube[Any]:
    """Return the first cube with what belongs to it: the axes of all are the same, and so are their codes."""
    of: dict[str, list[Any]] = {}
    for holds, each in found:
        of.setdefault(holds, []).append(each)
    columns, largest = (of.get(name, [None])[0] for name in ("columns", "largest"))
    return replace(of["cells"][0], beside=tuple(of.get("beside", ())), columns=columns, largest=largest)


def _parts(cube: Cube[Any]) -> Iterator[tuple[Facts, _Columns]]:
    """Yield every part with its cells; the places of numbers stand before the counts that are at them."""
    for holds, each in (("cells", cube), *(("beside", beside) for beside in cube.beside), ("columns", cube.columns)):
        if each is None:
            continue
        if isinstance(each.counts, PlacedCounts):
            axis = each.counts.axis
            yield (
                {"holds": "places", "level": axis.level, "cuts": axis.cuts.tolist()},
                {_LOW: pa.array(each.counts.axis.lows), _HIGH: pa.array(each.counts.axis.highs)},
            )
        yield _cells(holds, each)
    if cube.largest is not None:
        axes = cube.attributes[: cube.largest.codes.shape[1]]
        names = [f"{_BY}{axis.name}" for axis in axes]
        columns = dict(_column(*each) for each in zip(axes, cube.largest.codes.T, names, strict=True))
        columns |= {f"{_SUM}{name}": pa.array(fact) for name, fact in zip(_LARGEST, cube.largest.facts.T, strict=True)}
        yield {"holds": "largest", "axes": [_axis_facts(*each) for each in zip(axes, names, strict=True)]}, columns


def _cells(holds: str, cube: Cube[Any]) -> tuple[Facts, _Columns]:
    codes, counts = (cube.codes, cube.counts) if not cube.rows_are_clusters else _alike_together(cube)
    names = [f"{_BY}{axis.name}" for axis in cube.attributes] + ([] if cube.cluster is None else [_CLUSTER])
    columns = dict(_column(axis, code, name) for axis, code, name in zip(cube.axes, codes.T, names, strict=True))
    if isinstance(counts, PlacedCounts):
        columns[_PLACE] = pa.array(counts.place)
    moments = counts.sums.shape[-1]
    for place, field in enumerate(counts.fields):
        for moment in range(moments):
            columns[_sum_name(field, moment)] = pa.array(counts.sums[:, place, moment])
    facts = {
        "holds": holds,
        "axes": [_axis_facts(axis, name) for axis, name in zip(cube.axes, names, strict=True)],
        "clusters": cube.cluster is not None,
        "kind": type(counts).__name__,
        "fields": list(counts.fields),
        "moments": moments,
        "counts": counts.facts(),
        "rows_are_clusters": cube.rows_are_clusters,
    }
    return facts, columns


def _sum_name(field: str, moment: int) -> str:
    return f"{_SUM}{field}" if moment == 0 else f"{_SUM}{field}.{moment}"


def _alike_together(cube: Cube[Any]) -> tuple[CodeArray, Counts]:
    """Return the cells of rows that are evidence each by itself, those together that are alike in everything.

    A cell then no longer stands for one row of the data, and its counts say how many it stands for.
    """
    counts = cube.counts
    if isinstance(counts, PlacedCounts):  # they are counted by place already
        return cube.codes, counts
    each = counts.sums / counts.rows[:, :1, None]
    columns = [*cube.codes.T, *each.reshape(len(each), -1).T]
    ranks = np.stack([np.unique(column, return_inverse=True)[1] for column in columns], axis=1)
    unique, cell = unique_rows(ranks)
    first = np.empty(len(unique), dtype=np.int64)
    first[cell[::-1]] = np.arange(len(cell))[::-1]
    return cube.codes[first], counts.like(add_up(counts.sums, cell, len(unique)))


def _column(axis: Axis, codes: CodeArray, name: str) -> tuple[str, Any]:
    """Return the column of an axis: values, or lists of values where a row can have several."""
    if axis.holds is not None:
        lists = [[axis.values[place] for place in places] for places in axis.holds]
        return name, pa.array([lists[code] for code in codes.tolist()], pa.list_(pa.string()))
    missing = axis.values.index(None) if None in axis.values else -1
    indices = pa.array(codes.astype(np.int32), mask=codes == missing)
    values = pa.array(["" if value is None else value for value in axis.values], pa.string())
    return name, pa.DictionaryArray.from_arrays(indices, values).cast(pa.string())


def _axis_facts(axis: Axis, column: str) -> Facts:
    """Return what the cells do not say of an axis: its name, and all values where their order means something."""
    facts: Facts = {"name": axis.name, "column": column, "overlaps": axis.holds is not None}
    return {**facts, "values": list(axis.values)} if axis.ordered or axis.holds is not None else facts


def _axis(facts: Facts, column: pa.ChunkedArray) -> Axis:
    if facts["overlaps"]:
        values = tuple(facts["values"])
        place = {value: code for code, value in enumerate(values)}
        lists = (labels for labels in column.to_pylist() if labels is not None)
        holds = dict.fromkeys(tuple(place[label] for label in labels) for labels in lists)
        return Axis(facts["name"], values, holds=tuple(holds))
    if "values" in facts:
        return Axis(facts["name"], tuple(facts["values"]), ordered=True)
    return Axis(facts["name"], tuple(column.unique().to_pylist()))


def _codes(axis: Axis, column: pa.ChunkedArray) -> CodeArray:
    if axis.holds is not None:
        place = {holds: code for code, holds in enumerate(axis.holds)}
        of_value = {value: code for code, value in enumerate(axis.values)}
        made_of = [place[tuple(of_value[label] for label in labels)] for labels in column.to_pylist()]
        return np.array(made_of, dtype=np.int64)
    import pyarrow.compute as pc

    found = pc.index_in(column, value_set=pa.array(axis.values, pa.string()))
    if found.null_count:
        raise ValueError(f"a cell has a value that is not on the axis {axis.name}")
    return np.asarray(found.to_numpy()).astype(np.int64)


def _numbers(cells: pa.Table, name: str) -> FloatArray:
    column = cells.column(name)
    if column.null_count:
        raise ValueError(f"a number is missing in the column {name}")
    numbers = np.asarray(column.to_numpy(), dtype=np.float64)
    if np.isnan(numbers).any():
        raise ValueError(f"the column {name} holds what is no number")
    return numbers


def _places(cells: pa.Table, many: int) -> CodeArray:
    places = _numbers(cells, _PLACE)
    if len(places) and not (places.min() >= 0 and places.max() < many):
        raise ValueError("a cell is at a place that is not there")
    return places.astype(np.int64)


def _cube(
    facts: Facts, axes: Sequence[Axis], codes: CodeArray, cells: pa.Table, before: Sequence[tuple[str, Any]]
) -> Cube[Any]:
    fields, moments = facts["fields"], range(facts["moments"])
    sums = np.array([[_numbers(cells, _sum_name(field, moment)) for moment in moments] for field in fields])
    sums = np.ascontiguousarray(sums.reshape(len(fields), len(moments), len(codes)).transpose(2, 0, 1))
    kind = kinds()[facts["kind"]]
    said: Mapping[str, Any] = facts["counts"]
    if issubclass(kind, PlacedCounts):
        counts: Counts = kind(sums, before[-1][1], _places(cells, len(before[-1][1].lows)))
    else:
        counts = kind.of_facts(sums, said)
    rows = counts.rows[:, 0]
    if not (rows >= 0).all() or (facts["holds"] == "cells" and not rows.sum() > 0):
        raise ValueError("there are no rows, or fewer than none")
    attributes = axes[:-1] if facts["clusters"] else axes
    cluster = axes[-1] if facts["clusters"] else None
    return Cube(tuple(attributes), cluster, codes, counts, facts["rows_are_clusters"])


def kinds() -> dict[str, type[Counts]]:
    """Return every kind of counts that a tally can hold, by its name."""
    found, waiting = dict[str, type[Counts]](), [Counts]
    while waiting:
        more = waiting.pop().__subclasses__()
        found.update((kind.__name__, kind) for kind in more)
        waiting += more
    return found

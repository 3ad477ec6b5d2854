"""What an audit in Python takes: frames, tables and paths, as one source."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from fairaudit.config import Config
from fairaudit.errors import UsageError
from fairaudit.source import Source, open_data, table_source

if TYPE_CHECKING:
    import pandas as pd

Data: TypeAlias = "str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame | pa.Table"


def source_of(data: Data, config: Config) -> Source:
    """Return data as a source.

    Raises:
        FairauditError: they are none of these, or cannot be opened.
    """
    if isinstance(data, pa.Table):
        return table_source(data, decimal=config.decimal)
    if isinstance(data, str | os.PathLike):
        data = [data]
    if isinstance(data, Sequence) and all(isinstance(path, str | os.PathLike) for path in data):
        return open_data([os.fspath(path) for path in data], config)
    return table_source(_table(data), decimal=config.decimal)


def _table(frame: Any) -> pa.Table:
    """Turn a frame into a table; two columns of one name stay two, so that the source refuses them.

    Raises:
        UsageError: it is no frame.
    """
    if not hasattr(frame, "iloc") or not hasattr(frame, "columns"):
        kind = type(frame).__name__
        raise UsageError(f"The data are of type `{kind}`. Give a pandas DataFrame, a pyarrow Table, or paths of files.")
    columns = [_column(frame.iloc[:, place]) for place in range(len(frame.columns))]
    return pa.Table.from_arrays(columns, names=[str(name) for name in frame.columns])


def _column(values: pd.Series[Any]) -> pa.Array:
    """Return a column; one that Arrow cannot hold as one type, or only as a type of pandas (intervals), as text."""
    if values.dtype == "longdouble":
        values = values.astype("float64")
    try:
        column = pa.Array.from_pandas(values)
    except (pa.ArrowException, OverflowError):
        column = None
    kind = None if column is None else column.type
    if kind is not None and pa.types.is_dictionary(kind):
        kind = kind.value_type
    if kind is not None and not isinstance(kind, pa.BaseExtensionType):
        return column
    texts = zip(values.astype(object), values.isna(), strict=True)
    return pa.array([None if is_missing else str(value) for value, is_missing in texts], pa.string())

"""What an audit in Python takes: frames, tables and paths, as one source."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa

from fairaudit.api.tally import Tally
from fairaudit.config import Config
from fairaudit.engine import AnySource, open_data
from fairaudit.errors import UsageError, show
from fairaudit.saved import SavedSource
from fairaudit.source import table_source

if TYPE_CHECKING:
    import pandas as pd


class ArrowStream(Protocol):
    """A table of any library that Arrow can read: of polars, DuckDB, Ibis, …"""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stream as a PyCapsule of Arrow."""


class Lazy(Protocol):
    """A table that is not computed yet: a LazyFrame of polars."""

    def collect(self) -> Any:
        """Compute it."""

    def collect_schema(self) -> Any:
        """Compute the names and types of its columns."""


Data: TypeAlias = (
    "str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame | pa.Table | ArrowStream | Lazy | Tally"
)
FRAMES = "a DataFrame of pandas or polars, or a table of pyarrow or of another library that Arrow can read"


def source_of(data: Data, config: Config) -> AnySource:
    """Return data as a source.

    Raises:
        FairauditError: they are none of these, or cannot be opened.
    """
    if isinstance(data, Tally):
        return SavedSource(data.saved)
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
    frame = _computed(frame)
    if not hasattr(frame, "iloc") or not hasattr(frame, "columns"):
        if not _is_of_arrow(frame):
            raise UsageError(f"The data are of type `{type(frame).__name__}`. Give {FRAMES}; or paths of files.")
        found = opened("data", frame)
        if isinstance(found, pa.Table):
            return found
        raise UsageError(f"The data, of type `{type(frame).__name__}`, are one column. Give {FRAMES}.")
    columns = [_column(frame.iloc[:, place]) for place in range(len(frame.columns))]
    return pa.Table.from_arrays(columns, names=[str(name) for name in frame.columns])


def column_of(name: str, values: Any) -> pa.Array | pa.ChunkedArray:
    """Return an array, a list or a column of any library as a column; `name` is what messages call it.

    Raises:
        UsageError: it is none, or has more than one value for a row.
    """
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if hasattr(values, "iloc") and not hasattr(values, "columns"):
        return _column(values)
    if _is_of_arrow(values) and not hasattr(values, "columns"):
        return _single(name, values)
    import pandas as pd

    if isinstance(values, list | tuple):
        return _column(pd.Series(values, dtype=object))
    array = _one_dimensional(name, values)
    simple = array.dtype.kind in "biu" or array.dtype in (np.float32, np.float64)
    return pa.array(array) if simple and not isinstance(array, np.ma.MaskedArray) else _column(pd.Series(array))


def opened(name: str, values: Any) -> Any:
    """Return a table of any library that Arrow can read as one of pyarrow, and a column without a name as a column.

    Anything else, and a column with a name, stays as it is. `name` is what messages call the values.

    Raises:
        UsageError: Arrow cannot read it.
    """
    values = _computed(values)
    if not _is_of_arrow(values) or isinstance(values, pa.Table | pa.Array | pa.ChunkedArray):
        return values
    if any(hasattr(values, each) for each in ("iloc", "name", "ndim")):
        return values
    if hasattr(values, "columns"):
        return _read(name, values, pa.table)
    column = _arrow_column(name, values)
    return pa.Table.from_struct_array(column) if pa.types.is_struct(column.type) else column


def _computed(values: Any) -> Any:
    """Return what a lazy table holds; anything else as it is."""
    return values.collect() if hasattr(values, "collect") and hasattr(values, "collect_schema") else values


def _is_of_arrow(values: Any) -> bool:
    """Tell whether values of another library say how Arrow reads them: the PyCapsule interface."""
    return hasattr(values, "__arrow_c_stream__") or hasattr(values, "__arrow_c_array__")


def _single(name: str, values: Any) -> pa.ChunkedArray:
    """Return a column of another library.

    Raises:
        UsageError: Arrow cannot read it, or it has more than one value for a row.
    """
    column = _arrow_column(name, values)
    if pa.types.is_struct(column.type):
        kind = type(values).__name__
        raise UsageError(f"`{show(name)}`, of type `{kind}`, has several columns. Give one value for each row.")
    return column


def _arrow_column(name: str, values: Any) -> pa.ChunkedArray:
    """Return a column of another library, or a table as a column of structures."""
    if hasattr(values, "__arrow_c_stream__"):
        return _read(name, values, pa.chunked_array)
    return pa.chunked_array([_read(name, values, pa.array)])


def _read(name: str, values: Any, read: Callable[[Any], Any]) -> Any:
    """Return what Arrow reads.

    Raises:
        UsageError: it cannot: the values are of a type that it does not have.
    """
    try:
        return read(values)
    except (pa.ArrowException, TypeError, ValueError) as error:
        kind, why = type(values).__name__, show(" ".join(str(error).split()))
        raise UsageError(
            f"Arrow cannot read `{show(name)}`, of type `{kind}`: {why}. Give its columns types that Arrow has."
        ) from error


def _one_dimensional(name: str, values: Any) -> Any:
    """Return an array with one value for each row.

    Raises:
        UsageError: it is none.
    """
    is_array = hasattr(values, "__array__") and not hasattr(values, "columns")
    array = (values if isinstance(values, np.ndarray) else np.asarray(values)) if is_array else None
    if array is not None and array.ndim == 2 and array.shape[1] == 1:
        array = array.reshape(-1)
    if array is None or array.ndim != 1:
        what = f"of type `{type(values).__name__}`" + ("" if array is None else f" with the shape {array.shape}")
        raise UsageError(f"`{show(name)}` is {what}. Give one value for each row: a list, an array or a Series.")
    return array


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


def columns_of_frame(frame: Any, what: str) -> list[tuple[str, Any]]:
    """Return the columns of a frame of pandas, a table of Arrow, or any frame that can become one.

    Raises:
        UsageError: two have the same name; `what` is what messages call the frame.
    """
    if hasattr(frame, "iloc"):
        named = [(str(name), frame.iloc[:, place]) for place, name in enumerate(frame.columns)]
    else:
        table = frame if isinstance(frame, pa.Table) else _read(what, frame, pa.table)
        named = list(zip(table.column_names, table.columns, strict=True))
    names = [name for name, _ in named]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"Two columns of `{what}` are called `{show(name)}`. Rename one.")
    return named

"""The Python interface: `fairaudit.audit` and the Audit it returns."""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from fairaudit import report
from fairaudit.config import Config
from fairaudit.document import Document, Estimate, Group
from fairaudit.errors import UsageError, did_you_mean
from fairaudit.pipeline import run, run_source
from fairaudit.source import table_source

if TYPE_CHECKING:
    import pandas as pd

_FACTS = ("value", "low", "high", "n", "undefined")


@dataclass(frozen=True)
class Audit:
    """The result of an audit in Python."""

    document: Document

    def to_dict(self) -> Document:
        """Return the report as the plain data that the JSON report holds."""
        return self.document

    def to_frame(self) -> pd.DataFrame:
        """Return one row per group and metric: by, the group's labels, metric, value, low, high, n, undefined."""
        import pandas as pd

        overall = self.document["overall"]["metrics"]
        rows = [_row({}, name, estimate) for name, estimate in overall.items()]
        for entry in self.document["groups"]:
            rows += [_row(entry["group"], name, estimate) for name, estimate in entry["metrics"].items()]
        return pd.DataFrame(rows)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write a report; the suffix picks the format.

        Raises:
            FairauditError: the suffix is unknown or the file cannot be written.
        """
        report.write(self.document, os.fspath(path))

    def _repr_html_(self) -> str:
        """Show the report in a notebook, inside a frame of its own so that the two pages' styles stay apart."""
        from fairaudit.report import html as page

        escaped = html.escape(page.render(self.document), quote=True)
        return f'<iframe srcdoc="{escaped}" sandbox="allow-scripts" width="100%" height="700"></iframe>'


def _row(group: Group, metric: str, estimate: Estimate) -> dict[str, Any]:
    """Return one row of the frame; an attribute that has the name of another column is told apart."""
    facts: dict[str, Any] = {"by": ":".join(group), "metric": metric, **{name: estimate[name] for name in _FACTS}}  # type: ignore[literal-required]
    labels = {f"group {name}" if name in facts else name: value for name, value in group.items()}
    return {"by": facts.pop("by"), **labels, **facts}


def audit(
    data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame | pa.Table, **settings: Any
) -> Audit:
    """Audit a data frame, an Arrow table or files.

    Args:
        data: a pandas DataFrame, a pyarrow Table, or one or several paths as on the command line.
        settings: the fields of `fairaudit.config.Config`, such as ``groups=["accent"]``, ``label="y_true"``,
            ``prediction="y_pred"``, ``cluster="speaker_id"``, ``confidence=0.95``.

    Raises:
        FairauditError: the audit cannot be done; the message says why.
    """
    config = _config(settings)
    if isinstance(data, pa.Table):
        return Audit(run_source(table_source(data), config))
    if isinstance(data, str | os.PathLike):
        return Audit(run([os.fspath(data)], config))
    if isinstance(data, Sequence):
        return Audit(run([os.fspath(path) for path in data], config))
    return Audit(run_source(table_source(_table(data)), config))


def _table(frame: pd.DataFrame) -> pa.Table:
    """Turn a frame into a table; columns that Arrow cannot hold as one type become text."""
    columns = {}
    for name in frame.columns:
        try:
            columns[str(name)] = pa.Array.from_pandas(frame[name])
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            columns[str(name)] = pa.array([None if value is None else str(value) for value in frame[name]])
    return pa.table(columns)


def _config(settings: dict[str, Any]) -> Config:
    known = [field.name for field in fields(Config)]
    for name in settings:
        if name not in known:
            raise UsageError(f"There is no setting `{name}`.{did_you_mean(name, known)}")
    return Config(**{name: _frozen(name, value) for name, value in settings.items() if value is not None})


def _frozen(name: str, value: Any) -> Any:
    """Accept what Python users write: one group as text, lists for tuples, a mapping for conditions."""
    if name in {"groups", "metrics"}:
        return (value,) if isinstance(value, str) else tuple(_frozen("", item) for item in value)
    if name in {"against", "where"}:
        pairs = value.items() if isinstance(value, dict) else value
        return tuple((str(column), str(wanted)) for column, wanted in pairs)
    if name == "bins":
        return {column: tuple(float(edge) for edge in edges) for column, edges in value.items()}
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return tuple(value) if isinstance(value, list) else value

"""The Python interface: `fairaudit.audit`, `fairaudit.check` and `fairaudit.compare`, and what they return."""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import pyarrow as pa

from fairaudit import report
from fairaudit import words as wording
from fairaudit.change import Comparing, compare_sources, make_change_rule
from fairaudit.config import Config
from fairaudit.document import Document, Estimate, Group
from fairaudit.document.changes import Change, ChangesDocument
from fairaudit.errors import UsageError
from fairaudit.pipeline import Request, run_source
from fairaudit.policy import make_policy, make_rule
from fairaudit.report import changes_files, json_report
from fairaudit.settings.keywords import make_config, refuse, texts
from fairaudit.source import Source, open_data, table_source

if TYPE_CHECKING:
    import pandas as pd

Data: TypeAlias = "str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame | pa.Table"
_OnInconclusive: TypeAlias = Literal["report", "pass", "fail"]
_FACTS = ("value", "low", "high", "n", "undefined")


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        """Say in one line what was audited."""
        task, counted = self.document["task"], wording.plural(self.document["data"]["rows_counted"], "row")
        attributes = wording.listed([wording.show(name) for name in self.document["attributes"]])
        groups = wording.plural(len(self.document["groups"]), "group")
        return f"<Audit: {task}, {counted} by {attributes}: {groups}>"

    def _repr_html_(self) -> str:
        """Show the report in a notebook, inside a frame of its own so that the two pages' styles stay apart."""
        from fairaudit.report.html import page

        escaped = html.escape(page.render(self.document), quote=True)
        return f'<iframe srcdoc="{escaped}" sandbox="allow-scripts" width="100%" height="700"></iframe>'


def _row(group: Group, metric: str, estimate: Estimate) -> dict[str, Any]:
    """Return one row of the frame; an attribute that has the name of another column is told apart."""
    facts: dict[str, Any] = {"by": ":".join(group), "metric": metric, **{name: estimate[name] for name in _FACTS}}  # type: ignore[literal-required]
    labels = {f"group {name}" if name in facts else name: value for name, value in group.items()}
    return {"by": facts.pop("by"), **labels, **facts}


def audit(data: Data, **settings: Any) -> Audit:
    """Audit a data frame, an Arrow table or files.

    Args:
        data: a pandas DataFrame, a pyarrow Table, or one or several paths as on the command line.
        settings: the fields of `fairaudit.config.Config`, such as ``groups=["accent"]``, ``label="y_true"``,
            ``prediction="y_pred"``, ``cluster="speaker_id"``, ``confidence=0.95``. None: not said.

    Raises:
        FairauditError: the audit cannot be done; the message says why.
    """
    return Audit(_run(data, Request(make_config(settings))))


def _run(data: Data, request: Request) -> Document:
    return run_source(_source(data, request.config), request)


class PolicyError(AssertionError):
    """A gate did not pass; the message is the table of verdicts, and `audit` is the whole result."""

    def __init__(self, message: str, audit: Audit) -> None:
        super().__init__(message)
        self.audit = audit


def check(
    data: Data,
    rules: str | Sequence[str],
    *,
    baseline: str | os.PathLike[str] | None = None,
    on_inconclusive: _OnInconclusive = "fail",
    **settings: Any,
) -> Audit:
    """Audit data and judge them by rules; for a test suite that gates a model.

    Args:
        data: as for `audit`.
        rules: sentences such as ``"word_error_rate.difference by accent <= 0.05"``.
        baseline: an earlier JSON report, for rules with ``no worse than baseline by``.
        on_inconclusive: what an inconclusive verdict does; a test has no third colour, so it fails unless told to pass.
        settings: as for `audit`.

    Raises:
        PolicyError: an AssertionError with the verdicts, if the gate does not pass.
        FairauditError: the audit cannot be done.
    """
    sentences = texts("rules", rules, 'a rule or a list of rules, such as "accuracy overall >= 0.8"')
    if on_inconclusive not in get_args(_OnInconclusive):
        refuse("on_inconclusive", on_inconclusive, '"report", "pass" or "fail"')
    if not isinstance(baseline, str | os.PathLike | None):
        refuse("baseline", baseline, "the path of an earlier JSON report")
    policy = make_policy(tuple(make_rule(text) for text in sentences), (), on_inconclusive)
    before = None if baseline is None else json_report.read(os.fspath(baseline))
    result = Audit(_run(data, Request(make_config(settings), policy=policy, baseline=before)))
    if result.document["gate"]["verdict"] != "pass":
        document = result.document
        lines = [f"{each['verdict']}: {each['id']}: {each['why']}" for each in document["verdicts"]]
        raise PolicyError("\n".join([wording.gate_line(document), *lines]), result)
    return result


@dataclass(frozen=True, repr=False)
class Changes:
    """The result of a comparison in Python."""

    document: ChangesDocument

    def to_dict(self) -> ChangesDocument:
        """Return the comparison as the plain data that its JSON form holds."""
        return self.document

    def to_frame(self) -> pd.DataFrame:
        """Return one row per group and metric: by, the group's labels, metric, old, new, change, low, high, verdict."""
        import pandas as pd

        rows = [_change_row({}, name, change) for name, change in self.document["overall"]["metrics"].items()]
        for entry in self.document["groups"]:
            rows += [_change_row(entry["group"], name, change) for name, change in entry["metrics"].items()]
        return pd.DataFrame(rows)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the comparison; the suffix picks the format.

        Raises:
            FairauditError: the suffix is unknown or the file cannot be written.
        """
        changes_files.write(self.document, os.fspath(path))

    def __repr__(self) -> str:
        """Say in one line what was compared."""
        groups = wording.plural(len(self.document["groups"]), "group")
        return f"<Changes: {self.document['task']}, {groups}, paired by {self.document['pairing']['how']}>"


def _change_row(group: Group, metric: str, change: Change) -> dict[str, Any]:
    found = _row(group, metric, change["change"])
    value = found.pop("value")
    return {
        **found,
        "old": change["old"]["value"],
        "new": change["new"]["value"],
        "change": value,
        "verdict": change["verdict"],
    }


def compare(
    old: Data,
    new: Data | None = None,
    rules: str | Sequence[str] = (),
    *,
    id: str | Sequence[str] = (),
    where_old: dict[str, Any] | None = None,
    where_new: dict[str, Any] | None = None,
    prediction: str | Sequence[str] | None = None,
    hypothesis: str | Sequence[str] | None = None,
    **settings: Any,
) -> Changes:
    """Say what changed between two results, group by group; see docs/compare.md.

    Args:
        old: as for `audit`.
        new: the same; None where `old` holds both results.
        rules: sentences such as ``"word_error_rate.change by accent <= 0.01"``; their verdicts are in the document.
        id: the columns that name a row in both results.
        where_old: conditions of the old result: column → value.
        where_new: conditions of the new result.
        prediction: the column of the predictions; two columns for two results.
        hypothesis: the same for speech.
        settings: as for `audit`.

    Raises:
        FairauditError: the comparison cannot be done.
    """
    columns = {"prediction": prediction, "hypothesis": hypothesis}
    once = {role: name for role, name in columns.items() if isinstance(name, str)}
    config = make_config({**settings, **once})
    asked = Comparing(
        config,
        texts("id", id, "a column or a list of columns"),
        make_config({"where": where_old or {}}).where,
        make_config({"where": where_new or {}}).where,
        {role: _two(role, names) for role, names in columns.items() if names is not None and role not in once},
        tuple(make_change_rule(text) for text in texts("rules", rules, "a rule or a list of rules")),
    )
    sources = _source(old, config), _source(old if new is None else new, config)
    return Changes(compare_sources(*sources, new is None, asked))


def _two(role: str, names: Any) -> tuple[str, str]:
    wanted = "a column, or the columns of the old and of the new result"
    found = texts(role, names, wanted)
    if len(found) != 2:
        refuse(role, names, wanted)
    return found[0], found[1]


def _source(data: Data, config: Config) -> Source:
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

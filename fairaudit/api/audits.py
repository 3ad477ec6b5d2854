"""`fairaudit.audit` and `fairaudit.check`, and what they return."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from fairaudit import report
from fairaudit import words as wording
from fairaudit.api import results
from fairaudit.api.arrays import Arrays, data_and_settings
from fairaudit.api.data import Data, source_of
from fairaudit.api.notebook import framed
from fairaudit.api.results import Disparity, Group, Verdict, Warned
from fairaudit.document import Contrast, Document, Estimate
from fairaudit.pipeline import Request, run_source
from fairaudit.policy import make_policy, make_rule
from fairaudit.report import json_report
from fairaudit.settings.keywords import make_config, refuse, texts
from fairaudit.spoken import in_python
from fairaudit.words.contrasts import ALL_OTHERS

if TYPE_CHECKING:
    import pandas as pd

_OnInconclusive: TypeAlias = Literal["report", "pass", "fail"]
_FACTS = ("value", "low", "high", "n", "undefined")


@dataclass(frozen=True, repr=False)
class Audit:
    """The result of an audit in Python."""

    document: Document

    def to_dict(self) -> Document:
        """Return the report as the plain data that the JSON report holds."""
        return self.document

    @cached_property
    def overall(self) -> Group:
        """All rows together."""
        return results.all_rows(self.document)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Every group of every attribute, then those of intersections."""
        return tuple(map(results.group_of, self.document["groups"]))

    @cached_property
    def disparities(self) -> tuple[Disparity, ...]:
        """Every comparison of every metric and attribute."""
        return tuple(map(results.disparity_of, self.document["disparities"]))

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the rules came to; empty without any."""
        return tuple(map(results.verdict_of, self.document["verdicts"]))

    @cached_property
    def warnings(self) -> tuple[Warned, ...]:
        """What is odd about the data, the model or the rules."""
        return tuple(Warned(each["code"], each["message"]) for each in self.document["warnings"])

    @in_python
    def to_frame(self, what: str = "groups") -> pd.DataFrame:
        """Return one row per group and metric: by, the group's labels, metric, value, low, high, n, undefined.

        Behind them stand the group's rows and their share of all, and whether it is small or suppressed.

        Of ``"comparisons"`` each group against the reference group, or against all others: how they are compared
        (difference or ratio), and against whom, stand before the value.

        Raises:
            UsageError: it is neither ``"groups"`` nor ``"comparisons"``.
        """
        import pandas as pd

        if what == "comparisons":
            return pd.DataFrame([row for each in self.document.get("contrasts", []) for row in _rows_of(each)])
        if what != "groups":
            refuse("what", what, '"groups" or "comparisons"')
        overall = self.document["overall"]["metrics"]
        whole = {"rows": self.overall.rows, "share": 1.0, "small": False, "suppressed": False}
        rows = [row_of({}, name, estimate, behind=whole) for name, estimate in overall.items()]
        for entry in self.document["groups"]:
            told = {"rows": entry["n"], **{name: entry[name] for name in ("share", "small", "suppressed")}}
            metrics = entry["metrics"].items()
            rows += [row_of(entry["group"], name, estimate, behind=told) for name, estimate in metrics]
        return pd.DataFrame(rows)

    @in_python
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
        """Show the report in a notebook."""
        from fairaudit.report.html import audit as page

        return framed(page.render(self.document))


def _rows_of(contrast: Contrast) -> Iterator[dict[str, Any]]:
    """Yield the rows of a group beside others: its difference, and its ratio if it has one."""
    against = ALL_OTHERS if contrast["against"] is None else wording.label(contrast["against"])
    found = [("difference", contrast["difference"]), *([("ratio", contrast["ratio"])] if "ratio" in contrast else [])]
    for comparison, estimate in found:
        more = {"comparison": comparison, "against": against}
        yield row_of(contrast["group"], contrast["metric"], estimate, more)


def row_of(
    group: Mapping[str, str | None],
    metric: str,
    estimate: Estimate,
    more: Mapping[str, Any] | None = None,
    behind: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return one row of the frame; an attribute that has the name of another column is told apart.

    `more` stands before the value, what is `behind` after all else.
    """
    told = {name: estimate[name] for name in _FACTS}  # type: ignore[literal-required]
    facts: dict[str, Any] = {"by": ":".join(group), "metric": metric, **(more or {}), **told, **(behind or {})}
    labels = {f"group {name}" if name in facts else name: value for name, value in group.items()}
    return {"by": facts.pop("by"), **labels, **facts}


@in_python
def audit(
    data: Data | None = None,
    *,
    y_true: Any = None,
    y_pred: Any = None,
    y_score: Any = None,
    sensitive_features: Any = None,
    sample_weight: Any = None,
    clusters: Any = None,
    **settings: Any,
) -> Audit:
    """Audit a data frame, an Arrow table or files; or arrays, with a value for each row.

    Args:
        data: a DataFrame of pandas or polars, a table of pyarrow or any with ``__arrow_c_stream__``, or one or several
            paths as on the command line.
        y_true: without `data`: what was true; an array, a list, a Series or a column of another library.
        y_pred: what the model decided.
        y_score: its scores; of two columns, as `predict_proba` gives them, that of the positive class. More columns are
            the probabilities of classes, beside `y_pred`.
        sensitive_features: the group labels of every row; a Series, a DataFrame, a dict of arrays, or an array with one
            or two dimensions. All are audited, unless `groups` says which.
        sample_weight: the weight of every row.
        clusters: who every row comes from, such as the speaker.
        settings: the fields of `fairaudit.config.Config`, such as ``groups=["accent"]``, ``label="y_true"``,
            ``prediction="y_pred"``, ``cluster="speaker_id"``, ``confidence=0.95``. None: not said.

    Raises:
        FairauditError: the audit cannot be done; the message says why.
    """
    arrays = Arrays(y_true, y_pred, y_score, sensitive_features, sample_weight, clusters)
    data, settings = data_and_settings(data, arrays, settings)
    return Audit(_run(data, Request(make_config(settings))))


def _run(data: Data, request: Request) -> Document:
    return run_source(source_of(data, request.config), request)


class PolicyError(AssertionError):
    """A gate did not pass; the message is the table of verdicts, and `audit` is the whole result."""

    def __init__(self, message: str, audit: Audit) -> None:
        super().__init__(message)
        self.audit = audit


@in_python
def check(
    data: Data | None = None,
    rules: str | Sequence[str] = (),
    *,
    y_true: Any = None,
    y_pred: Any = None,
    y_score: Any = None,
    sensitive_features: Any = None,
    sample_weight: Any = None,
    clusters: Any = None,
    baseline: str | os.PathLike[str] | None = None,
    on_inconclusive: _OnInconclusive = "fail",
    **settings: Any,
) -> Audit:
    """Audit data and judge them by rules; for a test suite that gates a model.

    Args:
        data: as for `audit`; without it the arrays are as there.
        rules: sentences such as ``"word_error_rate.difference by accent <= 0.05"``.
        y_true: as for `audit`, and so are the other arrays.
        y_pred: an array.
        y_score: an array.
        sensitive_features: arrays.
        sample_weight: an array.
        clusters: an array.
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
    arrays = Arrays(y_true, y_pred, y_score, sensitive_features, sample_weight, clusters)
    data, settings = data_and_settings(data, arrays, settings)
    config = make_config(settings)
    policy = make_policy(tuple(make_rule(text) for text in sentences), (), on_inconclusive)
    before = None if baseline is None else json_report.read(os.fspath(baseline))
    result = Audit(_run(data, Request(config, policy=policy, baseline=before)))
    if result.document["gate"]["verdict"] != "pass":
        document = result.document
        lines = [f"{each['verdict']}: {each['id']}: {each['why']}" for each in document["verdicts"]]
        raise PolicyError("\n".join([wording.gate_line(document), *lines]), result)
    return result

"""Runs of HELM: every instance with its statistics, and with what the files beside them say of it.

Source: `helm.benchmark.runner`, `helm.benchmark.metrics.metric` and `helm.benchmark.presentation.run_display` of
https://github.com/stanford-crfm/helm (0.5.16): `per_instance_stats.json` has an entry for every metric, instance,
perturbation and trial; `helm-summarize` writes `instances.json` and `display_predictions.json` beside it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Generator, Mapping
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError
from fairaudit.source.arrays import as_wanted
from fairaudit.source.faults import file_shown, listed, printable, quoted
from fairaudit.source.helm_entries import Entry, Key, of_type, read_entries, short_names
from fairaudit.source.json_values import column_of, type_of
from fairaudit.source.part import SourceFile
from fairaudit.source.text import Text
from fairaudit.source.wanted import Wanted

Rows = dict[Key, dict[str, Any]]


class HelmRun:
    """What HELM wrote of one run: a row for every instance, perturbation and trial.

    HELM's files are JSON as a whole, so they are read as a whole.

    Attributes:
        columns: the run, the instance, what is known of it, and every statistic by its name.
        types: what they hold.
        sha256: of the statistics as stored.
        beside: the other files that were read.
    """

    typed = False
    keys_vary = True
    may_have_commas = False
    comma_columns: tuple[str, ...] = ()

    def __init__(self, text: Text, beside: Mapping[str, Text]) -> None:
        """Read a run; `beside` are files of its folder by name, as `BESIDE` has them."""
        self._shown = file_shown(text.file.name)
        self.beside: tuple[SourceFile, ...] = ()
        self._unclear: set[str] = set()
        run = printable(os.path.basename(os.path.dirname(os.path.abspath(text.file.name))))
        entries, self.sha256 = read_entries(text, _values)
        rows = self._merged(entries)
        said: Rows = {}
        for name, description in beside.items():
            found, sha256 = read_entries(description, BESIDE[name])
            said |= dict(found)
            self.beside = (*self.beside, SourceFile(description.file.name, len(found), sha256))
        names = short_names({perturbation for _, perturbation, _ in rows})
        for (instance, perturbation, trial), row in rows.items():  # `own` gives the order of columns, and wins
            own = {"run": run, "instance_id": instance, "perturbation": names[perturbation], "train_trial_index": trial}
            of_all, of_one = (said.get((instance, perturbation, each), {}) for each in (None, trial))
            rows[instance, perturbation, trial] = {**own, "target": 1, **of_all, **of_one, **row, **own}
        self._rows = list(rows.values())
        self.columns = tuple(dict.fromkeys(name for row in self._rows for name in row))
        self.types = {name: type_of([row.get(name) for row in self._rows]) for name in self.columns}

    def _merged(self, entries: list[tuple[Key, Entry]]) -> Rows:
        """Return the rows; each metric of a run has an entry of its own for an instance."""
        rows: Rows = {}
        for key, values in entries:
            row = rows.setdefault(key, {})
            self._unclear |= {name for name, value in values.items() if row.setdefault(name, value) != value}
        return rows

    def batches(self, wanted: Wanted) -> Generator[Any, None, None]:
        """Yield the rows as one record batch of the wanted columns.

        Raises:
            DataError: two metrics say different things by one name, or a text in a column of numbers is none.
        """
        unclear = sorted(self._unclear & set(wanted.columns))
        if unclear:
            raise DataError(
                f"{self._shown}: two metrics of this run give different values for {listed(unclear)} of one instance. "
                "Choose another statistic."
            )
        arrays = [self._column(name) for name in wanted.columns]
        yield as_wanted(pa.RecordBatch.from_arrays(arrays, list(wanted.columns)), wanted, self._where)

    def _column(self, name: str) -> Any:
        try:
            return column_of([row.get(name) for row in self._rows])
        except UnicodeEncodeError as error:
            raise DataError(f"{self._shown}, column {quoted(name)}: a text has half of a surrogate pair.") from error

    def _where(self, row: int) -> str:
        return f"{self._shown}, instance {quoted(self._rows[row]['instance_id'])}"


def _values(entry: Entry) -> dict[str, Any]:
    """Return the statistics of an entry; one that was counted for nothing, or came to no number, has no value."""
    found: dict[str, Any] = {}
    for statistic in entry["stats"]:
        name = statistic["name"]
        mean = of_type(statistic.get("mean"), int, float)
        found |= {part: of_type(name[part], str) for part in ("split", "sub_split") if part in name}
        found[str(name["name"])] = None if isinstance(mean, float) and math.isnan(mean) else mean
    return found


def _instance(entry: Entry) -> dict[str, Any]:
    """Return the parts of an instance that can be groups, and the reference text if one alone is right."""
    found: dict[str, Any] = {part: of_type(entry[part], str) for part in ("split", "sub_split") if part in entry}
    right = {each["output"]["text"] for each in entry["references"] if "correct" in each["tags"]}
    if len(right) == 1:
        found["correct_reference"] = of_type(right.pop(), str)
    extra = entry.get("extra_data") or {}
    return found | {f"extra_data.{name}": value for name, value in extra.items() if not isinstance(value, list | dict)}


def _prediction(entry: Entry) -> dict[str, Any]:
    """Return the model's text, and which answer it stands for."""
    return {name: of_type(entry[name], str) for name in ("predicted_text", "mapped_output") if name in entry}


BESIDE: dict[str, Callable[[Entry], dict[str, Any]]] = {
    "instances.json": _instance,
    "display_predictions.json": _prediction,
}
"""Files in the folder of a run, and what is taken from each entry."""

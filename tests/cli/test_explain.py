"""`fairaudit metrics` and `fairaudit explain`."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Command

from fairaudit import audit
from fairaudit.catalogue import CATALOGUE, TASKS
from fairaudit.catalogue.elsewhere import ELSEWHERE
from fairaudit.catalogue.names import COMBINED, find_meaning, find_measured, known_names
from fairaudit.catalogue.terms import TERMS
from fairaudit.catalogue.warnings import WARNINGS
from fairaudit.catalogue.worked_example import worked_example
from fairaudit.errors import UsageError
from fairaudit.metrics import COMPARISONS, FAIRNESS_NAMES
from fairaudit.report.audit import terminal
from fairaudit.report.explained import explain
from fairaudit.report.page import Table
from fairaudit.settings.table import ALL
from fairaudit.spoken import spoken_in

ROOT = Path(__file__).resolve().parent.parent.parent
COMPUTED = [entry for entry in ELSEWHERE if entry.means and entry.name not in {*FAIRNESS_NAMES, *COMBINED}]


def test_metrics_lists_all(fairaudit: Command) -> None:
    listed = fairaudit("metrics").out
    assert all(name in listed for name in CATALOGUE)


def test_metrics_of_a_task(fairaudit: Command) -> None:
    listed = json.loads(fairaudit("metrics", "--task", "speech", "--format", "json").out)
    assert [entry["name"] for entry in listed] == [metric.name for metric in TASKS["speech"].metrics]
    assert listed[0]["also_called"] == ["wer"]


def test_tasks_of_options_and_catalogue_agree() -> None:
    assert tuple(TASKS) == ALL["task"].words


@pytest.mark.parametrize("name", CATALOGUE)
def test_explains_every_metric(name: str) -> None:
    text = explain(name)
    metric = CATALOGUE[name]
    flat = " ".join(text.split())
    assert text.startswith(f"{name}\n")
    for part in (metric.summary, metric.formula, metric.undefined_when, metric.source, *metric.also_called):
        assert part in flat
    assert " example " in flat


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_worked_example_comes_to_what_it_says(name: str) -> None:
    """The example is arithmetic: read by Python, it comes to the value beside it, to four digits."""
    numbers, _, value = worked_example(CATALOGUE[name]).rpartition(": ")[2].rpartition(" = ")
    assert eval(numbers.replace("×", "*"), {"sqrt": math.sqrt}) == pytest.approx(float(value), rel=1e-3)  # noqa: S307 our own line


@pytest.mark.parametrize("alias", [alias for metric in CATALOGUE.values() for alias in metric.also_called])
def test_explains_every_short_name(alias: str) -> None:
    assert explain(alias) == explain(find_measured(alias)[0].name)


def test_no_name_has_two_meanings() -> None:
    aliases = [alias for metric in CATALOGUE.values() for alias in metric.also_called]
    assert len(set(aliases)) == len(aliases)
    assert not set(aliases) & set(CATALOGUE)
    assert not set(aliases) & {*FAIRNESS_NAMES, *COMPARISONS}


@pytest.mark.parametrize("name", [name for name in known_names() if name in {e.name for e in COMPUTED}])
def test_explains_names_of_other_toolkits_as_ours(name: str) -> None:
    meant = {find_meaning(entry.means).name for entry in COMPUTED if entry.name == name}
    assert meant == {find_meaning(name).name}
    assert explain(name)


@pytest.mark.parametrize("entry", [e for e in ELSEWHERE if not e.means], ids=lambda e: e.name)
def test_says_what_it_does_not_compute(fairaudit: Command, entry: object) -> None:
    name, tool = entry.name, entry.tool  # type: ignore[attr-defined]
    assert f"does not compute {tool}'s `{name}`" in fairaudit("explain", name).message


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("demographic_parity_difference", "demographic_parity_difference"),
        ("selection_rate_difference", "demographic_parity_difference"),
        ("selection_rate.ratio", "demographic_parity_ratio"),
        ("statistical_parity_difference", "demographic_parity_difference"),
        ("disparate_impact", "demographic_parity_ratio"),
        ("DPPL", "demographic_parity_difference"),
        ("accuracy_ratio", "accuracy.ratio"),
        ("wer.worst", "word_error_rate.worst"),
        ("Word Error Rate", "word_error_rate"),
        ("word-error-rate", "word_error_rate"),
        ("equalized_odds", "equalized_odds_difference"),
        ("average_odds_difference", "average_odds_difference"),
        ("predictive_parity", "predictive_parity_difference"),
        ("ratio", "ratio"),
    ],
)
def test_names_and_titles(name: str, title: str) -> None:
    assert explain(name).splitlines()[0] == title


@pytest.mark.parametrize("code", WARNINGS)
def test_explains_every_warning(code: str) -> None:
    assert " ".join(explain(code).split()) == f"{code} A warning. {spoken_in(WARNINGS[code])}"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("word_eror_rate", "Did you mean `word_error_rate`?"),
        ("demografic_parity_difference", "Did you mean `demographic_parity_difference`?"),
        ("selection_rate.worst", "`selection_rate.difference` or `selection_rate.ratio`"),
        ("average_odds_ratio", "There is no metric"),
        ("xyzzy", "`fairaudit metrics` lists them all."),
    ],
)
def test_unknown_names(fairaudit: Command, name: str, says: str) -> None:
    assert says in fairaudit("explain", name).message


def test_no_line_is_wider_than_the_terminal(fairaudit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("demographic_parity_ratio", "mcc", "mean_speaker_wer"):
        assert max(map(len, fairaudit("explain", name).out.splitlines())) <= 80
    assert max(map(len, fairaudit("metrics").out.splitlines())) <= 80


def test_metrics_and_explain_load_nothing_for_reading_data() -> None:
    script = (
        "import sys; from fairaudit.cli.run import run; run(['metrics']); run(['explain', 'wer']); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"pandas", "pyarrow", "rich", "jinja2", "pydantic", "jiwer"} & set(done.stdout.splitlines()[-1].split())


def test_an_unknown_metric_is_named() -> None:
    with pytest.raises(UsageError, match="There is no metric `nothing`"):
        find_measured("nothing")


@pytest.mark.parametrize("term", TERMS)
def test_explains_every_word_of_a_report(term: str) -> None:
    title, *lines = explain(term).splitlines()
    assert title == term
    assert " ".join(" ".join(lines).split()) == " ".join(spoken_in(TERMS[term]).split())


def test_every_head_of_a_table_can_be_explained() -> None:
    data = ROOT / "sample_data" / "speech.csv"
    document = audit(data, groups="condition", cluster="speaker").document
    blocks = [held for block in terminal(document) for held in getattr(block, "blocks", [block])]
    heads = {each.heading for block in blocks if isinstance(block, Table) for each in block.columns}
    assert {"by chance", "at least", "all others", "difference", "limits", "rows", "speakers"} <= heads
    for head in heads - {"condition", "metric", "comparison", "value, interval"}:
        assert explain(head), head


def test_every_head_of_the_table_of_a_published_rule_can_be_explained() -> None:
    document = audit(ROOT / "sample_data" / "credit.parquet", groups="sex", presets=["us-adverse-impact"]).document
    blocks = [held for block in terminal(document) for held in getattr(block, "blocks", [block])]
    heads = {each.heading for block in blocks if isinstance(block, Table) for each in block.columns}
    assert {"impact ratio", "Fisher's p", "std. dev.", "shortfall", "needed for 4/5"} <= heads
    for head in heads - {"sex", "metric", "value, interval", "accuracy 65.3% to 77.2%"}:
        assert explain(head), head


@pytest.mark.parametrize("word", ["normaliser", "normalizer", "attribute", "rule", "verdict", "Told apart", "waiver"])
def test_explains_words_that_sentences_of_a_report_use(fairaudit: Command, word: str) -> None:
    assert fairaudit("explain", word).out.startswith(word.lower())


def test_several_names_are_explained_one_after_the_other(fairaudit: Command) -> None:
    both = fairaudit("explain", "wer", "small").out
    assert both == f"{explain('wer')}\n{explain('small')}"
    assert fairaudit("explain", "by", "chance").out == explain("by chance")
    several = ["at", "least", "by", "chance", "small", "word", "error", "rate", "by", "at", "most"]
    names = ("at least", "by chance", "small", "word error rate", "by", "at most")
    assert fairaudit("explain", *several).out == "\n".join(map(explain, names))
    assert fairaudit("explain", "wer", "nonsense").code == 2

"""Errors in Python speak of arguments; on the command line the same errors speak of options."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import fairaudit
from fairaudit.catalogue.terms import TERMS
from fairaudit.catalogue.warnings import WARNINGS
from fairaudit.cli.run import run
from fairaudit.errors import FairauditError
from fairaudit.settings.table import ALL
from fairaudit.spoken import both, in_python, option_of, spoken, spoken_in

FRAME = pd.DataFrame(
    {
        "y_true": [0, 1] * 40,
        "y_pred": [0, 1, 1, 1] * 20,
        "sex": ["f", "m", "m", "f"] * 20,
        "age": list(range(20, 60)) * 2,
        "n": [1.5, 1.0] * 40,
        "person": [f"p{each}" for each in range(40)] * 2,
    }
)
SPEECH = pd.DataFrame({"reference": ["a b", "c"] * 40, "hypothesis": ["a b", "d"] * 40, "accent": ["x", "y"] * 40})
SCORES = FRAME.drop(columns="y_pred").assign(score=[0.1, 0.9] * 40)
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*|\bDATA\b")


def replaced(**columns: Any) -> pd.DataFrame:
    """Return the decisions with other columns."""
    return FRAME.assign(**columns)


def audit(data: Any = FRAME, **settings: Any) -> Callable[[], Any]:
    return lambda: fairaudit.audit(data, **({"groups": "sex"} | settings))


MISTAKES: dict[str, tuple[Callable[[], Any], str]] = {
    "no groups": (lambda: fairaudit.audit(FRAME), 'Name one or more: groups=["sex"].'),
    "no such group": (audit(groups="sax"), "There is no column `sax` (named by `groups`). Did you mean `sex`?"),
    "a group twice": (audit(groups="sex:sex"), 'groups=["sex:sex"] names one attribute twice.'),
    "no such label": (audit(label="truth"), "There is no column `truth` (named by `label`)."),
    "no such bins": (audit(bins={"agee": [30]}), "(named by `bins`). Did you mean `age`?"),
    "no such condition": (audit(where={"sax": "f"}), "(named by `where`)"),
    "no row is so": (audit(where={"sex": "x"}), "No row has sex=x (`where`). Values of `sex`: "),
    "against nothing": (audit(against={"age": "1"}), 'against={"age": "1"}, but no `groups` names `age`.'),
    "against nobody": (audit(against={"sex": "x"}), "No row has sex=x (`against`)."),
    "no positive value": (audit(positive="yes"), 'positive="yes" does not occur. The values are `0` and `1`.'),
    "both are positive": (audit(positive="0,1"), 'positive="0,1" names every value, so nothing is negative.'),
    "which is positive": (
        audit(replaced(y_true=["good", "bad"] * 40, y_pred=["good", "bad"] * 40)),
        'Which of `bad` and `good` is the positive value? Say so: positive="bad".',
    ),
    "no task": (
        lambda: fairaudit.audit(FRAME[["sex", "n", "age"]], groups="sex"),
        "`label` and `prediction` for decisions (or `score` with `threshold`), `reference` and `hypothesis` for speech",
    ),
    "no prediction": (
        audit(SCORES.drop(columns="score"), label="y_true", task="binary"),
        'Name it: prediction="COLUMN", or `score` with',
    ),
    "two ways to decide": (
        audit(SCORES.assign(y_pred=1), prediction="y_pred", score="score", threshold=0.5),
        "`prediction` and `threshold` contradict each other: a decision comes from one of them.",
    ),
    "no score": (audit(threshold=0.5), '`threshold` needs a score. Name its column: score="COLUMN".'),
    "a threshold twice": (audit(threshold=[0.5, 0.5]), "Say each once: threshold=[0.3, 0.5]."),
    "places twice": (audit(top_k=["5", "5"]), 'Say each once: top_k=["100", "10%"].'),
    "too many places": (audit(SCORES, score="score", top_k=900), 'top_k="900" asks for more rows than the 80 that'),
    "of another task": (
        audit(edit_split="jiwer"),
        "`edit_split` does not belong to the task `binary`. It belongs to t",
    ),
    "a metric of another task": (audit(metrics="wer"), 'It belongs to task="speech".'),
    "a metric of scores": (audit(metrics="brier_score"), 'Name it: score="COLUMN".'),
    "a count that is none": (audit(count="n"), "If these are weights, say `weight` instead of `count`."),
    "a weight that is none": (
        audit(weight="person"),
        "`score`, `weight`, `count` and `bins` need numbers.",
    ),
    "examples of nobody": (
        lambda: fairaudit.audit(SPEECH, groups="accent", examples=2, suppress_below=5),
        "`examples` shows utterances and `suppress_below` hides small groups: use one of them.",
    ),
    "crossings without end": (
        lambda: fairaudit.audit(
            FRAME.assign(**{f"g{each}": "a" for each in range(70)}),
            groups=[f"g{each}" for each in range(70)],
            intersections="pairs",
        ),
        'intersections="pairs" of 70 attributes are 2,415 levels',
    ),
    "a gate without a baseline": (
        lambda: fairaudit.check(FRAME, "accuracy overall no worse than baseline by 0.1", groups="sex"),
        'needs an earlier report: baseline="report.json".',
    ),
    "a rule of another group": (
        lambda: fairaudit.check(FRAME, "accuracy.difference by age <= 0.5", metrics=5),
        "`metrics` is the name of a metric",
    ),
    "one result": (
        lambda: fairaudit.compare(FRAME, groups="sex"),
        'prediction=["OLD", "NEW"] (hypothesis=… for speech), or `where_old` and `where_new`.',
    ),
    "no such id": (
        lambda: fairaudit.compare(FRAME, FRAME, groups="sex", id="persn"),
        "(named by `id`) in the old",
    ),
    "nothing in common": (
        lambda: fairaudit.compare(
            FRAME, replaced(person=[f"q{each}" for each in range(80)]), groups="sex", id="person"
        ),
        'the same in both: id=["COLUMN"]. Without `id` the results are compared as independent.',
    ),
    "ids of reports": (
        lambda: fairaudit.compare(audit()(), audit()(), id="person"),
        "Reports hold no rows: `id`, `where_old`, `where_new` and columns belong to data.",
    ),
    "no rate": (lambda: fairaudit.plan({"f": 50, "m": 50}), "Say which value you expect in every group: rate=0.1."),
    "clusters of data": (
        lambda: fairaudit.plan(FRAME, groups="sex", correlation=0.1),
        "`rows_per_cluster`, `correlation`, `cluster_spread` are for sizes; with data, name the `cluster` column.",
    ),
    "no power": (lambda: fairaudit.plan({"f": 50, "m": 50}, rate=0.1, power=2), "The power lies between 0.5 and 1"),
    "no names": (lambda: fairaudit.explain(), "Give one or more, such as explain("),
    "no such preset": (lambda: fairaudit.presets("four-fift"), "There is no preset `four-fift`."),
    "no report": (lambda: fairaudit.load("nowhere.json"), "There is no file nowhere.json."),
    "no format": (lambda: audit()().write("report.doc"), "has a suffix that fairaudit does not write."),
    "no verdicts": (lambda: audit()().write("report.xml"), "`fairaudit.check` judges rules and writes .xml and .sarif"),
    "no folder": (
        lambda: fairaudit.batch("nowhere", output="audits"),
        "There is no folder nowhere. `fairaudit.batch` takes a folder of results.",
    ),
    "two places": (
        lambda: fairaudit.batch("runs", manifest="runs.csv", output="audits"),
        "Name either a folder of results or a `manifest`.",
    ),
}


ARRAYS = {"y_true": FRAME["y_true"], "y_pred": FRAME["y_pred"], "sensitive_features": FRAME["sex"]}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"y_true": None, "metrics": "accuracy"}, "no column is the label. Name it: y_true=…."),
        ({"metrics": "brier_score"}, "no column is one. Name it: y_score=…."),
        ({"y_pred": [0.2, 0.8] * 40}, "say y_score=… and from which one on to predict: threshold=0.5."),
        ({"threshold": 0.5}, "`y_pred` and `threshold` contradict each other"),
        ({"sample_weight": FRAME["person"]}, "`y_score`, `sample_weight`, `count` and `bins` need numbers."),
        ({"positive": "yes"}, 'positive="yes" does not occur.'),
        ({"groups": "race"}, "There is no column `race` (named by `groups`)."),
    ],
)
def test_where_arrays_are_given_errors_speak_of_them(given: dict[str, Any], says: str) -> None:
    with pytest.raises(FairauditError) as refused:
        fairaudit.audit(**(ARRAYS | given))
    assert says in str(refused.value)
    with pytest.raises(FairauditError, match='Name it: score="COLUMN"'):  # arrays are no matter of the next audit
        fairaudit.audit(FRAME, groups="sex", metrics="brier_score")


@pytest.mark.parametrize("name", MISTAKES)
def test_an_error_in_python_speaks_of_arguments(name: str) -> None:
    wrong, says = MISTAKES[name]
    with pytest.raises(FairauditError) as refused:
        wrong()
    message = str(refused.value)
    assert says in message
    assert not OPTION.findall(message), message


def test_what_threads_and_processes_find_is_said_in_the_same_words(tmp_path: Path) -> None:
    text = "y_true,y_pred,sex\n" + "1,1,f\n0,0,é\n" * 40
    for name in ("a", "b"):
        (tmp_path / "runs").mkdir(exist_ok=True)
        (tmp_path / "runs" / f"{name}.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(FairauditError) as refused:
        fairaudit.audit(tmp_path / "runs" / "a.csv", groups="sex")
    assert 'for example encoding="latin-1".' in str(refused.value)
    batch = fairaudit.batch(tmp_path / "runs", output=tmp_path / "audits", groups="sex", jobs=2)
    said = {str(row["error"]).partition("Name the file's encoding, ")[2] for row in batch.document["results"]}
    assert said == {'for example encoding="latin-1".'}


def test_the_command_line_speaks_of_options_also_after_python(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "d.csv"
    FRAME.to_csv(data, index=False)
    with pytest.raises(FairauditError):
        fairaudit.audit(FRAME, groups="sex", positive="yes")
    assert run(["report", str(data), "-g", "sex", "--positive", "yes"]) == 2
    assert "error: --positive yes does not occur. The values are `0` and `1`." in capsys.readouterr().err


@pytest.mark.parametrize("name", [*TERMS, *WARNINGS, "average_odds_difference", "accuracy.ratio"])
def test_what_is_explained_in_python_speaks_of_arguments(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = fairaudit.explain(name)
    assert not OPTION.findall(said), said
    assert not set("{}") & set(said)
    assert run(["explain", name]) == 0
    assert not set("{}`") & set(capsys.readouterr().out)


def test_what_a_reader_of_a_document_is_told_does_not_depend_on_who_made_it() -> None:
    document = fairaudit.audit(SCORES, groups="sex", score="score", metrics="area_under_roc").document
    assert "--prediction COLUMN" in " ".join(document["assumptions"])


@pytest.mark.parametrize("name", ALL)
def test_every_setting_is_spoken_of_by_its_own_option(name: str) -> None:
    assert option_of(name) in ALL[name].options
    assert spoken(name) in ALL[name].options
    assert in_python(spoken)(name) == f"`{name}`"


@pytest.mark.parametrize(
    ("value", "typed", "written"),
    [
        ("yes", "yes", '"yes"'),
        ('a "b"', 'a "b"', "'a \"b\"'"),
        (0.5, "0.5", "0.5"),
        ((0.3, 0.5), "0.3,0.5", "[0.3, 0.5]"),
        ({"age": (18, 30)}, "age=18,30", '{"age": [18, 30]}'),
        ({"race": "White"}, "race=White", '{"race": "White"}'),
    ],
)
def test_values_are_said_as_they_are_typed_or_written(value: object, typed: str, written: str) -> None:
    assert spoken("where_old", value) == f"--where-old {typed}"
    assert in_python(spoken)("where_old", value) == f"where_old={written}"


def test_several_are_said_together() -> None:
    said = (("lower", "low"), ("upper", "high"))
    assert (both(*said), in_python(both)(*said)) == ("--lower low --upper high", 'lower="low", upper="high"')
    assert (spoken("top_k", ["5", "10%"]), in_python(spoken)("top_k", ["5", "10%"])) == (
        "--top-k 5 --top-k 10%",
        'top_k=["5", "10%"]',
    )
    text = "{label} and {top_k}"
    assert (spoken_in(text), in_python(spoken_in)(text)) == ("--label and --top-k", "`label` and `top_k`")

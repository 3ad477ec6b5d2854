"""`fairaudit plan`: tables and JSON, from sizes or from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command


def test_sizes(fairaudit: Command) -> None:
    done = fairaudit("plan", "--sizes", "Scottish=200,Welsh=80", "--sizes", "Irish=10", "--rate", "0.1")
    assert done.code == 0
    assert done.err == ""
    assert done.out.startswith("Plan\n10.0% expected in every group, confidence 95%, power 80%.\n")
    for text in ("difference at most", "ratio at least", "Scottish", "Irish: not compared, fewer than 30 rows (10)."):
        assert text in done.out


def test_json_of_sizes(fairaudit: Command) -> None:
    done = fairaudit("plan", "--sizes", "a=b=300,c=200", "--rate", "0.2", "--gap", "0.1", "--format", "json")
    (plan,) = json.loads(done.out)["plans"]
    assert [each["group"]["group"] for each in plan["groups"]] == ["a=b", "c"]
    assert plan["assumed"]["gap"] == 0.1
    assert plan["unit"] == "rows"
    assert len(plan["curve"]) == 6


def test_the_table_shows_what_the_json_holds(fairaudit: Command) -> None:
    arguments = ("plan", "--sizes", "a=300,b=200", "--rate", "0.2")
    shown = fairaudit(*arguments).out
    (plan,) = json.loads(fairaudit(*arguments, "--format", "json").out)["plans"]
    assert f"difference at most {100 * plan['certifies']['difference']:.1f} pt" in shown
    for each in plan["groups"]:
        assert f"{each['needs']:,}" in shown
        assert f"{100 * each['at_least']:.1f}%" in shown


def test_clusters(fairaudit: Command) -> None:
    done = fairaudit("plan", "--sizes", "a=2000,b=800", "--rate", "0.2", "--rows-per-cluster", "40")
    assert "If every group had so many clusters\n" in done.out
    assert "worth" in done.out


def test_two_needs_of_one_group_are_explained_in_every_format(fairaudit: Command, tmp_path: Path) -> None:
    sizes = ("--sizes", "a=2000,b=800", "--rate", "0.2")
    said = "A number of clusters for every group at once takes the groups as alike in size, and every cluster as worth"
    clustered = ("plan", *sizes, "--rows-per-cluster", "40", "-o", "plan.html", "-o", "plan.md")
    assert said in " ".join(fairaudit(*clustered).out.split())
    for name in ("plan.html", "plan.md"):
        assert (tmp_path / name).read_text(encoding="utf-8").count(said) == 1
    rows = " ".join(fairaudit("plan", *sizes).out.split())
    assert "A number of rows for every group at once takes the groups as alike in size; the table of groups" in rows


def test_unequal_clusters(fairaudit: Command) -> None:
    clusters = ("plan", "--sizes", "a=2000,b=800", "--rate", "0.2", "--rows-per-cluster", "40")
    alike, unequal = fairaudit(*clusters), fairaudit(*clusters, "--cluster-spread", "1.3")
    assert "clusters: all are taken to have 40 rows. Unequal ones hold less evidence" in " ".join(alike.out.split())
    assert "40 rows on average, with a standard deviation of 1.3 times that." in " ".join(unequal.out.split())
    (first,), (second,) = (
        json.loads(fairaudit(*clusters, *more, "--format", "json").out)["plans"]
        for more in ((), ("--cluster-spread", "1.3"))
    )
    assert second["groups"][0]["needs"] > 2 * first["groups"][0]["needs"]
    assert second["groups"][0]["effective"] < first["groups"][0]["effective"] / 1.8
    assert second["clustering"]["spread"] == 1.3
    assert first["assumed"]["clustered"] is True


def test_speakers_of_a_file(fairaudit: Command) -> None:
    speech = Path(__file__).parents[2] / "sample_data" / "speech.csv"
    done = fairaudit("plan", speech, "-g", "voice_locale", "--cluster", "speaker", "--gap", "0.1")
    said = " ".join(done.out.split())
    assert "speakers: new ones are taken to be like the 80 of the data" in said
    assert "How little 80 tell of new ones is allowed for." in said


def test_a_file(fairaudit: Command, decisions: Path) -> None:
    done = fairaudit("plan", decisions, "-g", "sex", "-m", "tpr", "-m", "accuracy", "--confidence", "0.9")
    assert done.code == 0
    assert "Plan for true_positive_rate by sex\n" in done.out
    assert "Plan for accuracy by sex\n" in done.out
    assert "confidence 90%" in done.out
    assert "where lower is better" not in done.out


def test_settings_come_from_the_file(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    (tmp_path / "fairaudit.toml").write_text('[data]\ngroups = ["sex"]\n[evidence]\nmin_group_size = 150\n')
    (plan,) = json.loads(fairaudit("plan", decisions, "--format", "json").out)["plans"]
    assert plan["by"] == ["sex"]
    assert [each["small_because"] for each in plan["groups"]] == [None, "fewer than 150 rows (134)"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Name the data, or the sizes"),
        (("--sizes", "a=1"), "--rate 0.1"),
        (("--sizes", "a=1,a=2", "--rate", "0.1"), "gives `a` twice"),
        (("--sizes", "a", "--rate", "0.1"), "is not GROUP=ROWS"),
        (("--sizes", "a=-3", "--rate", "0.1"), "is not GROUP=ROWS"),
        (("--sizes", "a=5", "--rate", "10"), "between 0 and 1"),
        (("--sizes", "a=5", "--rate", "0.1", "-g", "sex"), "names columns of DATA"),
        (("data.csv", "--sizes", "a=5"), "without data"),
        (("data.csv", "--rows-per-cluster", "5"), "--cluster column"),
        (("--sizes", "a=5", "--correlation", "0.5"), "needs --rows-per-cluster"),
        (("--sizes", "a=5", "--cluster-spread", "1"), "needs --rows-per-cluster"),
        (("data.csv", "--cluster-spread", "1"), "--cluster column"),
        (("data.csv", "-g", "sex"), "data.csv"),
    ],
)
def test_mistakes(fairaudit: Command, arguments: tuple[str, ...], says: str) -> None:
    assert says in fairaudit("plan", *arguments).message


@pytest.mark.parametrize("columns", ["10", "40", "80", "200"])
def test_no_line_is_wider_than_the_terminal(fairaudit: Command, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    done = fairaudit("plan", "--sizes", "a group with a rather long name=2000,b=800", "--rate", "0.2")
    assert max(map(len, done.out.splitlines())) <= max(int(columns), 40)


def test_hostile_names(fairaudit: Command) -> None:
    done = fairaudit("plan", "--sizes", "\x1b[31mred\u202e[b]=50,b=40", "--rate", "0.2")
    assert "\x1b" not in done.out
    assert "\\u{1b}[31mred" in done.out
    assert "[b]" in done.out

"""Where output goes wrong: streams in place of files, full disks, labels that are commands, characters that steer."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

RUN = [sys.executable, "-m", "fairaudit"]
STEERING = "a\x7fb\x9bc\u202ed\u2066e\u200ff\u2028g\u061ch"
ESCAPED = r"a\u007fb\u009bc\u202ed\u2066e\u200ff\u2028g\u061ch"


def rows_of(path: Path, *labels: str, attribute: str = "team") -> Path:
    """Write 300 rows that take turns among labels, half of them right."""
    lines = [f"{row % 2},{row // 2 % 2},{labels[row % len(labels)]}" for row in range(300)]
    path.write_text("\n".join([f"y_true,y_pred,{attribute}", *lines]) + "\n", encoding="utf-8")
    return path


def run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"} | variables
    return subprocess.run(
        [*RUN, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    if not hasattr(os, "mkfifo"):
        pytest.skip("needs named pipes")
    os.mkfifo(tmp_path / "pipe.json")
    return tmp_path / "pipe.json"


def test_a_report_goes_through_a_named_pipe(decisions: Path, pipe: Path) -> None:
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    assert run(pipe.parent, "report", str(decisions), "-g", "sex", "-q", "-o", "pipe.json").returncode == 0
    reader.join(timeout=60)
    assert json.loads(heard[0])["overall"]["n"] == 400
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_named_pipe_that_nobody_reads_is_an_error_and_not_waited_for(decisions: Path, pipe: Path) -> None:
    ended = run(pipe.parent, "report", str(decisions), "-g", "sex", "-q", "-o", "pipe.json")
    assert ended.returncode == 2
    assert ended.stderr == "error: Cannot write pipe.json: nobody reads at its other end; start the reader first.\n"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def device(folder: Path, name: str, minor: int) -> Path:
    """Make a device of the folder's own: a program that replaced that of the machine would break the machine."""
    try:
        os.mknod(folder / name, 0o666 | stat.S_IFCHR, os.makedev(1, minor))
        (folder / name).open("wb").close()
    except (AttributeError, OSError):
        pytest.skip("only root can make a device")
    return folder / name


def test_a_device_and_a_link_to_it_stay_what_they_are(decisions: Path, tmp_path: Path) -> None:
    null = device(tmp_path, "null", 3)
    (tmp_path / "null.json").symlink_to("null")
    (tmp_path / "null.toml").symlink_to("null")
    assert run(tmp_path, "report", str(decisions), "-g", "sex", "-q", "-o", "null.json").returncode == 0
    assert run(tmp_path, "init", str(decisions), "-o", "null.toml", "--force").returncode == 0
    assert null.is_char_device()
    assert (tmp_path / "null.json").is_symlink()


def test_a_device_that_is_full_is_an_error(decisions: Path, tmp_path: Path) -> None:
    full = device(tmp_path, "full.json", 7)
    ended = run(tmp_path, "report", str(decisions), "-g", "sex", "-q", "-o", "full.json")
    assert (ended.returncode, "Cannot write full.json: the disk is full" in ended.stderr) == (2, True)
    assert full.is_char_device()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on the size of files")
@pytest.mark.parametrize("there", ["# my policy\n", None])
def test_init_that_cannot_write_keeps_what_was_there(decisions: Path, tmp_path: Path, there: str | None) -> None:
    import resource

    policy = tmp_path / "f.toml"
    if there:
        policy.write_text(there)
    done = subprocess.run(
        [*RUN, "init", decisions, "-o", "f.toml", *(["--force"] if there else [])],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50)),
    )
    assert (done.returncode, "Cannot write f.toml: " in done.stderr) == (2, True), done
    assert (policy.read_text() if policy.exists() else None) == there
    assert sorted(path.name for path in tmp_path.iterdir()) == ["decisions.csv", *(["f.toml"] if there else [])]


def test_init_does_not_write_over_its_data(decisions: Path, tmp_path: Path) -> None:
    (tmp_path / "data.toml").write_bytes(decisions.read_bytes())
    ended = run(tmp_path, "init", "data.toml", "-o", "data.toml", "--force")
    assert ended.returncode == 2
    assert (tmp_path / "data.toml").read_bytes() == decisions.read_bytes()


def test_files_reach_the_disk_before_they_take_a_name(fairaudit, decisions: Path, monkeypatch) -> None:
    order = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda number: order.append("fsync") or fsync(number))
    monkeypatch.setattr(os, "replace", lambda *names: order.append("replace") or replace(*names))
    assert fairaudit("report", decisions, "-g", "sex", "-q", "-o", "r.json").code == 0
    assert order == ["fsync", "replace"]


COMMANDS = ("::stop-commands::x", "::add-mask::FAIL", "##[error]no", "red")


FORMS = [(), ("--verbose",), ("--format", "md"), ("--format", "json")]


@pytest.mark.parametrize("form", FORMS, ids=["brief", "verbose", "md", "json"])
@pytest.mark.parametrize("width", ["50", "120"])
def test_no_label_is_a_command_of_github(tmp_path: Path, form: tuple[str, ...], width: str) -> None:
    rows_of(tmp_path / "gh.csv", *COMMANDS)
    command = ("check", "gh.csv", "-g", "team", "--require", "accuracy overall >= 0.99", *form)
    ended = run(tmp_path, *command, GITHUB_ACTIONS="true", COLUMNS=width)
    assert ended.returncode == 1
    assert [line for line in ended.stdout.splitlines() if line.lstrip().startswith("::")] == []
    assert "##[" not in ended.stdout
    if form[1:] == ("json",):
        groups = {each["group"]["team"] for each in json.loads(ended.stdout)["groups"]}
        assert groups == set(COMMANDS)
    else:
        assert r"\u{3a}:" in ended.stdout or form != ("--verbose",)
    elsewhere = run(tmp_path, *command, GITHUB_ACTIONS="", COLUMNS="120")
    assert r"\u{3a}" not in elsewhere.stdout


@pytest.mark.parametrize("command", ["report", "compare", "plan"])
def test_json_holds_no_character_that_steers_a_terminal(tmp_path: Path, command: str) -> None:
    rows_of(tmp_path / "d.csv", STEERING, "other")
    data = ("d.csv", "d.csv") if command == "compare" else ("d.csv",)
    named = run(tmp_path, command, *data, "-g", "team", "--format", "json", "-o", "r.json")
    assert named.returncode == 0, named.stderr
    for text in (named.stdout, (tmp_path / "r.json").read_text(encoding="utf-8")):
        assert ESCAPED in text
        assert not set(STEERING) - set("abcdefgh") & set(text)
        assert STEERING in json.dumps(json.loads(text), ensure_ascii=False)


def test_the_summary_of_a_batch_holds_none_either(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    rows_of(tmp_path / "runs" / f"{STEERING.replace(chr(0x2028), '')}.csv", STEERING, "other")
    assert run(tmp_path, "batch", "runs", "-g", "team", "-o", "audits", "-q").returncode == 0
    text = (tmp_path / "audits" / "summary.json").read_text(encoding="utf-8")
    assert not set(STEERING) - set("abcdefgh") & set(text)
    assert json.loads(text)["results"][0]["name"] == f"{STEERING.replace(chr(0x2028), '')}.csv"


def test_the_proposal_of_init_holds_none_either(tmp_path: Path) -> None:
    name = STEERING.replace("\u2028", "")
    rows_of(tmp_path / "d.csv", "a", "b", attribute=name)
    assert run(tmp_path, "init", "d.csv").returncode == 0
    text = (tmp_path / "fairaudit.toml").read_text(encoding="utf-8")
    assert not set(STEERING) - set("abcdefgh") & set(text)
    assert tomllib.loads(text)["data"]["groups"] == [name]


@pytest.mark.parametrize(
    "arguments",
    [
        ("\x07\u202ered",),
        ("report", "d.csv", "--intersections", "\x07\u202e"),
        ("report", "d.csv", "--min-group-size", "\x9b1\u202e"),
        ("report", "d.csv", "--delimiter", "\x07\u202e"),
        ("report", "d.csv", "--delimiter", "\x1b"),
        ("report", "d.csv", "--bin", "\u202ex"),
        ("report", "d.csv", "--\x07\u202e"),
        ("plan", "--sizes", "\x1b=x"),
        ("explain", "\x07\u202e"),
        ("render", "\x07\u202e.json"),
        ("report", "\x07\u202e.csv", "-g", "\u202ex"),
    ],
)
def test_own_arguments_are_printed_safely(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    rows_of(tmp_path / "d.csv", "a", "b")
    ended = run(tmp_path, *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.replace("\n", "").isprintable()


def test_a_terminal_of_any_width(decisions: Path, tmp_path: Path) -> None:
    ended = run(tmp_path, "report", str(decisions), "-g", "sex", COLUMNS="9" * 20)
    assert (ended.returncode, "By sex" in ended.stdout) == (0, True)

"""The action, the GitLab template and the pre-commit hook: run as their systems would run them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
PASSES = "accuracy overall >= 0.5"
FAILS = "accuracy overall >= 0.999"
REPORTS = {"fairaudit.json", "fairaudit.html", "fairaudit.md", "fairaudit.xml"}


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with predictions and a policy."""
    lines = ["y_true,y_pred,sex"]
    lines += [f"{row % 2},{(row + (row % 10 == 0)) % 2},{'female' if row % 3 else 'male'}" for row in range(900)]
    (tmp_path / "my predictions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    policy = f'[data]\ngroups = ["sex"]\n[[rules]]\nid = "floor"\nrequire = "{PASSES}"\n'
    (tmp_path / "fairaudit.toml").write_text(policy, encoding="utf-8")
    return tmp_path


def bash(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a CI system does: bash, stopping at the first error, `fairaudit` on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GITHUB_OUTPUT": str(folder / "output"), **variables}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def written(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def action_variables(step: dict[str, Any], **inputs: str) -> dict[str, str]:
    """Return the environment of a step: every `${{ inputs.x }}` as it was given, or its default."""
    known = {name: str(facts.get("default", "")) for name, facts in read("action.yml")["inputs"].items()} | inputs
    return {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: known[found[1]], value)
        for name, value in step["env"].items()
    }


def check_step() -> dict[str, Any]:
    step: dict[str, Any] = next(each for each in read("action.yml")["runs"]["steps"] if each.get("id") == "check")
    return step


@pytest.mark.parametrize(("rule", "code"), [(PASSES, 0), (FAILS, 1), ("accuracy of sex=male >= 0.9", 3), ("x", 2)])
def test_the_action_runs_check_and_keeps_the_reports(folder: Path, rule: str, code: int) -> None:
    step = check_step()
    inputs = {"data": "my predictions.csv\n", "groups": "sex\n", "require": f"{PASSES}\n\n{rule}\n" if code else ""}
    ended = bash(step["run"], folder, **action_variables(step, **inputs, arguments="--confidence\n0.9\n"))
    assert (ended.returncode, (folder / "output").read_text()) == (code, f"exit-code={code}\n"), ended.stderr
    reports = {*REPORTS, "fairaudit.sarif"} if code != 2 else set()
    assert written(folder / "fairaudit-report") == reports
    if reports:
        assert json.loads((folder / "fairaudit-report/fairaudit.json").read_text())["confidence"] == 0.9


def test_no_input_of_the_action_is_run(folder: Path) -> None:
    step = check_step()
    hostile = '$(touch owned) `touch owned`; touch owned # "; touch owned'
    names = [name for name in read("action.yml")["inputs"] if name != "folder"]
    ended = bash(step["run"], folder, **action_variables(step, **dict.fromkeys(names, hostile)))
    assert ended.returncode == 2
    assert "owned" not in written(folder)
    for each in read("action.yml")["runs"]["steps"]:
        assert "${{" not in each.get("run", "")


def test_the_action_keeps_the_reports_of_a_failed_check() -> None:
    action = read("action.yml")
    last = action["runs"]["steps"][-1]
    assert last["uses"].startswith("actions/upload-artifact@")
    assert "always()" in last["if"]
    assert last["with"]["path"] == "${{ inputs.folder }}"
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(action["runs"])))
    assert used == set(action["inputs"])


def test_the_action_installs_itself_or_the_version_that_was_asked_for(folder: Path) -> None:
    step = next(each for each in read("action.yml")["runs"]["steps"] if each.get("name") == "Install fairaudit")
    said = step["run"].replace("python -m pip", "printf '%s|'")
    variables = action_variables(step) | {"ACTION": "/the action"}
    assert bash(said, folder, **variables).stdout.endswith("|/the action|")
    assert bash(said, folder, **variables | {"VERSION": "fairaudit-cli==1"}).stdout.endswith("|fairaudit-cli==1|")


@pytest.mark.parametrize(("rule", "code"), [(PASSES, 0), (FAILS, 1)])
def test_the_gitlab_job_runs_check_and_keeps_the_reports(folder: Path, rule: str, code: int) -> None:
    job = read("docs/gitlab-ci.yml")["fairaudit"]
    policy = folder / "fairaudit.toml"
    policy.write_text(policy.read_text().replace(PASSES, rule), encoding="utf-8")
    variables = {**job["variables"], "FAIRAUDIT_DATA": "my predictions.csv", "FAIRAUDIT_OPTIONS": "--confidence 0.9"}
    ended = bash("\n".join(job["script"]), folder, **variables)
    assert ended.returncode == code, ended.stderr
    assert written(folder / "fairaudit-report") == REPORTS
    artifacts = job["artifacts"]
    assert (folder / artifacts["reports"]["junit"]).read_text().startswith("<?xml")
    assert (artifacts["when"], artifacts["paths"]) == ("always", ["fairaudit-report/"])
    assert job["allow_failure"] == {"exit_codes": 3}
    assert [shlex.split(line)[-1] for line in job["before_script"]] == ["$FAIRAUDIT_PACKAGE"]
    assert job["variables"]["FAIRAUDIT_PACKAGE"] == "fairaudit-cli"


@pytest.mark.parametrize(("rule", "code"), [(PASSES, 0), (FAILS, 1)])
def test_the_hook_runs_check(folder: Path, rule: str, code: int) -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    arguments = ["my predictions.csv", "--require", rule]
    ended = bash(shlex.join([*shlex.split(hook["entry"]), *arguments]), folder)
    assert ended.returncode == code, ended.stderr


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("fairaudit.toml", True),
        ("audits/fairaudit.toml", True),
        ("results/my-predictions-v2.parquet", True),
        ("predictions.csv.gz", True),
        ("not-fairaudit.toml", False),
        ("predictions.md", False),
    ],
)
def test_the_hook_runs_for_policies_and_predictions(name: str, runs: bool) -> None:
    assert bool(re.search(read(".pre-commit-hooks.yaml")[0]["files"], name)) == runs


def test_the_page_explains_every_input_and_variable_and_its_yaml_is_yaml() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name in [*read("action.yml")["inputs"], *read("docs/gitlab-ci.yml")["fairaudit"]["variables"]]:
        assert f"`{name}`" in page
    assert f"id: {read('.pre-commit-hooks.yaml')[0]['id']}" in page
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        assert yaml.safe_load(block)


def test_the_first_command_of_the_page_runs(folder: Path) -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    command = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)[0]
    (folder / "my predictions.csv").rename(folder / "predictions.csv")
    ended = bash(command, folder)
    assert ended.returncode in (0, 1, 3), ended.stderr
    assert {"fairaudit.json", "fairaudit.html", "fairaudit.xml", "fairaudit.sarif"} <= written(folder)

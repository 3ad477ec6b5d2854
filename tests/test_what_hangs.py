"""A test that hangs is ended, and so is what it started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs signals and pipes of POSIX")

STARTS = "import subprocess, sys\nCHILD = [sys.executable, '-c', 'import time; print(flush=True); time.sleep(300)']\n"
READS = "def test():\n    with subprocess.Popen(CHILD, stdout=subprocess.PIPE) as child:\n        child.stdout.read()\n"
FORGETS = "def test():\n    global child\n    child = subprocess.Popen(CHILD)\n"
ENDED = "def test_child():\n    assert child.returncode == -9\n"
IN_A_LIBRARY = "import os, pyarrow\ndef test():\n    os.mkfifo('pipe')\n    pyarrow.OSFile('pipe').read(1)\n"


def outcome(folder: Path, tests: str) -> tuple[int, str]:
    """Return the exit code of pytest, and what it writes; what a child still holds open would be waited for."""
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "--timeout", "1"]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    return done.returncode, done.stdout


def test_one_that_waits_for_a_process(tmp_path):
    code, said = outcome(tmp_path, STARTS + READS)
    assert code == 1
    assert "1 failed" in said
    assert "Timeout" in said


def test_a_process_that_a_test_forgets(tmp_path):
    assert outcome(tmp_path, STARTS + FORGETS + ENDED)[0] == 0


def test_one_that_waits_in_a_library_that_does_not_hear_signals(tmp_path):
    code, said = outcome(tmp_path, IN_A_LIBRARY)
    assert code == 1
    assert "Timeout (0:00:01" in said
    assert 'test_it.py", line 4 in test' in said

"""The module and the program come from the wheels that were installed into this environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest

TESTDATA = Path(__file__).resolve().parents[3] / "testdata"
PROGRAM = Path(sys.executable).parent / "ivr-lint"

Run = Callable[..., str]


def flows() -> list[str]:
    """Every file of testdata with flows in it, as the program is given it."""
    files = [*TESTDATA.rglob("*.json"), *TESTDATA.rglob("*.jsonl")]
    names = sorted(file.relative_to(TESTDATA).as_posix() for file in files)
    assert len(names) > 800, names
    return names


@pytest.fixture(scope="session")
def ivr_lint() -> Run:
    """Runs the program in testdata without any configuration; what it prints, whatever it found."""

    def run(*args: str, status: tuple[int, ...] = (0, 1)) -> str:
        command = [str(PROGRAM), *args, "--isolated", "--color", "never"]
        done = subprocess.run(command, cwd=TESTDATA, capture_output=True)
        assert done.returncode in status, (args, done.returncode, done.stderr.decode())
        return done.stdout.decode()

    return run

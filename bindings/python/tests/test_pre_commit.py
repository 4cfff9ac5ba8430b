"""The hook `ivr-lint`, by pre-commit itself: it installs the wheel and runs the program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# As built by ./check-python.
WHEELS = os.environ["WHEELS"]

BROKEN = '{"activities": [{"type": "INCOMING_CALL", "id": "a", "events": [{"event": "complete", "next": "gone"}]}]}'
CONFIG = """
repos:
  - repo: {hooks}
    rev: v1
    hooks:
      - id: ivr-lint
        args: [flows]
"""


def git(folder: Path, *args: str) -> None:
    author = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"]
    subprocess.run(["git", *author, *args], cwd=folder, check=True, capture_output=True)


def test_a_broken_flow_stops_the_commit(tmp_path: Path) -> None:
    hooks, flows = tmp_path / "hooks", tmp_path / "repository"
    hooks.mkdir()
    for name in (".pre-commit-hooks.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, hooks / name)
    git(hooks, "init", "--quiet")
    git(hooks, "add", ".")
    git(hooks, "commit", "--quiet", "--message", "hooks")
    git(hooks, "tag", "v1")
    (flows / "flows").mkdir(parents=True)
    (flows / ".pre-commit-config.yaml").write_text(CONFIG.format(hooks=hooks))
    git(flows, "init", "--quiet")
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "PIP_FIND_LINKS": WHEELS}
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    for flow, status in [(BROKEN, 1), ('{"Data": {"List": [], "TotalCount": 0}}', 0)]:
        (flows / "flows/flow.json").write_text(flow)
        git(flows, "add", ".")
        done = subprocess.run(command, cwd=flows, env=environment, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr
        assert ("dangling-next" in done.stdout) == (status == 1), done.stdout

"""What the module says is what the program prints, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable

import pytest

import ivr_flow
from conftest import PROGRAM, TESTDATA, Run, flows


def differing(same: Callable[[str], bool]) -> list[str]:
    """The files of testdata for which something is not so."""
    names = flows()
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return [name for name, is_same in zip(names, threads.map(same, names)) if not is_same]


def read(name: str) -> bytes:
    return (TESTDATA / name).read_bytes()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_of_every_file_is_that_of_the_program(ivr_lint: Run, lang: ivr_flow.Lang) -> None:
    def same(name: str) -> bool:
        ours = ivr_flow.lint(read(name), name=name, lang=lang).to_json()
        return ours == ivr_lint(name, "--format", "json", "--lang", lang)

    assert differing(same) == []


def test_sarif_of_every_file_is_that_of_the_program(tmp_path: Path) -> None:
    # Outside of a repository: in one, the program writes paths from its root.
    folder = shutil.copytree(TESTDATA, tmp_path / "flows")

    def same(name: str) -> bool:
        command = [str(PROGRAM), name, "--format", "sarif", "--isolated"]
        done = subprocess.run(command, cwd=folder, capture_output=True)
        return ivr_flow.lint(read(name), name=name).to_sarif() == done.stdout.decode()

    assert differing(same) == []


def test_numbers_and_calls_of_every_file_are_those_of_the_program(ivr_lint: Run) -> None:
    def same(name: str) -> bool:
        stats = ivr_lint("stats", name, "--format", "json")
        # Status 2 where a flow of the file cannot be read.
        calls = ivr_lint("calls", name, "--format", "json", status=(0, 2))
        data = read(name)
        return (ivr_flow.stats(data, name), ivr_flow.calls(data, name)) == (json.loads(stats), json.loads(calls))

    assert differing(same) == []


def test_differences_are_those_of_the_program(ivr_lint: Run) -> None:
    names = [name for name in flows() if name.startswith(("rules/", "shapes/"))]
    pairs = [(old, new) for old, new in zip(names, names[1:]) if Path(old).parent == Path(new).parent]
    assert len(pairs) > 300
    for old, new in pairs:
        printed = ivr_lint("diff", old, new, "--format", "json", "--fail-on", "never", status=(0, 2))
        ours = ivr_flow.diff(read(old), read(new), old_name=old, new_name=new)
        assert ours == json.loads(printed), (old, new)


CONFIG = """
[rules]
dead-end = "off"
[limits]
prompt-length = 5
[[ignore]]
rule = "unreachable-activity"
reason = "these are kept for later"
[[policy]]
name = "hangs-up"
message = "every call ends with HANGUP"
on = { type = "HANGUP" }
exists = true
"""


def test_a_configuration_counts_as_for_the_program(tmp_path: Path) -> None:
    folder = shutil.copytree(TESTDATA / "rules", tmp_path / "rules")
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    suppressed = 0
    for file in sorted(folder.rglob("*.json"))[::7]:
        name = file.relative_to(tmp_path).as_posix()
        command = [str(PROGRAM), name, "--format", "json", "--config", str(config)]
        printed = subprocess.run(command, cwd=tmp_path, capture_output=True)
        report = ivr_flow.lint(file.read_bytes(), name, CONFIG)
        assert report.to_json() == printed.stdout.decode(), (name, printed.stderr.decode())
        suppressed += report.summary.suppressed
    assert suppressed > 0


def test_text_is_as_good_as_bytes() -> None:
    data = read("real/list-contact-flows.json")
    assert ivr_flow.lint(data.decode()).to_json() == ivr_flow.lint(data).to_json()

"""The module as its users see it."""

from __future__ import annotations

import doctest
import inspect
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import ivr_flow
from conftest import PROGRAM, TESTDATA

FLOW = """{"activities": [
  {"type": "INCOMING_CALL", "id": "a", "name": "开始", "events": [{"event": "complete", "next": "b"}]},
  {"type": "MENU", "id": "b", "name": "菜单", "properties": {"prompt": "请按键"}, "events": [
    {"event": "1", "next": "gone"}, {"event": "2", "next": "c"}, {"event": "3", "next": "c"}, {"event": "4", "next": null}]},
  {"type": "HANGUP", "id": "c", "name": "挂机", "events": [{"event": "complete", "next": null}]}
]}"""


def test_a_finding_says_what_and_where() -> None:
    report = ivr_flow.lint(FLOW)
    (finding,) = [finding for finding in report if finding.rule == "dangling-next"]
    assert finding.severity == "error"
    assert "`gone`" in finding.message
    assert finding.file == "flow.json"
    assert finding.activity is not None and (finding.activity.name, finding.activity.type) == ("菜单", "MENU")
    assert finding.exit is not None and (finding.exit.event, finding.exit.next) == ("1", "gone")
    assert finding.span.line == 4
    assert FLOW.encode()[finding.span.start : finding.span.end] == b'"gone"'
    assert finding.path == ["a", "b"] and finding.path_length == 2
    assert finding.url is not None and finding.url.endswith("dangling-next.md")
    assert "dangling-next" in repr(finding)


def test_findings_have_the_members_of_the_json_report() -> None:
    written_members: set[str] = set()
    for file in sorted((TESTDATA / "rules").rglob("bad*.json"))[::3]:
        report = ivr_flow.lint(file.read_bytes(), name=file.name)
        written = json.loads(report.to_json())["findings"]
        assert len(report) == len(written) == len(report.findings)
        for finding, members in zip(report, written):
            written_members |= set(members)
            assert same(finding, members), (file, members)
    assert len(written_members) == 18


def same(ours: Any, written: Any) -> bool:
    """Whether an object of the module says the same as one of the report."""
    if isinstance(written, dict):
        names = {"endLine": "end_line", "endColumn": "end_column", "pathLength": "path_length"}
        return all(same(getattr(ours, names.get(str(name), str(name))), value) for name, value in written.items())
    if isinstance(written, list):
        return isinstance(ours, list) and len(ours) == len(written) and all(map(same, ours, written))
    return bool(ours == written)


def test_flows_keep_their_data() -> None:
    flows = ivr_flow.parse(FLOW)
    (flow,) = flows
    menu = flow.activities[1]
    del flows, flow
    assert menu.properties == {"prompt": "请按键"}
    assert [(exit.event, exit.next) for exit in menu.exits] == [("1", "gone"), ("2", "c"), ("3", "c"), ("4", None)]
    assert [exit.target and exit.target.name for exit in menu.exits] == [None, "挂机", "挂机", None]
    assert menu.exits[1].activity == menu
    assert len({menu, menu.exits[0].activity}) == 1


def test_flows_know_what_their_list_says() -> None:
    flows = ivr_flow.parse((TESTDATA / "real/list-contact-flows.json").read_bytes())
    assert [flow.name for flow in flows] == ["主流程测试"] or all(flow.name for flow in flows)
    assert all(flow.id and flow.type for flow in flows)
    assert flows[0].activity("no such id") is None


def test_a_flow_is_a_graph_of_networkx() -> None:
    import networkx  # type: ignore[import-untyped]

    (flow,) = ivr_flow.parse(FLOW)
    graph = flow.to_networkx()
    assert graph.nodes[1] == {"id": "b", "name": "菜单", "type": "MENU"}
    assert sorted(graph.edges(data="event")) == [(0, 1, "complete"), (1, 2, "2"), (1, 2, "3")]
    assert networkx.has_path(graph, 0, 2)


def test_without_networkx_it_is_said_what_to_install() -> None:
    (flow,) = ivr_flow.parse(FLOW)
    modules = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "networkx"}
    for name in modules:
        del sys.modules[name]
    sys.modules["networkx"] = None  # type: ignore[assignment]
    try:
        with pytest.raises(ModuleNotFoundError, match=r'pip install "ivr-flow\[graph\]"'):
            flow.to_networkx()
    finally:
        del sys.modules["networkx"]
        sys.modules.update(modules)


@pytest.mark.parametrize("data", [b"", "", "{", b"\xff\xfe", "null", b"\0" * 9, "[" * 100_000, '"\\ud800"'])
def test_bad_data_is_a_finding(data: bytes | str) -> None:
    report = ivr_flow.lint(data)
    assert [finding.severity for finding in report] == ["error"]
    assert ivr_flow.parse(data) == []
    assert ivr_flow.stats(data)["flows"] == []
    assert ivr_flow.calls(data)["problems"]
    assert ivr_flow.diff(data, FLOW)["summary"]


def test_arguments_of_a_wrong_type_are_type_errors() -> None:
    for data in (None, 1, ["{}"], Path("flow.json")):
        for function in (ivr_flow.lint, ivr_flow.parse, ivr_flow.stats, ivr_flow.calls):
            with pytest.raises(TypeError, match="bytes or str"):
                function(data)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="bytes or str"):
            ivr_flow.diff(FLOW, data)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        ivr_flow.lint(FLOW, name=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        ivr_flow.lint(FLOW, config=b"")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        ivr_flow.lint(FLOW, language="zh")  # type: ignore[call-arg]


def test_wrong_values_are_value_errors_that_say_where() -> None:
    with pytest.raises(ValueError, match='"en" or "zh"'):
        ivr_flow.lint(FLOW, lang="fr")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"ivr-lint.toml:2:2: .*rulez(.|\n)*ivr-lint.toml:4:17: expected a number"):
        ivr_flow.lint(FLOW, config='\n[rulez]\n[limits]\nprompt-length = "200"\n')
    with pytest.raises(ValueError, match=r"ivr-lint.toml:1:.*extend"):
        ivr_flow.lint(FLOW, config='extend = "../ivr-lint.toml"')
    with pytest.raises(ValueError, match='"exits" or "activities"'):
        ivr_flow.calls(FLOW, cover="all")  # type: ignore[arg-type]


def test_the_gil_is_released() -> None:
    """While one thread lints for long, another one goes on."""
    definition = FLOW.replace("\n", "")
    pages = "\n".join([definition] * 20_000)
    worked = threading.Event()

    def work() -> None:
        ivr_flow.lint(pages)
        worked.set()

    thread = threading.Thread(target=work)
    longest, before = 0.0, time.perf_counter()
    started = before
    thread.start()
    while not worked.is_set():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    thread.join()
    assert before - started > 0.05, "the lint is too short to tell"
    assert longest < (before - started) / 2


def test_everything_has_a_docstring() -> None:
    assert ivr_flow.__doc__
    for name in ivr_flow.__all__:
        if name in ("__version__", "Lang", "Severity", "Cover"):
            continue
        item = getattr(ivr_flow, name)
        assert item.__doc__, name
        public = [member for member in dir(item) if not member.startswith("_")] if inspect.isclass(item) else []
        # Members that are plain data are told by their names.
        data = {"FlowRef", "ActivityRef", "ExitRef", "Finding", "Fix", "Edit", "Span", "Summary"}
        for member in public if name not in data else []:
            assert getattr(item, member).__doc__, (name, member)


def test_the_example_of_the_module_holds() -> None:
    assert doctest.testmod(ivr_flow).failed == 0
    assert doctest.testmod(ivr_flow).attempted > 0


def test_the_example_of_the_readme_runs(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    code = readme.split("```python\n")[1].split("```")[0]
    (tmp_path / "flow.json").write_text(FLOW, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "dangling-next" in done.stdout


def test_module_and_program_have_one_version() -> None:
    printed = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True).stdout
    assert printed.split() == ["ivr-lint", ivr_flow.__version__]


def test_stubs_say_all_that_there_is(tmp_path: Path) -> None:
    # At run time an alias of a Literal is no Union, as which mypy knows it; `__all__` is made by PyO3.
    allowlist = tmp_path / "allowlist"
    allowlist.write_text("ivr_flow.Cover\nivr_flow.Lang\nivr_flow.Severity\nivr_flow._ivr_flow.__all__\n")
    command = [sys.executable, "-m", "mypy.stubtest", "ivr_flow", "--concise", "--allowlist", str(allowlist)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout

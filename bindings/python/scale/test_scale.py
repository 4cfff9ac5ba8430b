"""The job of docs/scale.md on a local cluster of two workers: its findings are those of the program."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = Path(sys.executable).parent / "ivr-lint"
FLOWS = 20_000


def definition(number: int) -> dict[str, Any]:
    """A flow like those that people build, with the mistakes that they make; the same for the same number."""
    choice = random.Random(number)
    count = choice.randint(4, 14)
    types = ["PLAY_PROMPT", "MENU", "GATHER_INPUT", "SPLIT", "TRANSFER_TO_AGENT", "SET_VARIABLES"]
    activities: list[dict[str, Any]] = []
    for index in range(count):
        kind = "INCOMING_CALL" if index == 0 else "HANGUP" if index == count - 1 else choice.choice(types)
        events = ["complete"] if index in (0, count - 1) else choice.sample(["complete", "failure", "timeout", "1", "2"], 2)
        target = [*(f"id-{later}" for later in range(index + 1, count)), None, "gone", f"id-{index}"]
        weights = [20] * (count - index - 1) + [1, 1, 1]
        activities.append(
            {
                "type": kind,
                "id": f"id-{index}",
                "name": f"模块 {index}",
                "properties": {"prompt": f"您好 {choice.randint(0, 9)}，欢迎致电。"},
                "events": [{"event": event, "next": choice.choices(target, weights)[0]} for event in events],
            }
        )
    return {"activities": activities}


def test_spark_finds_what_the_program_finds(tmp_path: Path) -> None:
    folder = tmp_path / "flows"
    folder.mkdir()
    names = [f"flows/{number:05}.json" for number in range(FLOWS)]
    with open(tmp_path / "table.jsonl", "w", encoding="utf-8") as table:
        for number, name in enumerate(names):
            text = json.dumps(definition(number), ensure_ascii=False)
            (tmp_path / name).write_text(text, encoding="utf-8")
            table.write(json.dumps({"name": name, "definition": text}) + "\n")

    started = time.perf_counter()
    command = [str(PROGRAM), "flows", "--format", "jsonl", "--isolated"]
    alone = subprocess.run(command, cwd=tmp_path, capture_output=True)
    program_took = time.perf_counter() - started
    assert alone.returncode == 1, alone.stderr.decode()
    lines = [json.loads(line) for line in alone.stdout.splitlines()]
    expected = sorted(
        (line["file"], line["rule"], line["severity"], line["span"]["line"], line["span"]["column"], line["message"])
        for line in lines
    )
    assert len(expected) > FLOWS / 2

    page = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
    job = tmp_path / "lint_flows.py"
    job.write_text(page.split("```python\n")[1].split("```")[0], encoding="utf-8")
    (tmp_path / "events").mkdir()
    settings = {
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.dir": f"file://{tmp_path}/events",
        # One that starts late would find the work done.
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "300s",
    }
    options = " ".join(f"--conf {name}={value}" for name, value in settings.items())
    environment = {
        **os.environ,
        "PYSPARK_SUBMIT_ARGS": f"--master local-cluster[2,1,1024] --driver-memory 1g {options} pyspark-shell",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(tmp_path / "spark"),
    }
    started = time.perf_counter()
    command = [sys.executable, str(job), str(tmp_path / "table.jsonl"), str(tmp_path / "findings")]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    spark_took = time.perf_counter() - started
    assert done.returncode == 0, done.stderr[-4000:]
    (log,) = [file for file in (tmp_path / "events").iterdir() if file.is_file()]
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    ended = [event for event in events if event["Event"] == "SparkListenerTaskEnd"]
    assert len({event["Task Info"]["Executor ID"] for event in ended}) >= 2, "both workers work"
    parts = list((tmp_path / "findings").glob("part-*.json"))
    rows = [json.loads(line) for part in parts for line in part.read_text(encoding="utf-8").splitlines()]
    found = sorted(
        (row["file"], row["rule"], row["severity"], row["line"], row["column"], row["message"]) for row in rows
    )
    assert found == expected
    print(f"\n{len(found)} findings in {FLOWS} flows")
    print(f"program alone: {FLOWS / program_took:.0f} flows/s; Spark, its start included: {FLOWS / spark_took:.0f} flows/s")

"""Real runs, and who hears of them: notifier, metrics, log."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive import health
from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite

ROOT = Path(__file__).parents[1]
SAMPLE = re.compile(r'newscrawl_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+]+')


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles_per_channel={"chengdu/jianyang": 6})) as server:
        yield server


@pytest.fixture
def config(tmp_path: Path, server: ReplicaServer) -> Path:
    """Every notification is one line of told.jsonl."""
    notifier = f"import sys; open({str(tmp_path / 'told.jsonl')!r}, 'a').write(sys.stdin.read() + chr(10))"
    file = tmp_path / "newscrawl.toml"
    file.write_text(
        f'archive = "{tmp_path}/newscrawl.db"\nsite_url = "{server.url}"\n'
        f"[notify]\ncommand = {json.dumps([sys.executable, '-c', notifier])}\n"
        f'[metrics]\nfile = "{tmp_path}/newscrawl.prom"\n'
        f'[log]\nfile = "{tmp_path}/newscrawl.log"\nformat = "json"\n',
        encoding="utf-8",
    )
    return file


def crawl(config: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "newscrawl", "--config", str(config), "crawl", "--quiet", "chengdu/jianyang"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(config: Path) -> list[dict[str, Any]]:
    file = config.with_name("told.jsonl")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def test_a_good_run_is_quiet_and_leaves_its_figures(config: Path, tmp_path: Path) -> None:
    run = crawl(config)
    assert (*run.communicate(), run.returncode) == ("", "", 0)
    assert told(config) == []
    lines = (tmp_path / "newscrawl.prom").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("# ") or SAMPLE.fullmatch(line) for line in lines)
    assert "newscrawl_articles 6" in lines
    assert 'newscrawl_last_run_health{health="ok"} 1' in lines
    (logged,) = map(json.loads, (tmp_path / "newscrawl.log").read_text(encoding="utf-8").splitlines())
    assert logged["message"].startswith("run 1 finished in ")
    assert logged["message"].endswith(": 1 listings, 6 new; ok")
    assert logged["run"]["counts"]["new"] == 6


def test_a_killed_run_is_told_by_the_next(config: Path, server: ReplicaServer) -> None:
    server.latency = 0.5
    run = crawl(config)
    while len(server.requests) < 4 and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    assert told(config) == []
    server.latency = 0.0
    run = crawl(config)
    assert (*run.communicate(), run.returncode) == ("", "", 0)
    (killed,) = told(config)
    assert (killed["run"], killed["ended"], killed["health"]) == (1, "interrupted", "failed")
    assert killed["reasons"] == [health.INTERRUPTED]


def test_a_site_that_is_down_fails_the_run(config: Path, server: ReplicaServer) -> None:
    server.faults = FaultPlan({"*": Fault("unavailable")})
    run = crawl(config)
    out, said = run.communicate()
    assert (out, run.returncode) == ("", 1)
    (failed,) = told(config)
    assert (failed["health"], failed["exit_code"], failed["ended"]) == ("failed", 1, "site down")
    assert failed["reasons"][0] in said
    assert "robots.txt cannot be read" in said


def test_an_archive_that_cannot_be_opened_is_told_too(config: Path, tmp_path: Path) -> None:
    (tmp_path / "newscrawl.db").write_text("no archive", encoding="utf-8")
    run = crawl(config)
    _, said = run.communicate()
    assert run.returncode == 1
    (failed,) = told(config)
    assert (failed["run"], failed["health"]) == (None, "failed")
    assert said == f"newscrawl: {failed['reasons'][0]}\n"

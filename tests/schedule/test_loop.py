"""`schedule run` and `schedule tick`, as processes: they crawl the replica, stop cleanly, and are alone."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, crawls, jobs
from newscrawl.errors import ArchiveError
from newscrawl.replica import ReplicaServer, ReplicaSite

PATIENCE = 60.0  # seconds; a bound against hanging, not a measure
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles_per_channel={"chengdu/jianyang": 3})) as server:
        yield server


@pytest.fixture
def config(tmp_path: Path, server: ReplicaServer) -> Path:
    file = tmp_path / "newscrawl.toml"
    file.write_text(
        f'archive = "{tmp_path}/newscrawl.db"\nsite_url = "{server.url}"\n'
        '[jobs.jianyang]\nchannels = ["chengdu/jianyang"]\nevery = "1d"\n',
        encoding="utf-8",
    )
    return file


def command(config: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "newscrawl", "--config", str(config), "schedule", *arguments]


def wait_for_run(archive: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        # Before the loop's job has made it, there is no archive, or half a one.
        with contextlib.suppress(ArchiveError), Archive.read(archive) as opened:
            if jobs.last(opened.db).get("jianyang", {}).get("finished_at"):
                return
        time.sleep(0.2)
    raise AssertionError("the job did not run")


def test_the_loop_catches_up_is_alone_and_stops_cleanly(config: Path, tmp_path: Path) -> None:
    loop = subprocess.Popen(command(config, "run"), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        wait_for_run(tmp_path / "newscrawl.db")
        second = subprocess.run(command(config, "run"), cwd=ROOT, capture_output=True, text=True, check=False)
        assert second.returncode == 4
        assert second.stderr == f"newscrawl: Another 'newscrawl schedule' serves {tmp_path}/newscrawl.db already.\n"
        loop.send_signal(signal.SIGTERM)
        _, said = loop.communicate(timeout=PATIENCE)
    finally:
        loop.kill()
    assert loop.returncode == 0, said
    assert "Job jianyang was due at" in said
    assert "Job jianyang ended with 0." in said
    assert "Stopping on SIGTERM." in said
    with Archive.read(tmp_path / "newscrawl.db") as opened:
        (run,) = crawls.recent(opened.db)
    assert (run["ended"], run["counts"]["new"]) == ("finished", 3)


def test_stopping_the_loop_stops_the_job_and_keeps_its_work(
    config: Path, tmp_path: Path, server: ReplicaServer
) -> None:
    server.latency = 1.0
    loop = subprocess.Popen(command(config, "run"), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + PATIENCE
    while len(server.requests) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    loop.send_signal(signal.SIGTERM)
    _, said = loop.communicate(timeout=PATIENCE)
    assert loop.returncode == 0, said
    with Archive.read(tmp_path / "newscrawl.db") as opened:
        (run,) = crawls.recent(opened.db)
    assert run["ended"] == "stopped", said


def test_a_tick_runs_what_is_due_and_cron_hears_nothing(config: Path, tmp_path: Path) -> None:
    for _ in range(2):
        done = subprocess.run(command(config, "tick"), cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Archive.read(tmp_path / "newscrawl.db") as opened:
        assert len(crawls.recent(opened.db)) == 1
    shown = subprocess.run(command(config, "--json"), cwd=ROOT, capture_output=True, text=True, check=True)
    row = json.loads(shown.stdout)
    assert (row["job"], row["channels"], row["when"], row["exit_code"]) == (
        "jianyang",
        "chengdu/jianyang",
        "every 1d",
        0,
    )

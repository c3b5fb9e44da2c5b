"""Stored pages read again on a Dask cluster, with a worker that dies: what comes back is whole."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newscrawl.archive import Archive
from newscrawl.cluster.dask import dask_executor
from newscrawl.errors import UsageError
from newscrawl.rederive import derive
from newscrawl.replica import ReplicaServer, ReplicaSite
from tests.cluster.machines import REPOSITORY, ends, kill, until

CRAWL = "import sys; from pathlib import Path; from newscrawl.crawl import CrawlRequest, crawl; " + (
    "crawl(CrawlRequest(Path(sys.argv[1]), channels=('chengdu/jianyang',), site_url=sys.argv[2], concurrency=8))"
)


@contextmanager
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    try:
        yield started
    finally:
        for process in started:
            if process.poll() is None:
                kill(process)


def start(started: list[subprocess.Popen[str]], log: Path, *arguments: str) -> subprocess.Popen[str]:
    with log.open("a") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=output, stderr=subprocess.STDOUT, text=True, cwd=REPOSITORY
        )
    started.append(process)
    return process


def jobs_of(archive: Path) -> list[derive.Job]:
    with Archive.read(archive) as opened:
        rows = opened.db.query("SELECT id, url, site, warc_file, warc_offset FROM articles ORDER BY id")
        return [
            derive.Job(row["id"], row["url"], row["site"], opened.warc_dir, row["warc_file"], row["warc_offset"])
            for row in rows
        ]


def test_a_worker_that_dies_costs_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "newscrawl.db"
    log = tmp_path / "log"
    with processes() as started, ReplicaServer(ReplicaSite(0, {"chengdu/jianyang": 40})) as replica:
        assert ends(start(started, log, "-c", CRAWL, str(archive), replica.url)) == 0
        file = tmp_path / "scheduler.json"
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        start(started, log, "-m", "distributed.cli.dask_scheduler", *options)
        until(file.exists, "the scheduler")
        worker = ("-m", "distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny")
        first = start(started, log, *worker, "--no-dashboard")
        start(started, log, *worker, "--no-dashboard")
        address = f"tcp://127.0.0.1:{_port(file)}"
        until(lambda: _workers(address) == 2, "two Dask workers")
        jobs = jobs_of(archive)
        with dask_executor(address) as (executor, workers):
            derived = derive.derive_all(jobs * 8, executor, workers=workers)
            results = [next(derived)]
            kill(first)
            results += derived
    here = {job.key: derive.derive(job).article for job in jobs}
    assert len(results) == 8 * len(jobs) == 320
    assert all(result.article == here[result.job.key] is not None for result in results)


def _port(file: Path) -> int:
    return int(json.loads(file.read_text())["address"].rpartition(":")[2])


def _workers(address: str) -> int:
    try:
        with dask_executor(address) as (_, workers):
            return workers
    except UsageError:
        return 0


def test_a_scheduler_that_does_not_answer_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.cluster.dask.CONNECT_SECONDS", 1)
    with (
        pytest.raises(UsageError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1"),
        dask_executor("tcp://127.0.0.1:1"),
    ):
        pass

"""How a shared crawl goes on when the server forgets it, and the ways it ends."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.cluster import collect, collector, keys
from newscrawl.errors import SharedFrontierError
from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from tests.cluster.machines import Machines, articles_of, crawls_of, ends, kill, ledger_of, machines, until

ARTICLES = {"chengdu/jianyang": 25}


@pytest.fixture(scope="module")
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(0, ARTICLES)) as server:
        yield server


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Machines]:
    with machines(tmp_path) as crowd:
        yield crowd


def until_more(replica: ReplicaServer, worker: subprocess.Popen[str]) -> None:
    before = len(replica.requests)
    until(lambda: len(replica.requests) - before > 5 or worker.poll() is not None, "fetching, or the end of it")


def test_a_server_that_forgets_everything_is_filled_again_from_the_ledger(
    crowd: Machines, replica: ReplicaServer
) -> None:
    before = len(replica.requests)
    collector = crowd.collect("--lease", "2")
    worker = crowd.worker(1, "chengdu/jianyang", "--site-url", replica.url, "--delay", "0.2")
    until(lambda: len(replica.requests) - before > 8, "fetching")
    crowd.client.flushall()
    assert [ends(worker), ends(collector)] == [0, 0], crowd.log("collector")
    assert set(articles_of(crowd.archive)) == {replica.url + path for path in replica.site.article_paths()}
    assert "lost the crawl" in crowd.log("collector")


def test_what_is_pushed_again_while_it_is_fetched_is_entered_once(crowd: Machines, replica: ReplicaServer) -> None:
    collector = crowd.collect("--lease", "2")
    worker = crowd.worker(1, "chengdu/jianyang", "--site-url", replica.url, "--delay", "0.15")
    for _ in range(3):
        until_more(replica, worker)
        crowd.client.flushall()
    assert [ends(worker), ends(collector)] == [0, 0], crowd.log("collector")
    assert crawls_of(crowd.archive)[0]["counts"].get("unchanged", 0) == 0


def test_a_pause_that_the_site_asked_for_outlives_what_the_server_held(crowd: Machines) -> None:
    site = ReplicaSite(0, ARTICLES)
    plan = FaultPlan({site.article_paths()[4]: Fault("too-many", times=1, retry_after=3)})
    with ReplicaServer(site, faults=plan) as server:
        collector = crowd.collect("--lease", "2")
        worker = crowd.worker(1, "chengdu/jianyang", "--site-url", server.url, "--concurrency", "1")
        until(lambda: any(request.status == 429 for request in server.requests), "a pause")
        until(lambda: any("pause:" in str(key) for key in crowd.client.hgetall(keys.PACE)), "all being told")
        crowd.client.flushall()
        assert [ends(worker), ends(collector)] == [0, 0], crowd.log("collector") + crowd.log("worker-1")
        times = [request.time for request in server.requests]
        at = next(index for index, request in enumerate(server.requests) if request.status == 429)
        assert times[at + 1] - times[at] >= 2.9


def test_a_crawl_ended_early_leaves_the_rest_pending(crowd: Machines, replica: ReplicaServer) -> None:
    before = len(replica.requests)
    collector = crowd.collect()
    worker = crowd.worker(1, "chengdu/jianyang", "--site-url", replica.url, "--delay", "0.5")
    until(lambda: len(replica.requests) - before > 5, "fetching")
    ender = crowd.newscrawl("collect", crowd.url, "--end", archive=crowd.archive, name="end")
    assert ends(ender) == 0, crowd.log("end")
    assert [ends(worker), ends(collector)] == [0, 0], crowd.log("collector") + crowd.log("worker-1")
    assert crawls_of(crowd.archive)[0]["ended"] == "stopped"
    states = {state for _, state, _, _ in ledger_of(crowd.archive).values()}
    assert states == {"pending", "archived"}
    assert crowd.client.exists(*keys.OF_A_CRAWL) == 0


def test_a_worker_that_leaves_gives_its_pages_back_at_once(crowd: Machines, replica: ReplicaServer) -> None:
    before = len(replica.requests)
    crowd.collect()
    worker = crowd.worker(1, "chengdu/jianyang", "--site-url", replica.url, "--delay", "0.5")
    until(lambda: len(replica.requests) - before > 5, "fetching")
    worker.send_signal(signal.SIGTERM)
    assert ends(worker) == 0, crowd.log("worker-1")
    assert crowd.client.hlen(keys.WORKERS) == crowd.client.zcard(keys.LEASES) == 0
    assert crowd.client.zcard(keys.QUEUE) > 0


def test_a_channel_that_is_none_ends_the_crawl_with_wrong_usage(crowd: Machines, replica: ReplicaServer) -> None:
    collector = crowd.collect()
    worker = crowd.worker(1, "没有", "--site-url", replica.url, "--delay", "0")
    assert [ends(worker), ends(collector)] == [2, 2], crowd.log("collector") + crowd.log("worker-1")
    assert "没有" in crowd.log("collector")


def test_another_crawl_is_not_mixed_into_the_one_under_way(crowd: Machines, replica: ReplicaServer) -> None:
    crowd.worker(1, "chengdu/jianyang", "--site-url", replica.url)
    until(lambda: crowd.client.exists(keys.JOB), "a crawl")
    other = crowd.worker(2, "chengdu/jianyang", "--site-url", "http://127.0.0.1:9")
    assert ends(other) == 2
    assert "--site-url" in crowd.log("worker-2")


def test_a_server_without_room_is_waited_for(crowd: Machines, replica: ReplicaServer) -> None:
    before = len(replica.requests)
    collector = crowd.collect()
    worker = crowd.worker(1, "chengdu/jianyang", "--site-url", replica.url, "--delay", "0.2")
    until(lambda: len(replica.requests) - before > 8, "fetching")
    crowd.client.config_set("maxmemory-policy", "noeviction")
    crowd.client.config_set("maxmemory", "1")
    until(lambda: "takes nothing" in crowd.log("worker-1"), "a worker that waits")
    crowd.client.config_set("maxmemory", "0")
    assert [ends(worker), ends(collector)] == [0, 0], crowd.log("collector") + crowd.log("worker-1")
    assert crawls_of(crowd.archive)[0]["counts"]["new"] == len(articles_of(crowd.archive)) == 25


def test_keys_that_somebody_else_overwrote_are_written_again_or_end_the_run(
    crowd: Machines, replica: ReplicaServer
) -> None:
    before = len(replica.requests)
    collector = crowd.collect()
    worker = crowd.worker(1, "chengdu/jianyang", "--site-url", replica.url, "--delay", "0.2")
    until(lambda: len(replica.requests) - before > 8, "fetching")
    for key in (keys.JOB, keys.RUN, keys.LAST):
        crowd.client.set(key, b"\x80\x04\x95\xff a pickle")
    crowd.client.hset(keys.WORKERS, "x", "{}")
    until(lambda: len(replica.requests) - before > 16, "fetching still")
    crowd.client.set(keys.LEASES, "x")
    assert [ends(worker), ends(collector)] == [1, 1]
    for name in ("collector", "worker-1"):
        assert "refuses what it is asked (" in crowd.log(name)
        assert "Traceback" not in crowd.log(name)


def test_a_crawl_of_another_version_can_be_ended(
    crowd: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.client.set(keys.JOB, '{"token": "x", "format": 0}')
    request = collect.CollectRequest(tmp_path / "newscrawl.db", crowd.url)
    with pytest.raises(SharedFrontierError, match="another version"):
        collect.collect(request)
    monkeypatch.setattr(collect, "END_SECONDS", 0.1)
    assert collect.request_end(crowd.url)
    assert collect.end(request) is None
    assert crowd.client.exists(*keys.OF_A_CRAWL) == 0
    assert '"job":"x"' in str(crowd.client.get(keys.LAST))


def test_a_crawl_whose_worker_died_before_it_named_a_channel_ends(
    crowd: Machines, replica: ReplicaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = crowd.worker(1, "chengdu/jianyang", "--site-url", replica.url)
    until(lambda: crowd.client.exists(keys.JOB), "a crawl")
    kill(worker)
    crowd.client.delete(keys.SETTLING)  # as after a minute
    monkeypatch.setattr(collector, "BEGIN_SECONDS", 0.1)
    outcome = collect.collect(collect.CollectRequest(crowd.archive, crowd.url))
    assert outcome is not None
    assert (outcome.ended, outcome.exit_code) == ("failed", 1)
    assert "before it named a channel" in str(outcome.sentence)


def test_a_worker_whose_server_hangs_can_be_stopped(crowd: Machines, replica: ReplicaServer) -> None:
    before = len(replica.requests)
    crowd.collect()
    worker = crowd.worker(1, "chengdu/jianyang", "--site-url", replica.url, "--delay", "0.5")
    until(lambda: len(replica.requests) - before > 3, "fetching")
    server = crowd.client.info("server")["process_id"]
    os.kill(server, signal.SIGSTOP)
    worker.send_signal(signal.SIGINT)
    try:
        assert ends(worker) == 0, crowd.log("worker-1")
    finally:
        os.kill(server, signal.SIGCONT)
    assert "Traceback" not in crowd.log("worker-1")

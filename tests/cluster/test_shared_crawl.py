"""The promises of a shared crawl, with everything dying: the archive is the one that a single machine makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.cluster import keys
from newscrawl.replica import ReplicaServer, ReplicaSite
from tests.cluster.machines import (
    Machines,
    articles_of,
    crawls_of,
    ends,
    kill,
    ledger_of,
    machines,
    until,
    warc_files_of,
)

DELAY = 0.04
CONCURRENCY = 3
ARTICLES = {"chengdu": 20, "chengdu/jianyang": 35, "chengdu/wenjiang": 25}


@pytest.fixture(scope="module")
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(0, ARTICLES), latency=0.02) as server:
        yield server


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, replica: ReplicaServer) -> Iterator[Machines]:
    """Three workers; one is killed, one joins late; the collector is killed and started again; so is the server."""
    with machines(tmp_path_factory.mktemp("crowd")) as crowd:
        asked = ("chengdu", "--site-url", replica.url, "--delay", str(DELAY), "--concurrency", str(CONCURRENCY))
        collector = crowd.collect("--lease", "3")
        first, second = crowd.worker(1, *asked), crowd.worker(2, *asked)
        until(lambda: crowd.client.hlen(keys.WORKERS) == 2, "two workers")
        until(lambda: len(replica.requests) > 15, "fetching")
        until(lambda: crowd.client.zcard(keys.LEASES) > 0, "pages under way")
        kill(first)
        kill(collector)
        crowd.restart_server()
        late = crowd.worker(3)
        until(lambda: crowd.client.hlen(keys.WORKERS) == 3, "the late worker")
        collector = crowd.collect("--lease", "3")
        assert [ends(each) for each in (second, late, collector)] == [0, 0, 0], crowd.log("collector")
        yield crowd


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory, replica: ReplicaServer, crowd: Machines) -> Path:
    """The same crawl on one machine, after the shared one."""
    archive = tmp_path_factory.mktemp("single") / "newscrawl.db"
    asked = ("chengdu", "--site-url", replica.url, "--delay", "0", "--concurrency", "8")
    assert ends(crowd.newscrawl("crawl", *asked, archive=archive, name="single")) == 0
    return archive


def test_the_archive_is_the_single_machines_article_for_article(
    crowd: Machines, single: Path, replica: ReplicaServer
) -> None:
    shared = articles_of(crowd.archive)
    assert set(shared) == {replica.url + path for path in replica.site.article_paths()}
    assert shared == articles_of(single)
    assert ledger_of(crowd.archive) == ledger_of(single)


def test_the_killed_collector_went_on_with_its_run(crowd: Machines) -> None:
    (run,) = crawls_of(crowd.archive)
    assert (run["ended"], run["health"]) == ("finished", "ok")
    assert run["counts"]["new"] == sum(ARTICLES.values())
    assert run["counts"].get("unchanged", 0) == run["counts"].get("changed", 0) == 0


def test_articles_are_fetched_once_but_for_what_the_killed_worker_held(
    crowd: Machines, single: Path, replica: ReplicaServer
) -> None:
    asked = Counter(request.path for request in replica.requests if "/news/" in request.path)
    by_both_crawls = {path: count for path, count in asked.items() if count > 2}
    assert sum(by_both_crawls.values()) - 2 * len(by_both_crawls) <= CONCURRENCY


def test_the_sites_delay_and_concurrency_held_for_all_workers_together(crowd: Machines, replica: ReplicaServer) -> None:
    times = [request.time for request in replica.requests if request.headers["user-agent"].startswith("newscrawl")]
    shared = times[: len(times) - sum(ARTICLES.values())]  # the single machine came last, and had no delay
    assert len(shared) > 100
    shared = shared[:100]
    assert shared[-1] - shared[0] >= DELAY * (len(shared) - 2)
    for earlier, later in zip(shared, shared[CONCURRENCY + 2 :], strict=False):
        assert later - earlier >= DELAY


def test_the_server_is_left_clean(crowd: Machines) -> None:
    assert crowd.client.exists(*keys.OF_A_CRAWL) == 0
    assert crowd.client.xlen(keys.RECORDS) == 0


def test_workers_warc_files_are_gathered(crowd: Machines) -> None:
    asked = [option for number in (1, 2, 3) for option in ("--warc-dir", str(crowd.folder / f"worker-{number}"))]
    gatherer = crowd.newscrawl("collect", *asked, archive=crowd.archive, name="gather")
    assert ends(gatherer) == 0, crowd.log("gather")
    at_home = {path.name for path in (crowd.archive.parent / "warc").iterdir()}
    assert warc_files_of(crowd.archive) <= at_home
    assert len(at_home) >= 3

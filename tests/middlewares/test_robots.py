"""robots.txt is asked once a host and obeyed; what cannot be read ends the run instead of allowing everything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request

from newscrawl.extensions.run import ArchiveRun
from newscrawl.middlewares.robots import TRIES, RobotsMiddleware
from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from newscrawl.spiders.failures import Forbidden, SiteClosed
from tests.extensions.runs import Fetching, begun

QUICK = {"NEWSCRAWL_RETRY_DELAY": 0.01}


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles_per_channel=2)) as server:
        yield server


@pytest.fixture
def run(tmp_path: Path) -> Iterator[ArchiveRun]:
    with begun(tmp_path, settings=QUICK) as run:
        run.crawler.engine = Fetching()  # type: ignore[assignment]  # all of an engine that is asked for
        yield run


def ask(run: ArchiveRun, *urls: str) -> None:
    """Have the middleware judge requests, all at once."""

    async def judge() -> None:
        middleware = RobotsMiddleware.from_crawler(run.crawler)
        await asyncio.gather(*(middleware.process_request(Request(url)) for url in urls))

    asyncio.run(judge())


def asked(run: ArchiveRun) -> list[str]:
    engine = run.crawler.engine
    assert isinstance(engine, Fetching)
    return engine.asked


def test_each_host_is_asked_once_however_many_pages_wait(run: ArchiveRun, server: ReplicaServer) -> None:
    ask(run, *(f"{server.url}/chengdu/news/201812/{number}.html" for number in range(5)))
    assert asked(run) == [f"{server.url}/robots.txt"]
    assert run.ended == "finished"


def test_what_is_forbidden_is_not_fetched(run: ArchiveRun, server: ReplicaServer) -> None:
    ask(run, f"{server.url}/chengdu/")
    with pytest.raises(Forbidden, match=r"robots\.txt forbids this page"):
        ask(run, f"{server.url}/search/index.html")


def test_the_request_for_robots_txt_itself_goes_on(run: ArchiveRun, server: ReplicaServer) -> None:
    async def judge() -> None:
        request = Request(f"{server.url}/robots.txt", meta={"robots": True})
        await RobotsMiddleware(run.crawler).process_request(request)

    asyncio.run(judge())
    assert asked(run) == []


def test_a_site_without_one_allows_everything(run: ArchiveRun, server: ReplicaServer) -> None:
    server.faults = FaultPlan({"/robots.txt": Fault("not-found")})
    ask(run, f"{server.url}/search/index.html")
    assert run.ended == "finished"


def test_one_that_cannot_be_read_ends_the_run(run: ArchiveRun, server: ReplicaServer) -> None:
    server.faults = FaultPlan({"/robots.txt": Fault("unavailable")})
    with pytest.raises(SiteClosed):
        ask(run, f"{server.url}/chengdu/")
    assert len(asked(run)) == TRIES
    assert run.ended == "site down"
    assert run.sentence is not None
    assert run.sentence.startswith(f"{server.url}/robots.txt cannot be read. The site answered HTTP 503.")


def test_one_that_can_be_read_at_last_is_obeyed(run: ArchiveRun, server: ReplicaServer) -> None:
    server.faults = FaultPlan({"/robots.txt": Fault("unavailable", times=TRIES - 1)})
    with pytest.raises(Forbidden):
        ask(run, f"{server.url}/search/index.html")
    assert run.ended == "finished"


def test_no_answer_is_no_permission(run: ArchiveRun) -> None:
    with pytest.raises(SiteClosed):
        ask(run, "http://127.0.0.1:9/chengdu/")
    assert run.ended == "site down"
    assert not run.has_more()

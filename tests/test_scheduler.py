"""Scrapy's queue is the ledger: requests come from it, one for each due page, and nothing waits in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request

from newscrawl.extensions.run import ArchiveRun
from newscrawl.items import ChannelLink, Fate, Fetch, Listing
from newscrawl.scheduler import LedgerScheduler
from tests.extensions.runs import HEAD, SITE, begun

ARTICLES = [f"{SITE}/chengdu/news/201812/{number}.html" for number in range(1, 4)]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[ArchiveRun]:
    with begun(tmp_path) as run:
        yield run


@pytest.fixture
def scheduler(run: ArchiveRun) -> LedgerScheduler:
    scheduler = LedgerScheduler.from_crawler(run.crawler)
    scheduler.open(run.spider)
    return scheduler


def taken(scheduler: LedgerScheduler) -> list[str]:
    """Every request there is at the moment."""
    urls = []
    while (request := scheduler.next_request()) is not None:
        urls.append(request.url)
    return urls


def test_nothing_is_due_before_a_channel_is_begun(scheduler: LedgerScheduler) -> None:
    assert not scheduler.has_pending_requests()
    assert scheduler.next_request() is None


def test_listings_come_first_then_articles_each_once(run: ArchiveRun, scheduler: LedgerScheduler) -> None:
    run.begin_channel(ChannelLink("chengdu/jianyang", "简阳"))
    assert scheduler.has_pending_requests()
    assert taken(scheduler) == [HEAD]
    run.record(Listing(HEAD, "chengdu/jianyang", ARTICLES, fetch=Fetch(HEAD, "2026-11-23T01:00:00Z", 200)))
    assert set(taken(scheduler)) - {HEAD} == set(ARTICLES)
    assert taken(scheduler) == []


def test_a_page_that_has_its_fate_is_not_asked_for_again(run: ArchiveRun, scheduler: LedgerScheduler) -> None:
    run.begin_channel(ChannelLink("chengdu/jianyang", "简阳"))
    scheduler.next_request()
    run.record(Listing(HEAD, "chengdu/jianyang", ARTICLES))
    run.record(Fate(ARTICLES[0], "article", "gone", "The site says the page does not exist (HTTP 404).", 404))
    assert ARTICLES[0] not in taken(scheduler)


def test_what_the_engine_enqueues_goes_before_the_ledger(run: ArchiveRun, scheduler: LedgerScheduler) -> None:
    run.begin_channel(ChannelLink("chengdu/jianyang", "简阳"))
    redirected = Request(f"{HEAD}index.html")
    assert scheduler.enqueue_request(redirected)
    assert scheduler.has_pending_requests()
    assert scheduler.next_request() is redirected
    assert taken(scheduler) == [HEAD]


def test_a_run_that_is_ending_gives_nothing_more(run: ArchiveRun, scheduler: LedgerScheduler) -> None:
    run.begin_channel(ChannelLink("chengdu/jianyang", "简阳"))
    run.stop("stopped", "Stopped on request; what is left stays pending.")
    assert not scheduler.has_pending_requests()
    assert scheduler.next_request() is None

"""What CrawlHealth counts of a run, and that it judges and keeps it however the run ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from scrapy import Request, signals
from scrapy.http import Response

from newscrawl.archive import Archive, crawls
from newscrawl.archive import health as records
from newscrawl.extensions.health import OWN_ERROR, CrawlHealth
from newscrawl.extensions.run import ArchiveRun
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Listing
from tests.extensions.runs import ARTICLE, HEAD, begun, due, failure_of

CHANNEL = "chengdu/jianyang"


def crawling(folder: Path, action: Callable[[ArchiveRun, CrawlHealth], None], reason: str = "finished") -> CrawlHealth:
    """Do something within a run whose spider is open; returns the extension as it is after the run's end."""

    async def crawl() -> CrawlHealth:
        with begun(folder, CrawlHealth) as run:
            health = run.crawler.get_extension(CrawlHealth)
            assert health is not None
            send = run.crawler.signals.send_catch_log
            send(signals.spider_opened, spider=run.spider)
            action(run, health)
            send(signals.spider_closed, spider=run.spider, reason=reason)
            return health

    return asyncio.run(crawl())


def answered(run: ArchiveRun, url: str, kind: str, status: int = 200) -> Response:
    meta = {"page": due(url, kind), "download_latency": 0.5}  # type: ignore[arg-type]  # one of the two kinds
    response = Response(url, status, request=Request(url, meta=meta))
    run.crawler.signals.send_catch_log(
        signals.response_received, response=response, request=response.request, spider=run.spider
    )
    return response


def scraped(run: ArchiveRun, item: Article | Listing | Fate, response: Response) -> None:
    run.crawler.signals.send_catch_log(signals.item_scraped, item=item, response=response, spider=run.spider)


def test_answers_and_items_are_counted_by_channel(tmp_path: Path) -> None:
    def act(run: ArchiveRun, health: CrawlHealth) -> None:
        listing = answered(run, HEAD, "listing")
        scraped(run, Listing(HEAD, CHANNEL, [ARTICLE]), listing)
        article = answered(run, ARTICLE, "article")
        scraped(run, Article(ARTICLE, "yybnet", channel=CHANNEL, title="标题", body="正文。"), article)
        answered(run, ARTICLE, "article", status=403)
        (figures,) = health.figures.values()
        assert (figures.answers, figures.refused, figures.seconds) == (3, 1, 1.5)

    assert list(crawling(tmp_path, act).figures) == [CHANNEL]


def test_an_answer_that_belongs_to_no_page_is_not_counted(tmp_path: Path) -> None:
    def act(run: ArchiveRun, health: CrawlHealth) -> None:
        robots = Request("https://www.yybnet.net/robots.txt", meta={"robots": True})
        run.crawler.signals.send_catch_log(
            signals.response_received, response=Response(robots.url), request=robots, spider=run.spider
        )
        assert health.figures == {}

    crawling(tmp_path, act)


def test_an_error_of_our_own_is_counted_with_its_page(tmp_path: Path) -> None:
    def act(run: ArchiveRun, health: CrawlHealth) -> None:
        response = answered(run, ARTICLE, "article")
        failure = failure_of(KeyError("no such rule"))
        run.crawler.signals.send_catch_log(
            signals.item_error, item=None, response=response, spider=run.spider, failure=failure
        )
        figures = health.figures[CHANNEL]
        assert (figures.fetched, figures.failed[OWN_ERROR]) == (1, 1)

    crawling(tmp_path, act)


def test_a_sound_run_is_judged_ok_and_kept(tmp_path: Path) -> None:
    def act(run: ArchiveRun, health: CrawlHealth) -> None:
        run.begin_channel(ChannelLink(CHANNEL, "简阳"))
        listing = Listing(HEAD, CHANNEL, [ARTICLE], fetch=Fetch(HEAD, "2026-11-23T01:00:00Z", 200))
        run.record(listing)
        scraped(run, listing, answered(run, HEAD, "listing"))

    crawling(tmp_path, act)
    with Archive.read(tmp_path / "news.db") as archive:
        (row,) = crawls.recent(archive.db)
        assert row["ended"] == "finished"
        assert row["health"] == records.latest(archive.db)["health"] is not None


def test_a_run_that_was_stopped_is_judged_as_such(tmp_path: Path) -> None:
    health = crawling(tmp_path, lambda run, health: None, reason="shutdown")
    assert health.health in ("ok", "degraded", "failed")
    with Archive.read(tmp_path / "news.db") as archive:
        (row,) = crawls.recent(archive.db)
        assert (row["ended"], row["health"]) == ("stopped", health.health)


def test_a_run_that_failed_says_its_own_sentence(tmp_path: Path) -> None:
    sentence = "The site is down: 5 pages in a row could not be had."
    health = crawling(tmp_path, lambda run, health: run.stop("site down", sentence))
    assert health.health == "failed"
    assert any(sentence in reason for reason in health.reasons)


def test_a_killed_run_is_found_by_the_next(tmp_path: Path) -> None:
    with Archive.write(tmp_path / "news.db", command="test") as archive, archive.changes() as db:
        crawls.start(db, now="2026-11-23T01:00:00Z", arguments={}, process="here:1", version="0")
    health = crawling(tmp_path, lambda run, health: None)
    assert [run["id"] for run in health.interrupted] == [1]
    with Archive.read(tmp_path / "news.db") as archive:
        assert {row["id"]: row["ended"] for row in crawls.recent(archive.db)} == {1: "interrupted", 2: "finished"}

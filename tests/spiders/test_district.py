"""What DistrictSpider asks for, and the item that it makes of each answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response

from newscrawl.errors import UsageError
from newscrawl.extensions.page_reader import PageReader
from newscrawl.extensions.run import ArchiveRun
from newscrawl.items import Article, Fate, Listing, PageKind
from newscrawl.replica import ReplicaSite
from newscrawl.spiders.district import DistrictSpider, Item
from newscrawl.spiders.failures import LeavesSite, SiteClosed
from tests.extensions.runs import ARTICLE, HEAD, SITE, begun, due, failure_of

REPLICA = ReplicaSite(articles_per_channel=3)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[ArchiveRun]:
    with begun(tmp_path, PageReader) as run:
        yield run


def answer(
    url: str, kind: PageKind, *, path: str | None = None, status: int = 200, body: bytes = b"", **meta: Any
) -> Response:
    """The site's answer to a page of the ledger; with `path`, the replica's page there."""
    if path is not None:
        body = REPLICA.respond(path).body
    headers = {"Content-Type": "text/html; charset=utf-8", "ETag": '"7"', "Last-Modified": "Tue, 18 Dec 2018"}
    asked = {"If-None-Match": '"7"'} if status == 304 else {}
    request = Request(url, headers=asked, meta={"page": due(url, kind), **meta})
    return Response(url, status, headers, body, request=request)


def parsed(callback: Callable[[Response], Coroutine[Any, Any, list[Item]]], response: Response) -> list[Item]:
    """What a callback makes of an answer."""
    return asyncio.run(callback(response))


def an_article() -> str:
    return next(path for path in REPLICA.article_paths() if REPLICA.truth_of(path)["channel"] == "chengdu/jianyang")


class TestArguments:
    def test_they_are_read(self) -> None:
        spider = DistrictSpider(
            channels="chengdu/jianyang, 温江,chengdu/", since="2018-12-01", full="1", max_articles="5"
        )
        assert spider.wanted == ["chengdu/jianyang", "温江", "chengdu"]
        assert spider.options.since == date(2018, 12, 1)
        assert (spider.options.full, spider.options.max_articles) == (True, 5)
        assert spider.arguments["since"] == "2018-12-01"

    def test_a_mirror_is_crawled_under_its_own_address(self) -> None:
        assert DistrictSpider(site_url="http://127.0.0.1:8000").site.base_url == "http://127.0.0.1:8000"

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            ({"site": "none"}, "No site is called 'none'. Known: "),
            ({"since": "2018-13-01"}, "'2018-13-01' is no date: write it as 2018-12-01."),
            ({"max_articles": "many"}, "max_articles must be a whole number from 0, not 'many'."),
            ({"max_articles": "-1"}, "max_articles must be a whole number from 0, not '-1'."),
            ({"channels": "../etc"}, "'../etc' is no channel: write it as chengdu/jianyang"),
        ],
    )
    def test_what_makes_no_sense_is_refused_in_a_sentence(self, asked: dict[str, str], says: str) -> None:
        with pytest.raises(UsageError) as refused:
            DistrictSpider(**asked)
        assert str(refused.value).startswith(says)


class TestRequests:
    def test_a_page_is_asked_for_with_what_is_known_of_it(self) -> None:
        request = DistrictSpider().request_for(due(etag='"7"', last_modified="Tue, 18 Dec 2018"))
        assert request.headers["If-None-Match"] == b'"7"'
        assert request.headers["If-Modified-Since"] == b"Tue, 18 Dec 2018"
        assert request.meta["page"].url == request.url == ARTICLE
        assert request.dont_filter

    def test_a_full_crawl_asks_unconditionally(self) -> None:
        request = DistrictSpider(full=True).request_for(due(etag='"7"'))
        assert "If-None-Match" not in request.headers

    def test_each_kind_has_its_callback(self) -> None:
        spider = DistrictSpider()
        assert spider.request_for(due(HEAD, "listing")).callback == spider.parse_listing
        assert spider.request_for(due()).callback == spider.parse_article


class TestAnswers:
    def test_a_listing_names_its_articles(self, run: ArchiveRun) -> None:
        (item,) = parsed(run.spider.parse_listing, answer(HEAD, "listing", path="/chengdu/jianyang/"))
        assert isinstance(item, Listing)
        assert (item.url, item.channel, len(item.articles)) == (HEAD, "chengdu/jianyang", 3)
        assert item.fetch is not None
        assert (item.fetch.etag, item.fetch.http_status) == ('"7"', 200)

    def test_an_article_is_cut_from_its_page(self, run: ArchiveRun) -> None:
        path = an_article()
        place = ("a.warc.gz", 7)
        (item,) = parsed(
            run.spider.parse_article,
            answer(SITE + path, "article", path=path, warc=place, captured_at="2026-11-23T01:00:00Z"),
        )
        assert isinstance(item, Article)
        assert item.url == SITE + path
        assert item.title == REPLICA.truth_of(path)["title"]
        assert item.fetch is not None
        assert (item.fetch.warc_file, item.fetch.warc_offset, item.fetch.fetched_at) == (*place, "2026-11-23T01:00:00Z")

    def test_unchanged_is_said_of_either(self, run: ArchiveRun) -> None:
        (listing,) = parsed(run.spider.parse_listing, answer(HEAD, "listing", status=304))
        (article,) = parsed(run.spider.parse_article, answer(ARTICLE, "article", status=304))
        assert isinstance(listing, Listing)
        assert listing.unchanged
        assert isinstance(article, Fate)
        assert (article.state, article.reason, article.http_status) == ("archived", "unchanged", 304)

    @pytest.mark.parametrize("status", [404, 410, 500])
    def test_what_is_no_page_has_a_fate(self, run: ArchiveRun, status: int) -> None:
        (item,) = parsed(run.spider.parse_article, answer(ARTICLE, "article", status=status, body=b"<p>no</p>"))
        assert isinstance(item, Fate)
        assert (item.state, item.retry) == (("failed", True) if status == 500 else ("gone", False))
        assert (item.http_status, item.url) == (status, ARTICLE)

    def test_a_page_without_text_is_rejected_with_the_reason(self, run: ArchiveRun) -> None:
        (item,) = parsed(
            run.spider.parse_article, answer(ARTICLE, "article", body=b"<html><body><p></p></body></html>")
        )
        assert isinstance(item, Fate)
        assert (item.state, item.reason) == ("rejected", "The page shows no text.")

    def test_of_a_whole_city_the_channels_its_pages_name_are_begun(self, run: ArchiveRun) -> None:
        city = f"{SITE}/chengdu/"
        run.spider.cities.add("chengdu")
        parsed(run.spider.parse_listing, answer(city, "listing", path="/chengdu/"))
        assert "chengdu/jianyang" in run.spider.begun
        assert all(slug.startswith("chengdu/") for slug in run.spider.begun)


class TestFailures:
    def fail(self, run: ArchiveRun, error: Exception, page: object = None) -> list[Any]:
        failure = failure_of(error)
        failure.request = Request(ARTICLE, meta={"page": due() if page is None else page})  # type: ignore[attr-defined]
        return list(run.spider.parse_failure(failure))

    def test_no_answer_is_tried_again(self, run: ArchiveRun) -> None:
        (item,) = self.fail(run, DownloadTimeoutError("x"))
        assert (item.state, item.retry, item.http_status) == ("failed", True, None)
        assert item.reason == "The site took too long to answer."

    def test_a_way_off_the_site_keeps_its_answer(self, run: ArchiveRun) -> None:
        error = LeavesSite("It redirects off the site.", answer(ARTICLE, "article", status=302))
        (item,) = self.fail(run, error)
        assert item.http_status == 302

    def test_what_we_did_not_want_to_know_leaves_the_page_pending(self, run: ArchiveRun) -> None:
        assert self.fail(run, SiteClosed("robots.txt cannot be read")) == []
        run.stop("stopped", "Stopped on request.")
        assert self.fail(run, DownloadTimeoutError("x")) == []

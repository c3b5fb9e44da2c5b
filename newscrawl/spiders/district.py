"""DistrictSpider: reads listings and opens articles of a site's channels. It decides nothing about what is next:
the ledger does (see `newscrawl.frontier`); it turns each answer into an item, and the pipelines do the rest."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import scrapy

from newscrawl import clock, policy
from newscrawl.archive.ledger import DuePage
from newscrawl.archive.recorder import CrawlOptions
from newscrawl.errors import NotAnArticle, UsageError
from newscrawl.extensions.page_reader import PageReader, RunIsEnding
from newscrawl.extract.listing import refusal
from newscrawl.items import Article, Fate, Fetch, Listing
from newscrawl.reading.pages import Answer
from newscrawl.sites import SITES
from newscrawl.spiders import discovery, failures

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.extensions.crawl_run import CrawlRun

_CHANNEL = re.compile(r"[\w-]{1,60}(?:/[\w-]{1,60})*/?")
_TRUE = (True, "1", "true", "yes")
Item = Article | Listing | Fate


class DistrictSpider(scrapy.Spider):
    """`scrapy crawl district -a channels=chengdu/jianyang,温江 -a since=2018-12-01`.

    channels      comma-separated: slug, Chinese name, or a city; empty = every channel the archive knows
    site          name of the site profile; site_url, another host that serves the same URL grammar
    since         ISO date: leave out what listings date earlier;  full=1: re-read everything
    max_articles  fetch at most so many articles;  discover=1: only find the channels of the cities named
    """

    name = "district"

    def __init__(
        self,
        channels: str = "",
        site: str = "yybnet",
        site_url: str | None = None,
        since: str | None = None,
        full: str | bool = False,
        max_articles: str | int | None = None,
        discover: str | bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if site not in SITES:
            raise UsageError(f"No site is called '{site}'. Known: {', '.join(SITES)}.")
        self.site = SITES[site].at(site_url) if site_url else SITES[site]
        self.discover_only = discover in _TRUE
        self.cities: set[str] = set()
        self.begun: set[str] = set()
        self.wanted = [_channel_name(name.strip()) for name in channels.split(",") if name.strip()]
        self.options = CrawlOptions(
            since=_date(since),
            full=full in _TRUE,
            max_articles=_count(max_articles),
        )
        self.arguments = {
            "channels": self.wanted,
            "site_url": site_url,
            "since": self.options.since_text,
            "full": self.options.full,
            "max_articles": self.options.max_articles,
        }

    @property
    def run(self) -> CrawlRun:
        from newscrawl.extensions.crawl_run import CrawlRun

        return CrawlRun.of(self.crawler)

    async def start(self) -> AsyncIterator[Request]:
        """Settle which channels this run reads; the ledger then feeds the requests."""
        if self.discover_only:
            await discovery.discover_channels(self)
        elif self.run.picks_channels:
            await discovery.begin_channels(self)
        self.run.channels_picked()
        return
        yield  # an async generator that yields nothing: the frontier is the ledger's

    def request_for(self, page: DuePage) -> Request:
        """A request for a due page; conditional where we hold what the site would send again."""
        headers = {}
        if not self.options.full:
            if page.etag:
                headers["If-None-Match"] = page.etag
            if page.last_modified:
                headers["If-Modified-Since"] = page.last_modified
        return scrapy.Request(
            page.url,
            callback=self.parse_listing if page.kind == "listing" else self.parse_article,
            errback=self.parse_failure,
            headers=headers,
            meta={"page": page},
            dont_filter=True,
        )

    # No callback yields its items: Scrapy would parse the source of one that does, anew for every answer.

    async def parse_listing(self, response: Response) -> list[Item]:
        """A listing page: the articles it names and the page that follows."""
        page: DuePage = response.meta["page"]
        verdict = failures.judge_response(response, self.site)
        if verdict:
            return [self._fate(page, verdict, response)]
        if response.status == 304:
            return [Listing(page.url, page.channel, unchanged=True, fetch=_fetch(page, response))]
        listing = await self._read(page, response)
        if not isinstance(listing, Listing):
            return []
        listing.url, listing.channel = page.url, page.channel
        listing.fetch = _fetch(page, response)
        reason = refusal(listing)
        if reason:
            return [self._fate(page, policy.judge_refusal(reason), response)]
        self._begin_districts(listing)
        return [listing]

    async def parse_article(self, response: Response) -> list[Item]:
        """An article page, its landmarks cut; the pipelines fill in the rest."""
        page: DuePage = response.meta["page"]
        verdict = failures.judge_response(response, self.site)
        if verdict:
            return [self._fate(page, verdict, response)]
        fetch = _fetch(page, response)
        if response.status == 304:
            return [Fate(page.url, "article", "archived", "unchanged", http_status=304, fetch=fetch)]
        try:
            article = await self._read(page, response)
        except NotAnArticle as reason:
            return [self._fate(page, policy.Verdict("rejected", str(reason)), response)]
        if not isinstance(article, Article):
            return []
        article.fetch = fetch
        return [article]

    def parse_failure(self, failure: Failure) -> list[Item]:
        """A request that brought no response: timeout, reset, robots.txt, a redirect off the site."""
        page = failure.request.meta.get("page")  # type: ignore[attr-defined]  # Scrapy sets it
        error = failure.value
        if page is None or error is None or isinstance(error, failures.SiteClosed):
            return []
        if self.run.ended == "stopped":
            return []  # we ourselves broke the connection: the page stays pending
        response = error.response if isinstance(error, failures.LeavesSite) else None
        return [self._fate(page, failures.judge_failure(error), response)]

    async def _read(self, page: DuePage, response: Response) -> Article | Listing | None:
        """The page's item; None where the run ends before it is read, so that the page stays pending."""
        answer = Answer(page.kind, page.url, _content_type(response), response.body)
        with contextlib.suppress(RunIsEnding):
            return await PageReader.of(self.crawler).read(answer)
        return None

    def _begin_districts(self, listing: Listing) -> None:
        """Of a whole city, also the channels that its pages name."""
        for link in listing.channels:
            if link.slug.split("/")[0] in self.cities and link.slug not in self.begun:
                self.begun.add(link.slug)
                self.run.begin_channel(link)

    def _fate(self, page: DuePage, verdict: policy.Verdict, response: Response | None) -> Fate:
        return Fate(
            page.url,
            page.kind,
            verdict.state,
            verdict.reason,
            http_status=response.status if response is not None else None,
            retry=verdict.retry,
            retry_after=verdict.retry_after,
            moved_to=verdict.moved_to,
            fetch=_fetch(page, response) if response is not None else None,
        )


def _fetch(page: DuePage, response: Response) -> Fetch:
    warc_file, warc_offset = response.meta.get("warc") or (None, None)
    return Fetch(
        url=page.url,
        fetched_at=response.meta.get("captured_at") or clock.now(),
        http_status=response.status,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        warc_file=warc_file,
        warc_offset=warc_offset,
    )


def _content_type(response: Response) -> str | None:
    return _header(response, "Content-Type")


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _channel_name(name: str) -> str:
    """`chengdu`, `chengdu/jianyang` or a Chinese name; anything else is no channel on any site."""
    if not _CHANNEL.fullmatch(name):
        raise UsageError(f"'{name}' is no channel: write it as chengdu/jianyang, 简阳, or a city such as chengdu.")
    return name.rstrip("/")


def _date(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise UsageError(f"'{text}' is no date: write it as 2018-12-01.") from None


def _count(value: str | int | None) -> int | None:
    if value in (None, ""):
        return None
    try:
        count = int(str(value))
    except ValueError:
        count = -1
    if count < 0:
        raise UsageError(f"max_articles must be a whole number from 0, not '{value}'.")
    return count

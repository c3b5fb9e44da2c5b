"""The run: it opens the archive, keeps the ledger's frontier, writes what is learnt, and closes the books."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.asyncio import create_looping_call

from newscrawl import __version__, clock, policy
from newscrawl.archive import crawls, ledger
from newscrawl.archive.archive import Archive
from newscrawl.archive.ledger import DuePage
from newscrawl.archive.recorder import Recorder
from newscrawl.errors import ArchiveError
from newscrawl.frontier import Frontier
from newscrawl.items import Article, ChannelLink, Fate, Listing

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.spiders.district import DistrictSpider

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
COUNT_SECONDS = 2.0


class ArchiveRun:
    """One run of a crawl: archive, frontier and recorder, shared by scheduler, spider and pipelines.

    `ended` is why it ended: `finished`, `stopped`, `site down`, `failed`; `sentence` says it to people. An archive
    that can no longer be written ends the run; what was not committed is fetched again by the next one.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.spider: DistrictSpider = crawler.spider  # type: ignore[assignment]  # ours is the only spider
        settings = crawler.settings
        self.patience = settings.getfloat("NEWSCRAWL_RETRY_PATIENCE")
        self.down_after = settings.getint("NEWSCRAWL_SITE_DOWN_AFTER")
        self.retry_delay = settings.getfloat("NEWSCRAWL_RETRY_DELAY")
        self.ended = "finished"
        self.sentence: str | None = None
        self.failures_in_a_row = 0
        self._left = (0.0, 0)
        self.archive = Archive.write(Path(settings["NEWSCRAWL_ARCHIVE"]), command="newscrawl crawl")
        self._open_books()
        self._ticker = create_looping_call(self._tick)
        self._connect(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveRun:
        return cls(crawler)

    @staticmethod
    def of(crawler: Crawler) -> ArchiveRun:
        """The run of this crawler."""
        run = crawler.get_extension(ArchiveRun)
        if run is None:
            raise RuntimeError("newscrawl.extensions.run.ArchiveRun must be in EXTENSIONS")
        return run

    def _open_books(self) -> None:
        ledger.choose_channels(self.archive.db, ())
        with self.archive.changes() as db:
            crawl_id = crawls.start(
                db,
                now=clock.now(),
                arguments=self.spider.arguments,
                process=f"{socket.gethostname()}:{os.getpid()}",
                version=__version__,
            )
        self.archive.commit()
        options = replace(self.spider.options, retry_delay=self.retry_delay)
        self.recorder = Recorder(self.archive, self.spider.site, crawl_id, options)
        self.frontier = Frontier(self.archive, self.spider.site.base_url, options)

    def _connect(self, crawler: Crawler) -> None:
        connect = crawler.signals.connect
        connect(self._spider_opened, signals.spider_opened)
        connect(self._spider_idle, signals.spider_idle)
        connect(self._spider_closed, signals.spider_closed)
        connect(self._item_error, signals.item_error)
        connect(self._spider_error, signals.spider_error)

    def record(self, item: Article | Listing | Fate) -> None:
        """Write one item down, and let what it led to become due."""
        if self.archive.broken:
            return
        with self._ending_when_broken():
            if self.recorder.record(item):
                self.frontier.wake()
            elif isinstance(item, Fate) and item.moved_to:
                self.frontier.refresh()
            self.frontier.done(item.fetch.url if isinstance(item, Article) and item.fetch else item.url)
            self._watch_site(item)
            self._watch_missing_channel(item)

    def next_page(self) -> DuePage | None:
        """The next page to fetch now; None where there is none, or where the run is ending."""
        with self._ending_when_broken():
            return self.frontier.next()
        return None

    def has_more(self) -> bool:
        """True while pages are due."""
        with self._ending_when_broken():
            return self.frontier.has_more()
        return False

    def articles_left(self) -> int:
        """Articles of this run's channels that are known and still to be fetched; counted every few seconds."""
        counted_at, left = self._left
        if not self.archive.closed and time.monotonic() - counted_at > COUNT_SECONDS:
            since = self.spider.options.since_text
            left = ledger.articles_left(self.archive.db, now=clock.now(), since=since)
            self._left = (time.monotonic(), left)
        return left

    @property
    def unread_channels(self) -> set[str]:
        """Channels whose listing was not read as far as it must be; those that --max-articles leaves out not."""
        return set() if self.frontier.has_enough() else self.recorder.unread

    def begin_channel(self, link: ChannelLink) -> None:
        """Read this channel in this run."""
        with self._ending_when_broken():
            self.recorder.begin_channel(link)
            self.frontier.wake()

    def remember_channels(self, links: list[ChannelLink]) -> None:
        """Channels that the site names, to be known by later runs."""
        with self._ending_when_broken(), self.archive.changes() as db:
            for link in links:
                self.recorder.add_channel(db, link, on=None)

    def stop(self, ended: str, sentence: str) -> None:
        """End the run early: nothing more is fetched, what is left stays pending."""
        if self.ended == "finished":
            self.ended, self.sentence = ended, sentence
        self.frontier.close()

    @contextlib.contextmanager
    def _ending_when_broken(self) -> Iterator[None]:
        """An archive that cannot be written ends the run with its sentence, not with an error for every page."""
        try:
            with self.archive.explained():
                yield
        except ArchiveError as error:
            logger.error("%s", error)
            self.stop("failed", str(error))

    def _watch_site(self, item: Article | Listing | Fate) -> None:
        """A site that blocks us or is down is left in peace instead of being asked for every page in turn.

        Only first attempts count: pages that fail again and again say nothing of the others.
        """
        if not isinstance(item, Fate):
            self.failures_in_a_row = 0
            return
        if item.http_status == HTTPStatus.TOO_MANY_REQUESTS:
            self.frontier.pause(min(item.retry_after or self.retry_delay, self.patience))
        if item.reason.startswith(policy.OWN_ERROR):
            return
        if not item.retry:
            self.failures_in_a_row = 0 if item.http_status is not None else self.failures_in_a_row
        elif ledger.attempts_of(self.archive.db, item.url) == 1:
            self.failures_in_a_row += 1
        if self.failures_in_a_row >= self.down_after:
            self.stop(
                "site down",
                f"{self.failures_in_a_row} pages in a row could not be fetched, the last one: {item.reason} "
                "The site is down or blocks us; what is left stays pending, run again later.",
            )

    def _watch_missing_channel(self, item: Article | Listing | Fate) -> None:
        """A channel asked for that the site does not have is the user's to know."""
        if not isinstance(item, Fate) or item.kind != "listing" or item.state != "gone" or len(self.spider.begun) > 1:
            return
        if item.url in map(self.spider.site.listing_url, self.spider.begun):
            self.stop("unknown channel", f"{item.url} is no channel: {item.reason} Check its name.")

    def _tick(self) -> None:
        with self._ending_when_broken():
            if self.archive.is_due():
                crawls.note_counts(self.archive.db, self.recorder.crawl_id, self.counts())
                self.archive.commit()
            for page in self.frontier.take_due():
                self.crawler.engine.crawl(self.spider.request_for(page))

    def _spider_opened(self, spider: Spider) -> None:
        self._ticker.start(TICK_SECONDS, now=False)

    def _spider_idle(self, spider: Spider) -> None:
        wait = self.frontier.seconds_to_next_retry()
        if wait is not None and wait <= self.patience:
            raise DontCloseSpider

    def _item_error(self, item: object, response: Response, spider: Spider, failure: Failure) -> None:
        self._record_own_error(response.request, failure)

    def _spider_error(self, failure: Failure, response: Response, spider: Spider) -> None:
        self._record_own_error(response.request if response else None, failure)

    def _record_own_error(self, request: Request | None, failure: Failure) -> None:
        """An error in newscrawl itself: the page is failed, to be tried again by a later run."""
        page = request.meta.get("page") if request else None
        if page is None:
            return
        verdict = policy.own_error(failure.value)
        self.record(
            Fate(page.url, page.kind, verdict.state, verdict.reason, retry=True, retry_after=verdict.retry_after)
        )

    def _spider_closed(self, spider: Spider, reason: str) -> None:
        if self._ticker.running:
            self._ticker.stop()
        if reason != "finished" and self.ended == "finished":
            self.ended = "stopped"
        self.close()

    def close(self) -> None:
        """Write the run's row and give the archive back; safe to call twice."""
        if self.archive.closed:
            return
        with self._ending_when_broken(), self.archive.changes() as db:
            crawls.finish(db, self.recorder.crawl_id, now=clock.now(), ended=self.ended, counts=self.counts())
        with self._ending_when_broken():
            self.archive.close()

    def counts(self) -> dict[str, Any]:
        """What the run did so far, by name."""
        stats = self.crawler.stats
        return {
            **self.recorder.counts,
            "requests": stats.get_value("downloader/request_count", 0),
            "bytes": stats.get_value("downloader/response_bytes", 0),
        }

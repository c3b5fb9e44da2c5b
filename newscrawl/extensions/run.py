"""The run: it opens the archive, keeps the ledger's frontier, writes what is learnt, and closes the books."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.extensions.throttle import AutoThrottle
from scrapy.utils.asyncio import create_looping_call

from newscrawl import __version__, clock
from newscrawl.archive import captures, channels, crawls, ledger
from newscrawl.archive.archive import Archive
from newscrawl.archive.ledger import DuePage
from newscrawl.archive.recorder import Recorder
from newscrawl.errors import ArchiveError
from newscrawl.extensions.crawl_run import CrawlRun
from newscrawl.frontier import Frontier
from newscrawl.items import Article, ChannelLink, Fate, Listing
from newscrawl.site_watch import SiteWatch
from newscrawl.warc.records import StoredPayload

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
COUNT_SECONDS = 2.0


class ArchiveRun(CrawlRun):
    """One run of a crawl: archive, frontier and recorder, shared by scheduler, spider and pipelines.

    An archive that can no longer be written ends the run; what was not committed is fetched again by the next one.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self.patience = settings.getfloat("NEWSCRAWL_RETRY_PATIENCE")
        self.site_watch = SiteWatch(settings.getint("NEWSCRAWL_SITE_DOWN_AFTER"))
        self.retry_delay = settings.getfloat("NEWSCRAWL_RETRY_DELAY")
        self._left: tuple[float, float, dict[str, int]] = (0.0, 0.0, {})
        self.archive = Archive.write(Path(settings["NEWSCRAWL_ARCHIVE"]), command="newscrawl crawl")
        self._broke = False
        self._before_commit: list[Callable[[], None]] = []
        self._open_books()
        self._ticker = create_looping_call(self._tick)
        self._connect(crawler)

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
        days = tuple(float(age) for age in self.crawler.settings.getlist("NEWSCRAWL_REVISIT_DAYS"))
        options = replace(self.spider.options, retry_delay=self.retry_delay, revisit_days=days)
        self.recorder = Recorder(self.archive, self.spider.site, crawl_id, options)
        self.frontier = Frontier(self.archive, self.spider.site.base_url, options)
        self.archive.before_commit = self._prepare_commit

    def _connect(self, crawler: Crawler) -> None:
        connect = crawler.signals.connect
        connect(self._spider_opened, signals.spider_opened)
        connect(self._spider_idle, signals.spider_idle)
        connect(self._spider_closed, signals.spider_closed)

    @property
    def crawl_id(self) -> int:
        return self.recorder.crawl_id

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

    def articles_left(self) -> dict[str, int]:
        """Articles that are known and still to be fetched, by channel of this run; counted every few seconds."""
        counted_at, pause, left = self._left
        if not self.archive.closed and time.monotonic() - counted_at > pause:
            began = time.monotonic()
            left = ledger.articles_left(self.archive.db, now=clock.now(), since=self.spider.options.since_text)
            ended = time.monotonic()
            # In a ledger of millions counting takes a while: it must never take more than a small share of the run.
            self._left = (ended, max(COUNT_SECONDS, 50 * (ended - began)), left)
        return left

    def bounded(self, articles: int) -> int:
        """No more than --max-articles leaves this run to fetch."""
        bound = self.frontier.articles_left
        return articles if bound is None else min(articles, bound)

    @property
    def unread_channels(self) -> set[str]:
        """Channels whose listing was not read as far as it must be; those that --max-articles leaves out not."""
        return set() if self.frontier.has_enough() else self.recorder.unread

    async def known_channels(self) -> list[ChannelLink]:
        return channels.known(self.archive.db, self.spider.site.base_url)

    def begin_channel(self, link: ChannelLink) -> None:
        with self._ending_when_broken():
            self.recorder.begin_channel(link)
            self.frontier.wake()

    def remember_channels(self, links: list[ChannelLink]) -> None:
        with self._ending_when_broken(), self.archive.changes() as db:
            for link in links:
                self.recorder.add_channel(db, link, on=None)

    def keep_delay(self, host: str, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(host)
        delay = max(delay, slot.delay if slot else self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        if slot is not None:
            slot.delay, slot.concurrency = delay, 1
        # A slot that is idle for a minute is thrown away; the next one must know.
        downloader.per_slot_settings.setdefault(host, {}).update({"delay": delay, "concurrency": 1})
        throttle = self.crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(throttle.mindelay, delay)

    def pause(self, seconds: float) -> None:
        self.frontier.pause(seconds)

    @property
    def warc_dir(self) -> Path:
        return self.archive.warc_dir

    def before_commit(self, action: Callable[[], None]) -> None:
        self._before_commit.append(action)

    def find_payload(self, sha1: bytes) -> StoredPayload | None:
        return captures.find_payload(self.archive.db, sha1)

    def add_capture(self, sha1: bytes, payload: StoredPayload, *, whole: bool) -> None:
        captures.add(self.archive.db, sha1, payload, whole=whole)

    def stop(self, ended: str, sentence: str) -> None:
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
            if not self._broke:
                self._broke = True
                logger.error("%s", error)
                self.recorder.forget_uncommitted()
            self.stop("failed", str(error))

    def _watch_site(self, item: Article | Listing | Fate) -> None:
        sentence = self.site_watch.see(item, attempts=ledger.attempts_of(self.archive.db, item.url))
        if sentence:
            self.stop("site down", sentence)

    def _watch_missing_channel(self, item: Article | Listing | Fate) -> None:
        """A channel asked for that the site does not have is the user's to know."""
        if not isinstance(item, Fate) or item.kind != "listing" or item.state != "gone" or len(self.spider.begun) > 1:
            return
        if item.url in map(self.spider.site.listing_url, self.spider.begun):
            self.stop("unknown channel", f"{item.url} is no channel: {item.reason} Check its name.")

    def _tick(self) -> None:
        with self._ending_when_broken():
            if self.archive.is_due():
                self.archive.commit()
            for page in self.frontier.take_due():
                self.crawler.engine.crawl(self.spider.request_for(page))

    def _prepare_commit(self) -> None:
        """First the bytes, then the rows that point to them; a killed run has counted just what it kept."""
        for action in self._before_commit:
            action()
        crawls.note_counts(self.archive.db, self.recorder.crawl_id, self.counts())

    def _spider_opened(self, spider: Spider) -> None:
        self._ticker.start(TICK_SECONDS, now=False)

    def _spider_idle(self, spider: Spider) -> None:
        wait = self.frontier.seconds_to_next_retry()
        if wait is not None and wait <= self.patience:
            raise DontCloseSpider

    def _spider_closed(self, spider: Spider, reason: str) -> None:
        if self._ticker.running:
            self._ticker.stop()
        if reason != "finished" and self.ended == "finished":
            self.ended = "stopped"
        self.close()

    def close(self) -> None:
        if self.archive.closed:
            return
        with self._ending_when_broken(), self.archive.changes() as db:
            crawls.finish(db, self.recorder.crawl_id, now=clock.now(), ended=self.ended, counts=self.counts())
        with self._ending_when_broken():
            self.archive.close()

    def counts(self) -> dict[str, Any]:
        stats = self.crawler.stats
        return {
            **self.recorder.counts,
            "requests": stats.get_value("downloader/request_count", 0),
            "bytes": stats.get_value("downloader/response_bytes", 0),
        }

"""`CrawlRun`: all that spider, pipelines and middlewares know of the run they work for.

Two kinds of run stand behind it: `ArchiveRun` writes into an archive of its own, `newscrawl.cluster.worker.WorkerRun`
sends what it learns to the one machine that does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals

from newscrawl import policy
from newscrawl.component import Component
from newscrawl.items import Article, ChannelLink, Fate, Listing
from newscrawl.warc.records import StoredPayload

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.spiders.district import DistrictSpider


class CrawlRun(Component, ABC):
    """One run of a crawl in this process.

    `ended` is why it ended: `finished`, `stopped`, `site down`, `failed`, `unknown channel`; `sentence` says it to
    people. `picks_channels` is false where the run joins one that reads channels already, and was told no others.
    """

    picks_channels = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.spider: DistrictSpider = crawler.spider  # type: ignore[assignment]  # ours is the only spider
        self.ended = "finished"
        self.sentence: str | None = None
        connect = crawler.signals.connect
        connect(self._item_error, signals.item_error)
        connect(self._spider_error, signals.spider_error)

    @staticmethod
    def of(crawler: Crawler) -> CrawlRun:
        """The run of this crawler."""
        run = crawler.get_extension(CrawlRun)  # type: ignore[type-abstract]  # looks for an instance, makes none
        if run is None:
            raise RuntimeError("EXTENSIONS must have newscrawl.extensions.run.ArchiveRun, or another CrawlRun")
        return run

    @property
    @abstractmethod
    def crawl_id(self) -> int:
        """The run's row in the table `crawls`."""

    @abstractmethod
    def record(self, item: Article | Listing | Fate) -> None:
        """Keep what became of one page."""

    @abstractmethod
    async def known_channels(self) -> list[ChannelLink]:
        """Every channel of the site that the archive knows."""

    @abstractmethod
    def begin_channel(self, link: ChannelLink) -> None:
        """Read this channel in this run."""

    def channels_picked(self) -> None:
        """Every channel asked for was begun, or the run is stopped."""

    @abstractmethod
    def remember_channels(self, links: list[ChannelLink]) -> None:
        """Channels that the site names, to be known by later runs."""

    @abstractmethod
    def keep_delay(self, host: str, delay: float) -> None:
        """The site asks for so many seconds between two requests: a floor for the rest of the run."""

    @abstractmethod
    def pause(self, seconds: float) -> None:
        """The site asks to be left alone for a while."""

    @abstractmethod
    def stop(self, ended: str, sentence: str) -> None:
        """End the run early: nothing more is fetched, what is left stays pending."""

    @abstractmethod
    def close(self) -> None:
        """Close the books; safe to call twice."""

    @abstractmethod
    def counts(self) -> dict[str, Any]:
        """What the run did so far, by name."""

    @property
    @abstractmethod
    def warc_dir(self) -> Path:
        """The folder that WARC files are written into."""

    @abstractmethod
    def before_commit(self, action: Callable[[], None]) -> None:
        """Have `action` run before anything recorded becomes durable: it makes the bytes durable first."""

    @abstractmethod
    def find_payload(self, sha1: bytes) -> StoredPayload | None:
        """A record of an earlier answer with this payload, in a file of `warc_dir`; None where none is known."""

    @abstractmethod
    def add_capture(self, sha1: bytes, payload: StoredPayload, *, whole: bool) -> None:
        """Note an answer as kept; called by the action of `before_commit`."""

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

"""The run's health: what it saw of each channel is counted as it goes, and judged against the past at its end."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import signals

from newscrawl import clock
from newscrawl.archive import health as records
from newscrawl.component import Component
from newscrawl.errors import ArchiveError
from newscrawl.extensions.run import ArchiveRun
from newscrawl.health import Figures
from newscrawl.health.figures import REFUSALS
from newscrawl.health_book import Ending, HealthBook

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.archive.ledger import DuePage
    from newscrawl.items import Article, Fate, Listing

logger = logging.getLogger(__name__)

OWN_ERROR = "newscrawl itself failed on this page"


class CrawlHealth(Component):
    """Judges the run before ArchiveRun closes its books.

    It stands before ArchiveRun in EXTENSIONS, so that its `spider_closed` is called first. `health` and `reasons` say
    how the run was; `interrupted` are the killed runs that this one found.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.health = "failed"
        self.reasons: list[str] = []
        self.interrupted: list[dict[str, Any]] = []
        self.book = HealthBook()
        connect = crawler.signals.connect
        connect(self._opened, signals.spider_opened)
        connect(self._answered, signals.response_received)
        connect(self._scraped, signals.item_scraped)
        connect(self._own_error, signals.item_error)
        connect(self._closed, signals.spider_closed)

    @property
    def figures(self) -> dict[str, Figures]:
        """What the run saw so far, by channel."""
        return self.book.figures

    def _opened(self, spider: Spider) -> None:
        run = ArchiveRun.of(self.crawler)
        with run.archive.changes() as db:
            self.interrupted = records.close_interrupted(db)
            records.forget_old(db, now=clock.now())

    def _answered(self, response: Response, request: Request, spider: Spider) -> None:
        page: DuePage | None = request.meta.get("page")
        if page is not None:
            figures = self.book.of(page.channel)
            figures.answers += 1
            figures.refused += response.status in REFUSALS
            figures.seconds += request.meta.get("download_latency") or 0.0

    def _scraped(self, item: Article | Listing | Fate, response: Response | Failure, spider: Spider) -> None:
        page = _page_of(response)
        if page is None:
            return
        site = ArchiveRun.of(self.crawler).spider.site
        self.book.add(item, page.channel, first_page=site.page_number(item.url) == 1)

    def _own_error(self, item: object, response: Response | Failure, spider: Spider, failure: Failure) -> None:
        page = _page_of(response)
        if page is not None:
            figures = self.book.of(page.channel)
            figures.fetched += 1
            figures.failed[OWN_ERROR] += 1
            figures.note_example(OWN_ERROR, page.url)

    def _closed(self, spider: Spider, reason: str) -> None:
        run = ArchiveRun.of(self.crawler)
        ended = "stopped" if reason != "finished" and run.ended == "finished" else run.ended
        try:
            judgement = self.book.judge(
                run.archive,
                Ending(run.recorder.crawl_id, ended, run.sentence, run.spider.begun, run.unread_channels),
            )
        except ArchiveError as error:
            self.reasons = [run.sentence or str(error)]
            return
        except Exception:
            # A fault in the rules must not cost the run: it is finished, only its health is not known.
            logger.exception("The health of run %d could not be judged.", run.recorder.crawl_id)
            self.health, self.reasons = "degraded", ["The run's health could not be judged; the log says why."]
            return
        self.health, self.reasons = judgement.health, judgement.reasons


def _page_of(response: Response | Failure) -> DuePage | None:
    """The ledger's row that was fetched; Scrapy hands on a Failure where no response came."""
    request = getattr(response, "request", None)
    page: DuePage | None = request.meta.get("page") if request is not None else None
    return page

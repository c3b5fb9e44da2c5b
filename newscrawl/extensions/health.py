"""The run's health: what it saw of each channel is counted as it goes, and judged against the past at its end."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import signals

from newscrawl import clock
from newscrawl.archive import crawls
from newscrawl.archive import health as records
from newscrawl.errors import ArchiveError
from newscrawl.extensions.run import ArchiveRun
from newscrawl.health import Figures, Judgement, Past, Run, Text, figures_of, judge
from newscrawl.health.figures import REFUSALS
from newscrawl.items import Article, Listing

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from sqlite_utils import Database
    from twisted.python.failure import Failure

    from newscrawl.archive.ledger import DuePage
    from newscrawl.items import Fate

logger = logging.getLogger(__name__)

TEXTS = 40  # latest articles of a channel among which lines that begin to repeat are looked for
OWN_ERROR = "newscrawl itself failed on this page"


class CrawlHealth:
    """Judges the run before ArchiveRun closes its books.

    It stands before ArchiveRun in EXTENSIONS, so that its `spider_closed` is called first. `health` and `reasons` say
    how the run was; `interrupted` are the killed runs that this one found.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.health = "failed"
        self.reasons: list[str] = []
        self.interrupted: list[dict[str, Any]] = []
        self.figures: dict[str, Figures] = {}
        connect = crawler.signals.connect
        connect(self._opened, signals.spider_opened)
        connect(self._answered, signals.response_received)
        connect(self._scraped, signals.item_scraped)
        connect(self._own_error, signals.item_error)
        connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlHealth:
        return cls(crawler)

    def of(self, channel: str) -> Figures:
        """The figures of a channel, begun where there are none."""
        return self.figures.setdefault(channel, Figures())

    def _opened(self, spider: Spider) -> None:
        run = ArchiveRun.of(self.crawler)
        with run.archive.changes() as db:
            self.interrupted = records.close_interrupted(db)
            records.forget_old(db, now=clock.now())

    def _answered(self, response: Response, request: Request, spider: Spider) -> None:
        page: DuePage | None = request.meta.get("page")
        if page is not None:
            figures = self.of(page.channel)
            figures.answers += 1
            figures.refused += response.status in REFUSALS
            figures.seconds += request.meta.get("download_latency") or 0.0

    def _scraped(self, item: Article | Listing | Fate, response: Response | Failure, spider: Spider) -> None:
        page = _page_of(response)
        if page is None:
            return
        figures = self.of(page.channel)
        if isinstance(item, Article):
            figures.add_article(item)
        elif isinstance(item, Listing):
            figures.add_listing(item, first_page=ArchiveRun.of(self.crawler).spider.site.page_number(item.url) == 1)
        else:
            figures.add_fate(item)

    def _own_error(self, item: object, response: Response | Failure, spider: Spider, failure: Failure) -> None:
        page = _page_of(response)
        if page is not None:
            figures = self.of(page.channel)
            figures.fetched += 1
            figures.failed[OWN_ERROR] += 1
            figures.note_example(OWN_ERROR, page.url)

    def _closed(self, spider: Spider, reason: str) -> None:
        run = ArchiveRun.of(self.crawler)
        ended = "stopped" if reason != "finished" and run.ended == "finished" else run.ended
        try:
            judgement = self._judge(run, ended)
        except ArchiveError as error:
            self.reasons = [run.sentence or str(error)]
            return
        except Exception:
            # A fault in the rules must not cost the run: it is finished, only its health is not known.
            logger.exception("The health of run %d could not be judged.", run.recorder.crawl_id)
            self.health, self.reasons = "degraded", ["The run's health could not be judged; the log says why."]
            return
        self.health, self.reasons = judgement.health, judgement.reasons

    def _judge(self, run: ArchiveRun, ended: str) -> Judgement:
        crawl_id = run.recorder.crawl_id
        with run.archive.changes() as db:
            judged = self._gather(db, run, ended)
            judgement = judge(judged)
            for channel, figures in self.figures.items():
                records.save(
                    db,
                    crawl_id,
                    channel,
                    new=judged.new.get(channel, 0),
                    figures=figures.to_dict(),
                    alarms=judgement.metrics(channel),
                )
            crawls.set_health(db, crawl_id, judgement.health, judgement.reasons)
        return judgement

    def _gather(self, db: Database, run: ArchiveRun, ended: str) -> Run:
        """The run with everything that the rules ask for."""
        crawl_id = run.recorder.crawl_id
        this = crawls.get(db, crawl_id)
        assert this is not None, "ArchiveRun has entered the run"
        for channel in run.spider.begun:
            self.of(channel)
        read = [channel for channel, figures in self.figures.items() if figures.pages]
        return Run(
            at=clock.parse(clock.now()),
            now=self.figures,
            past={channel: _past(db, channel, crawl_id) for channel in self.figures},
            new=records.discovered(db, since=this["started_at"]),
            texts={channel: _texts(db, channel, crawl_id) for channel in read},
            ended=ended,
            sentence=run.sentence,
            unread={channel: self._why_unread(channel) for channel in run.unread_channels}
            if ended == "finished"
            else {},
        )

    def _why_unread(self, channel: str) -> str:
        reasons = self.of(channel).failed
        return next(iter(reasons), "the ledger says more (newscrawl status).")


def _past(db: Database, channel: str, crawl_id: int) -> list[Past]:
    return [
        Past(
            figures_of(row["figures"]),
            row["new"],
            clock.parse(row["started_at"]),
            frozenset(row["alarms"]) | frozenset(row["accepted"]),
        )
        for row in records.history(db, channel, before=crawl_id)
    ]


def _texts(db: Database, channel: str, crawl_id: int) -> list[Text]:
    return [
        Text(row["url"], row["title"], row["body"], row["crawl_id"] == crawl_id)
        for row in records.latest_texts(db, channel, TEXTS)
    ]


def _page_of(response: Response | Failure) -> DuePage | None:
    """The ledger's row that was fetched; Scrapy hands on a Failure where no response came."""
    request = getattr(response, "request", None)
    page: DuePage | None = request.meta.get("page") if request is not None else None
    return page

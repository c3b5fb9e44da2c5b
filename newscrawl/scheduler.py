"""Scrapy's scheduler, with the ledger as its queue."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from scrapy.core.scheduler import BaseScheduler

from newscrawl.extensions.run import ArchiveRun

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from newscrawl.spiders.district import DistrictSpider


class LedgerScheduler(BaseScheduler):
    """Feeds requests for what is due in the ledger.

    Requests that the engine itself enqueues (redirects, retries come due) are part of a page already handed
    out; they wait in memory, and are never many.
    """

    def __init__(self, run: ArchiveRun) -> None:
        self.run = run
        self._following: deque[Request] = deque()
        self._spider: DistrictSpider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LedgerScheduler:
        return cls(ArchiveRun.of(crawler))

    def open(self, spider: Spider) -> None:
        self._spider = spider  # type: ignore[assignment]  # Scrapy knows only the base class

    def enqueue_request(self, request: Request) -> bool:
        self._following.append(request)
        return True

    def next_request(self) -> Request | None:
        if self._following:
            return self._following.popleft()
        page = self.run.next_page()
        if page is None or self._spider is None:
            return None
        return self._spider.request_for(page)

    def has_pending_requests(self) -> bool:
        return bool(self._following) or self.run.has_more()

"""A site that says 429 is given a pause, from that moment on and for all its pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from newscrawl import clock, policy
from newscrawl.component import Component
from newscrawl.extensions.crawl_run import CrawlRun

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class PauseWhenAsked(Component):
    """Acts while the answer still counts as under way: what is recorded later comes after the next request."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.least = crawler.settings.getfloat("NEWSCRAWL_RETRY_DELAY")
        self.most = crawler.settings.getfloat("NEWSCRAWL_RETRY_PATIENCE")

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status == HTTPStatus.TOO_MANY_REQUESTS:
            value = response.headers.get("Retry-After")
            asked = policy.read_retry_after(value.decode("latin-1") if value else None, now=clock.parse(clock.now()))
            CrawlRun.of(self.crawler).pause(min(max(asked or 0.0, self.least), self.most))
        return response

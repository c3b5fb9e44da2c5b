"""A run that is told to stop is over within seconds, however slowly the site answers."""

from __future__ import annotations

import contextlib
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from newscrawl.component import Component
from newscrawl.extensions.crawl_run import CrawlRun

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

GRACE_SECONDS = 3.0
LOOK_SECONDS = 0.25


class PromptStop(Component):
    """Gives answers that are under way GRACE_SECONDS, then cuts their connections; their pages stay pending.

    `newscrawl crawl` calls `begin` at a signal; under `scrapy crawl`, whose own handlers stop the engine, it sees that.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._since: float | None = None
        self._ticker = create_looping_call(self._look)
        crawler.signals.connect(self._spider_opened, signals.spider_opened)
        crawler.signals.connect(self._spider_closed, signals.spider_closed)

    @staticmethod
    def of(crawler: Crawler) -> PromptStop:
        found = crawler.get_extension(PromptStop)
        if found is None:
            raise RuntimeError("newscrawl.extensions.prompt_stop.PromptStop must be in EXTENSIONS")
        return found

    def begin(self) -> None:
        """Fetch nothing more; called again, wait no longer for what is under way."""
        if self._since is not None:
            cut_connections()
            return
        self._since = time.monotonic()
        CrawlRun.of(self.crawler).stop("stopped", "Stopped on request; what is left stays pending.")

    def _look(self) -> None:
        if self._since is None:
            if not self.crawler.engine.running:
                self.begin()
        elif time.monotonic() - self._since > GRACE_SECONDS:
            cut_connections()

    def _spider_opened(self, spider: Spider) -> None:
        self._ticker.start(LOOK_SECONDS, now=False)

    def _spider_closed(self, spider: Spider) -> None:
        if self._ticker.running:
            self._ticker.stop()


def cut_connections() -> None:
    """Break every connection of this process to the network, those being made included."""
    reactor: Any = import_module("twisted.internet.reactor")  # exists only once Scrapy has chosen one
    for end in {*reactor.getReaders(), *reactor.getWriters()}:
        connector = getattr(end, "connector", None)  # only clients have one
        if connector is not None and getattr(end, "connected", False):
            end.abortConnection()
        elif connector is not None:
            with contextlib.suppress(Exception):  # it may have been made, or given up, a moment ago
                connector.stopConnecting()

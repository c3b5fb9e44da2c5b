"""Progress that tells the truth: live on a terminal, a log line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.table import Table
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from newscrawl.extensions.run import ArchiveRun

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

LIVE_SECONDS = 0.25
LOG_SECONDS = 15.0


class Progress:
    """Shows what the run has done and what it knows is left."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings["NEWSCRAWL_PROGRESS"] == "off":
            raise NotConfigured
        self.crawler = crawler
        self.started = time.monotonic()
        self.live: Live | None = None
        on_terminal = sys.stderr.isatty()
        self._ticker = create_looping_call(self._draw if on_terminal else self._log)
        self._seconds = LIVE_SECONDS if on_terminal else LOG_SECONDS
        self._on_terminal = on_terminal
        crawler.signals.connect(self._spider_opened, signals.spider_opened)
        crawler.signals.connect(self._spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        return cls(crawler)

    def _spider_opened(self, spider: Spider) -> None:
        if self._on_terminal:
            self.live = Live(console=Console(stderr=True), transient=True, auto_refresh=False)
            self.live.start()
        self._ticker.start(self._seconds, now=False)

    def _spider_closed(self, spider: Spider, reason: str) -> None:
        if self._ticker.running:
            self._ticker.stop()
        if self.live is not None:
            self.live.stop()

    def _draw(self) -> None:
        if self.live is None:
            return
        table = Table.grid(padding=(0, 2))
        for name, value in self.figures().items():
            table.add_row(name, f"[bold]{value}[/bold]")
        self.live.update(table, refresh=True)

    def _log(self) -> None:
        logger.info(", ".join(f"{name} {value}" for name, value in self.figures().items()))

    def figures(self) -> dict[str, str]:
        """Name → figure, in the order they are shown."""
        run = ArchiveRun.of(self.crawler)
        counts = run.recorder.counts
        done = counts["new"] + counts["changed"] + counts["unchanged"]
        elapsed = max(time.monotonic() - self.started, 0.001)
        rate = done / elapsed
        left = run.articles_left()
        figures = {
            "channels": f"{len(run.spider.begun)}",
            "listings": f"{counts['listings']}",
            "articles": f"{done} done, {left} known to be left",
            "rate": f"{rate:.1f} articles/s",
            "failures": f"{counts['failed'] + counts['rejected'] + counts['gone'] + counts['excluded']}"
            f" ({counts['retried']} retries)",
        }
        if rate > 0 and left:
            figures["time left"] = f"about {_duration(left / rate)}"
        return figures


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"

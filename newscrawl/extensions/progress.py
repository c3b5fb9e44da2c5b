"""Progress that tells the truth: live on a terminal, channel by channel; a log line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from newscrawl.component import Component
from newscrawl.extensions.health import CrawlHealth
from newscrawl.extensions.run import ArchiveRun

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

LIVE_SECONDS = 0.25
LOG_SECONDS = 15.0
RATE_SECONDS = 60.0  # the rate shown is that of the last minute
CHANNELS_SHOWN = 12
_BAR_WIDTH = 30


@dataclass(frozen=True, slots=True)
class State:
    """Where a run stands. `channels` is (slug, articles done, articles known to be left), those with work left first.

    `rate` is in articles a second; `left` counts what is known, and grows while listings are read.
    """

    channels: list[tuple[str, int, int]]
    listings: int
    done: int
    left: int
    rate: float
    failures: int
    retries: int

    @property
    def seconds_left(self) -> float | None:
        """None while nothing can be said."""
        return self.left / self.rate if self.rate > 0 and self.left else None


class Pace:
    """How fast it goes: articles a second over the last RATE_SECONDS."""

    def __init__(self, now: float) -> None:
        self._seen: deque[tuple[float, int]] = deque([(now, 0)])

    def rate(self, now: float, done: int) -> float:
        """The rate, after `done` articles in all; `now` is in seconds, of any clock that does not jump."""
        self._seen.append((now, done))
        while now - self._seen[0][0] > RATE_SECONDS and len(self._seen) > 2:
            self._seen.popleft()
        since, before = self._seen[0]
        return (done - before) / max(now - since, 0.001)


class Progress(Component):
    """Shows what the run has done and what it knows is left."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings["NEWSCRAWL_PROGRESS"] == "off":
            raise NotConfigured
        super().__init__(crawler)
        self.pace = Pace(time.monotonic())
        self.live: Live | None = None
        self._on_terminal = sys.stderr.isatty()
        self._ticker = create_looping_call(self._draw if self._on_terminal else self._log)
        self._seconds = LIVE_SECONDS if self._on_terminal else LOG_SECONDS
        crawler.signals.connect(self._spider_opened, signals.spider_opened)
        crawler.signals.connect(self._spider_closed, signals.spider_closed)

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
        if self.live is not None:
            self.live.update(render(self.state()), refresh=True)

    def _log(self) -> None:
        logger.info("%s", one_line(self.state()))

    def state(self) -> State:
        """Where the run stands now."""
        run = ArchiveRun.of(self.crawler)
        judged = self.crawler.get_extension(CrawlHealth)
        counts, left = run.recorder.counts, run.articles_left()
        done = counts["new"] + counts["changed"] + counts["unchanged"]
        pages = {slug: figures.pages for slug, figures in judged.figures.items()} if judged else {}
        channels = [(slug, pages.get(slug, 0), left.get(slug, 0)) for slug in {*run.spider.begun, *pages, *left}]
        return State(
            channels=sorted(channels, key=lambda channel: (-channel[2], channel[0])),
            listings=counts["listings"],
            done=done,
            left=run.bounded(sum(left.values())),
            rate=self.pace.rate(time.monotonic(), done),
            failures=counts["failed"] + counts["rejected"] + counts["gone"] + counts["excluded"],
            retries=counts["retried"],
        )


def render(state: State) -> Table:
    """Totals above, then a bar for each channel."""
    table = Table.grid(padding=(0, 2))
    table.add_row("[bold]all[/bold]", _bar(state.done, state.left), f"{state.done:,} / {state.done + state.left:,}")
    busy = [channel for channel in state.channels if channel[1] or channel[2]]
    for slug, done, left in busy[:CHANNELS_SHOWN]:
        table.add_row(slug, _bar(done, left), f"{done:,} / {done + left:,}")
    if len(busy) > CHANNELS_SHOWN:
        table.add_row(f"and {len(busy) - CHANNELS_SHOWN} more channels")
    table.add_row(_pace(state))
    table.add_row(f"{state.listings:,} listing pages, {state.failures:,} failures, {state.retries:,} retries")
    return table


def one_line(state: State) -> str:
    """The same for a log."""
    return (
        f"{state.done} of {state.done + state.left} known articles done, {_pace(state)}, "
        f"{state.listings} listing pages, {state.failures} failures, {state.retries} retries"
    )


def _bar(done: int, left: int) -> ProgressBar:
    return ProgressBar(total=max(done + left, 1), completed=done, width=_BAR_WIDTH)


def _pace(state: State) -> str:
    seconds = state.seconds_left
    return f"{state.rate:.1f} articles/s" + (f", about {duration(seconds)} left" if seconds is not None else "")


def duration(seconds: float) -> str:
    """`2 h 5 min`, `3 min 20 s`, `7 s`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"

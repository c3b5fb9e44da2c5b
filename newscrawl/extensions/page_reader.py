"""Has the answers read: in this process, or, where pages come fast, in a second one beside it."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.misc import load_object

from newscrawl.component import Component
from newscrawl.extensions.crawl_run import CrawlRun
from newscrawl.pipelines.stage import StagePipeline
from newscrawl.reading.helper import Helper, HelperDied, HelperLost
from newscrawl.reading.pages import Answer, read

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from newscrawl.items import Article, Listing

logger = logging.getLogger(__name__)

START_AFTER = 50  # pages read in this process first: a small run starts no second one
TRIES = 2  # processes that one page may take with it before it is the page's fault
MOST_DEATHS = 10  # processes that one run may lose


class RunIsEnding(Exception):
    """The run ends before this page was read: it stays pending."""


class PageReader(Component):
    """Reading takes a third of a crawl's processor time, and is the part that needs nothing but the bytes.

    A second process (NEWSCRAWL_SECOND_PROCESS) reads a page and takes its article through the stages of
    ITEM_PIPELINES, as they stand there; the finished article passes by those stages here. It pays where nothing slows
    the requests down, and after some pages: until it is ready, pages are read here. With `on` none is.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.apart = is_wanted(crawler.settings)
        self._only_apart = str(crawler.settings["NEWSCRAWL_SECOND_PROCESS"]).lower() == "on"
        self.stages = stage_paths(crawler.settings)
        self.helper: Helper | None = None
        self.deaths = 0
        self._gave_up = False
        self._read_here = 0
        self._start: asyncio.Task[None] | None = None
        crawler.signals.connect(self._closed, signals.spider_closed)

    @staticmethod
    def of(crawler: Crawler) -> PageReader:
        """The reader of this crawler."""
        found = crawler.get_extension(PageReader)
        if found is None:
            raise RuntimeError("newscrawl.extensions.page_reader.PageReader must be in EXTENSIONS")
        return found

    async def read(self, answer: Answer) -> Article | Listing:
        """The item of an answer. Raises NotAnArticle, RunIsEnding, and whatever fails in the rules."""
        tries = 0
        while True:
            helper = await self._helper()
            if helper is None:
                return read(answer, CrawlRun.of(self.crawler).spider.site)
            try:
                return await helper.read(answer)
            except HelperLost:
                self._forget(helper)
            except HelperDied:
                tries += 1
                self._note_death(helper)
                if tries >= TRIES:
                    raise

    async def _helper(self) -> Helper | None:
        """The second process; None: read here."""
        if self.helper is None and self.apart:
            self._read_here += 1
            if self._start is None and (self._only_apart or self._read_here > START_AFTER):
                self._start = asyncio.ensure_future(self._begin())
            if self._only_apart and self._start:
                await asyncio.shield(self._start)
        if self._gave_up:
            raise RunIsEnding
        return self.helper

    async def _begin(self) -> None:
        try:
            self.helper = await Helper.start(CrawlRun.of(self.crawler).spider.site, self.stages)
        except (OSError, HelperDied) as error:
            if self.deaths:
                self._give_up()
            logger.warning("No second process can be started (%s).", error)
            self.apart = False
        finally:
            self._start = None

    def _note_death(self, helper: Helper) -> None:
        self._forget(helper)
        self._only_apart = True  # what may have killed it must not be read here
        self.deaths += 1
        if self.deaths >= MOST_DEATHS:
            self._give_up()

    def _forget(self, helper: Helper) -> None:
        if self.helper is helper:
            self.helper = None
            logger.warning("The process that reads pages ended unexpectedly; another takes its place.")

    def _give_up(self) -> None:
        self._gave_up = True
        CrawlRun.of(self.crawler).stop(
            "failed",
            f"The process that reads pages ended unexpectedly, {self.deaths} times in this run. "
            "See to the machine's memory, or set NEWSCRAWL_SECOND_PROCESS to 'off', and run again.",
        )

    def _closed(self, spider: Spider) -> None:
        if self._start is not None:
            self._start.cancel()
        if self.helper is not None:
            self.helper.close()


def is_wanted(settings: BaseSettings) -> bool:
    """What NEWSCRAWL_SECOND_PROCESS says; `auto`: where no delay is kept and a second core is there.

    A worker of a shared crawl does without: there, a core that has nothing to do is for another worker.
    """
    wanted = str(settings["NEWSCRAWL_SECOND_PROCESS"]).lower()
    if wanted != "auto":
        return wanted == "on"
    is_fast = not settings.getbool("AUTOTHROTTLE_ENABLED") and not settings.getfloat("DOWNLOAD_DELAY")
    return is_fast and _cores() > 1 and "NEWSCRAWL_FRONTIER" not in settings


def stage_paths(settings: BaseSettings) -> list[str]:
    """Dotted paths of the stages of ITEM_PIPELINES, in their order."""
    pipelines = settings.getdict("ITEM_PIPELINES")
    placed = sorted((place, load_object(path)) for path, place in pipelines.items() if place is not None)
    return [f"{kind.__module__}.{kind.__qualname__}" for _, kind in placed if issubclass(kind, StagePipeline)]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

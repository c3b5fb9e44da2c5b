"""The last stage: article, revision, fate and WARC position go into the archive, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extensions.crawl_run import CrawlRun
from newscrawl.items import Article, Fate, Listing

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class SqlitePipeline:
    """Hands every item to the run: to its recorder, or to the machine that has one."""

    def __init__(self, run: CrawlRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SqlitePipeline:
        return cls(CrawlRun.of(crawler))

    def process_item(self, item: Article | Listing | Fate) -> Article | Listing | Fate:
        self.run.record(item)
        return item

"""The last stage: article, revision, fate and WARC position go into the archive, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extensions.run import ArchiveRun
from newscrawl.items import Article, Fate, Listing

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class SqlitePipeline:
    """Hands every item to the run's recorder."""

    def __init__(self, run: ArchiveRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SqlitePipeline:
        return cls(ArchiveRun.of(crawler))

    def process_item(self, item: Article | Listing | Fate) -> Article | Listing | Fate:
        self.run.record(item)
        return item

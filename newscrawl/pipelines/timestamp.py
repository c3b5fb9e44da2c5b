"""Read when it was published from the source line."""

from __future__ import annotations

from newscrawl.extract import timestamp
from newscrawl.items import Article
from newscrawl.pipelines.stage import StagePipeline


class TimestampPipeline(StagePipeline):
    """See `newscrawl.extract.timestamp`."""

    def apply(self, article: Article) -> Article:
        return timestamp.apply(article)

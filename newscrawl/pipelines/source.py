"""Read who first printed it from the source line."""

from __future__ import annotations

from newscrawl.extract import source
from newscrawl.items import Article
from newscrawl.pipelines.stage import StagePipeline


class SourcePipeline(StagePipeline):
    """See `newscrawl.extract.source`."""

    def apply(self, article: Article) -> Article:
        return source.apply(article)

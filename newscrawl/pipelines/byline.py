"""Read who wrote it, and take a byline on a line of its own out of the body."""

from __future__ import annotations

from newscrawl.extract import byline
from newscrawl.items import Article
from newscrawl.pipelines.stage import StagePipeline


class BylinePipeline(StagePipeline):
    """See `newscrawl.extract.byline`."""

    def apply(self, article: Article) -> Article:
        return byline.apply(article)

"""Cut the junk off the page: what is left is the body and its images."""

from __future__ import annotations

from newscrawl.extract import boilerplate
from newscrawl.items import Article
from newscrawl.pipelines.stage import StagePipeline


class BoilerplatePipeline(StagePipeline):
    """See `newscrawl.extract.boilerplate`."""

    def apply(self, article: Article) -> Article:
        return boilerplate.apply(article)

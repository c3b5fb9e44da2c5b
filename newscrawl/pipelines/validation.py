"""Note what is missing or odd; reject what is no article after all."""

from __future__ import annotations

from newscrawl.extract import validation
from newscrawl.items import Article
from newscrawl.pipelines.stage import StagePipeline


class ValidationPipeline(StagePipeline):
    """See `newscrawl.extract.validation`."""

    def apply(self, article: Article) -> Article:
        return validation.apply(article)

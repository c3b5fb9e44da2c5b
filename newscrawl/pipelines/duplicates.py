"""Take the fingerprint by which the archive finds near-copies; the copy itself is kept like any article."""

from __future__ import annotations

from newscrawl.extract import fingerprint
from newscrawl.items import Article
from newscrawl.pipelines.stage import StagePipeline


class DuplicatesPipeline(StagePipeline):
    """See `newscrawl.extract.fingerprint`; `newscrawl.archive.copies` looks it up in the article's transaction."""

    def apply(self, article: Article) -> Article:
        return fingerprint.apply(article)

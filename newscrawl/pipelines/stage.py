"""What the extraction stages share: articles pass through the stage, everything else passes by."""

from __future__ import annotations

from abc import ABC, abstractmethod

from newscrawl.errors import NotAnArticle
from newscrawl.items import Article, Fate, Listing


class StagePipeline(ABC):
    """Applies one pure stage; a page that the stage finds to be no article goes on as its fate, rejected."""

    @abstractmethod
    def apply(self, article: Article) -> Article:
        """The pure function of this stage."""

    def process_item(self, item: Article | Listing | Fate) -> Article | Listing | Fate:
        if not isinstance(item, Article):
            return item
        try:
            return self.apply(item)
        except NotAnArticle as reason:
            status = item.fetch.http_status if item.fetch else None
            url = item.fetch.url if item.fetch else item.url
            return Fate(url, "article", "rejected", str(reason), http_status=status, fetch=item.fetch)

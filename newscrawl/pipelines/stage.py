"""What the extraction stages share: articles pass through the stage, everything else passes by."""

from __future__ import annotations

from abc import ABC, abstractmethod

from newscrawl.errors import NotAnArticle
from newscrawl.items import Article, Fate, Listing


class StagePipeline(ABC):
    """Applies one pure stage; a page that the stage finds to be no article goes on as its fate, rejected.

    An article without its page has been through every stage already, in the second process (see
    `newscrawl.extensions.page_reader`), and passes by as well.
    """

    @abstractmethod
    def apply(self, article: Article) -> Article:
        """The pure function of this stage."""

    def process_item(self, item: Article | Listing | Fate) -> Article | Listing | Fate:
        if not isinstance(item, Article) or item.page is None:
            return item
        try:
            return self.apply(item)
        except NotAnArticle as reason:
            status = item.fetch.http_status if item.fetch else None
            url = item.fetch.url if item.fetch else item.url
            return Fate(url, "article", "rejected", str(reason), http_status=status, fetch=item.fetch)

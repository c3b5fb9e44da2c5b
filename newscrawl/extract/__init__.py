"""Pure rules: bytes of a page in, values out. No I/O, no clock, no Scrapy.

`open_page` reads a page and cuts its landmarks; `STAGES` fill the record one after the other; `extract_article`
does it all. `RULES_VERSION` is stored with every article, so that an archive knows what to read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract import boilerplate, byline, source, timestamp, validation
from newscrawl.extract.page import open_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.items import Article
    from newscrawl.sites.profile import SiteProfile

RULES_VERSION = "1"
STAGES: tuple[Callable[[Article], Article], ...] = (
    boilerplate.apply,
    source.apply,
    timestamp.apply,
    byline.apply,
    validation.apply,
)

__all__ = ["RULES_VERSION", "STAGES", "extract_article", "open_page"]


def extract_article(body: bytes, *, url: str, content_type: str | None, site: SiteProfile) -> Article:
    """The record of one article page. `url` may be empty where it is unknown.

    Raises NotAnArticle, with the reason as a sentence, for any page that is none.
    """
    article = open_page(body, url=url, content_type=content_type, site=site)
    for stage in STAGES:
        article = stage(article)
    article.page = None
    return article

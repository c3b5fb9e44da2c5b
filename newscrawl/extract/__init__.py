"""Pure rules: bytes of a page in, values out. No I/O, no clock, no Scrapy.

`open_page` reads a page and cuts its landmarks; `STAGES` fill the record one after the other; `extract_article`
does it all. `RULES_VERSION` is stored with every article, so that an archive knows what to read again.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.extract.page import open_page
    from newscrawl.items import Article
    from newscrawl.sites.profile import SiteProfile

    STAGES: tuple[Callable[[Article], Article], ...]

RULES_VERSION = "5"
_STAGES = ("boilerplate", "source", "timestamp", "byline", "validation")

__all__ = ["RULES_VERSION", "STAGES", "extract_article", "load_rules", "open_page"]


def __getattr__(name: str) -> Any:
    """Load the rules when they are asked for: the archive needs one module, its users need not wait for all."""
    if name == "STAGES":
        value: Any = tuple(importlib.import_module(f"{__name__}.{stage}").apply for stage in _STAGES)
    elif name == "open_page":
        value = importlib.import_module(f"{__name__}.page").open_page
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def load_rules() -> None:
    """Load them all now; else that is done with the first page."""
    for name in ("STAGES", "open_page"):
        __getattr__(name)


def extract_article(body: bytes, *, url: str, content_type: str | None, site: SiteProfile) -> Article:
    """The record of one article page. `url` may be empty where it is unknown.

    Raises NotAnArticle, with the reason as a sentence, for any page that is none.
    """
    from newscrawl.extract import STAGES, open_page

    article = open_page(body, url=url, content_type=content_type, site=site)
    for stage in STAGES:
        article = stage(article)
    article.page = None
    return article

"""What Scrapy itself writes into the log: which page, never the whole item."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure


class PagesByAddress(LogFormatter):
    """Names items by their URL: an article's text has no place in a log."""

    # Scrapy logs nothing where it gets None; its own annotation of this method leaves that out.
    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> None:  # type: ignore[override]
        """Nothing: the archive says what was scraped."""

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        return {
            "level": logging.ERROR,
            "msg": "newscrawl itself failed on %(url)s",
            "args": {"url": getattr(item, "url", "a page")},
        }

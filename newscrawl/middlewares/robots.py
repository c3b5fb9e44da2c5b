"""robots.txt, obeyed strictly: what answers 5xx or not at all means wait, not allow."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from newscrawl.component import Component
from newscrawl.extensions.crawl_run import CrawlRun
from newscrawl.spiders.failures import Forbidden, SiteClosed, judge_failure

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

TRIES = 3
MAX_BYTES = 512 * 1024  # of robots.txt that are read; RFC 9309 asks for 500 KiB at least


class RobotsMiddleware(Component):
    """Asks each host's robots.txt once a run, before its first page, and keeps its Crawl-delay.

    404 and other 4xx: everything is allowed (RFC 9309). 5xx, 429 or no answer: the run ends early, pages stay
    pending.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.wait = crawler.settings.getfloat("NEWSCRAWL_RETRY_DELAY")
        self._rules: dict[str, asyncio.Task[Protego | None]] = {}

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        host = request.url.split("/", 3)[2]
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._fetch_rules(request.url))
        rules = await asyncio.shield(self._rules[host])
        if rules is None:
            raise SiteClosed("robots.txt cannot be read")
        if not rules.can_fetch(request.url, self.agent):
            raise Forbidden("robots.txt forbids this page")

    async def _fetch_rules(self, url: str) -> Protego | None:
        robots_url = "/".join(url.split("/", 3)[:3]) + "/robots.txt"
        reason = ""
        for attempt in range(TRIES):
            if attempt:
                await self._rest(self.wait * 2 ** (attempt - 1))
            if CrawlRun.of(self.crawler).ended != "finished":
                return None
            try:
                request = Request(robots_url, callback=NO_CALLBACK, meta={"robots": True}, dont_filter=True)
                response = await self.crawler.engine.download_async(request)
            except IgnoreRequest as error:
                return self._allow_all(robots_url, f"it redirects away ({error})")
            except Exception as error:  # noqa: BLE001 - whatever the network does, robots.txt was not read
                reason = judge_failure(error).reason
                continue
            if response.status < 400:
                return self._read(response.body, url)
            if response.status < 500 and response.status != 429:
                return self._allow_all(robots_url, f"HTTP {response.status}")
            reason = f"The site answered HTTP {response.status}."
        CrawlRun.of(self.crawler).stop(
            "site down",
            f"{robots_url} cannot be read. {reason} Without it nothing is fetched; run again later.",
        )
        return None

    async def _rest(self, seconds: float) -> None:
        """Wait, but no longer than the run lasts."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and CrawlRun.of(self.crawler).ended == "finished":
            await asyncio.sleep(min(0.25, max(0.0, end - time.monotonic())))

    def _allow_all(self, robots_url: str, why: str) -> Protego:
        logger.info("%s: %s; everything is allowed", robots_url, why)
        return Protego.parse("")

    def _read(self, body: bytes, url: str) -> Protego:
        rules = Protego.parse(body[:MAX_BYTES].decode("utf-8", "replace"))
        delay = rules.crawl_delay(self.agent)
        if delay:
            CrawlRun.of(self.crawler).keep_delay(urlsplit(url).hostname or "", float(delay))
        return rules

"""Next to the network: no request goes out before the shared pace lets it."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.spiders.failures import SiteClosed

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newscrawl.cluster.worker import WorkerRun

AWAY_SECONDS = 1.0
LONGEST_SLEEP = 1.0  # so that a worker that leaves need not wait for its turn


class PaceMiddleware:
    """Must be the last of the downloader middlewares (the highest number). Scrapy's own delay is off in a worker.

    In this process one request after the other asks: more would only ask more often.
    """

    def __init__(self, run: WorkerRun, timeout: float) -> None:
        self.run = run
        self.pace = run.pace
        self.timeout = timeout
        self._turns: dict[str, asyncio.Lock] = {}
        self._over: deque[tuple[str, str, float | None, bool]] = deque()  # requests whose places are not free yet

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PaceMiddleware:
        from newscrawl.cluster.worker import WorkerRun

        return cls(WorkerRun.of(crawler), crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))

    async def process_request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname or ""
        token = os.urandom(8).hex()
        async with self._turns.setdefault(host, asyncio.Lock()):
            while wait := self._ask(host, token):
                if self.run.over:
                    raise SiteClosed("this worker leaves the crawl")
                await asyncio.sleep(min(wait, LONGEST_SLEEP))
        request.meta["pace"] = (host, token)

    def process_response(self, request: Request, response: Response) -> Response:
        self._leave(request, good=response.status == 200)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        self._leave(request, good=False)

    def _ask(self, host: str, token: str) -> float:
        self._free_places()
        wait = self.run.attempt(lambda: self.pace.enter(host, token, timeout=self.timeout))
        return AWAY_SECONDS if wait is None else wait

    def _leave(self, request: Request, *, good: bool) -> None:
        held = request.meta.pop("pace", None)
        if held is None:
            return
        self._over.append((*held, request.meta.get("download_latency"), good))
        self._free_places()

    def _free_places(self) -> None:
        """Also those of requests that ended while the server was away: they would be held till they free themselves."""
        while self._over:
            freed: bool | None = self.run.attempt(lambda: self._free(*self._over[0]))
            if not freed:
                return
            self._over.popleft()

    def _free(self, host: str, token: str, latency: float | None, good: bool) -> bool:
        self.pace.leave(host, token, latency=latency, good=good)
        return True

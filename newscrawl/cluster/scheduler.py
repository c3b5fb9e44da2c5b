"""Scrapy's scheduler in a worker: scrapy-redis's, over the shared queue."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from scrapy_redis.scheduler import Scheduler

from newscrawl.cluster import keys
from newscrawl.cluster.queue import filter_of
from newscrawl.cluster.worker import WorkerRun

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler


class SharedScheduler(Scheduler):
    """Hands out pages of the shared queue. Only the collector fills it.

    Requests that the engine itself enqueues (redirects) belong to a page that this worker holds; they wait in memory.
    """

    def __init__(self, run: WorkerRun) -> None:
        super().__init__(run.server, persist=True, queue_key=keys.QUEUE, dupefilter=filter_of(run.server))
        self.run = run
        self._following: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SharedScheduler:
        return cls(WorkerRun.of(crawler))

    def open(self, spider: Spider) -> None:
        self.spider = spider
        self.queue = self.run.queue

    def enqueue_request(self, request: Request) -> bool:
        self._following.append(request)
        return True

    def next_request(self) -> Request | None:
        return self._following.popleft() if self._following else self.run.take()

    def has_pending_requests(self) -> bool:
        return bool(self._following)

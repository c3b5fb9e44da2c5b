"""Run a worker in this process: join the shared crawl, then fetch for it as `newscrawl.crawl` does for an archive."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from newscrawl import settings
from newscrawl.cluster import job as jobs
from newscrawl.cluster.job import Job
from newscrawl.cluster.server import connect
from newscrawl.cluster.worker import worker_name
from newscrawl.crawl import CrawlOutcome, CrawlRequest, crawl
from newscrawl.sites import SITES

HELD = 16  # pages that a worker takes ahead of their turn, at most


def work(request: CrawlRequest, frontier: str, *, force_insecure: bool = False) -> CrawlOutcome:
    """Work for the crawl at `frontier` till it ends; begins one where none is under way.

    Of the request, `archive` only says where WARC files go. Raises NewscrawlError for what a user can mend.
    """
    name = worker_name()
    server = connect(frontier, force_insecure=force_insecure)
    site = SITES[jobs.SITE].at(request.site_url) if request.site_url else None  # raises UsageError for a bad address
    wanted = Job(
        jobs.new_token(),
        site_url=site.base_url if site else None,
        since=request.since,
        full=request.full,
        max_articles=request.max_articles,
    )
    job, is_new = jobs.join(server, wanted, name)
    server.close()
    picks = is_new or bool(request.channels)
    frontier_settings = {
        "NEWSCRAWL_FRONTIER": frontier,
        "NEWSCRAWL_INSECURE": force_insecure,
        "NEWSCRAWL_WORKER": name,
        "NEWSCRAWL_JOB": job.token,
        "NEWSCRAWL_PICKS_CHANNELS": picks,
    }
    return crawl(
        replace(
            request,
            site_url=job.site_url,
            since=job.since,
            full=job.full,
            max_articles=job.max_articles,
            settings=request.settings | frontier_settings | _scrapy_settings(job, request),
        )
    )


def _scrapy_settings(job: Job, request: CrawlRequest) -> dict[str, Any]:
    """What makes of a crawl a worker. The pace is kept in the server: Scrapy itself must not wait."""
    host = urlsplit(job.profile.base_url).hostname or ""
    extensions: dict[str, int | None] = dict(settings.EXTENSIONS)
    for name in ("run.ArchiveRun", "health.CrawlHealth", "progress.Progress"):
        extensions[f"newscrawl.extensions.{name}"] = None
    extensions["scrapy.extensions.throttle.AutoThrottle"] = None
    extensions["newscrawl.cluster.worker.WorkerRun"] = 0
    held = min(HELD, request.concurrency or HELD)
    return {
        "EXTENSIONS": extensions,
        "SCHEDULER": "newscrawl.cluster.scheduler.SharedScheduler",
        "DOWNLOADER_MIDDLEWARES": settings.DOWNLOADER_MIDDLEWARES
        | {"newscrawl.cluster.pace_middleware.PaceMiddleware": 1000},
        "DOWNLOAD_SLOTS": {host: {"delay": 0, "concurrency": HELD * 2}},
        "CONCURRENT_REQUESTS": held,
    }

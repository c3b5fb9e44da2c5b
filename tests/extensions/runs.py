"""A crawl's parts without its engine: a real crawler, spider and archive, and pages fetched over real HTTP."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.test import get_reactor_settings
from twisted.python.failure import Failure

from newscrawl.archive.ledger import DuePage
from newscrawl.extensions.run import ArchiveRun
from newscrawl.items import PageKind
from newscrawl.spiders.district import DistrictSpider

SITE = "https://www.yybnet.net"
ARTICLE = f"{SITE}/chengdu/news/201812/1.html"
Made = TypeVar("Made")
HEAD = f"{SITE}/chengdu/jianyang/"


@contextmanager
def begun(
    folder: Path, *extensions: type, settings: dict[str, Any] | None = None, **asked: Any
) -> Iterator[ArchiveRun]:
    """A run over the archive `folder`/news.db, with more extensions of those in the settings, in their order."""
    run = ArchiveRun.of(within_a_loop(lambda: _crawler(folder, extensions, settings or {}, asked)))
    try:
        yield run
    finally:
        run.close()


def within_a_loop(make: Callable[[], Made]) -> Made:
    """What it makes; Scrapy asks for a running event loop to make some of its parts."""

    async def made() -> Made:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(made())
    return make()


def _crawler(folder: Path, extensions: tuple[type, ...], settings: dict[str, Any], asked: dict[str, Any]) -> Crawler:
    project = Settings()
    project.setmodule("newscrawl.settings", priority="project")
    places = {kind: project["EXTENSIONS"][f"{kind.__module__}.{kind.__name__}"] for kind in (ArchiveRun, *extensions)}
    archive = {"NEWSCRAWL_ARCHIVE": str(folder / "news.db"), "EXTENSIONS_BASE": {}}
    project.setdict(archive | get_reactor_settings() | settings, priority="cmdline")
    project.set("EXTENSIONS", places, priority="cmdline")
    crawler = Crawler(DistrictSpider, project)
    crawler.spider = DistrictSpider.from_crawler(crawler, **asked)
    crawler._apply_settings()
    return crawler


def due(url: str = ARTICLE, kind: PageKind = "article", **changes: Any) -> DuePage:
    """A page as the ledger hands it out."""
    values: dict[str, Any] = {"etag": None, "last_modified": None} | changes
    return DuePage(1, url, kind, "chengdu/jianyang", "pending", 0, **values)


def failure_of(error: Exception) -> Failure:
    """An error as Scrapy hands it on."""
    return Failure(error)  # type: ignore[no-untyped-call]  # Twisted says no more of it


class Fetching:
    """What of an engine a middleware asks for: pages, one at a time, over real HTTP."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        return await asyncio.to_thread(fetch, request)


def fetch(request: Request) -> Response:
    """The answer to a request, whatever its status."""
    headers = {name.decode(): values[0].decode() for name, values in request.headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(request.url, headers=headers), timeout=10) as answer:
            return Response(request.url, answer.status, dict(answer.headers.items()), answer.read(), request=request)
    except urllib.error.HTTPError as error:
        return Response(request.url, error.code, dict(error.headers.items()), error.read(), request=request)

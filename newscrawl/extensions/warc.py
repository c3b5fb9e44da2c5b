"""Every answer is kept as it came, before anything reads it: pages, listings, errors and robots.txt alike."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl import __version__, clock
from newscrawl.component import Component
from newscrawl.errors import ArchiveError
from newscrawl.extensions.crawl_run import CrawlRun
from newscrawl.middlewares.whole_body import cut_short
from newscrawl.warc.records import Exchange, StoredPayload
from newscrawl.warc.writer import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response
    from scrapy.settings import BaseSettings

    from newscrawl.sites import SiteProfile

# What shapes a crawl, written into each file's first record.
SETTINGS = (
    "USER_AGENT",
    "ROBOTSTXT_USER_AGENT",
    "DOWNLOAD_DELAY",
    "AUTOTHROTTLE_ENABLED",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "DOWNLOAD_TIMEOUT",
    "DOWNLOAD_MAXSIZE",
    "REDIRECT_MAX_TIMES",
)


class WarcCapture(Component):
    """Writes each downloaded response and its request to the run's WARC file (off with NEWSCRAWL_WARC=0).

    Leaves `request.meta["warc"]` = (file, offset) and `request.meta["captured_at"]` for what is made of the
    response. The signal comes straight from the network: the body is still content-encoded, repeated headers are
    there. An answer that was cut short is not kept; it will be fetched again.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("NEWSCRAWL_WARC"):
            raise NotConfigured("no WARC files are written: only what the rules of today extract is kept")
        super().__init__(crawler)
        self.max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._pending: dict[tuple[bytes, str], tuple[StoredPayload, bool]] = {}
        self._whole: dict[bytes, StoredPayload] = {}
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._downloaded, signals.response_downloaded)
        crawler.signals.connect(self._closed, signals.spider_closed)

    def _opened(self, spider: Spider) -> None:
        self.run = CrawlRun.of(self.crawler)
        self.writer = WarcWriter(
            self.run.warc_dir,
            info=warcinfo(self.crawler.settings) | _site_of(spider),
            find_payload=self._find_payload,
        )
        self.run.before_commit(self._make_durable)

    def _downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        if response.flags and cut_short(response, max_size=self.max_size):
            return
        exchange = exchange_of(request, response, started_at=clock.now())
        try:
            written = self.writer.write_exchange(exchange)
        except ArchiveError as error:
            request.meta["warc_error"] = str(error)  # newscrawl.middlewares.kept_bytes makes it a failed fetch
            self.run.stop("failed", str(error))
            return
        request.meta["warc"] = (written.warc_file, written.warc_offset)
        request.meta["captured_at"] = exchange.started_at
        if written.sha1:
            payload = StoredPayload(exchange.url, exchange.started_at, written.warc_file, written.warc_offset)
            self._pending.setdefault((written.sha1, exchange.url), (payload, written.is_new))
            if written.is_new:
                self._whole[written.sha1] = payload

    def _find_payload(self, sha1: bytes) -> StoredPayload | None:
        """Where the payload lies, if its file is still there: a lost file must not take later captures with it."""
        stored = self._whole.get(sha1) or self.run.find_payload(sha1)
        if stored is None or not (self.run.warc_dir / stored.warc_file).exists():
            return None
        return stored

    def _make_durable(self) -> None:
        """Runs before what was recorded is committed: first the bytes, then the rows that point to them."""
        self.writer.flush()
        for (sha1, _url), (payload, whole) in self._pending.items():
            self.run.add_capture(sha1, payload, whole=whole)
        self._pending.clear()
        self._whole.clear()

    def _closed(self, spider: Spider) -> None:
        self.writer.close()


def exchange_of(request: Request, response: Response, *, started_at: str) -> Exchange:
    """What went over the wire, as far as Scrapy tells: names in its spelling, chunks joined."""
    return Exchange(
        url=response.url,
        started_at=started_at,
        status=response.status,
        # The library joins the chunks of the body; a header that announces chunks would then be wrong.
        response_headers=[line for line in _lines(response.headers) if line[0] != b"Transfer-Encoding"],
        body=response.body,
        method=request.method,
        request_headers=list(_lines(request.headers)),
        request_body=request.body,
        protocol=response.protocol or "HTTP/1.1",
        ip=str(response.ip_address) if response.ip_address else None,
    )


def warcinfo(settings: BaseSettings) -> dict[str, str]:
    """The fields of a file's first record: software, standard, robots policy, and the settings that matter."""
    software = [f"newscrawl/{__version__}", *(f"{name}/{version(name)}" for name in ("Scrapy", "Twisted", "lxml"))]
    return {
        "software": " ".join([*software, f"Python/{platform.python_version()}"]),
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": str(settings["USER_AGENT"]),
    } | {name: str(settings[name]) for name in SETTINGS if name != "USER_AGENT"}


def _site_of(spider: Spider) -> dict[str, str]:
    """Which site was crawled, and under which address, so that an import needs not be told."""
    site: SiteProfile = spider.site  # type: ignore[attr-defined]  # DistrictSpider has one
    return {"newscrawl-site": site.name, "newscrawl-site-url": site.base_url}


def _lines(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    for name, values in headers.items():
        for value in values:
            yield name, value

"""Run one crawl in this process: options in, Scrapy started and stopped cleanly, outcome out."""

from __future__ import annotations

import gc
import ipaddress
import logging
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from newscrawl import logs
from newscrawl.archive import Archive, ledger
from newscrawl.config import Log
from newscrawl.errors import ArchiveError, UsageError
from newscrawl.extensions.crawl_run import CrawlRun
from newscrawl.extensions.health import CrawlHealth
from newscrawl.extensions.prompt_stop import PromptStop
from newscrawl.spiders.district import DistrictSpider

# They warn of single answers, and advise settings that would break promises; the ledger has each page's fate.
NOISY = ("scrapy.core.downloader.handlers", "scrapy.downloadermiddlewares.httpcompression")


@dataclass(frozen=True)
class CrawlRequest:
    """What to crawl and how hard. `delay` is in seconds between requests, None for the polite default.

    `discover` only finds the channels of the cities named, and reads none of their articles.
    """

    archive: Path
    channels: tuple[str, ...] = ()
    site_url: str | None = None
    since: str | None = None
    full: bool = False
    max_articles: int | None = None
    delay: float | None = None
    concurrency: int | None = None
    warc: bool = True
    contact: str | None = None
    discover: bool = False
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CrawlOutcome:
    """How a run ended: `ended` and `health` as in the table crawls, `sentence` where there is more to say, `exit_code`.

    `reasons` says why it is not `ok`; `interrupted` are killed runs, as rows of that table, that this one found.
    """

    crawl_id: int
    ended: str
    sentence: str | None
    counts: dict[str, int]
    exit_code: int
    health: str = "ok"
    reasons: tuple[str, ...] = ()
    interrupted: tuple[dict[str, Any], ...] = ()


def crawl(request: CrawlRequest) -> CrawlOutcome:
    """Run the crawl to its end; SIGINT and SIGTERM stop it within seconds, work kept.

    Can be called once a process (Twisted's reactor starts once). Raises NewscrawlError for what a user can mend.
    """
    is_worker = "NEWSCRAWL_FRONTIER" in request.settings  # newscrawl.cluster.work: the archive is elsewhere
    if not request.channels and not request.archive.exists() and not is_worker:
        raise UsageError("There is no archive yet, so no channel is known: name one, such as chengdu/jianyang.")
    process = CrawlerProcess(_settings(request))
    if not logs.is_configured():
        logs.configure(Log())
    arguments = {
        "channels": ",".join(request.channels),
        "site_url": request.site_url,
        "since": request.since,
        "full": request.full,
        "max_articles": request.max_articles,
        "discover": request.discover,
    }
    return run_to_end(process, arguments)


def run_to_end(process: CrawlerProcess, arguments: dict[str, Any]) -> CrawlOutcome:
    """Run the district spider with these arguments until it is done, or told to stop; raises NewscrawlError."""
    if "NEWSCRAWL_FRONTIER" not in process.settings and not arguments.get("site_url"):
        _refuse_to_mix(Path(process.settings["NEWSCRAWL_ARCHIVE"]))
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
    crawler = process.create_crawler(DistrictSpider)
    errors: list[Failure] = []
    deferred = process.crawl(crawler, **arguments)
    deferred.addErrback(errors.append)
    if not errors:
        _stop_on_signals(crawler)
        _collect_rarely()
        process.start(install_signal_handlers=False)
    run = CrawlRun.of(crawler) if crawler.crawling or not errors else None
    if run is not None:
        run.close()
    if errors:
        errors[0].raiseException()
    assert run is not None
    return _outcome(run)


def _refuse_to_mix(archive: Path) -> None:
    """Keep the real site's pages out of an archive of made-up ones, such as the demo's."""
    port = 0
    with suppress(ArchiveError), Archive.read(archive) as opened:  # what cannot be read is told when it is written
        port = ledger.loopback_port(opened.db)
    if port:
        raise UsageError(
            f"The archive {archive} holds pages of http://127.0.0.1:{port}, such as the demo makes; those of the real "
            "site would mix with them. Name another with --archive, or that mirror with --site-url."
        )


def _settings(request: CrawlRequest) -> Settings:
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    chosen: dict[str, Any] = {
        "NEWSCRAWL_ARCHIVE": str(request.archive),
        "NEWSCRAWL_WARC": request.warc,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "DOWNLOAD_DELAY": request.delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": request.concurrency,
        # There is one site: more requests at a time would only queue, and be sent after the run was told to end.
        "CONCURRENT_REQUESTS": request.concurrency,
    }
    if request.site_url and _on_this_machine(request.site_url):
        chosen |= _unthrottled(request)
    if request.contact:
        agent = settings["USER_AGENT"].replace(settings["NEWSCRAWL_CONTACT"], request.contact)
        chosen |= {"USER_AGENT": agent, "NEWSCRAWL_CONTACT": request.contact}
    for name, value in (chosen | request.settings).items():
        if value is not None:
            settings.set(name, value, priority="cmdline")
    return settings


def _unthrottled(request: CrawlRequest) -> dict[str, Any]:
    """A mirror on this machine is nobody's burden: no delay, unless one is asked for."""
    return {
        "DOWNLOAD_DELAY": request.delay or 0,
        "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": request.concurrency or 8,
        "CONCURRENT_REQUESTS": request.concurrency or 8,
    }


def _on_this_machine(site_url: str) -> bool:
    host = urlsplit(site_url if "//" in site_url else f"//{site_url}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _collect_rarely() -> None:
    """Spare Python's collector of cycles the walk over all that start-up made, and most of its rounds.

    It takes 4 % of a crawl's processor time otherwise; peak memory is the same.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _stop_on_signals(crawler: Crawler) -> None:
    """First signal: stop cleanly, waiting a little for what is under way. Second: wait no longer."""
    reactor: Any = import_module("twisted.internet.reactor")  # exists only once Scrapy has chosen one
    asked: list[int] = []

    def stop() -> None:
        asked.append(1)
        if crawler.spider is None or crawler.engine is None:
            reactor.stop()
            return
        PromptStop.of(crawler).begin()
        if len(asked) == 1:
            deferred_from_coro(crawler.engine.close_spider_async(reason="stopped"))

    def on_signal(number: int, frame: object) -> None:
        reactor.callFromThread(stop)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)


def _outcome(run: CrawlRun) -> CrawlOutcome:
    counts = run.counts()
    judged = run.crawler.get_extension(CrawlHealth)
    health, reasons = (judged.health, judged.reasons) if judged else ("ok", [])
    learnt = sum(counts.get(name, 0) for name in ("listings", "new", "changed", "unchanged"))
    codes = {"finished": 0, "stopped": 0, "unknown channel": 2, "site down": 3 if learnt else 1}
    code = codes.get(run.ended, 1)
    return CrawlOutcome(
        crawl_id=run.crawl_id,
        ended=run.ended,
        sentence=run.sentence,
        counts=counts,
        exit_code=3 if code == 0 and health != "ok" else code,
        health=health,
        reasons=tuple(reasons),
        interrupted=tuple(judged.interrupted) if judged else (),
    )

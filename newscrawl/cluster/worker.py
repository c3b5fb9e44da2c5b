"""The run in a worker: what it learns goes to the collector, its WARC files stay here."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from newscrawl.cluster import job as jobs
from newscrawl.cluster import keys, records
from newscrawl.cluster.pace import SharedPace, Wish
from newscrawl.cluster.queue import PageQueue
from newscrawl.cluster.server import AWAY, REFUSED, connect, refusal
from newscrawl.cluster.stream import Outbox, Outgoing
from newscrawl.errors import ArchiveError
from newscrawl.extensions.crawl_run import CrawlRun
from newscrawl.items import Article, ChannelLink, Fate, Listing
from newscrawl.warc.records import StoredPayload

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)
T = TypeVar("T")

TICK_SECONDS = 0.2
BEAT_SECONDS = 1.0
SEND_AT = 32  # entries that are sent without waiting for the next tick
LAST_TRY_SECONDS = 10.0  # how long a leaving worker tries to reach the server
REST_SECONDS = 2.0  # how long a server that has let one wait is left alone
PAYLOADS = 50_000  # answers of this run among which an identical one is looked for


def worker_name() -> str:
    """`host-1234-5f3a9c`: unique among all workers that ever were."""
    return f"{socket.gethostname()}-{os.getpid()}-{os.urandom(3).hex()}"


class WorkerRun(CrawlRun):
    """Takes pages from the shared queue and delivers what became of them; opens no archive.

    Ends when the crawl does, or by `stop`. A worker that is killed loses nothing: its leases end, and others take the
    pages over.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self.server = connect(settings["NEWSCRAWL_FRONTIER"], force_insecure=settings.getbool("NEWSCRAWL_INSECURE"))
        self.name: str = settings["NEWSCRAWL_WORKER"]
        self.job: str = settings["NEWSCRAWL_JOB"]
        self.picks_channels = settings.getbool("NEWSCRAWL_PICKS_CHANNELS")
        self.queue = PageQueue(self.server, self.spider, keys.QUEUE)
        self.outbox = Outbox(self.server, self.job)
        self.pace = SharedPace(self.server)
        self.wish = wish_of(crawler)
        self.floors: dict[str, float] = {}
        self.pauses: dict[str, float] = {}
        self._ask_pace()
        self.leases: dict[str, str] = {}
        self.done: Counter[str] = Counter()
        self.settling = self.picks_channels
        self.over = False
        self.closed = False
        self._closing = False
        self._has_settled = False
        self._captures: list[list[Any]] = []
        self._payloads: OrderedDict[bytes, StoredPayload] = OrderedDict()
        self._make_durable: Callable[[], None] = lambda: None
        self._crawl_id = 0
        self._beat_at = 0.0
        self._beats = 0
        self._is_away = False
        self._rest_until = 0.0
        self._warc_dir = Path(settings["NEWSCRAWL_ARCHIVE"]).resolve().parent / "warc"
        self._ticker = create_looping_call(self._tick)
        connect_signal = crawler.signals.connect
        connect_signal(self._spider_opened, signals.spider_opened)
        connect_signal(self._spider_idle, signals.spider_idle)
        connect_signal(self._spider_closed, signals.spider_closed)

    @staticmethod
    def of(crawler: Crawler) -> WorkerRun:
        """The run of this worker."""
        run = crawler.get_extension(WorkerRun)
        if run is None:
            raise RuntimeError("newscrawl.cluster.worker.WorkerRun must be in EXTENSIONS")
        return run

    @property
    def crawl_id(self) -> int:
        return self._crawl_id

    def take(self) -> Request | None:
        """The next page of the shared queue as a request; None where there is none now, or where the run ends."""
        if self.over:
            return None
        while (request := self.attempt(self.queue.pop)) is not None:
            url, lease = request.meta["page"].url, request.meta["lease"]
            is_fetching = self._is_fetching(url)
            self.leases[url] = lease
            if not is_fetching:
                return request
        return None

    def _is_fetching(self, url: str) -> bool:
        """A page that was pushed again while it is on its way here: what comes is delivered by the newer lease."""
        lease = self.leases.get(url)
        return lease is not None and not any(entry.lease == lease for entry in self.outbox.waiting)

    def record(self, item: Article | Listing | Fate) -> None:
        url = item.fetch.url if isinstance(item, Article) and item.fetch else item.url
        data = {"url": url, "item": records.dump_item(item)}
        self.outbox.add(Outgoing("page", data, lease=self.leases.get(url)))
        self.done[{Article: "articles", Listing: "listings", Fate: "fates"}[type(item)]] += 1
        if len(self.outbox.waiting) >= SEND_AT:
            self._send()

    async def known_channels(self) -> list[ChannelLink]:
        """Waits till there is a collector, which knows the archive."""
        told = time.monotonic() + 5
        while not self.over:
            text: Any = self.attempt(lambda: self.server.get(keys.CHANNELS))
            if text is not None:
                return self._read_channels(text)
            if time.monotonic() > told:
                logger.warning("Waiting for a collector: start 'newscrawl collect' on the machine of the archive.")
                told = time.monotonic() + 60
            await asyncio.sleep(TICK_SECONDS)
        return []

    def _read_channels(self, text: str) -> list[ChannelLink]:
        try:
            return records.load_channels(json.loads(text))
        except ValueError as error:
            self.stop("failed", f"The server's key {keys.CHANNELS} holds no list of channels: {error}.")
            return []

    def begin_channel(self, link: ChannelLink) -> None:
        whole_city = link.slug in self.spider.cities
        self.outbox.add(Outgoing("begin", {"channel": records.dump_plain(link), "whole_city": whole_city}))

    def channels_picked(self) -> None:
        self.settling = False

    def remember_channels(self, links: list[ChannelLink]) -> None:
        self.outbox.add(Outgoing("know", {"channels": [records.dump_plain(link) for link in links]}))

    def keep_delay(self, host: str, delay: float) -> None:
        self.floors[host] = delay
        self.attempt(lambda: self.pace.at_least(host, delay))

    def pause(self, seconds: float) -> None:
        host = urlsplit(self.spider.site.base_url).hostname or ""
        self.pauses[host] = max(self.pauses.get(host, 0.0), time.monotonic() + seconds)
        self.attempt(lambda: self.pace.pause(host, seconds))

    def stop(self, ended: str, sentence: str) -> None:
        if self.ended == "finished":
            self.ended, self.sentence = ended, sentence
        if ended == "unknown channel":
            self.outbox.add(Outgoing("refused", {"sentence": sentence}))
        self.over = True

    @property
    def warc_dir(self) -> Path:
        return self._warc_dir

    def before_commit(self, action: Callable[[], None]) -> None:
        self._make_durable = action

    def find_payload(self, sha1: bytes) -> StoredPayload | None:
        return self._payloads.get(sha1)

    def add_capture(self, sha1: bytes, payload: StoredPayload, *, whole: bool) -> None:
        self._captures.append([sha1.hex(), records.dump_plain(payload), whole])
        if whole:
            self._payloads[sha1] = payload
            if len(self._payloads) > PAYLOADS:
                self._payloads.popitem(last=False)

    def counts(self) -> dict[str, Any]:
        stats = self.crawler.stats
        return {
            **self.done,
            "requests": stats.get_value("downloader/request_count", 0),
            "bytes": stats.get_value("downloader/response_bytes", 0),
        }

    def close(self) -> None:
        """Send what is left, and give back the pages that were not fetched."""
        if self.closed:
            return
        self.closed = True
        give_up_at = time.monotonic() + LAST_TRY_SECONDS
        while not self._leave() and time.monotonic() < give_up_at:
            time.sleep(TICK_SECONDS)
        if self.outbox.waiting:
            logger.error(
                "The server took nothing to the end: %d entries are given up; other workers fetch their pages again.",
                len(self.outbox.waiting),
            )

    def _leave(self) -> bool:
        """One attempt to leave in good order; False where the server is away."""
        self._rest_until, self._is_away = 0.0, False
        self._send()
        if self._is_away:
            return False
        try:
            self.queue.give_back(list(self.leases.values()))
            jobs.settled(self.server, self.name)
            self.server.hdel(keys.WORKERS, self.name)
        except AWAY:
            return False
        except REFUSED as error:
            logger.warning("%s", refusal(error))
            return True
        return not self.outbox.waiting

    def _send(self) -> None:
        """First the bytes, then what was made of them."""
        try:
            self._make_durable()
        except ArchiveError as error:
            self.outbox.waiting.clear()  # nothing points to bytes that may not be there; others fetch the pages again
            self.stop("failed", str(error))
            return
        if self._captures:
            place = {"host": socket.gethostname(), "folder": str(self.warc_dir), "captures": self._captures}
            self.outbox.waiting.insert(0, Outgoing("captures", place))
            self._captures = []
        sent = self.attempt(self.outbox.send)
        if sent is None:
            return
        delivered = set(sent)
        self.leases = {url: lease for url, lease in self.leases.items() if lease not in delivered}

    def _tick(self) -> None:
        try:
            self._send()
            self.attempt(self._beat)
        except Exception as error:  # it would be the last tick, and this worker would wait for ever
            logger.exception("This worker cannot go on.")
            self.stop("failed", f"newscrawl itself failed: {type(error).__name__}: {error}")
        if self.over and not self._closing:
            self._closing = True
            deferred_from_coro(self.crawler.engine.close_spider_async(reason=self.ended))
        elif not self.over and not self.crawler.engine.needs_backout():
            request = self.take()
            if request is not None:
                self.crawler.engine.crawl(request)

    def _beat(self) -> None:
        """Say that this worker lives, and look whether the crawl goes on."""
        if time.monotonic() < self._beat_at:
            return
        self._beat_at = time.monotonic() + BEAT_SECONDS
        self._look_at_run()
        if self.over:
            return
        self._ask_pace()
        if self.leases:
            self.queue.renew(self.leases.values())
        if self.settling:
            jobs.settling(self.server, self.name)
        elif not self._has_settled and not self.outbox.waiting:
            jobs.settled(self.server, self.name)
            self._has_settled = True
        self.server.hset(keys.WORKERS, self.name, json.dumps(self._state(), ensure_ascii=False))

    def _ask_pace(self) -> None:
        """Again with every beat: a server that has lost all is told again."""
        self.pace.ask(self.wish)
        for host, delay in self.floors.items():
            self.pace.at_least(host, delay)
        for host, end in self.pauses.items():
            if (left := end - time.monotonic()) > 0:
                self.pace.pause(host, left)

    def _look_at_run(self) -> None:
        pipe = self.server.pipeline(transaction=True)
        pipe.get(keys.JOB)
        pipe.get(keys.RUN)
        pipe.exists(keys.ENDING)
        pipe.get(keys.LAST)
        job, run, ending, last = pipe.execute()
        self._is_away = False
        terms, told, ended = (records.control(text) for text in (run, job, last))
        self._crawl_id = int(terms.get("crawl_id", self._crawl_id))
        self.queue.lease_seconds = float(terms.get("lease", self.queue.lease_seconds))
        if ended.get("job") == self.job:
            self.stop(str(ended.get("ended")), str(ended.get("sentence")))
        elif ending or told.get("token", self.job) != self.job:
            self.stop("finished", "The crawl was ended.")

    def _state(self) -> dict[str, Any]:
        self._beats += 1
        return {
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "beat": self._beats,
            "doing": "looking up channels" if self.settling else "fetching" if self.leases else "waiting",
            "pages": sum(self.done.values()),
            "articles": self.done["articles"],
            "held": len(self.leases),
            "page": next(reversed(self.leases), None),
            **{name: self.counts()[name] for name in ("requests", "bytes")},
        }

    def attempt(self, action: Callable[[], T]) -> T | None:
        """What the server answers; None where it is away, or refuses: that ends this worker's run.

        A server that lets one wait is left alone for a moment, so that this worker can be told to stop.
        """
        now = time.monotonic()
        if now < self._rest_until:
            return None
        try:
            return action()
        except AWAY as error:
            done = time.monotonic()
            self._rest_until = done + min(done - now, REST_SECONDS)
            self._note_away(error)
        except REFUSED as error:
            self.stop("failed", refusal(error))
        return None

    def _note_away(self, error: Exception) -> None:
        if not self._is_away:
            logger.warning("The server of the shared crawl takes nothing now (%s); waiting for it.", error)
        self._is_away = True

    def _spider_opened(self, spider: Spider) -> None:
        self._ticker.start(TICK_SECONDS, now=False)

    def _spider_idle(self, spider: Spider) -> None:
        if not self.over:
            raise DontCloseSpider

    def _spider_closed(self, spider: Spider, reason: str) -> None:
        if self._ticker.running:
            self._ticker.stop()
        self.close()


def wish_of(crawler: Crawler) -> Wish:
    """The pace that this worker's settings ask for."""
    settings = crawler.settings
    adapts = settings.getbool("AUTOTHROTTLE_ENABLED")
    return Wish(
        delay=settings.getfloat("DOWNLOAD_DELAY"),
        concurrency=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
        slowest=settings.getfloat("AUTOTHROTTLE_MAX_DELAY") if adapts else 0.0,
    )

"""Run a collector in this process, from the first worker's call to the end of the crawl."""

from __future__ import annotations

import contextlib
import logging
import math
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import FrameType
from typing import Any

from newscrawl.archive import Archive, collections
from newscrawl.cluster import job as jobs
from newscrawl.cluster import keys
from newscrawl.cluster.collector import Collector, Terms
from newscrawl.cluster.job import Job
from newscrawl.cluster.server import AWAY, REFUSED, Server, connect, refusal
from newscrawl.crawl import CrawlOutcome
from newscrawl.errors import ArchiveBusy, SharedFrontierError

logger = logging.getLogger(__name__)

WAIT_SECONDS = 0.2
AWAY_SECONDS = 0.5
TELL_SECONDS = 5.0  # how long nobody begins a crawl before that is said
END_SECONDS = 30.0  # how long a collector may take to end a crawl


@dataclass(frozen=True)
class CollectRequest:
    """Which archive collects from which server, and how patiently; `waits` for a crawl to be begun, or not."""

    archive: Path
    frontier: str
    force_insecure: bool = False
    terms: Terms = field(default_factory=Terms)
    waits: bool = True


class Leaving:
    """SIGINT or SIGTERM has come: this process leaves, the crawl goes on."""

    def __init__(self) -> None:
        self.asked = False

    @contextlib.contextmanager
    def on_signals(self) -> Iterator[None]:
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, self._ask) for number in numbers]
        try:
            yield
        finally:
            for number, action in zip(numbers, before, strict=True):
                signal.signal(number, action)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def collect(request: CollectRequest, watch: Callable[[Server], None] = lambda server: None) -> CrawlOutcome | None:
    """Collect one crawl to its end; None where it was asked to leave before a crawl began.

    `watch` is called every now and then, for whoever wants to show how it goes. Raises NewscrawlError for what a user
    can mend.
    """
    leaving = Leaving()
    server = connect(request.frontier, force_insecure=request.force_insecure)
    with Archive.write(request.archive, command="newscrawl collect") as archive, leaving.on_signals():
        try:
            job = _await_job(server, archive, leaving, watch, waits=request.waits)
            if job is None:
                return None
            collector = Collector(archive, server, job, request.terms)
            _turn_till_over(collector, leaving, watch)
        except REFUSED as error:
            raise SharedFrontierError(refusal(error)) from error
        return _outcome(collector)


def request_end(frontier: str, *, force_insecure: bool = False) -> bool:
    """Ask that the crawl under way ends now, for all its workers; False where there is none."""
    server = connect(frontier, force_insecure=force_insecure)
    if not server.exists(keys.JOB):
        return False
    server.set(keys.ENDING, "1")
    return True


def end(request: CollectRequest, watch: Callable[[Server], None] = lambda server: None) -> CrawlOutcome | None:
    """Bring about the end that was requested; the outcome where this process became the collector for it, else None.

    A collector that runs does it. Where none does, and this archive cannot, because the crawl is of another version or
    another archive, the crawl is taken out of the server. Raises ArchiveBusy where another command holds the archive.
    """
    server = connect(request.frontier, force_insecure=request.force_insecure)
    try:
        return collect(replace(request, waits=False), watch)
    except ArchiveBusy:
        if not _is_ended(server):
            raise
    except SharedFrontierError:
        if not _is_ended(server):
            jobs.remove(server)
    return None


def _is_ended(server: Server) -> bool:
    """Wait for the crawl's collector to end it."""
    give_up_at = time.monotonic() + END_SECONDS
    while server.exists(keys.JOB) and time.monotonic() < give_up_at:
        time.sleep(WAIT_SECONDS)
    return not server.exists(keys.JOB)


def _await_job(
    server: Server, archive: Archive, leaving: Leaving, watch: Callable[[Server], None], *, waits: bool
) -> Job | None:
    """The crawl that a worker has begun; else the one that this archive was collecting when the server lost it."""
    tell_at = time.monotonic() + TELL_SECONDS
    patience = Patience()
    while not leaving.asked:
        with patience.kept():
            job = jobs.read(server) or _unfinished(archive)
            if job is not None or not waits:
                return job
            if time.monotonic() > tell_at:
                logger.warning("Waiting for a worker: start 'newscrawl crawl CHANNEL --frontier …' on any machine.")
                tell_at = math.inf
            watch(server)
        time.sleep(WAIT_SECONDS)
    return None


def _unfinished(archive: Archive) -> Job | None:
    values: dict[str, Any] | None = collections.unfinished(archive.db)
    return Job(**{field.name: values[field.name] for field in fields(Job)}) if values else None


def _turn_till_over(collector: Collector, leaving: Leaving, watch: Callable[[Server], None]) -> None:
    patience = Patience()
    while not collector.over and not leaving.asked:
        with patience.kept(collector):
            collector.turn()
            watch(collector.server)


class Patience:
    """A server that is away is waited for, and that is said once; what was read and not acknowledged is read again."""

    def __init__(self) -> None:
        self._is_away = False

    @contextlib.contextmanager
    def kept(self, collector: Collector | None = None) -> Iterator[None]:
        try:
            yield
            self._is_away = False
        except AWAY as error:
            if not self._is_away:
                logger.warning("The server of the shared crawl takes nothing now (%s); waiting for it.", error)
            self._is_away = True
            if collector is not None:
                collector.inbox.read_again()
            time.sleep(AWAY_SECONDS)


def _outcome(collector: Collector) -> CrawlOutcome:
    if not collector.over:
        sentence = "The collector has left; the crawl goes on. Start it again, or end the crawl with --end."
        return CrawlOutcome(collector.recorder.crawl_id, "under way", sentence, collector.counts(), 0)
    judgement = collector.close_books()
    codes = {"finished": 0, "stopped": 0, "unknown channel": 2, "site down": 3}
    code = codes.get(collector.ended, 1)
    return CrawlOutcome(
        collector.recorder.crawl_id,
        collector.ended,
        collector.sentence,
        collector.counts(),
        exit_code=3 if code == 0 and judgement.health != "ok" else code,
        health=judgement.health,
        reasons=tuple(judgement.reasons),
    )

"""`Collector`: the one writer of a shared crawl. It says what is due, and enters what comes back.

Its ledger is the truth; the server only carries. An entry of the stream is acknowledged once it is committed, and
entered once: the archive remembers, in the same transaction, which entry came last. So a collector may be killed at
any moment, and the server may lose everything: what is pending in the ledger and under way nowhere is pushed again.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import time
from collections import deque
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from scrapy import Request

from newscrawl import __version__, clock, settings
from newscrawl.archive import channels, collections, crawls, ledger
from newscrawl.archive.recorder import CrawlOptions, Recorder
from newscrawl.cluster import entering, keys, records
from newscrawl.cluster.job import server_seconds
from newscrawl.cluster.queue import LEASE_SECONDS, PageQueue, filter_of, request_of
from newscrawl.cluster.stream import Entry, Forgotten, Inbox, position_of
from newscrawl.errors import SharedFrontierError
from newscrawl.frontier import Frontier
from newscrawl.health_book import Ending, HealthBook
from newscrawl.items import ChannelLink
from newscrawl.site_watch import SiteWatch

if TYPE_CHECKING:
    from newscrawl.archive import Archive
    from newscrawl.archive.ledger import DuePage
    from newscrawl.cluster.job import Job
    from newscrawl.cluster.server import Server
    from newscrawl.health import Judgement

logger = logging.getLogger(__name__)

AHEAD = 500  # pages queued at a time: more would only grow old there
RETRY_LOOK_SECONDS = 0.5
DRAIN_SECONDS = 10.0  # how long a crawl that is ended early waits for what its workers still hold
MOST_REPAIRS = 3
BEGIN_SECONDS = 5.0  # how long a crawl may be without channels and without a worker that looks them up

# KEYS settling, records, last, then all that goes; ARGV how it ended, "force" → 1 where the crawl is over.
_FINISH = """
local now = redis.call('TIME')[1]
if ARGV[2] ~= 'force' then
  if redis.call('ZCOUNT', KEYS[1], now, '+inf') > 0 or redis.call('XLEN', KEYS[2]) > 0 then return 0 end
end
redis.call('SET', KEYS[3], ARGV[1])
for i = 4, #KEYS do redis.call('DEL', KEYS[i]) end
return 1
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a collector works, times in seconds. `lease`: a worker not heard of for so long has died."""

    lease: float = LEASE_SECONDS
    patience: float = settings.NEWSCRAWL_RETRY_PATIENCE
    retry_delay: float = settings.NEWSCRAWL_RETRY_DELAY
    down_after: int = settings.NEWSCRAWL_SITE_DOWN_AFTER


class Collector:
    """Collects one shared crawl into an open archive: call `turn` till `over`.

    `ended` and `sentence` are as in `newscrawl.crawl.CrawlOutcome`. Raises redis.ConnectionError where the server is
    away; `turn` may then be called again. Raises SharedFrontierError where another archive collects this crawl.
    """

    def __init__(self, archive: Archive, server: Server, job: Job, terms: Terms | None = None) -> None:
        self.archive, self.server, self.job = archive, server, job
        self.terms = terms or Terms()
        self.site = job.profile
        self.ended, self.sentence = "finished", None  # type: str, str | None
        self.over = False
        self.inbox = Inbox(server)
        self.queue = PageQueue(server, None, keys.QUEUE)
        self.filter = filter_of(server)
        self.book = HealthBook()
        self.site_watch = SiteWatch(self.terms.down_after)
        self._finish = server.register_script(_FINISH)
        self._unpushed: deque[DuePage] = deque()
        self._forget: list[str] = []
        self._repairs = 0
        self._looked_at = 0.0
        self._idle_since = time.monotonic()
        self._drain_until: float | None = None
        self._published = -1
        self._open_books()
        self._announce()

    def turn(self) -> None:
        """Enter what has come, commit, acknowledge, and push what is due."""
        self._look_at_job()
        entries = self._read()
        for entry in entries:
            self._enter(entry)
        if entries:
            self.archive.commit()
            self.inbox.acknowledge(entries, forget=self._forget)
            self._forget.clear()
        self._begin_districts()
        if self._drain_until is not None:
            self._drain()
        elif self.server.exists(keys.ENDING):
            self.stop("stopped", "Ended on request; what is left stays pending.")
        else:
            self._push()
            if not entries:
                self._repair()
                self._end_when_done()

    def stop(self, ended: str, sentence: str) -> None:
        """End the crawl early, for all workers: nothing more is fetched, what is left stays pending."""
        if self._drain_until is None:
            self.ended, self.sentence = ended, sentence
            self.frontier.close()
            self._drain_until = time.monotonic() + DRAIN_SECONDS

    def begin(self, link: ChannelLink) -> None:
        """Read this channel, if it is not being read."""
        if link.slug not in self.begun:
            self.begun.add(link.slug)
            self.recorder.begin_channel(link)
            self.frontier.wake()

    def page_is_done(self, url: str) -> None:
        """The page has its fate: it may be pushed again when it is due again."""
        self.frontier.done(url)
        self._repairs = 0
        self._forget.append(fingerprint_of(self.filter, url))

    def counts(self) -> dict[str, int]:
        return dict(self.recorder.counts)

    def close_books(self) -> Judgement:
        """Judge the run, and write how it ended."""
        unread = set() if self.frontier.has_enough() else self.recorder.unread
        ending = Ending(self.recorder.crawl_id, self.ended, self.sentence, self.begun, unread)
        judgement = self.book.judge(self.archive, ending)
        with self.archive.changes() as db:
            crawls.finish(db, self.recorder.crawl_id, now=clock.now(), ended=self.ended, counts=self.counts())
        self.archive.commit()
        return judgement

    def _open_books(self) -> None:
        """Go on with this crawl's run where this archive has one, else begin it."""
        with self.archive.changes() as db:
            saved = collections.resume(db, self.job.token)
        if saved is None:
            self._claim()
            saved = collections.Collection(self._start_run(), "0", {}, {})
        options = CrawlOptions(
            since=date.fromisoformat(self.job.since) if self.job.since else None,
            full=self.job.full,
            max_articles=self.job.max_articles,
            retry_delay=self.terms.retry_delay,
        )
        self.position = saved.position
        self.begun = set(saved.state.get("begun", ()))
        self.cities = set(saved.state.get("cities", ()))
        self.fetched = int(saved.state.get("fetched", 0))
        self.recorder = Recorder(self.archive, self.site, saved.crawl_id, options)
        self.recorder.counts.update(saved.counts)
        self.recorder.unread.update(saved.state.get("unread", ()))
        ledger.choose_channels(self.archive.db, self.begun)
        self.frontier = Frontier(self.archive, self.site.base_url, options, fetched=self.fetched)
        self.archive.before_commit = self._note_progress

    def _start_run(self) -> int:
        with self.archive.changes() as db:
            return crawls.start(
                db,
                now=clock.now(),
                arguments={**asdict(self.job), "shared": True},
                process=f"{socket.gethostname()}:{os.getpid()}",
                version=__version__,
            )

    def _claim(self) -> None:
        """Take the crawl for this archive, in one step: of two collectors that begin at a time, one does."""
        place = self._place()
        claim = {"job": self.job.token, "archive": place}
        if self.server.set(keys.RUN, json.dumps(claim, ensure_ascii=False), nx=True):
            return
        run = records.control(self._get(keys.RUN))
        if run.get("job") == self.job.token and run.get("archive") != place:
            raise SharedFrontierError(
                f"The crawl under way there is collected into another archive, {run.get('archive')}. Collect "
                "into that one, or end the crawl there first: newscrawl collect --end."
            )

    def _place(self) -> str:
        return f"{socket.gethostname()}:{self.archive.path.resolve()}"

    def _announce(self) -> None:
        """Put into the server all that it must know of this run; again where it has lost it."""
        self.archive.commit()
        self.inbox.open(self.position)
        run = {
            "job": self.job.token,
            "crawl_id": self.recorder.crawl_id,
            "lease": self.terms.lease,
            "archive": self._place(),
        }
        self.server.set(keys.JOB, self.job.to_json())
        self.server.set(keys.RUN, json.dumps(run, ensure_ascii=False))
        self._publish_channels()

    def _read(self) -> list[Entry]:
        try:
            return self.inbox.read()
        except Forgotten:
            logger.warning("The server has lost the crawl; the ledger fills it again.")
            self._announce()
            return []

    def _look_at_job(self) -> None:
        token = records.control(self._get(keys.JOB)).get("token")
        if token is None:
            logger.warning("The server has lost the crawl; the ledger fills it again.")
            self._announce()
        elif token != self.job.token:
            raise SharedFrontierError("Another crawl was begun at the server. Start the collector again to collect it.")

    def _get(self, key: str) -> str | None:
        text: Any = self.server.get(key)
        return None if text is None else str(text)

    def _publish_channels(self) -> None:
        self._published = self.recorder.counts["channels_discovered"]
        known = [records.dump_plain(link) for link in channels.known(self.archive.db, self.site.base_url)]
        self.server.set(keys.CHANNELS, json.dumps(known, ensure_ascii=False))

    def _note_progress(self) -> None:
        """Runs before each commit: what is committed, and that it is, are one."""
        state = {
            "begun": sorted(self.begun),
            "cities": sorted(self.cities),
            "unread": sorted(self.recorder.unread),
            "fetched": self.fetched,
        }
        collections.save(
            self.archive.db,
            self.job.token,
            crawl_id=self.recorder.crawl_id,
            position=self.position,
            state=state,
        )
        crawls.note_counts(self.archive.db, self.recorder.crawl_id, self.counts())

    def _enter(self, entry: Entry) -> None:
        """Enter one entry, unless that was done before."""
        if entry.position <= position_of(self.position):
            self._forget.extend(fingerprint_of(self.filter, url) for url in entering.pages_of(entry, self.site))
            return
        # First, because a commit may come with the entry's own change; an entry makes one change.
        self.position = entry.id
        entering.enter(self, entry)

    def _begin_districts(self) -> None:
        """Of a whole city, also the channels that its pages name."""
        if self.recorder.counts["channels_discovered"] == self._published:
            return
        for link in channels.known(self.archive.db, self.site.base_url):
            if link.slug.split("/")[0] in self.cities:
                self.begin(link)
        self._publish_channels()

    def _push(self) -> None:
        """Fill the queue from the ledger; the duplicate filter passes over what is under way."""
        now = time.monotonic()
        if now - self._looked_at >= RETRY_LOOK_SECONDS:
            self._looked_at = now
            self._unpushed.extend(self.frontier.take_due())
        room = AHEAD - len(self._unpushed) - len(self.queue)
        while room > 0 and (page := self.frontier.next()) is not None:
            self._unpushed.append(page)
            room -= 1
        while self._unpushed:
            request = request_of(self._unpushed[0])
            if not self.filter.request_seen(request):
                self.queue.push(request)
            self._unpushed.popleft()

    def _repair(self) -> None:
        """Pages handed out that are queued, leased and delivered nowhere were lost on the way: push them again."""
        lost = self.frontier.in_flight()
        if not lost or self._unpushed or self.queue.waiting():
            return
        self._repairs += 1
        if self._repairs > MOST_REPAIRS:
            self.stop("failed", f"{len(lost)} pages were pushed again and again and never came back: {lost[0].url}.")
            return
        logger.warning("%d pages were lost on the way; they are pushed again.", len(lost))
        self.filter.clear()
        self._unpushed.extend(lost)

    def _end_when_done(self) -> None:
        if not self.begun:
            self._end_unless_begun()
            return
        if self.frontier.has_more() or self.frontier.in_flight() or self._unpushed:
            return
        wait = self.frontier.seconds_to_next_retry()
        if wait is None or wait > self.terms.patience:
            self.over = self._finished()

    def _end_unless_begun(self) -> None:
        """A worker that died before it named its channels has begun a crawl of nothing."""
        now = time.monotonic()
        settling = self.server.zcount(keys.SETTLING, server_seconds(self.server), "+inf")
        if settling or self.server.xlen(keys.RECORDS):
            self._idle_since = now
        elif now - self._idle_since > BEGIN_SECONDS:
            self.stop("failed", "Its worker left before it named a channel. Begin again: newscrawl crawl CHANNEL …")

    def _drain(self) -> None:
        self.server.set(keys.ENDING, "1")
        self.server.delete(keys.QUEUE)
        waiting = self.queue.waiting()
        assert self._drain_until is not None
        if not (waiting.leased or waiting.delivered) or time.monotonic() > self._drain_until:
            self.over = self._finished(force=True)

    def _finished(self, *, force: bool = False) -> bool:
        """Take the crawl out of the server, unless a worker is just joining it."""
        self.archive.commit()
        last = {"job": self.job.token, "ended": self.ended, "sentence": self.sentence or ""}
        over = self._finish(
            keys=[keys.SETTLING, keys.RECORDS, keys.LAST, *keys.OF_A_CRAWL],
            args=[records.dump(last), "force" if force else ""],
        )
        return bool(over)


def fingerprint_of(page_filter: Any, url: str) -> str:
    """The duplicate filter's name for a page."""
    return str(page_filter.request_fingerprint(Request(url)))

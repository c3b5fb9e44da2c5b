"""What a crawl learns, written down: items in, rows out. The single way into the archive for every crawl."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from newscrawl import clock, policy, revisit
from newscrawl.archive import articles, ledger, walk
from newscrawl.archive.archive import Archive
from newscrawl.archive.walk import Walk
from newscrawl.extract import RULES_VERSION
from newscrawl.items import Article, ChannelLink, Fate, Listing
from newscrawl.sites import SiteProfile


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What a run was asked to do.

    `since` ends listings at older articles; `full` re-reads everything; `max_articles` bounds the articles
    fetched, the rest stays pending (0: only listings are read); `retry_delay` is in seconds;
    `revisit_days` are the ages at which an article is looked at again.
    """

    since: date | None = None
    full: bool = False
    max_articles: int | None = None
    retry_delay: float = 2.0
    revisit_days: tuple[float, ...] = revisit.DAYS

    @property
    def since_text(self) -> str | None:
        return self.since.isoformat() if self.since else None


class Recorder:
    """Writes items of one run. Each `record` is one change: article, revision, fate and position together.

    `counts` is what the run did, by name; `unread` the channels that it has not read as far as it must.
    """

    def __init__(self, archive: Archive, site: SiteProfile, crawl_id: int, options: CrawlOptions) -> None:
        self.archive = archive
        self.site = site
        self.crawl_id = crawl_id
        self.options = options
        self.counts: Counter[str] = Counter()
        self.unread: set[str] = set()
        self._commits = archive.commits
        self._committed: Counter[str] = Counter()
        self.walk = Walk(archive.db, site, crawl_id, whole=options.full, since=options.since_text)

    def record(self, item: Article | Listing | Fate) -> bool:
        """Enter one item; True where pages older than the newest may have become due.

        Raises ArchiveError where the archive cannot be written.
        """
        if self.archive.commits != self._commits:
            self._commits, self._committed = self.archive.commits, Counter(self.counts)
        with self.archive.changes() as db:
            if isinstance(item, Article):
                return self._article(db, item)
            if isinstance(item, Listing):
                return self._listing(db, item)
            return self._fate(db, item)

    def forget_uncommitted(self) -> None:
        """Count only what was committed: the archive broke, and undid the rest."""
        self.counts = self._committed

    def begin_channel(self, link: ChannelLink, *, on: str | None = None) -> None:
        """Have this run read a channel's listing."""
        now = clock.now()
        with self.archive.changes() as db:
            ledger.choose_channels(db, [link.slug])
            self.add_channel(db, link, on=on)
            self.walk.begin(link.slug, now=now)
            if self.options.full:
                ledger.make_due(db, link.slug, base=self.site.base_url, now=now)
        self.unread.add(link.slug)

    def add_channel(self, db: Database, link: ChannelLink, *, on: str | None) -> None:
        """Remember a channel that the site's own pages name."""
        url = self.site.listing_url(link.slug)
        if walk.add_channel(db, link, url=url, site=self.site.name, now=clock.now(), on=on):
            self.counts["channels_discovered"] += 1

    def _article(self, db: Database, item: Article) -> bool:
        url = item.fetch.url if item.fetch else item.url
        if item.channel is None:
            item.channel = ledger.channel_of(db, url)
        now = item.fetch.fetched_at if item.fetch else clock.now()
        _, change = articles.store(
            db,
            item,
            now=now,
            crawl_id=self.crawl_id,
            extractor=RULES_VERSION,
            unindexed=self.archive.unindexed,
        )
        ledger.settle(db, url, "archived", fetch=item.fetch, crawl_id=self.crawl_id)
        self._look_again(db, url, now, (item.published_at, now) if change == "added" else articles.dates(db, url))
        self.counts[{"added": "new", "changed": "changed", "same": "unchanged"}[change]] += 1
        return False

    def _look_again(self, db: Database, url: str, now: str, dates: tuple[str | None, str] | None) -> None:
        """A young article is looked at again: it may be corrected, or taken away."""
        published_at, archived_at = dates or (None, now)
        moment = revisit.next_look(published_at, archived_at=archived_at, now=now, days=self.options.revisit_days)
        if moment is not None:
            ledger.look_again(db, url, moment)

    def _listing(self, db: Database, item: Listing) -> bool:
        for link in item.channels:
            self.add_channel(db, link, on=item.url)
        if item.name or item.city:
            self.add_channel(db, ChannelLink(item.channel, item.name or "", item.city), on=item.url)
        reading = self.walk.read(item, now=clock.now())
        self._note(item.channel, reading)
        self.counts["listings"] += 1
        self.counts["discovered"] += reading.new
        return reading.adopted

    def _fate(self, db: Database, item: Fate) -> bool:
        now = clock.now()
        if item.state == "archived":
            ledger.unchanged(db, item.url, now=now, crawl_id=self.crawl_id)
            articles.seen(db, [item.url], now=now)
            self._look_again(db, item.url, now, articles.dates(db, item.url))
            self.counts["unchanged"] += 1
            return False
        attempts = ledger.attempts_of(db, item.url) + (1 if item.retry else 0)
        state, wait = policy.schedule(item, attempts=attempts, base_delay=self.options.retry_delay)
        retry_at = clock.after(now, wait) if wait is not None else None
        item.state = state
        ledger.record_fate(db, item, retry_at=retry_at, attempts=attempts, crawl_id=self.crawl_id)
        self.counts["retried" if state == "pending" else state] += 1
        channel = ledger.channel_of(db, item.url) or ""
        if item.kind == "listing" and state != "pending":
            self._leave_listing(item, channel, now)
        if item.moved_to:
            ledger.discover(db, item.moved_to, "article", channel, now=now, on=item.url)
        return False

    def _leave_listing(self, item: Fate, channel: str, now: str) -> None:
        """A listing page that will not be read in this run: the walk ends, or goes on behind it."""
        if item.state == "gone":
            self._note(channel, self.walk.end_at_missing_page(item.url, channel, now=now))
            walk.forget_unfounded(self.archive.db, item.url)
        else:
            self._note(channel, self.walk.step_over(item.url, channel, now=now))

    def _note(self, channel: str, reading: walk.Reading) -> None:
        if reading.done and reading.whole:
            self.unread.discard(channel)

"""What a crawl learns, written down: items in, rows out. The single way into the archive for every crawl."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from newscrawl import clock, policy
from newscrawl.archive import articles, ledger, walk
from newscrawl.archive.archive import Archive
from newscrawl.extract import RULES_VERSION
from newscrawl.items import Article, ChannelLink, Fate, Listing
from newscrawl.sites import SiteProfile


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What a run was asked to do.

    `since` ends listings at older articles; `full` re-reads everything; `max_articles` bounds the articles
    fetched, the rest stays pending; `retry_delay` is in seconds.
    """

    since: date | None = None
    full: bool = False
    max_articles: int | None = None
    retry_delay: float = 2.0

    @property
    def since_text(self) -> str | None:
        return self.since.isoformat() if self.since else None


class Recorder:
    """Writes items of one run. Each `record` is one change: article, revision, fate and position together."""

    def __init__(self, archive: Archive, site: SiteProfile, crawl_id: int, options: CrawlOptions) -> None:
        self.archive = archive
        self.site = site
        self.crawl_id = crawl_id
        self.options = options
        self.counts: Counter[str] = Counter()

    def record(self, item: Article | Listing | Fate) -> None:
        """Enter one item; raises sqlite3.Error where the archive cannot be written."""
        with self.archive.changes() as db:
            if isinstance(item, Article):
                self._article(db, item)
            elif isinstance(item, Listing):
                self._listing(db, item)
            else:
                self._fate(db, item)

    def begin_channel(self, link: ChannelLink, *, on: str | None = None) -> None:
        """Have this run read a channel's listing."""
        url = self.site.listing_url(link.slug)
        with self.archive.changes() as db:
            ledger.choose_channels(db, [link.slug])
            self.add_channel(db, link, on=on)
            walk.begin(db, url, now=clock.now(), crawl_id=self.crawl_id)

    def add_channel(self, db: Database, link: ChannelLink, *, on: str | None) -> None:
        """Remember a channel that the site's own pages name."""
        url = self.site.listing_url(link.slug)
        if walk.add_channel(db, link, url=url, site=self.site.name, now=clock.now(), on=on):
            self.counts["channels_discovered"] += 1

    def _article(self, db: Database, item: Article) -> None:
        url = item.fetch.url if item.fetch else item.url
        if item.channel is None:
            item.channel = ledger.channel_of(db, url)
        _, change = articles.store(db, item, now=clock.now(), crawl_id=self.crawl_id, extractor=RULES_VERSION)
        ledger.settle(db, url, "archived", fetch=item.fetch, crawl_id=self.crawl_id)
        self.counts[{"added": "new", "changed": "changed", "same": "unchanged"}[change]] += 1

    def _listing(self, db: Database, item: Listing) -> None:
        now = clock.now()
        for link in item.channels:
            self.add_channel(db, link, on=item.url)
        if item.name or item.city:
            self.add_channel(db, ChannelLink(item.channel, item.name or "", item.city), on=item.url)
        reading = walk.record_listing(
            db,
            item,
            channel_url=self.site.listing_url(item.channel),
            now=now,
            crawl_id=self.crawl_id,
            whole=self.options.full,
            since=self.options.since_text,
        )
        self.counts["listings"] += 1
        self.counts["discovered"] += reading.new

    def _fate(self, db: Database, item: Fate) -> None:
        now = clock.now()
        if item.state == "archived":
            ledger.unchanged(db, item.url, now=now, crawl_id=self.crawl_id)
            articles.seen(db, [item.url], now=now)
            self.counts["unchanged"] += 1
            return
        attempts = ledger.attempts_of(db, item.url) + (1 if item.retry else 0)
        state, wait = policy.schedule(item, attempts=attempts, base_delay=self.options.retry_delay)
        retry_at = clock.after(now, wait) if wait is not None else None
        item.state = state
        ledger.record_fate(db, item, retry_at=retry_at, attempts=attempts, crawl_id=self.crawl_id)
        self.counts["retried" if state == "pending" else state] += 1
        if item.kind == "listing" and state == "gone":
            channel = ledger.channel_of(db, item.url)
            if channel is not None:
                walk.end_at_missing_page(
                    db, item.url, channel_url=self.site.listing_url(channel), now=now, crawl_id=self.crawl_id
                )

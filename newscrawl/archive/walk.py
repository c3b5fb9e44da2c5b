"""How far down a channel's listing a run must read, and when the channel is known whole.

A *pass* reads a listing from its head. It ends at the last page, or at the first page whose every article was
already listed when an earlier pass proved the channel whole. A pass that found nothing new proves it; one that
found something is followed by another, because articles slide over page borders while one pages. Passes are
counted, not timed: clocks play no part in the proof. A pass cut short goes on where it stopped, in any later run.

A page that is missing, or names no article, is the end or an outage: one page further is looked at, and only an
end that two runs have found is a proof.

The *front* is the one page of a channel where its pass stands; no other listing page is ever due. A front that
cannot be read is stepped over, by the address the ledger knows or the next number; such a pass proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from sqlite_utils import Database

from newscrawl.archive import articles, ledger
from newscrawl.archive import walk_state as state
from newscrawl.archive.walk_state import Channel, ListingPage
from newscrawl.items import ChannelLink, Listing
from newscrawl.sites import SiteProfile

MAX_PASSES_A_RUN = 5
MAX_REPEATS = 3  # pages in a row that name just what the one before did: the pager runs on for ever
RUNAWAY = 100  # pages beyond the number of articles, after which a listing is taken to have no end
UNREAD, PROVES, UNPROVED = 0, 1, 2  # of a pass: a page is missing from it; it counts; it came to an end in doubt
MAX_SKIPPED = 3  # pages in a row that cannot be read, after which a pass gives up


@dataclass(frozen=True, slots=True)
class Reading:
    """What a step of the walk led to.

    `new` articles were never listed in this channel before. `done`: this run has no more to read in it; `whole`:
    and it was read as far as it must be, to the end or to what is proved. `adopted`: an older page became due.
    """

    new: int = 0
    done: bool = False
    whole: bool = False
    adopted: bool = False


def add_channel(db: Database, link: ChannelLink, *, url: str, site: str, now: str, on: str | None) -> bool:
    """Remember a channel; fills in a name or city not known before. Returns True when it is new."""
    known = db.conn.execute("SELECT 1 FROM channels WHERE url = ?", (url,)).fetchone()
    db.conn.execute(
        "INSERT INTO channels (url, slug, site, name, city, discovered_at, discovered_on) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(url) DO UPDATE SET name = coalesce(name, excluded.name), city = coalesce(city, excluded.city)",
        (url, link.slug, site, link.name or None, link.city, now, on),
    )
    return known is None


def forget_unfounded(db: Database, url: str) -> None:
    """Forget a channel that was only asked for: no page names it, nothing was ever listed in it, and it is missing.

    Its listing keeps its fate in the ledger.
    """
    db.conn.execute(
        "DELETE FROM channels WHERE url = ? AND name IS NULL AND discovered_on IS NULL AND complete_pass = 0"
        " AND NOT EXISTS (SELECT 1 FROM listed WHERE channel_id = channels.id)"
        " AND NOT EXISTS (SELECT 1 FROM articles WHERE channel = channels.slug)",
        (url,),
    )


class Walk:
    """One run's walk through the listings of its channels; every method is called inside a change of the archive.

    `whole` reads to the true end whatever is proved; `since` (an ISO date) ends a pass at a page with only older
    articles.
    """

    def __init__(self, db: Database, site: SiteProfile, crawl_id: int, *, whole: bool, since: str | None) -> None:
        self.db = db
        self.site = site
        self.crawl_id = crawl_id
        self.whole = whole
        self.since = since

    def begin(self, slug: str, *, now: str) -> None:
        """Have this run read the channel: go on with a pass that was cut short, or start one at the head."""
        channel = state.load(self.db, self.site.listing_url(slug))
        if not self._can_go_on(channel, now):
            self._start_pass(channel, now)
        elif channel.pages == 0 and channel.front == channel.url:
            channel.begun_by, channel.first_of_run = self.crawl_id, channel.number
        state.save(self.db, channel)
        self.db.conn.execute("UPDATE channels SET last_crawled_at = ? WHERE id = ?", (now, channel.id))

    def read(self, listing: Listing, *, now: str) -> Reading:
        """Enter what a listing page named, and move the front."""
        channel = state.load(self.db, self.site.listing_url(listing.channel))
        before = state.known_page(self.db, listing.url)
        if listing.unchanged:
            page = before
            ledger.unchanged(self.db, listing.url, now=now, crawl_id=self.crawl_id)
        else:
            page = self._enter(listing, channel, now)
            ledger.settle(self.db, listing.url, "archived", fetch=listing.fetch, crawl_id=self.crawl_id)
        at_front = listing.url == channel.front
        if at_front and not page.named:
            self._doubt(channel, listing.url, page, before)
        state.remember_page(self.db, listing.url, page, channel.number if at_front else None)
        if not at_front:
            return Reading(new=page.new, adopted=page.adopted)
        channel.new += page.new
        channel.pages += 1
        if page.named:
            channel.proves = UNREAD if channel.skipped else channel.proves
            channel.skipped = 0
        channel.repeats = channel.repeats + 1 if channel.names_crc == page.names_crc else 0
        channel.names_crc = page.names_crc
        done, whole = self._move(channel, listing, page, now)
        state.save(self.db, channel)
        return Reading(new=page.new, done=done, whole=whole, adopted=page.adopted)

    def end_at_missing_page(self, url: str, slug: str, *, now: str) -> Reading:
        """A page that its listing called next does not exist: that was the end, unless it was there before."""
        channel = state.load(self.db, self.site.listing_url(slug))
        page, before = ListingPage(None), state.known_page(self.db, url)
        if url != channel.front:
            return Reading()
        channel.pages += 1  # not the one page of a listing
        self._doubt(channel, url, page, before)
        state.remember_page(self.db, url, page, None)
        if url == channel.url:
            channel.proves = UNREAD
        done, whole = self._behind_missing(channel, url, None, now)
        state.save(self.db, channel)
        return Reading(done=done, whole=whole)

    def step_over(self, url: str, slug: str, *, now: str) -> Reading:
        """The front cannot be read, now or in this run: go on behind it, and prove nothing."""
        channel = state.load(self.db, self.site.listing_url(slug))
        if url != channel.front:
            return Reading()
        done = self._step_over(channel, now)
        state.save(self.db, channel)
        return Reading(done=done)

    def _can_go_on(self, channel: Channel, now: str) -> bool:
        """True where the pass stands at a page that can be read now."""
        row = self.db.conn.execute("SELECT state, retry_at FROM pages WHERE url = ?", (channel.front,)).fetchone()
        return row is not None and row[0] == "pending" and (row[1] is None or row[1] <= now)

    def _move(self, channel: Channel, listing: Listing, page: ListingPage, now: str) -> tuple[bool, bool]:
        """From a page that was read to where the walk goes on. Returns `done` and `whole` as in Reading."""
        next_url = page.next_url
        if not page.named and not self._repeats(channel):
            return self._behind_missing(channel, listing.url, next_url, now)
        proved = page.named > 0 and page.newest_pass <= channel.complete_pass
        at_end = next_url is None or (proved and not self.whole) or self._leads_nowhere(next_url, channel)
        if next_url is None or at_end or self._all_older(listing):
            whole = channel.proves != UNREAD
            return self._end_pass(channel, at_end=at_end, now=now), whole
        return self._go_on(channel, next_url, now=now, on=listing.url), False

    def _behind_missing(self, channel: Channel, url: str, next_url: str | None, now: str) -> tuple[bool, bool]:
        """Behind a page that is missing or empty, one further page is looked at before that is taken for the end."""
        following = next_url or self.site.following_page(url)
        if url != channel.url and not channel.skipped and following and not self._read_before(following, channel):
            channel.skipped = 1
            return self._go_on(channel, following, now=now, on=url), False
        whole = channel.proves != UNREAD
        return self._end_pass(channel, at_end=True, now=now), whole

    def _enter(self, listing: Listing, channel: Channel, now: str) -> ListingPage:
        """Enter the articles of a page as discovered, and as listed in this channel and pass."""
        names = "\n".join(listing.articles)
        page = ListingPage(listing.next_url, named=len(listing.articles), names_crc=crc32(names.encode()))
        dates = listing.dates or [None] * len(listing.articles)
        for url, dated in zip(listing.articles, dates, strict=True):
            page_id, _ = ledger.discover(self.db, url, "article", channel.slug, now=now, on=listing.url, dated=dated)
            first = self.db.conn.execute(
                "SELECT first_pass FROM listed WHERE channel_id = ? AND page_id = ?", (channel.id, page_id)
            ).fetchone()
            if first is None:
                self.db.conn.execute(
                    "INSERT INTO listed (channel_id, page_id, first_listed_at, first_pass) VALUES (?, ?, ?, ?)",
                    (channel.id, page_id, now, channel.number),
                )
                page.new += 1
                page.adopted |= self._adopt(page_id, channel.slug)
            page.newest_pass = max(page.newest_pass, first[0] if first else channel.number)
        articles.seen(self.db, listing.articles, now=now)
        return page

    def _adopt(self, page_id: int, slug: str) -> bool:
        """A page still pending under a channel that this run does not read is fetched under this one."""
        cursor = self.db.conn.execute(
            "UPDATE pages SET channel = ? WHERE id = ? AND state = 'pending'"
            " AND channel NOT IN (SELECT channel FROM chosen)",
            (slug, page_id),
        )
        return cursor.rowcount > 0

    def _doubt(self, channel: Channel, url: str, page: ListingPage, before: ListingPage) -> None:
        """A page that is missing, or names no article, is the end, or an outage: two runs must have found it so.

        One that named articles before, and a channel's head, are an outage first of all.
        """
        page.newest_pass = before.newest_pass if before.newest_pass and not before.named else channel.number
        if url == channel.url:
            any_listed = "SELECT 1 FROM listed WHERE channel_id = ? LIMIT 1"
            if self.db.conn.execute(any_listed, (channel.id,)).fetchone():
                channel.proves = UNREAD
        elif before.named:
            channel.proves = UNREAD
        elif page.newest_pass >= channel.first_of_run and channel.proves == PROVES:
            channel.proves = UNPROVED

    def _leads_nowhere(self, next_url: str, channel: Channel) -> bool:
        """A pager that leads back to a page of this same pass, repeats itself, or runs on without end."""
        if self._read_before(next_url, channel) or self._repeats(channel):
            return True
        if channel.pages % RUNAWAY == 0:  # a page names an article at least: there cannot be more pages than articles
            (names,) = self.db.conn.execute(
                "SELECT count(*) FROM listed WHERE channel_id = ?", (channel.id,)
            ).fetchone()
            return channel.pages > int(names) + RUNAWAY
        return False

    def _repeats(self, channel: Channel) -> bool:
        return channel.repeats >= MAX_REPEATS

    def _read_before(self, url: str, channel: Channel) -> bool:
        row = self.db.conn.execute("SELECT pass FROM pages WHERE url = ?", (url,)).fetchone()
        return row is not None and row[0] == channel.number

    def _all_older(self, listing: Listing) -> bool:
        since = self.since
        if since is None or listing.unchanged:
            return False
        dates = [date for date in listing.dates or [] if date]
        return bool(dates) and len(dates) == len(listing.articles) and all(d < since[: len(d)] for d in dates)

    def _end_pass(self, channel: Channel, *, at_end: bool, now: str) -> bool:
        """Close the pass; start another where something new was found on the way. True when the channel is done."""
        begun_now = channel.begun_by == self.crawl_id
        settled = channel.new == 0 or (channel.pages == 1 and begun_now)
        channel.front = None
        if settled and at_end and channel.proves == PROVES:
            self.db.conn.execute(
                "UPDATE channels SET complete_pass = pass, complete_at = ? WHERE id = ?", (now, channel.id)
            )
        enough = channel.number - channel.first_of_run + 1 >= MAX_PASSES_A_RUN
        if begun_now and (settled or not at_end or channel.proves == UNREAD or enough):
            return True
        self._start_pass(channel, now)
        return False

    def _start_pass(self, channel: Channel, now: str) -> None:
        self._give_up_front(channel)
        channel.number += 1
        if channel.begun_by != self.crawl_id:
            channel.begun_by, channel.first_of_run = self.crawl_id, channel.number
        channel.new = channel.pages = channel.repeats = channel.skipped = 0
        channel.names_crc = None
        channel.proves = PROVES
        page_id, is_new = ledger.discover(self.db, channel.url, "listing", channel.slug, now=now, on=None)
        if not is_new:
            ledger.reopen(self.db, page_id)
        channel.front = channel.url

    def _give_up_front(self, channel: Channel) -> None:
        """The pass will come by again: until then the page has failed, and keeps the time it must rest."""
        self.db.conn.execute(
            "UPDATE pages SET state = 'failed' WHERE url = ? AND state = 'pending' AND attempts > 0", (channel.front,)
        )

    def _go_on(self, channel: Channel, url: str, *, now: str, on: str | None) -> bool:
        """Move the front to a page; over it where it must rest for longer. True when that ends the channel's walk."""
        page_id, is_new = ledger.discover(self.db, url, "listing", channel.slug, now=now, on=on)
        channel.front = url
        if is_new:
            return False
        if ledger.rests(self.db, page_id, now=now):
            return self._step_over(channel, now)
        ledger.reopen(self.db, page_id)
        return False

    def _step_over(self, channel: Channel, now: str) -> bool:
        channel.proves = UNREAD
        channel.skipped += 1
        url = str(channel.front)
        following = state.known_page(self.db, url).next_url or self.site.following_page(url)
        if following is None or channel.skipped > MAX_SKIPPED or self._read_before(following, channel):
            return self._end_pass(channel, at_end=False, now=now)
        return self._go_on(channel, following, now=now, on=url)

"""How far down a channel's listing a run must read, and when the channel is known whole.

A *pass* reads a listing from its head. It ends at the last page, or at the first page whose every article was
already listed when an earlier pass proved the channel whole. A pass that found nothing new proves it; one that
found something is followed by another, because articles slide over page borders while one pages. Passes are
counted, not timed: clocks play no part in the proof. A pass cut short goes on where it stopped, in any later run.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from newscrawl.archive import articles, ledger
from newscrawl.items import ChannelLink, Listing

MAX_PASSES_A_RUN = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one listing page led to: articles newly discovered, and whether the channel is done."""

    new: int
    listed: int
    channel_done: bool


@dataclass(slots=True)
class _Channel:
    id: int
    slug: str
    url: str
    complete_pass: int
    number: int
    first_of_run: int
    begun_by: int | None
    new: int
    pages: int


def add_channel(db: Database, link: ChannelLink, *, url: str, site: str, now: str, on: str | None) -> bool:
    """Remember a channel; fills in a name or city not known before. Returns True when it is new."""
    known = db.conn.execute("SELECT 1 FROM channels WHERE url = ?", (url,)).fetchone()
    db.conn.execute(
        "INSERT INTO channels (url, slug, site, name, city, discovered_at, discovered_on) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(url) DO UPDATE SET name = coalesce(name, excluded.name), city = coalesce(city, excluded.city)",
        (url, link.slug, site, link.name or None, link.city, now, on),
    )
    return known is None


def begin(db: Database, channel_url: str, *, now: str, crawl_id: int) -> None:
    """Have this run read the channel: go on with a pass that was cut short, or start one at the head."""
    channel = _channel(db, channel_url)
    going_on = db.conn.execute(
        "SELECT 1 FROM pages WHERE kind = 'listing' AND state = 'pending' AND retry_at IS NULL"
        " AND channel = ? AND substr(url, 1, length(?)) = ?",
        (channel.slug, channel.url, channel.url),
    ).fetchone()
    if not going_on:
        _start_pass(db, channel, now=now, crawl_id=crawl_id)
    db.conn.execute("UPDATE channels SET last_crawled_at = ? WHERE id = ?", (now, channel.id))


def record_listing(
    db: Database, listing: Listing, *, channel_url: str, now: str, crawl_id: int, whole: bool, since: str | None
) -> Reading:
    """Enter what a listing page named and decide where the walk goes on.

    `whole` reads to the true end whatever is proved; `since` ends the walk at a page with only older articles.
    """
    channel = _channel(db, channel_url)
    before = db.conn.execute("SELECT pass, next_url FROM pages WHERE url = ?", (listing.url,)).fetchone()
    if listing.unchanged:
        new, next_url = 0, before[1]
        proved = before[0] is not None and before[0] <= channel.complete_pass
        ledger.unchanged(db, listing.url, now=now, crawl_id=crawl_id)
    else:
        new, proved = _enter_articles(db, listing, channel, now)
        next_url = listing.next_url
        ledger.settle(db, listing.url, "archived", fetch=listing.fetch, crawl_id=crawl_id)
    db.conn.execute("UPDATE pages SET pass = ?, next_url = ? WHERE url = ?", (channel.number, next_url, listing.url))
    channel.new += new
    channel.pages += 1
    _save(db, channel)
    ends = next_url is None or (proved and not whole) or _read_before(db, next_url, channel)
    if ends or (since is not None and _all_older(listing, since)):
        done = _end_pass(db, channel, now=now, crawl_id=crawl_id, proves=ends)
    else:
        _go_on(db, channel, str(next_url), now=now, on=listing.url)
        done = False
    return Reading(new=new, listed=len(listing.articles), channel_done=done)


def end_at_missing_page(db: Database, url: str, *, channel_url: str, now: str, crawl_id: int) -> bool:
    """A page that its listing called next is gone: that was the end. Returns whether the channel is done."""
    channel = _channel(db, channel_url)
    if url == channel.url:
        return True
    return _end_pass(db, channel, now=now, crawl_id=crawl_id, proves=True)


def _enter_articles(db: Database, listing: Listing, channel: _Channel, now: str) -> tuple[int, bool]:
    """Returns how many articles this channel had never listed, and whether all were proved before."""
    new, proved = 0, bool(listing.articles)
    dates = listing.dates or [None] * len(listing.articles)
    for url, dated in zip(listing.articles, dates, strict=True):
        page_id, _ = ledger.discover(db, url, "article", channel.slug, now=now, on=listing.url, dated=dated)
        first = db.conn.execute(
            "SELECT first_pass FROM listed WHERE channel_id = ? AND page_id = ?", (channel.id, page_id)
        ).fetchone()
        if first is None:
            db.conn.execute("INSERT INTO listed VALUES (?, ?, ?, ?)", (channel.id, page_id, now, channel.number))
            _adopt(db, page_id, channel.slug)
            new += 1
        proved = proved and first is not None and first[0] <= channel.complete_pass
    articles.seen(db, listing.articles, now=now)
    return new, proved


def _adopt(db: Database, page_id: int, slug: str) -> None:
    """A page still pending under a channel that this run does not read is fetched under this one."""
    db.conn.execute(
        "UPDATE pages SET channel = ? WHERE id = ? AND state = 'pending'"
        " AND channel NOT IN (SELECT channel FROM chosen)",
        (slug, page_id),
    )


def _read_before(db: Database, url: str, channel: _Channel) -> bool:
    """A pager that leads back to a page of this same pass has no further pages."""
    row = db.conn.execute("SELECT pass FROM pages WHERE url = ?", (url,)).fetchone()
    return row is not None and row[0] == channel.number


def _all_older(listing: Listing, since: str) -> bool:
    dates = [date for date in listing.dates or [] if date]
    return bool(dates) and len(dates) == len(listing.articles) and all(d < since[: len(d)] for d in dates)


def _end_pass(db: Database, channel: _Channel, *, now: str, crawl_id: int, proves: bool) -> bool:
    """Close the pass; start another where something new was found on the way. True when the channel is done."""
    settled = channel.new == 0 or (channel.pages == 1 and channel.begun_by == crawl_id)
    if settled and proves:
        db.conn.execute("UPDATE channels SET complete_pass = pass, complete_at = ? WHERE id = ?", (now, channel.id))
    begun_now = channel.begun_by == crawl_id
    if begun_now and (settled or not proves or channel.number - channel.first_of_run + 1 >= MAX_PASSES_A_RUN):
        return True
    _start_pass(db, channel, now=now, crawl_id=crawl_id)
    return False


def _start_pass(db: Database, channel: _Channel, *, now: str, crawl_id: int) -> None:
    same_run = channel.begun_by == crawl_id
    db.conn.execute(
        "UPDATE channels SET pass = pass + 1, pass_crawl_id = :crawl, pass_new = 0, pass_pages = 0,"
        " pass_first = CASE WHEN :same THEN pass_first ELSE pass + 1 END WHERE id = :id",
        {"crawl": crawl_id, "same": same_run, "id": channel.id},
    )
    channel.number += 1
    _go_on(db, channel, channel.url, now=now, on=None)


def _go_on(db: Database, channel: _Channel, url: str, *, now: str, on: str | None) -> None:
    """Make a listing page pending, new or read before; one that waits for its retry keeps waiting."""
    page_id, is_new = ledger.discover(db, url, "listing", channel.slug, now=now, on=on)
    if not is_new:
        db.conn.execute("UPDATE pages SET state = 'pending', reason = NULL WHERE id = ?", (page_id,))


def _channel(db: Database, url: str) -> _Channel:
    row = db.conn.execute(
        "SELECT id, slug, url, complete_pass, pass, pass_first, pass_crawl_id, pass_new, pass_pages"
        " FROM channels WHERE url = ?",
        (url,),
    ).fetchone()
    return _Channel(*row)


def _save(db: Database, channel: _Channel) -> None:
    db.conn.execute(
        "UPDATE channels SET pass_new = ?, pass_pages = ? WHERE id = ?", (channel.new, channel.pages, channel.id)
    )

"""What the ledger remembers of a walk between two steps: the channel's proof and pass, and its listing pages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(slots=True)
class Channel:
    """A row of `channels`: the proof so far, and the pass under way."""

    id: int
    slug: str
    url: str
    complete_pass: int
    number: int
    first_of_run: int
    begun_by: int | None
    new: int
    pages: int
    repeats: int
    names_crc: int | None
    skipped: int
    proves: int
    front: str | None


@dataclass(slots=True)
class ListingPage:
    """A listing page: where it goes on, how many articles it names, the latest pass that first listed one of them.

    `names_crc` tells lists of articles apart. `new` and `adopted` as in `walk.Reading`; they are of this reading alone.
    """

    next_url: str | None
    named: int = 0
    names_crc: int = 0
    newest_pass: int = 0
    new: int = 0
    adopted: bool = False


_COLUMNS = (
    "id, slug, url, complete_pass, pass, pass_first, pass_crawl_id, pass_new, pass_pages, pass_repeats,"
    " pass_names_crc, pass_skipped, pass_proves, front"
)


def load(db: Database, url: str) -> Channel:
    """The channel whose first page is at `url`."""
    row = db.conn.execute(f"SELECT {_COLUMNS} FROM channels WHERE url = ?", (url,)).fetchone()
    return Channel(*row)


def save(db: Database, channel: Channel) -> None:
    """Write the pass under way back; the proof is written where it is made."""
    db.conn.execute(
        "UPDATE channels SET pass = ?, pass_first = ?, pass_crawl_id = ?, pass_new = ?, pass_pages = ?,"
        " pass_repeats = ?, pass_names_crc = ?, pass_skipped = ?, pass_proves = ?, front = ? WHERE id = ?",
        (
            channel.number,
            channel.first_of_run,
            channel.begun_by,
            channel.new,
            channel.pages,
            channel.repeats,
            channel.names_crc,
            channel.skipped,
            channel.proves,
            channel.front,
            channel.id,
        ),
    )


def known_page(db: Database, url: str) -> ListingPage:
    """What a listing page said when it was last read."""
    row = db.conn.execute(
        "SELECT next_url, coalesce(named, 0), coalesce(names_crc, 0), coalesce(newest_pass, 0)"
        " FROM pages WHERE url = ?",
        (url,),
    ).fetchone()
    return ListingPage(*row) if row else ListingPage(None)


def remember_page(db: Database, url: str, page: ListingPage, number: int | None) -> None:
    """Note what a page says; `number` is the pass that came by it, None where none did."""
    db.conn.execute(
        "UPDATE pages SET next_url = ?, named = ?, names_crc = ?, newest_pass = ?, pass = coalesce(?, pass)"
        " WHERE url = ?",
        (page.next_url, page.named, page.names_crc, page.newest_pass, number, url),
    )

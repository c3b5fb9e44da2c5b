"""The ledger: one row for each URL ever discovered, and exactly one fate for each.

A page is *due* when it is pending, or when its `retry_at` has come (a failure to try again, an article to
look at again). What is due is the frontier of a crawl; nothing else remembers what is left to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from newscrawl.items import Fate, Fetch, PageKind, PageState


@dataclass(frozen=True, slots=True)
class DuePage:
    """A row of the ledger as a crawler needs it; `etag` and `last_modified` make its request conditional."""

    id: int
    url: str
    kind: PageKind
    channel: str
    state: PageState
    attempts: int
    etag: str | None
    last_modified: str | None


_DUE = "id, url, kind, channel, state, attempts, etag, last_modified"


def discover(
    db: Database, url: str, kind: PageKind, channel: str, *, now: str, on: str | None, dated: str | None = None
) -> tuple[int, bool]:
    """Enter a URL as pending unless it is known; returns its id and whether it is new.

    `on` is the page that named it; `dated` the date printed beside the link, or the month in its URL.
    """
    cursor = db.conn.execute(
        "INSERT INTO pages (url, kind, channel, discovered_at, discovered_on, dated) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(url) DO NOTHING",
        (url, kind, channel, now, on, dated),
    )
    if cursor.rowcount:
        return cursor.lastrowid or 0, True
    (page_id,) = db.conn.execute("SELECT id FROM pages WHERE url = ?", (url,)).fetchone()
    return page_id, False


def settle(db: Database, url: str, state: PageState, *, fetch: Fetch | None, crawl_id: int | None) -> None:
    """Give a page the fate of one that was fetched well: no reason, no retry, attempts begun anew."""
    fetch = fetch or Fetch(url=url, fetched_at="")
    db.conn.execute(
        "UPDATE pages SET state = :state, reason = NULL, retry_at = NULL, attempts = 0, http_status = :status,"
        " fetched_at = :at, etag = :etag, last_modified = :modified, crawl_id = :crawl,"
        " warc_file = :file, warc_offset = :offset WHERE url = :url",
        {
            "state": state,
            "status": fetch.http_status,
            "at": fetch.fetched_at or None,
            "etag": fetch.etag,
            "modified": fetch.last_modified,
            "crawl": crawl_id,
            "file": fetch.warc_file,
            "offset": fetch.warc_offset,
            "url": url,
        },
    )


def unchanged(db: Database, url: str, *, now: str, crawl_id: int | None) -> None:
    """The site answered 304: what we hold still stands."""
    db.conn.execute(
        "UPDATE pages SET state = 'archived', reason = NULL, retry_at = NULL, attempts = 0, http_status = 304,"
        " fetched_at = ?, crawl_id = ? WHERE url = ?",
        (now, crawl_id, url),
    )


def look_again(db: Database, url: str, moment: str) -> None:
    """Have an archived page fetched again, from that moment on."""
    db.conn.execute("UPDATE pages SET retry_at = ? WHERE url = ? AND state = 'archived'", (moment, url))


def record_fate(db: Database, fate: Fate, *, retry_at: str | None, attempts: int, crawl_id: int | None) -> None:
    """Write what became of a page that gave nothing to keep; see `newscrawl.policy` for who decides."""
    fetch = fate.fetch
    db.conn.execute(
        "UPDATE pages SET state = :state, reason = :reason, retry_at = :retry, attempts = :attempts,"
        " http_status = :status, fetched_at = coalesce(:at, fetched_at), crawl_id = :crawl,"
        # What is not there, or no article, has nothing that a later 304 could stand for.
        " etag = CASE WHEN :state IN ('gone', 'rejected') THEN NULL ELSE etag END,"
        " last_modified = CASE WHEN :state IN ('gone', 'rejected') THEN NULL ELSE last_modified END,"
        " warc_file = coalesce(:file, warc_file), warc_offset = coalesce(:offset, warc_offset) WHERE url = :url",
        {
            "state": fate.state,
            "reason": fate.reason,
            "retry": retry_at,
            "attempts": attempts,
            "status": fate.http_status,
            "at": fetch.fetched_at if fetch else None,
            "crawl": crawl_id,
            "file": fetch.warc_file if fetch else None,
            "offset": fetch.warc_offset if fetch else None,
            "url": fate.url,
        },
    )


def attempts_of(db: Database, url: str) -> int:
    """Failed attempts since the page was last fetched well; 0 for an unknown URL."""
    row = db.conn.execute("SELECT attempts FROM pages WHERE url = ?", (url,)).fetchone()
    return int(row[0]) if row else 0


def channel_of(db: Database, url: str) -> str | None:
    """The channel under which a page was discovered; None for an unknown URL."""
    row = db.conn.execute("SELECT channel FROM pages WHERE url = ?", (url,)).fetchone()
    return row[0] if row else None


def reopen(db: Database, page_id: int) -> None:
    """Make a page that was read or given up pending again; one that must rest keeps its `retry_at`."""
    db.conn.execute("UPDATE pages SET state = 'pending', reason = NULL WHERE id = ?", (page_id,))


def rests(db: Database, page_id: int, *, now: str) -> bool:
    """True for a page that failed, or is excluded, and whose time to be tried again lies ahead."""
    row = db.conn.execute(
        "SELECT 1 FROM pages WHERE id = ? AND state IN ('failed', 'excluded') AND retry_at > ?", (page_id, now)
    ).fetchone()
    return row is not None


def choose_channels(db: Database, channels: Iterable[str]) -> None:
    """Name the channels of this run; `due_*` look only at their pages. Kept for this connection alone."""
    db.conn.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (channel TEXT PRIMARY KEY) WITHOUT ROWID")
    db.conn.executemany("INSERT OR IGNORE INTO chosen VALUES (?)", [(channel,) for channel in channels])


def due_listings(db: Database, *, base: str, limit: int) -> list[DuePage]:
    """The listing pages on this host where the walks of the chosen channels stand, those that wait for a retry not."""
    rows = db.conn.execute(
        f"SELECT {_DUE} FROM pages WHERE url IN (SELECT front FROM channels WHERE slug IN (SELECT channel FROM chosen)"
        "  AND substr(front, 1, length(:base)) = :base)"
        " AND state = 'pending' AND retry_at IS NULL ORDER BY id LIMIT :limit",
        {"base": f"{base}/", "limit": limit},
    )
    return [DuePage(*row) for row in rows]


def due_articles(db: Database, *, base: str, after: int, limit: int, since: str | None = None) -> list[DuePage]:
    """Pending articles of the chosen channels on this host, in order of discovery, with ids above `after`.

    `since` (`2018-12-01`) leaves out articles whose listing date, or month in the URL, lies before it.
    """
    rows = db.conn.execute(
        f"SELECT {_DUE} FROM pages INDEXED BY pages_pending"
        " WHERE state = 'pending' AND retry_at IS NULL AND kind = 'article' AND id > :after"
        " AND channel IN (SELECT channel FROM chosen) AND substr(url, 1, length(:base)) = :base"
        " AND (:since IS NULL OR dated IS NULL OR dated >= substr(:since, 1, length(dated)))"
        " ORDER BY id LIMIT :limit",
        {"after": after, "base": f"{base}/", "since": since, "limit": limit},
    )
    return [DuePage(*row) for row in rows]


def last_id(db: Database) -> int:
    """The id of the page discovered last; 0 in an empty ledger."""
    (last,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM pages").fetchone()
    return int(last)


# Of listings only those where a walk stands are ever fetched.
_IN_TURN = (
    "((kind = 'article' AND :articles) OR"
    " (kind = 'listing' AND state = 'pending' AND url IN (SELECT front FROM channels)))"
)


def due_again(db: Database, *, base: str, now: str, limit: int, articles: bool = True) -> list[DuePage]:
    """Pages of the chosen channels whose `retry_at` has come; only listings where `articles` is false."""
    rows = db.conn.execute(
        f"SELECT {_DUE} FROM pages INDEXED BY pages_due"
        " WHERE retry_at <= :now AND channel IN (SELECT channel FROM chosen)"
        f" AND substr(url, 1, length(:base)) = :base AND {_IN_TURN} LIMIT :limit",
        {"now": now, "base": f"{base}/", "articles": articles, "limit": limit},
    )
    return [DuePage(*row) for row in rows]


def next_retry(db: Database, *, base: str, articles: bool = True) -> str | None:
    """When the next page of the chosen channels comes due again; None where none waits."""
    row = db.conn.execute(
        "SELECT min((SELECT retry_at FROM pages INDEXED BY pages_due WHERE channel = chosen.channel"
        f" AND retry_at IS NOT NULL AND substr(url, 1, length(:base)) = :base AND {_IN_TURN}"
        " ORDER BY retry_at LIMIT 1)) FROM chosen",
        {"base": f"{base}/", "articles": articles},
    ).fetchone()
    return row[0] if row else None


def articles_left(db: Database, *, now: str, since: str | None = None) -> dict[str, int]:
    """How many articles of the chosen channels are pending, or due again, by channel."""
    pending = (
        "SELECT channel FROM pages INDEXED BY pages_channel_kind_state WHERE kind = 'article' AND state = 'pending'"
        " AND channel IN (SELECT channel FROM chosen)"
    )
    if since:
        pending += " AND (dated IS NULL OR dated >= substr(:since, 1, length(dated)))"
    again = (
        "SELECT channel FROM pages INDEXED BY pages_due WHERE retry_at <= :now AND state != 'pending'"
        " AND kind = 'article' AND channel IN (SELECT channel FROM chosen)"
    )
    rows = db.conn.execute(
        f"SELECT channel, count(*) FROM ({pending} UNION ALL {again}) GROUP BY channel", {"now": now, "since": since}
    )
    return dict(rows.fetchall())


def make_due(db: Database, channel: str, *, base: str, now: str) -> int:
    """Make every article of a channel due again, whatever its fate (`--full`); returns how many."""
    cursor = db.conn.execute(
        "UPDATE pages SET retry_at = ? WHERE kind = 'article' AND state != 'pending' AND channel = ?"
        " AND substr(url, 1, length(?)) = ?",
        (now, channel, f"{base}/", f"{base}/"),
    )
    return cursor.rowcount


def count_by_state(conn: sqlite3.Connection, kind: PageKind) -> dict[str, int]:
    """How many pages have which fate."""
    return dict(conn.execute("SELECT state, count(*) FROM pages WHERE kind = ? GROUP BY state", (kind,)))


def failures(db: Database, limit: int = 20) -> Iterator[dict[str, object]]:
    """Why pages are not archived: reason, state, how many, one example; commonest first."""
    yield from db.query(
        "SELECT kind, state, reason, count(*) AS pages, min(url) AS example FROM pages"
        " WHERE state NOT IN ('archived', 'pending') OR (state = 'pending' AND reason IS NOT NULL)"
        " GROUP BY kind, state, reason ORDER BY pages DESC, reason LIMIT ?",
        [limit],
    )


def loopback_port(db: Database) -> int:
    """The port of the mirror on this machine that was crawled last; 0 where none was."""
    row = db.conn.execute(
        "SELECT url FROM channels WHERE url LIKE 'http://127.0.0.1:%' ORDER BY last_crawled_at DESC LIMIT 1"
    ).fetchone()
    return int(row[0].split(":")[2].split("/")[0]) if row else 0


def holds_real_site(db: Database) -> bool:
    """True where a channel of any other place than this machine is known."""
    row = db.conn.execute("SELECT 1 FROM channels WHERE url NOT LIKE 'http://127.0.0.1:%' LIMIT 1").fetchone()
    return row is not None

"""What the archive holds bytes of: the places that reading again starts from, in order, in bounded chunks."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A row (an article's, or a page's of the ledger) and where its bytes lie."""

    id: int
    url: str
    site: str
    warc_file: str
    warc_offset: int


def articles(db: Database) -> Iterator[Place]:
    """Articles whose bytes are kept, by id. Rows may be written meanwhile."""
    yield from _in_chunks(
        db,
        "SELECT id, url, site, warc_file, warc_offset FROM articles"
        " WHERE id > :after AND warc_file IS NOT NULL ORDER BY id LIMIT :limit",
    )


def article_ids(db: Database) -> list[int]:
    """The ids of all articles whose bytes are kept."""
    return [row[0] for row in db.execute("SELECT id FROM articles WHERE warc_file IS NOT NULL")]


def rejected_pages(db: Database) -> Iterator[Place]:
    """Article pages that earlier rules found to be no article, and whose bytes are kept, by id."""
    yield from _in_chunks(
        db,
        "SELECT id, url, (SELECT site FROM channels WHERE slug = pages.channel), warc_file, warc_offset"
        " FROM pages WHERE id > :after AND state = 'rejected' AND kind = 'article' AND warc_file IS NOT NULL"
        " AND channel IN (SELECT slug FROM channels) ORDER BY id LIMIT :limit",
    )


def pointers(db: Database) -> dict[str, array[int]]:
    """Where the ledger, the captures and the earlier texts point: offsets, ascending, by WARC file; 8 bytes each."""
    places: dict[str, array[int]] = {}
    known = "warc_file IS NOT NULL AND typeof(warc_offset) = 'integer'"
    tables = ("pages", "captures", "revisions")
    query = " UNION ALL ".join(f"SELECT warc_file, warc_offset FROM {table} WHERE {known}" for table in tables)
    for name, offset in db.conn.execute(query):
        places.setdefault(name, array("q")).append(offset)
    return {name: array("q", sorted(set(offsets))) for name, offsets in places.items()}


def articles_by_file(db: Database) -> dict[str, int]:
    """How many articles have their stored page in which WARC file."""
    return dict(
        db.conn.execute("SELECT warc_file, count(*) FROM articles WHERE warc_file IS NOT NULL GROUP BY warc_file")
    )


def written_here(db: Database) -> set[str]:
    """The WARC files that something else than dumps named; `import-jsonl` brings names of files, but no files."""
    from_dumps = "(SELECT id FROM crawls WHERE json_extract(arguments, '$.command') = 'import-jsonl')"
    named = f"warc_file IS NOT NULL AND coalesce(crawl_id, 0) NOT IN {from_dumps}"
    tables = ("articles", "pages", "revisions")
    query = "SELECT warc_file FROM captures" + "".join(
        f" UNION SELECT warc_file FROM {table} WHERE {named}" for table in tables
    )
    return {name for (name,) in db.conn.execute(query)}


def half_placed(db: Database) -> list[str]:
    """Articles of which only one of WARC file and offset is known."""
    return [
        url for (url,) in db.conn.execute("SELECT url FROM articles WHERE (warc_file IS NULL) != (warc_offset IS NULL)")
    ]


def crawl_of(db: Database, url: str) -> int | None:
    """The run that last fetched a page."""
    row = db.execute("SELECT crawl_id FROM pages WHERE url = ?", (url,)).fetchone()
    return row[0] if row else None


def count(db: Database) -> dict[str, int]:
    """How many articles have bytes (`with_bytes`) and how many have none, how many rejected pages have."""
    with_bytes, without = db.execute("SELECT count(warc_file), count(*) - count(warc_file) FROM articles").fetchone()
    (rejected,) = db.execute(
        "SELECT count(*) FROM pages WHERE state = 'rejected' AND kind = 'article' AND warc_file IS NOT NULL"
    ).fetchone()
    return {"with_bytes": with_bytes, "without_bytes": without, "rejected": rejected}


def _in_chunks(db: Database, sql: str) -> Iterator[Place]:
    after = 0
    while rows := db.execute(sql, {"after": after, "limit": _CHUNK}).fetchall():
        yield from (Place(*row) for row in rows)
        after = rows[-1][0]

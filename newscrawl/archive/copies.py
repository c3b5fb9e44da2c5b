"""Near-copies: which article is the same story as an earlier one, found through an index of fingerprints.

An article that is nearly the same as an earlier one points to it with `duplicate_of`; the earliest points nowhere.
Nothing is ever deleted. Each fingerprint has 6 keys in an index, so that only texts that share one are compared.

What a look-up costs does not depend on how common a phrase is: of each key only the newest articles are looked at, and
of those only the ones that share most keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sqlite_utils import Database

from newscrawl.extract.fingerprint import SAME_VALUES, Fingerprint, fingerprint
from newscrawl.extract.near_copy import Body, is_near_copy

NEWEST = 24  # articles looked at for one key; a phrase that more share tells little
LIKELY = 8  # articles whose fingerprints are compared, those that share most keys first
COMPARED = 4  # articles whose text is compared, the most alike first

# An entry of the index is one number, the key above the article's id: such a table is the fastest SQLite has.
_ID_BITS = 31
_NEWEST_ID = 2**_ID_BITS - 1

_SAME_KEY = (
    "SELECT * FROM (SELECT entry FROM fingerprint_keys WHERE entry > ? AND entry < ?"
    f" ORDER BY entry DESC LIMIT {NEWEST})"
)
_SIGNATURES = "SELECT article_id, signature FROM fingerprints WHERE article_id IN"
_TEXTS = "SELECT id, coalesce(duplicate_of, id), body FROM articles WHERE id IN"


def create_view(db: Database) -> None:
    """Make the view `copies`."""
    db.executescript("""
    CREATE VIEW copies AS
        SELECT first.id AS article_id, first.title AS title, count(*) AS copies,
               (SELECT json_group_array(channel) FROM (SELECT DISTINCT channel FROM articles
                WHERE first.id IN (id, duplicate_of) AND channel IS NOT NULL ORDER BY channel)) AS channels,
               (SELECT json_group_array(source) FROM (SELECT DISTINCT source FROM articles
                WHERE first.id IN (id, duplicate_of) AND source IS NOT NULL ORDER BY source)) AS sources,
               min(min(copy.published_at), first.published_at) AS first_published_at,
               max(max(copy.published_at), first.published_at) AS last_published_at,
               round(julianday(max(max(copy.published_at), first.published_at))
                     - julianday(min(min(copy.published_at), first.published_at)), 1) AS days
        FROM articles AS first JOIN articles AS copy ON copy.duplicate_of = first.id
        GROUP BY first.id;
    """)


def create_index(db: Database) -> None:
    """Make the index of fingerprints, in place of the one that earlier versions had, and enter every article.

    The links found so far stay as they are.
    """
    db.executescript("""
    DROP TABLE IF EXISTS fingerprints;
    DROP TABLE IF EXISTS fingerprint_bands;
    CREATE TABLE fingerprints (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id),
        signature BLOB NOT NULL
    );
    CREATE TABLE fingerprint_keys (
        entry INTEGER PRIMARY KEY
    );
    """)
    for article_id, body in _bodies(db):
        enter(db, article_id, fingerprint(body))


def original_of(db: Database, body: str, mark: Fingerprint, *, before: int | None = None) -> int | None:
    """The earliest article that this body is a near-copy of, among those with ids below `before`; None: of none."""
    alike = _alike(db, mark, before)
    if not alike:
        return None
    rows = db.conn.execute(f"{_TEXTS} ({', '.join('?' * len(alike))})", alike).fetchall()
    ready = Body(body)
    for _, story, text in sorted(rows, key=lambda row: (row[1], alike.index(row[0]))):
        if story != before and is_near_copy(Body(text), ready):
            return int(story)
    return None


def remember(db: Database, article_id: int, mark: Fingerprint | None) -> None:
    """Enter an article's fingerprint, in place of the one it had; None: its text is too short to have one."""
    row = db.conn.execute("SELECT signature FROM fingerprints WHERE article_id = ?", (article_id,)).fetchone()
    if row:
        _forget(db, article_id, Fingerprint.unpack(row[0]))
    enter(db, article_id, mark)


def enter(db: Database, article_id: int, mark: Fingerprint | None) -> None:
    """Enter the fingerprint of a new article."""
    if mark is not None:
        entries = _entries(article_id, mark)
        db.conn.execute("INSERT INTO fingerprints VALUES (?, ?)", (article_id, mark.packed))
        db.conn.execute(f"INSERT OR IGNORE INTO fingerprint_keys VALUES {', '.join(['(?)'] * len(entries))}", entries)


def relink(db: Database, article_id: int, body: str, mark: Fingerprint | None) -> None:
    """After an article's text changed: look again what it copies, and what copies it."""
    followers = db.conn.execute("SELECT id, body FROM articles WHERE duplicate_of = ? ORDER BY id", (article_id,))
    affected = [(article_id, body, mark)]
    affected += [(follower, text, fingerprint(text)) for follower, text in followers.fetchall()]
    db.conn.execute("UPDATE articles SET duplicate_of = NULL WHERE duplicate_of = ?", (article_id,))
    remember(db, article_id, mark)
    for each, text, its_mark in affected:
        original = original_of(db, text, its_mark, before=each) if its_mark else None
        db.conn.execute(
            "UPDATE articles SET duplicate_of = ? WHERE id = ? AND duplicate_of IS NOT ?", (original, each, original)
        )


def link_all(db: Database, progress: Callable[[int], object] = lambda articles: None) -> int:
    """Find the copies among all articles anew, for an archive older than its fingerprints; returns how many there are.

    Must run inside a change of the archive: a kill then leaves the links as they were.
    """
    clear(db)
    for article_id, body in _bodies(db):
        mark = fingerprint(body)
        if mark is not None:
            original = original_of(db, body, mark, before=article_id)
            remember(db, article_id, mark)
            if original is not None:
                db.conn.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (original, article_id))
        progress(1)
    (linked,) = db.conn.execute("SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL").fetchone()
    return int(linked)


def clear(db: Database) -> None:
    """Forget every fingerprint and every link."""
    db.conn.execute("DELETE FROM fingerprints")
    db.conn.execute("DELETE FROM fingerprint_keys")
    db.conn.execute("UPDATE articles SET duplicate_of = NULL WHERE duplicate_of IS NOT NULL")


def most_copied(db: Database, *, limit: int) -> Iterator[dict[str, Any]]:
    """Rows of the view `copies`, the widest spread first."""
    yield from db.query("SELECT * FROM copies ORDER BY copies DESC, article_id LIMIT ?", [limit])


def _bodies(db: Database) -> Iterator[tuple[int, str]]:
    last = 0
    while rows := db.conn.execute(
        "SELECT id, body FROM articles WHERE id > ? ORDER BY id LIMIT 200", (last,)
    ).fetchall():
        yield from rows
        last = rows[-1][0]


def _alike(db: Database, mark: Fingerprint, before: int | None) -> list[int]:
    """A few earlier articles with nearly this fingerprint, the most alike first."""
    likely = _sharing_keys(db, mark, before)
    if not likely:
        return []
    rows = db.conn.execute(f"{_SIGNATURES} ({', '.join('?' * len(likely))})", likely)
    likeness = {article_id: mark.likeness(Fingerprint.unpack(signature)) for article_id, signature in rows}
    alike = [article_id for article_id in likely if likeness[article_id] >= SAME_VALUES]
    return sorted(alike, key=likeness.__getitem__, reverse=True)[:COMPARED]


def _sharing_keys(db: Database, mark: Fingerprint, before: int | None) -> list[int]:
    """A few earlier articles: those with the very same text, then those that share most keys."""
    bounds = [bound for key in mark.keys for bound in (key << _ID_BITS, key << _ID_BITS | (before or _NEWEST_ID))]
    rows = db.conn.execute(" UNION ALL ".join([_SAME_KEY] * len(mark.keys)), bounds)
    entries = [entry for (entry,) in rows]
    same = [entry & _NEWEST_ID for entry in entries if entry >> _ID_BITS == mark.whole]
    sharing = Counter([entry & _NEWEST_ID for entry in entries])
    return list(dict.fromkeys([*same, *(article_id for article_id, _ in sharing.most_common(LIKELY))]))[:LIKELY]


def _entries(article_id: int, mark: Fingerprint) -> list[int]:
    return [key << _ID_BITS | article_id for key in {*mark.keys}]


def _forget(db: Database, article_id: int, mark: Fingerprint) -> None:
    db.conn.execute("DELETE FROM fingerprints WHERE article_id = ?", (article_id,))
    db.conn.executemany(
        "DELETE FROM fingerprint_keys WHERE entry = ?", [(entry,) for entry in _entries(article_id, mark)]
    )

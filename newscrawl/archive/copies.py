"""Near-copies: which article is the same story as an earlier one, found through an index of fingerprints.

An article that is nearly the same as an earlier one points to it with `duplicate_of`; the earliest points nowhere.
Nothing is ever deleted. Each fingerprint has 12 keys in an index, so that only texts that share one are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from newscrawl.extract.fingerprint import BANDS, SAME_VALUES, Fingerprint, fingerprint
from newscrawl.extract.near_copy import Body, is_near_copy

if TYPE_CHECKING:
    from newscrawl.archive.archive import Archive

NEWEST = 200  # articles looked at for one key; a phrase that more share tells nothing
COMPARED = 8  # stories whose text is compared, the most alike first

_CANDIDATES = " UNION ALL ".join(
    "SELECT * FROM (SELECT article_id FROM fingerprint_bands WHERE band = ? AND article_id < ?"
    f" ORDER BY article_id DESC LIMIT {NEWEST})"
    for _ in range(BANDS)
)
_SIGNATURES = f"SELECT article_id, signature FROM fingerprints WHERE article_id IN ({_CANDIDATES})"


def create(db: Database) -> None:
    """Make the index and the view `copies`."""
    db.executescript("""
    CREATE TABLE fingerprints (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id),
        signature BLOB NOT NULL
    );
    CREATE TABLE fingerprint_bands (
        band INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        PRIMARY KEY (band, article_id)
    ) WITHOUT ROWID;
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


def original_of(db: Database, body: str, mark: Fingerprint, *, before: int | None = None) -> int | None:
    """The earliest article that this body is a near-copy of, among those with ids below `before`; None: of none."""
    stories: dict[int, tuple[float, int]] = {}
    for likeness, article_id in _alike(db, mark, before):
        (story,) = db.conn.execute(
            "SELECT coalesce(duplicate_of, id) FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        if story != before:
            stories[story] = max(stories.get(story, (0.0, 0)), (likeness, article_id))
    ready = Body(body)
    likely = sorted(sorted(stories, key=lambda story: stories[story], reverse=True)[:COMPARED])
    for story in likely:
        (text,) = db.conn.execute("SELECT body FROM articles WHERE id = ?", (stories[story][1],)).fetchone()
        if is_near_copy(Body(text), ready):
            return story
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
        db.conn.execute("INSERT INTO fingerprints VALUES (?, ?)", (article_id, mark.packed))
        db.conn.executemany(
            "INSERT OR IGNORE INTO fingerprint_bands VALUES (?, ?)", [(band, article_id) for band in mark.bands]
        )


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


def link_all(archive: Archive, progress: Callable[[int], object] = lambda articles: None) -> int:
    """Find the copies among all articles anew, for an archive older than its fingerprints; returns how many there are.

    One change of the archive: a kill leaves the links as they were.
    """
    with archive.changes() as db:
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
    archive.commit()
    return int(linked)


def clear(db: Database) -> None:
    """Forget every fingerprint and every link."""
    db.conn.execute("DELETE FROM fingerprints")
    db.conn.execute("DELETE FROM fingerprint_bands")
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


def _alike(db: Database, mark: Fingerprint, before: int | None) -> Iterator[tuple[float, int]]:
    """Earlier articles whose fingerprint is like this one: how much, and which."""
    bound = before if before is not None else 2**62
    rows = db.conn.execute(_SIGNATURES, [value for band in mark.bands for value in (band, bound)])
    for article_id, signature in rows.fetchall():
        likeness = mark.likeness(Fingerprint.unpack(signature))
        if likeness >= SAME_VALUES:
            yield likeness, article_id


def _forget(db: Database, article_id: int, mark: Fingerprint) -> None:
    db.conn.execute("DELETE FROM fingerprints WHERE article_id = ?", (article_id,))
    db.conn.executemany(
        "DELETE FROM fingerprint_bands WHERE band = ? AND article_id = ?", [(band, article_id) for band in mark.bands]
    )

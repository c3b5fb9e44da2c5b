"""Articles and their revisions: one row an address, earlier texts kept."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any, Literal

from sqlite_utils import Database

from newscrawl.archive import copies, fulltext
from newscrawl.archive.unindexed import Unindexed
from newscrawl.errors import ArchiveError
from newscrawl.items import Article

Change = Literal["added", "changed", "same"]

# What makes a text another text: a difference in one of these is a revision.
CONTENT_COLUMNS = ("title", "source", "published_at", "byline", "authors", "body", "images")
JSON_COLUMNS = ("authors", "images", "problems")
# All that the rules make of a page's bytes.
DERIVED_COLUMNS = (*CONTENT_COLUMNS, "city", "district", "channel", "source_line", "problems")
_DERIVED = f"SELECT {', '.join(DERIVED_COLUMNS)} FROM articles WHERE id = ?"
_COPIED = (
    "title, source, published_at, byline, authors, body, images, source_line, problems, content_sha256, "
    "crawl_id, warc_file, warc_offset, extractor"
)


def store(
    db: Database,
    article: Article,
    *,
    now: str,
    crawl_id: int | None,
    extractor: str,
    unindexed: Unindexed | None = None,
) -> tuple[int, Change]:
    """Insert the article, or keep its earlier text as a revision where the new one differs.

    Returns its id and what happened. Must run inside a transaction that also records the page's fate. A new article
    is left to `unindexed` to be indexed, where there is one (`Archive.unindexed`).
    """
    row = _columns(article) | {"crawl_id": crawl_id, "extractor": extractor, "last_seen_at": now}
    known = db.conn.execute(
        "SELECT id, content_sha256, extractor FROM articles WHERE url = ?", (article.url,)
    ).fetchone()
    if known is None:
        row |= {"url": article.url, "site": article.site, "first_archived_at": now}
        return _add(db, article, row, unindexed), "added"
    article_id, sha256, _ = known
    if sha256 == row["content_sha256"]:
        db.conn.execute("UPDATE articles SET last_seen_at = max(last_seen_at, ?) WHERE id = ?", (now, article_id))
        return article_id, "same"
    if unindexed and article_id in unindexed:
        unindexed.enter(db.conn)
    _keep_as_revision(db.conn, article_id, now)
    _update(db.conn, article_id, row, now=now)
    copies.relink(db, article_id, article.body, article.fingerprint)
    return article_id, "changed"


def rewrite(db: Database, article_id: int, article: Article, *, now: str, extractor: str) -> list[str]:
    """Put what today's rules make of the same bytes in place of what is there; returns the columns that changed.

    Where the text changed, the earlier one is kept as a revision. What says when and how the page was fetched
    stays as it is.
    """
    row = {name: value for name, value in _columns(article).items() if name in DERIVED_COLUMNS}
    before = next(iter(db.query(f"SELECT {', '.join(DERIVED_COLUMNS)} FROM articles WHERE id = ?", [article_id])))
    changed = [name for name in DERIVED_COLUMNS if before[name] != row[name]]
    if not changed:
        confirm(db, article_id, extractor=extractor)
        return []
    new_text = not set(changed).isdisjoint(CONTENT_COLUMNS)
    if new_text:
        _keep_as_revision(db.conn, article_id, None)
    row |= {"content_sha256": content_sha256(article), "extractor": extractor}
    _update(db.conn, article_id, row, now=now, new_text=new_text)
    if "body" in changed:
        copies.relink(db, article_id, article.body, article.fingerprint)
    return changed


def confirm(db: Database, article_id: int, *, extractor: str) -> None:
    """Note that these rules make the same of its bytes as those before them."""
    db.conn.execute(
        "UPDATE articles SET extractor = ? WHERE id = ? AND extractor != ?", (extractor, article_id, extractor)
    )


def content_sha256(article: Article) -> str:
    """SHA-256 over the fields of CONTENT_COLUMNS, as compact JSON in that order."""
    return digest_of([getattr(article, name) for name in CONTENT_COLUMNS])


def digest_of(values: list[Any]) -> str:
    """The same over the fields themselves, JSON columns decoded."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seen(db: Database, urls: list[str], *, now: str) -> None:
    """A listing still names these articles: note when, change nothing else."""
    db.conn.executemany(
        "UPDATE articles SET last_seen_at = ? WHERE url = ? AND last_seen_at < ?", [(now, url, now) for url in urls]
    )


def is_known(db: Database, url: str) -> bool:
    """True where there is an article of that address."""
    return db.conn.execute("SELECT 1 FROM articles WHERE url = ?", (url,)).fetchone() is not None


def dates(db: Database, url: str) -> tuple[str | None, str] | None:
    """When an article was published, and when it was first archived; None for an unknown address."""
    row = db.conn.execute("SELECT published_at, first_archived_at FROM articles WHERE url = ?", (url,)).fetchone()
    return (row[0], row[1]) if row else None


def get(db: Database, key: int | str) -> dict[str, Any] | None:
    """An article by id or URL, its JSON columns decoded; None where there is none.

    Raises ArchiveError where another program spoiled them.
    """
    column = "id" if isinstance(key, int) else "url"
    rows = list(db.query(f"SELECT * FROM articles WHERE {column} = ?", [key]))
    return _decoded(rows[0], rows[0]["id"]) if rows else None


def derived(db: Database, article_id: int) -> dict[str, Any] | None:
    """What rules made of an article's page: its DERIVED_COLUMNS, decoded; None where there is none.

    Raises ArchiveError where another program spoiled them.
    """
    row = db.conn.execute(_DERIVED, (article_id,)).fetchone()
    if row is None:
        return None
    if any(isinstance(value, bytes) for value in row):
        raise ArchiveError(
            f"Article {article_id} holds bytes where a text belongs. Another program changed it: restore the archive "
            "from a backup."
        )
    return _decoded(dict(zip(DERIVED_COLUMNS, row, strict=True)), article_id)


def revisions(db: Database, article_id: int) -> list[dict[str, Any]]:
    """Earlier texts of an article, oldest first, their JSON columns decoded."""
    rows = db.query("SELECT * FROM revisions WHERE article_id = ? ORDER BY revision", [article_id])
    return [_decoded(row, article_id) for row in rows]


def _decoded(row: dict[str, Any], article_id: int) -> dict[str, Any]:
    try:
        return row | {name: json.loads(row[name]) for name in JSON_COLUMNS}
    except (TypeError, ValueError, RecursionError) as error:
        raise ArchiveError(
            f"Article {article_id} holds a list that is none ({error}). Another program changed it: put the row right, "
            "or restore the archive from a backup."
        ) from error


def _columns(article: Article) -> dict[str, Any]:
    row = {name: getattr(article, name) for name in DERIVED_COLUMNS}
    row |= {name: json.dumps(row[name], ensure_ascii=False) for name in JSON_COLUMNS}
    fetch = article.fetch
    row["content_sha256"] = content_sha256(article)
    row["warc_file"] = fetch.warc_file if fetch else None
    row["warc_offset"] = fetch.warc_offset if fetch else None
    return row


def _add(db: Database, article: Article, row: dict[str, Any], unindexed: Unindexed | None) -> int:
    mark = article.fingerprint
    original = copies.original_of(db, article.body, mark) if mark else None
    article_id = _insert(db.conn, row | {"duplicate_of": original}, unindexed)
    copies.enter(db, article_id, mark)
    return article_id


def _insert(conn: sqlite3.Connection, row: dict[str, Any], unindexed: Unindexed | None) -> int:
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    cursor = conn.execute(f"INSERT INTO articles ({names}) VALUES ({places})", row)
    article_id = cursor.lastrowid or 0
    if unindexed is None:
        fulltext.add(conn, article_id, row)
    else:
        unindexed.add(article_id, row)
    _note_change(conn, article_id, "added", row["last_seen_at"])
    return article_id


def _keep_as_revision(conn: sqlite3.Connection, article_id: int, now: str | None) -> None:
    """`now` is when the next text was found; None: it was read from the same bytes, and so stands since then too."""
    since = "coalesce((SELECT max(replaced_at) FROM revisions WHERE article_id = articles.id), first_archived_at)"
    conn.execute(
        f"""INSERT INTO revisions (article_id, revision, archived_at, replaced_at, {_COPIED})
            SELECT id, revision, {since}, coalesce(:now, {since}), {_COPIED}
            FROM articles WHERE id = :id""",
        {"now": now, "id": article_id},
    )


def _update(conn: sqlite3.Connection, article_id: int, row: dict[str, Any], *, now: str, new_text: bool = True) -> None:
    assignments = ", ".join(f"{name} = :{name}" for name in row) + ", revision = revision + 1" * new_text
    with fulltext.kept_in_step(conn, article_id):
        conn.execute(f"UPDATE articles SET {assignments} WHERE id = :id", row | {"id": article_id})
    _note_change(conn, article_id, "changed", now)


def _note_change(conn: sqlite3.Connection, article_id: int, change: str, now: str) -> None:
    conn.execute("INSERT INTO changes (article_id, change, at) VALUES (?, ?, ?)", (article_id, change, now))

"""The first half of `verify`: the archive agrees with itself. The second, over the bytes, is `rederive.verifying`.

Every check reads one state of the archive, also while a crawl writes, and says what is wrong in sentences.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newscrawl.archive import articles, counts, fulltext, verify_rows
from newscrawl.archive.archive import Archive
from newscrawl.archive.verify_rows import SHOWN
from newscrawl.archive.verify_rows import each as _each


@dataclass(frozen=True, slots=True)
class Books:
    """The ledger's sum: pages ever discovered of a kind, and how many have which fate."""

    kind: str
    discovered: int
    fates: dict[str, int]

    @property
    def even(self) -> bool:
        return self.discovered == sum(self.fates.values())


def books(archive: Archive) -> list[Books]:
    """What was discovered and what became of it, listings and articles apart."""
    conn = archive.db.conn
    result = []
    for kind in ("listing", "article"):
        (discovered,) = conn.execute("SELECT count(*) FROM pages WHERE kind = ?", (kind,)).fetchone()
        fates = conn.execute(
            "SELECT state, count(*) FROM pages WHERE kind = ? AND state IN"
            " ('pending', 'archived', 'gone', 'rejected', 'failed', 'excluded') GROUP BY state ORDER BY state",
            (kind,),
        )
        result.append(Books(kind, discovered, dict(fates.fetchall())))
    return result


def check_books(archive: Archive, progress: Callable[[str], None] = lambda check: None) -> Iterator[str]:
    """What is wrong, a sentence each; nothing where the archive is whole. `progress` hears of each check first."""
    conn = archive.db.conn
    told: set[str] = set()
    conn.execute("BEGIN")
    try:
        for name, check in _CHECKS.items():
            progress(name)
            for sentence in _found(archive, name, check):
                if sentence not in told:
                    told.add(sentence)
                    yield sentence
    finally:
        conn.rollback()


def _found(archive: Archive, name: str, check: Callable[[Archive], Iterator[str]]) -> Iterator[str]:
    """What a check finds; what keeps it from looking on is a finding too."""
    try:
        yield from check(archive)
    except sqlite3.DatabaseError as error:
        yield f"{archive.path} is damaged ({error}). Restore it from a backup."
    except (TypeError, ValueError) as error:
        yield f"The check of {name} came to a value that newscrawl never writes ({error}). Restore it from a backup."


def _file(archive: Archive) -> Iterator[str]:
    for (line,) in archive.db.conn.execute(f"PRAGMA integrity_check({SHOWN})"):
        if line != "ok":
            yield f"SQLite finds the file damaged: {line}. Restore it from a backup."
    for table, row, parent, _ in archive.db.conn.execute("PRAGMA foreign_key_check").fetchmany(SHOWN):
        yield f"Row {row} of {table} points to a row of {parent} that is not there."


def _sums(archive: Archive) -> Iterator[str]:
    for book in books(archive):
        if not book.even:
            missing = book.discovered - sum(book.fates.values())
            yield f"{missing} of {book.discovered} {book.kind} pages discovered have no fate that newscrawl knows."


def _rows_of_one_another(archive: Archive) -> Iterator[str]:
    yield from _each(
        archive,
        "SELECT url FROM articles WHERE NOT EXISTS"
        " (SELECT 1 FROM pages WHERE pages.url = articles.url AND kind = 'article')",
        "The ledger does not know the article {}.",
        "articles that the ledger does not know",
    )
    yield from _each(
        archive,
        "SELECT url FROM pages WHERE kind = 'article' AND state = 'archived' AND NOT EXISTS"
        " (SELECT 1 FROM articles WHERE articles.url = pages.url)",
        "The ledger holds {} for archived, but there is no such article. 'newscrawl crawl --full' fetches it again.",
        "pages that the ledger holds for archived without their article",
    )


def _within_reach(archive: Archive) -> Iterator[str]:
    """What is pending will be fetched one day: a run can come to it."""
    yield from _each(
        archive,
        "SELECT url FROM pages WHERE kind = 'listing' AND state = 'pending'"
        " AND url NOT IN (SELECT front FROM channels WHERE front IS NOT NULL)",
        "The listing page {} is pending, but no walk stands there.",
        "listing pages that are pending where no walk stands",
    )
    yield from _each(
        archive,
        "SELECT url FROM pages WHERE kind = 'article' AND state = 'pending'"
        " AND coalesce(channel, '') NOT IN (SELECT slug FROM channels)",
        "The article {} is pending in no known channel. 'newscrawl crawl CHANNEL', with the channel that names it, "
        "fetches it.",
        "articles that are pending in no known channel",
    )


def _revisions(archive: Archive) -> Iterator[str]:
    yield from _each(
        archive,
        "SELECT url FROM articles LEFT JOIN (SELECT article_id, count(*) AS texts, min(revision) AS first,"
        "  max(revision) AS last FROM revisions GROUP BY article_id) AS earlier ON article_id = articles.id"
        " WHERE revision != coalesce(texts, 0) + 1 OR (texts > 0 AND (first != 1 OR last != revision - 1))",
        "Of the article {} an earlier text is missing.",
        "articles of which an earlier text is missing",
    )


def _texts(archive: Archive) -> Iterator[str]:
    """The text of each article and revision is the one that its digest was made from."""
    columns = ", ".join(articles.CONTENT_COLUMNS)
    sources = {
        "The text of the article {} is not the one that was archived.": f"SELECT url, content_sha256, {columns}"
        " FROM articles",
        "An earlier text of the article {} is not the one that was archived.": "SELECT (SELECT url FROM articles"
        f" WHERE id = article_id), content_sha256, {columns} FROM revisions",
    }
    for sentence, query in sources.items():
        wrong = 0
        for url, digest, *values in archive.db.conn.execute(query):
            if _digest(values) == digest:
                continue
            wrong += 1
            if wrong <= SHOWN:
                yield sentence.format(url) + " Another program changed it: restore it from a backup."
        if wrong > SHOWN:
            yield f"… and {wrong - SHOWN:,} more whose text was changed."


def _digest(values: list[str | None]) -> str | None:
    fields = dict(zip(articles.CONTENT_COLUMNS, values, strict=True))
    try:
        return articles.digest_of([json.loads(v or "") if n in articles.JSON_COLUMNS else v for n, v in fields.items()])
    except (ValueError, TypeError):
        return None


def _index(archive: Archive) -> Iterator[str]:
    found = fulltext.check(archive.db)
    if not found.ok:
        yield (
            f"The search index is out of step with {len(found.stale):,} articles and has {found.strays:,} rows too "
            "many. 'newscrawl reindex' makes it anew."
        )


def _counts(archive: Archive) -> Iterator[str]:
    differences = counts.differences(archive.db)
    if differences:
        yield (
            f"{differences:,} of the counts by place, month and source are not those of the articles. "
            "'newscrawl reindex' counts anew."
        )


_CHECKS: dict[str, Callable[[Archive], Iterator[str]]] = {
    "the file": _file,
    "tables and triggers": verify_rows.schema_is_whole,
    "values": verify_rows.values,
    "the sum of fates": _sums,
    "articles and ledger": _rows_of_one_another,
    "what is pending": _within_reach,
    "fates": verify_rows.fates,
    "dates": verify_rows.dates,
    "listings": verify_rows.listings,
    "copies": verify_rows.copies,
    "journals": verify_rows.journals,
    "captures": verify_rows.captures,
    "earlier texts": _revisions,
    "texts": _texts,
    "the search index": _index,
    "counts": _counts,
}

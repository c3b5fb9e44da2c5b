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
    "articles and ledger": verify_rows.articles_and_pages,
    "what is pending": verify_rows.within_reach,
    "fates": verify_rows.fates,
    "dates": verify_rows.dates,
    "listings": verify_rows.listings,
    "copies": verify_rows.copies,
    "journals": verify_rows.journals,
    "captures": verify_rows.captures,
    "earlier texts": verify_rows.revisions,
    "texts": _texts,
    "the search index": _index,
    "counts": _counts,
}

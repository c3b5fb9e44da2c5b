"""The index `articles_fts`: made, kept in step with the articles, rebuilt and checked.

Its rows are the articles' ids. It holds the terms of `newscrawl.archive.tokens` for title and body, the same with
`title:` and `source:` before them, one `district=简阳` for each place and source to filter by, and one fingerprint
`text=…` that tells from which text the others were made. Positions are not kept (`detail=none`): the text decides.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from newscrawl.archive import tokens
from newscrawl.errors import ArchiveError

FACETS = ("city", "district", "channel", "source")
COLUMNS = ("title", "body", *FACETS)

# Every printable ASCII sign belongs to a term; beyond ASCII this tokenizer splits nothing and folds nothing.
_SIGNS = "".join(chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum())
_TOKENIZER = "ascii tokenchars '{}'".format(_SIGNS.replace("'", "''")).replace('"', '""')
_EVERY = "in:archive"  # a term of every article
_SEPARATORS = re.compile(r"[\x00-\x20\x7f]")

_CREATE_VIEW = """
CREATE VIEW articles_found AS
    SELECT id, title, body, url, city, district, source, published_at FROM articles
"""
_CREATE_INDEX = f"""
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, body, url UNINDEXED, city UNINDEXED, district UNINDEXED, source UNINDEXED, published_at UNINDEXED,
    content='articles_found', content_rowid='id', detail=none, columnsize=0, tokenize="{_TOKENIZER}"
)
"""
# Kept in the table itself: one part of the index a transaction instead of several, and rarer merging of parts. Indexing
# takes a third less time so; the index is a tenth larger until `optimize`.
_OPTIONS = {"hashsize": 4_000_000, "automerge": 8}


@dataclass(frozen=True, slots=True)
class Check:
    """What `check` found: ids whose text is not indexed as it is, and rows of the index beyond the articles."""

    stale: list[int]
    strays: int

    @property
    def ok(self) -> bool:
        return not self.stale and not self.strays


def add(conn: sqlite3.Connection, article_id: int, row: Mapping[str, Any]) -> None:
    """Index an article; `row` has at least COLUMNS. Part of the transaction that writes the article."""
    enter(conn, article_id, terms_of(row))


def enter(conn: sqlite3.Connection, article_id: int, terms: tuple[str, str]) -> None:
    """Index an article by its terms, as `terms_of` gave them."""
    conn.execute("INSERT INTO articles_fts (rowid, title, body) VALUES (?, ?, ?)", (article_id, *terms))


def remove(conn: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of the index; to be called while its row still holds the text that was indexed.

    Raises ArchiveError where the index was not made from that text: going on would spoil it.
    """
    row = _row(conn, article_id)
    if not _is_indexed(conn, article_id, row):
        raise ArchiveError(
            f"The search index is out of step with article {article_id}. Run 'newscrawl reindex' to rebuild it."
        )
    conn.execute(
        "INSERT INTO articles_fts (articles_fts, rowid, title, body) VALUES ('delete', ?, ?, ?)",
        (article_id, *terms_of(row)),
    )


@contextlib.contextmanager
def kept_in_step(conn: sqlite3.Connection, article_id: int) -> Iterator[None]:
    """Index an article anew after the block has changed its row, whatever it changed."""
    remove(conn, article_id)
    yield
    add(conn, article_id, _row(conn, article_id))


def rebuild(db: Database) -> int:
    """Make the index anew from the articles; returns how many there are. Must run inside a transaction."""
    db.execute("DROP TABLE IF EXISTS articles_fts")
    db.execute("DROP VIEW IF EXISTS articles_found")
    db.execute(_CREATE_VIEW)
    db.execute(_CREATE_INDEX)
    for option, value in _OPTIONS.items():
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES (?, ?)", [option, value])
    count = 0
    for (article_id,) in db.execute("SELECT id FROM articles ORDER BY id").fetchall():
        add(db.conn, article_id, _row(db.conn, article_id))
        count += 1
    optimize(db)
    return count


def optimize(db: Database) -> None:
    """Merge the parts of the index into one: smaller, and quicker to read."""
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")


def check(db: Database) -> Check:
    """Whether each article is indexed with its present text, and nothing else is; needs no lock.

    Raises sqlite3.DatabaseError where the index is damaged.
    """
    stale: list[int] = []
    count = 0
    for (article_id,) in db.execute("SELECT id FROM articles ORDER BY id"):
        count += 1
        if not _is_indexed(db.conn, article_id, _row(db.conn, article_id)):
            stale.append(article_id)
    (held,) = db.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?", [f'"{_EVERY}"']).fetchone()
    return Check(stale, max(0, held - count))


def facet_term(column: str, value: str) -> str:
    """The term of an exact value: `district=简阳`."""
    return _SEPARATORS.sub("_", f"{column}={tokens.fold(value)}")


def terms_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """The terms of title, source and facets; and those of the body. `row` has at least COLUMNS."""
    title = tokens.terms(row["title"] or "")
    source = tokens.terms(row["source"] or "")
    facets = [facet_term(column, row[column]) for column in FACETS if row[column]]
    around = [*title, *(f"title:{t}" for t in title), *(f"source:{t}" for t in source), *facets]
    return " ".join((*around, _EVERY, _fingerprint(row))), tokens.index_text(row["body"])


def _fingerprint(row: Mapping[str, Any]) -> str:
    values = "\0".join(row[column] or "" for column in COLUMNS)
    digest = hashlib.sha256(f"{tokens.INDEX_VERSION}\0{values}".encode())
    return f"text={digest.hexdigest()[:16]}"


def _is_indexed(conn: sqlite3.Connection, article_id: int, row: Mapping[str, Any]) -> bool:
    found = conn.execute(
        "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? AND rowid = ?", (f'"{_fingerprint(row)}"', article_id)
    )
    return found.fetchone() is not None


def _row(conn: sqlite3.Connection, article_id: int) -> dict[str, Any]:
    values = conn.execute(f"SELECT {', '.join(COLUMNS)} FROM articles WHERE id = ?", (article_id,)).fetchone()
    return dict(zip(COLUMNS, values, strict=True))

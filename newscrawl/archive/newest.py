"""Newest first, exactly, for rare words and common ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from newscrawl.archive import matching
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import Query

# Up to so many candidates are sorted by date; more are so common that walking the articles by date meets
# enough of them soon. The walk gives up after WALK_FACTOR times the rows it should need.
SORTED_CANDIDATES = 3_000
WALK_FACTOR = 4

_NEWEST_FIRST = "a.published_at DESC, a.id DESC"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of newest-first hits ended: the next one begins after it, however deep."""

    published_at: str | None
    id: int


def newest(
    db: Database, query: Query, filters: Filters, *, limit: int, offset: int = 0, after: Position | None = None
) -> list[int]:
    """Ids of hits by date of publication, latest first, undated ones last; of one date, latest archived first."""
    match, proven = matching.candidates(query, filters)
    wanted = limit + offset
    if match is None:
        found = _walk(db, query, filters, after, rows=None, wanted=wanted)
    elif _is_common(db, match):
        rows = WALK_FACTOR * wanted * (_articles(db) // SORTED_CANDIDATES + 1)
        found = _walk(db, query, filters, after, rows=rows, wanted=wanted)
        if len(found) < wanted:
            found = list(_sorted(db, query, filters, match, proven, after, wanted))
    else:
        found = list(_sorted(db, query, filters, match, proven, after, wanted))
    return found[offset:wanted]


def _is_common(db: Database, match: str) -> bool:
    sql = "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"
    return bool(db.execute(sql, [match, SORTED_CANDIDATES + 1]).fetchone()[0] > SORTED_CANDIDATES)


def _articles(db: Database) -> int:
    return int(db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0])


def _walk(
    db: Database, query: Query, filters: Filters, after: Position | None, *, rows: int | None, wanted: int
) -> list[int]:
    """Hits met while going through the articles by date, looking at no more than `rows` of them."""
    words, values = matching.condition(query, "t")
    where, more = filters.where("a")
    beyond, last = _beyond(after)
    sql = (
        f"SELECT t.id FROM (SELECT a.id FROM articles a WHERE {where} AND {beyond} ORDER BY {_NEWEST_FIRST} LIMIT ?) w"
        f" CROSS JOIN articles t ON t.id = w.id WHERE {words} LIMIT ?"
    )
    parameters = [*more, *last, -1 if rows is None else rows, *values, wanted]
    return [row[0] for row in db.execute(sql, parameters)]


def _sorted(
    db: Database, query: Query, filters: Filters, match: str, proven: bool, after: Position | None, wanted: int
) -> Iterator[int]:
    """Hits among the candidates, which are sorted by date first and looked at after, till there are enough."""
    source, conditions, parameters = matching.selection(query, filters, match, brief=True)
    beyond, last = _beyond(after)
    sql = f"SELECT a.id FROM {source} WHERE {conditions} AND {beyond} ORDER BY {_NEWEST_FIRST}"
    ids = db.execute(f"{sql} LIMIT ?" if proven else sql, [*parameters, *last, *([wanted] if proven else [])])
    words, values = matching.condition(query, "t")
    for (article_id,) in ids:
        if wanted <= 0:
            return
        sql = f"SELECT 1 FROM articles t WHERE t.id = ? AND {words}"
        if proven or db.execute(sql, [article_id, *values]).fetchone():
            wanted -= 1
            yield article_id


def _beyond(after: Position | None) -> tuple[str, list[Any]]:
    """The condition of coming after a position in the order of newest-first."""
    if after is None:
        return "1", []
    if after.published_at is None:
        return "(a.published_at IS NULL AND a.id < ?)", [after.id]
    return (
        "(a.published_at < ? OR (a.published_at = ? AND a.id < ?) OR a.published_at IS NULL)",
        [after.published_at, after.published_at, after.id],
    )

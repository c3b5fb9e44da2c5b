"""Newest first or oldest first, exactly, for rare words and common ones.

There are three ways to the newest hits, and the cheapest is taken; the oldest are met by the same ways backwards:

sort      all candidates of the index by date: for rare words
window    the candidates among the latest articles only: for words of some thousand hits
walk      the articles themselves by date, looking at their texts: for words that every few articles hold
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from newscrawl.archive import matching
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import Query

# A candidate in so many articles, or in fewer: walking meets enough of them soon.
WALK_SHARE = 8
# A window or a walk is so many times as long as even luck would need it; a window that falls short grows as fast.
SPARE = 2
GROWTH = 4
# What an article of the window, and a candidate compared with it, cost of what a candidate to sort does (measured).
_WINDOW_COST = 0.5
_COMPARE_COST = 0.12

Span = tuple[str, list[Any]]
_ALL: Span = ("1", [])
_NEWEST_FIRST = "a.published_at DESC, a.id DESC"
_OLDEST_FIRST = "a.published_at, a.id"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of hits by date ended: the next one begins after it, however deep."""

    published_at: str | None
    id: int


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for, in which order, in which part of the articles: a condition on `a`, and its parameters."""

    db: Database
    query: Query
    filters: Filters
    match: str | None
    proven: bool
    order: str
    span: Span = _ALL


def newest(
    db: Database, query: Query, filters: Filters, *, limit: int, offset: int = 0, after: Position | None = None
) -> list[int]:
    """Ids of hits by date of publication, latest first, undated ones last; of one date, latest archived first."""
    return _by_date(
        _Search(db, query, filters, *matching.candidates(query, filters), _NEWEST_FIRST), limit, offset, after
    )


def oldest(
    db: Database, query: Query, filters: Filters, *, limit: int, offset: int = 0, after: Position | None = None
) -> list[int]:
    """Ids of hits by date of publication, earliest first, undated ones last; of one date, earliest archived first."""
    return _by_date(
        _Search(db, query, filters, *matching.candidates(query, filters), _OLDEST_FIRST), limit, offset, after
    )


def _by_date(search: _Search, limit: int, offset: int, after: Position | None) -> list[int]:
    wanted = limit + offset
    found: list[int] = []
    for span in _later(after) if search.order == _OLDEST_FIRST else _earlier(after):
        if len(found) < wanted:
            found += _first(replace(search, span=span), wanted - len(found))
    return found[offset:wanted]


def _first(search: _Search, wanted: int) -> list[int]:
    """The first hits of one span; fewer than wanted where there are no more."""
    if search.match is None:
        return _walk(search, -1, wanted)
    articles = _articles(search.db)
    candidates = _candidates(search, articles // WALK_SHARE + 1)
    if candidates > articles // WALK_SHARE:
        found = _walk(search, SPARE * wanted * WALK_SHARE, wanted)
        if len(found) == wanted:
            return found
    window = SPARE * wanted * (articles // max(candidates, 1) + 1)
    while window * _WINDOW_COST + candidates * _COMPARE_COST < candidates:
        found = list(_sorted(search, wanted, window=window))
        if len(found) == wanted:
            return found
        window *= GROWTH
    return list(_sorted(search, wanted))


def _articles(db: Database) -> int:
    return int(db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0])


def _candidates(search: _Search, enough: int) -> int:
    """How many the index gives; it is not counted beyond `enough`."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"
    return int(search.db.execute(sql, [search.match, enough]).fetchone()[0])


def _walk(search: _Search, rows: int, wanted: int) -> list[int]:
    """Hits met while going through the articles by date, looking at no more than `rows` of them (-1: at all)."""
    words, values = matching.condition(search.query, "t")
    head, parameters = _head(search, rows, places=True)
    sql = f"SELECT t.id FROM ({head}) w CROSS JOIN articles t ON t.id = w.id WHERE {words} LIMIT ?"
    return [row[0] for row in search.db.execute(sql, [*parameters, *values, wanted])]


def _sorted(search: _Search, wanted: int, *, window: int | None = None) -> Iterator[int]:
    """Hits among the candidates (of the window), which are sorted by date first and looked at after."""
    source, conditions, parameters = matching.selection(search.query, search.filters, search.match, brief=True)
    span, bounds = search.span
    parameters = [*parameters, *bounds]
    sql = f"SELECT a.id FROM {source} WHERE {conditions} AND {span}"
    if window is not None:
        head, more = _head(search, window, places=False)
        # The sign keeps SQLite from asking the index for one article of the window after the other.
        sql += f" AND +f.rowid IN ({head})"
        parameters += more
    sql += f" ORDER BY {search.order}"
    if search.proven:
        sql += " LIMIT ?"
        parameters.append(wanted)
    words, values = matching.condition(search.query, "t")
    for (article_id,) in search.db.execute(sql, parameters):
        if wanted <= 0:
            return
        look = f"SELECT 1 FROM articles t WHERE t.id = ? AND {words}"
        if search.proven or search.db.execute(look, [article_id, *values]).fetchone():
            wanted -= 1
            yield article_id


def _head(search: _Search, rows: int, *, places: bool) -> tuple[str, list[Any]]:
    """Ids of the first articles of the span and the days asked for (and the places and sources, where wanted)."""
    filters = search.filters
    where, values = (filters if places else Filters(since=filters.since, until=filters.until)).where("a")
    span, bounds = search.span
    sql = f"SELECT a.id FROM articles a WHERE {where} AND {span} ORDER BY {search.order} LIMIT ?"
    return sql, [*values, *bounds, rows]


def _earlier(after: Position | None) -> list[Span]:
    """What comes after a position in the order of newest-first, in parts that an index each gives at once."""
    if after is None:
        return [_ALL]
    if after.published_at is None:
        return [("a.published_at IS NULL AND a.id < ?", [after.id])]
    day = after.published_at
    earlier = "a.published_at <= ? AND (a.published_at < ? OR a.id < ?)"
    return [(earlier, [day, day, after.id]), ("a.published_at IS NULL", [])]


def _later(after: Position | None) -> list[Span]:
    """The same for oldest-first. SQLite sorts nulls first: those without a date are always a part of their own."""
    if after is None:
        return [("a.published_at IS NOT NULL", []), ("a.published_at IS NULL", [])]
    if after.published_at is None:
        return [("a.published_at IS NULL AND a.id > ?", [after.id])]
    day = after.published_at
    later = "a.published_at >= ? AND (a.published_at > ? OR a.id > ?)"
    return [(later, [day, day, after.id]), ("a.published_at IS NULL", [])]

"""Newest first, exactly, for rare words and common ones.

There are three ways to the newest hits, and the cheapest is taken:

sort      all candidates of the index by date: for rare words
window    the candidates among the latest articles only: for words of some thousand hits
walk      the articles themselves by date, looking at their texts: for words that every few articles hold
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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

_NEWEST_FIRST = "a.published_at DESC, a.id DESC"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of newest-first hits ended: the next one begins after it, however deep."""

    published_at: str | None
    id: int


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for, in which part of the articles: a span is a condition on `a`, and its parameters."""

    db: Database
    query: Query
    filters: Filters
    match: str | None
    proven: bool
    span: tuple[str, list[Any]]


def newest(
    db: Database, query: Query, filters: Filters, *, limit: int, offset: int = 0, after: Position | None = None
) -> list[int]:
    """Ids of hits by date of publication, latest first, undated ones last; of one date, latest archived first."""
    match, proven = matching.candidates(query, filters)
    wanted = limit + offset
    found: list[int] = []
    for span in _spans(after):
        if len(found) < wanted:
            found += _newest(_Search(db, query, filters, match, proven, span), wanted - len(found))
    return found[offset:wanted]


def _newest(search: _Search, wanted: int) -> list[int]:
    """The newest hits of one span; fewer than wanted where there are no more."""
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
    latest, parameters = _latest(search, rows, places=True)
    sql = f"SELECT t.id FROM ({latest}) w CROSS JOIN articles t ON t.id = w.id WHERE {words} LIMIT ?"
    return [row[0] for row in search.db.execute(sql, [*parameters, *values, wanted])]


def _sorted(search: _Search, wanted: int, *, window: int | None = None) -> Iterator[int]:
    """Hits among the candidates (of the window), which are sorted by date first and looked at after."""
    source, conditions, parameters = matching.selection(search.query, search.filters, search.match, brief=True)
    span, bounds = search.span
    parameters = [*parameters, *bounds]
    sql = f"SELECT a.id FROM {source} WHERE {conditions} AND {span}"
    if window is not None:
        latest, more = _latest(search, window, places=False)
        # The sign keeps SQLite from asking the index for one article of the window after the other.
        sql += f" AND +f.rowid IN ({latest})"
        parameters += more
    sql += f" ORDER BY {_NEWEST_FIRST}"
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


def _latest(search: _Search, rows: int, *, places: bool) -> tuple[str, list[Any]]:
    """Ids of the latest articles of the span and the days asked for (and the places and sources, where wanted)."""
    filters = search.filters
    where, values = (filters if places else Filters(since=filters.since, until=filters.until)).where("a")
    span, bounds = search.span
    sql = f"SELECT a.id FROM articles a WHERE {where} AND {span} ORDER BY {_NEWEST_FIRST} LIMIT ?"
    return sql, [*values, *bounds, rows]


def _spans(after: Position | None) -> list[tuple[str, list[Any]]]:
    """What comes after a position in the order of newest-first, in parts that an index each gives at once."""
    if after is None:
        return [("1", [])]
    if after.published_at is None:
        return [("a.published_at IS NULL AND a.id < ?", [after.id])]
    day = after.published_at
    earlier = "a.published_at <= ? AND (a.published_at < ? OR a.id < ?)"
    return [(earlier, [day, day, after.id]), ("a.published_at IS NULL", [])]

"""Finding articles: exact hits of a query, newest, oldest or best first, with counts and snippets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sqlite_utils import Database

from newscrawl.archive import matching, ranking, snippets
from newscrawl.archive.filters import Filters
from newscrawl.archive.newest import Position, newest, oldest
from newscrawl.archive.query import Query, parse
from newscrawl.archive.snippets import Marked

Order = Literal["rank", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found. `snippet` is text around the first hit in the body, cut in parts that are marked or not."""

    id: int
    url: str
    title: str | None
    source: str | None
    published_at: str | None
    byline: str | None
    city: str | None
    district: str | None
    marked_title: list[Marked] = field(repr=False)
    snippet: list[Marked] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits. `total` counts all hits, None where it was not asked for."""

    query: Query
    hits: list[Hit]
    total: int | None


def search(
    db: Database,
    query: str | Query,
    filters: Filters | None = None,
    *,
    order: Order = "newest",
    limit: int = 20,
    offset: int = 0,
    after: Position | None = None,
    with_total: bool = True,
    both_scripts: bool = False,
) -> Results:
    """The hits of a query among the articles the filters let through.

    An empty query finds every article. `after` (newest or oldest first only) goes on where another page ended; it stays
    as fast at any depth, `offset` does not. `both_scripts`: Traditional and Simplified characters in a query given as
    text find each other; raises UsageError where the extra that knows them is not installed.
    """
    query = parse(query, both_scripts=both_scripts) if isinstance(query, str) else query
    filters = filters or Filters()
    if order == "rank" and query.groups:
        ids = ranking.best(db, query, filters, limit=limit, offset=offset)
    else:
        by_date = oldest if order == "oldest" else newest
        ids = by_date(db, query, filters, limit=limit, offset=offset, after=after)
    total = count(db, query, filters) if with_total else None
    return Results(query, _hits(db, query, ids), total)


def count(db: Database, query: Query, filters: Filters) -> int:
    """How many articles are hits, exactly."""
    match, proven = matching.candidates(query, filters)
    filtered = filters != Filters()
    if match and proven and not filtered:
        sql, parameters = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?", [match]
    else:
        source, conditions, parameters = matching.selection(query, filters, match, brief=proven)
        sql = f"SELECT count(*) FROM {source} WHERE {conditions}"
    return int(db.execute(sql, parameters).fetchone()[0])


def every(db: Database, query: Query, filters: Filters) -> Iterator[int]:
    """Ids of all hits in order of id, one by one: for exports."""
    match, proven = matching.candidates(query, filters)
    source, conditions, parameters = matching.selection(query, filters, match, brief=proven)
    for (article_id,) in db.execute(f"SELECT a.id FROM {source} WHERE {conditions} ORDER BY a.id", parameters):
        yield article_id


def _hits(db: Database, query: Query, ids: list[int]) -> list[Hit]:
    pattern = matching.pattern(query.highlights, matching.spelling(query))
    rows = {
        row["id"]: row
        for row in db.query(
            "SELECT id, url, title, source, published_at, byline, city, district, body FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(ids)],
        )
    }
    found = []
    for row in map(rows.__getitem__, ids):
        marked_title = snippets.mark(row["title"] or "", pattern)
        snippet = snippets.snippet(row.pop("body"), pattern)
        found.append(Hit(**row, marked_title=marked_title, snippet=snippet))
    return found

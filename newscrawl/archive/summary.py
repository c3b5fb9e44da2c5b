"""What a set of articles looks like from afar: how many, when, where, by whom. All articles, or the hits of a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sqlite_utils import Database

from newscrawl.archive import matching
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import Query

Key = TypeVar("Key")


class Cell(NamedTuple):
    """A month of a district: `2018-12`, null for articles without a date; district null for a city's own channel."""

    month: str | None
    city: str | None
    district: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of articles: in all, by month and district, by source (null where the page names none)."""

    total: int
    cells: dict[Cell, int]
    sources: dict[str | None, int]

    def months(self) -> list[tuple[str, int]]:
        """Dated articles by month, earliest first; months without any are left out."""
        counts: Counter[str] = Counter()
        for cell, number in self.cells.items():
            if cell.month:
                counts[cell.month] += number
        return sorted(counts.items())

    def districts(self) -> list[tuple[tuple[str | None, str | None], int]]:
        """Articles by city and district, most first."""
        counts: Counter[tuple[str | None, str | None]] = Counter()
        for cell, number in self.cells.items():
            counts[cell.city, cell.district] += number
        return _most_first(counts.items())

    def top_sources(self, limit: int) -> list[tuple[str, int]]:
        """The sources that are named most often."""
        named = [(source, number) for source, number in self.sources.items() if source]
        return _most_first(named)[:limit]


def of_all(db: Database) -> Summary:
    """The whole archive, as `counts` keeps it."""
    cells = db.execute(
        "SELECT month, city, district, sum(articles) FROM counts_by_place GROUP BY city, district, month"
    )
    sources = db.execute("SELECT source, sum(articles) FROM counts_by_source GROUP BY source")
    by_cell = {Cell(month or None, city or None, district or None): number for month, city, district, number in cells}
    return Summary(sum(by_cell.values()), by_cell, {source or None: number for source, number in sources})


def totals(db: Database, whole: Summary) -> dict[str, object]:
    """The headline figures, given the counts `of_all`; what they lack is the end of an index each."""
    channels, revisions, first, last = db.execute(
        "SELECT (SELECT count(DISTINCT channel) FROM counts_by_place WHERE channel != ''),"
        " (SELECT count(*) FROM revisions), (SELECT min(published_at) FROM articles),"
        " (SELECT max(published_at) FROM articles)"
    ).fetchone()
    return {
        "articles": whole.total,
        "channels": channels,
        "sources": sum(source is not None for source in whole.sources),
        "revisions": revisions,
        "first_published": first,
        "last_published": last,
    }


def of_hits(db: Database, query: Query, filters: Filters) -> Summary:
    """The hits of a query; every hit is looked at, so common words take a while."""
    if not query.groups and filters == Filters():
        return of_all(db)
    match, proven = matching.candidates(query, filters)
    source, conditions, parameters = matching.selection(query, filters, match, brief=proven)
    rows = db.execute(
        f"SELECT substr(a.published_at, 1, 7), a.city, a.district, a.source FROM {source} WHERE {conditions}",
        parameters,
    )
    groups = Counter(map(tuple, rows))
    cells: Counter[Cell] = Counter()
    sources: Counter[str | None] = Counter()
    for (month, city, district, printed_by), number in groups.items():
        cells[Cell(month, city, district)] += number
        sources[printed_by] += number
    return Summary(groups.total(), dict(cells), dict(sources))


def changes_so_far(db: Database) -> int:
    """A number that grows whenever an article is added or changed: while it stands still, so do all counts."""
    return int(db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0])


def _most_first(counts: Iterable[tuple[Key, int]]) -> list[tuple[Key, int]]:
    return sorted(counts, key=lambda item: (-item[1], str(item[0])))

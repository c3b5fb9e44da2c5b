"""The Python interface: read an archive with types.

    from newscrawl import Archive

    with Archive("data/newscrawl.db") as archive:
        for article in archive.articles(district="简阳", since="2018", until="2019-06"):
            print(article.published_at, article.source, article.title)

Everything here reads only, and works while a crawl writes. Whoever must write takes `newscrawl.archive.Archive.write`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict, Unpack

from newscrawl import archive as storage
from newscrawl.archive import dump
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import parse
from newscrawl.archive.search import Order, every, search

__all__ = ["Archive", "Article", "Image", "Revision", "SearchHit", "SearchResults"]


_HIT = ("id", "url", "title", "source", "byline", "city", "district")


class Selection(TypedDict, total=False):
    """What the filters of `articles`, `count`, `search` and `matching` may be; see `newscrawl export --help`."""

    city: str | None
    district: str | None
    channel: str | None
    source: str | None
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: its absolute URL, and the caption printed under it or None."""

    url: str
    caption: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it stands in the archive; the columns are explained in docs/export.md.

    `published_at` is a datetime with Beijing's offset, a date where the page gives only a day, None where it gives
    none. The archive's own times are datetimes in UTC.
    """

    id: int
    url: str
    site: str
    city: str | None
    district: str | None
    channel: str | None
    title: str | None
    source: str | None
    published_at: datetime | date | None
    byline: str | None
    authors: tuple[str, ...]
    body: str = field(repr=False)
    images: tuple[Image, ...] = field(repr=False)
    source_line: str | None = field(repr=False)
    problems: tuple[str, ...]
    content_sha256: str = field(repr=False)
    first_archived_at: datetime
    last_seen_at: datetime
    revision: int
    duplicate_of: int | None
    crawl_id: int | None = field(repr=False)
    warc_file: str | None = field(repr=False)
    warc_offset: int | None = field(repr=False)
    extractor: str = field(repr=False)

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs."""
        return self.body.split("\n") if self.body else []


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier text of an article: when it came, and when another took its place."""

    revision: int
    title: str | None
    source: str | None
    published_at: datetime | date | None
    byline: str | None
    authors: tuple[str, ...]
    body: str = field(repr=False)
    images: tuple[Image, ...] = field(repr=False)
    source_line: str | None = field(repr=False)
    problems: tuple[str, ...]
    content_sha256: str = field(repr=False)
    archived_at: datetime
    replaced_at: datetime
    crawl_id: int | None = field(repr=False)
    warc_file: str | None = field(repr=False)
    warc_offset: int | None = field(repr=False)
    extractor: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article found; `snippet` is the text around the first hit. `Archive.article(hit.id)` gives all of it."""

    id: int
    url: str
    title: str | None
    source: str | None
    published_at: datetime | date | None
    byline: str | None
    city: str | None
    district: str | None
    snippet: str


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The first hits of a query, and how many there are in all."""

    total: int
    hits: list[SearchHit]

    def __iter__(self) -> Iterator[SearchHit]:
        return iter(self.hits)


class Archive:
    """An archive, open for reading; a context manager, iterable, with a length.

    `path` is the archive file, by default what the commands take: NEWSCRAWL_ARCHIVE, else data/newscrawl.db. Raises
    newscrawl.errors.ArchiveError (NotAnArchive, NewerArchive) where it cannot be read.
    """

    def __init__(self, path: str | PathLike[str] | None = None) -> None:
        self.path = Path(path) if path is not None else storage.default_path()
        self._archive = storage.Archive.read(self.path)
        self._archive.db.conn.text_factory = dump.Decoder()

    def articles(self, **filters: Unpack[Selection]) -> Iterator[Article]:
        """Articles in order of id, one by one: as they are now, whatever is written meanwhile.

        `city`, `district`, `channel`, `source` name what is asked for; `since` and `until` (`2018`, `2018-12`,
        `2018-12-18`) the days it was printed on, both included. Raises UsageError for a date that is none.
        """
        for batch in dump.rows(self._archive, dump.Selection(Filters(**filters))):
            for row in batch:
                yield _article(row)

    def count(self, **filters: Unpack[Selection]) -> int:
        """How many articles `articles` would give."""
        counts = dump.channels(self._archive, dump.Selection(Filters(**filters)))
        return sum(articles for _, articles, _, _ in counts)

    def article(self, key: int | str) -> Article | None:
        """The article with this id or URL, or None."""
        row = dump.row(self._archive, key)
        return _article(row) if row else None

    def revisions(self, key: int | str) -> list[Revision]:
        """Earlier texts of the article with this id or URL, oldest first; none where there is no such article."""
        rows = dump.revision_rows(self._archive, key)
        return [Revision(**_read(dump.REVISION_COLUMNS, row)) for row in rows]

    def search(
        self,
        query: str,
        *,
        order: Order = "rank",
        limit: int = 20,
        both_scripts: bool = False,
        **filters: Unpack[Selection],
    ) -> SearchResults:
        """The best, newest or oldest hits of a query, as in `newscrawl search`: exact, for a query of any length.

        `both_scripts`: Traditional and Simplified characters find each other. Raises UsageError for a date that is
        none, MissingExtra where the tables of both scripts are not installed.
        """
        asked = Filters(**filters)
        results = search(self._archive.db, query, asked, order=order, limit=limit, both_scripts=both_scripts)
        hits = [
            SearchHit(
                **{name: getattr(hit, name) for name in _HIT},
                published_at=_printed(hit.published_at),
                snippet="".join(part.text for part in hit.snippet),
            )
            for hit in results.hits
        ]
        return SearchResults(results.total or 0, hits)

    def matching(self, query: str, *, both_scripts: bool = False, **filters: Unpack[Selection]) -> Iterator[Article]:
        """Every article that a query finds, in order of id, one by one; as `search`."""
        for article_id in every(self._archive.db, parse(query, both_scripts=both_scripts), Filters(**filters)):
            article = self.article(article_id)
            if article is not None:
                yield article

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[Article]:
        return self.articles()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Archive({str(self.path)!r})"


def _article(row: Sequence[Any]) -> Article:
    return Article(**_read(dump.ARTICLE_COLUMNS, row))


def _read(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {name: _READ.get(name, _same)(value) for name, value in zip(names, row, strict=True)}


def _same(value: Any) -> Any:
    return value


def _texts(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _images(text: str) -> tuple[Image, ...]:
    return tuple(Image(image["url"], image["caption"]) for image in json.loads(text))


def _printed(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


_READ: dict[str, Callable[[Any], Any]] = {
    "authors": _texts,
    "problems": _texts,
    "images": _images,
    "published_at": _printed,
    "first_archived_at": datetime.fromisoformat,
    "last_seen_at": datetime.fromisoformat,
    "archived_at": datetime.fromisoformat,
    "replaced_at": datetime.fromisoformat,
}

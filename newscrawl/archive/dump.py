"""The SQL behind export: articles as finished JSON lines or as rows, in the order of their ids.

Lines are made inside SQLite (`json_object`), which is as fast as C and holds one article at a time. SQLite copies
text byte by byte, so what is no UTF-8, and escapes that a foreign writer left in a JSON column, come out as they
are; such lines are told by `mend` and rewritten.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from newscrawl.archive.archive import Archive
from newscrawl.archive.filters import Filters
from newscrawl.errors import ArchiveError

ARTICLE_COLUMNS = (
    "id",
    "url",
    "site",
    "city",
    "district",
    "channel",
    "title",
    "source",
    "published_at",
    "byline",
    "authors",
    "body",
    "images",
    "source_line",
    "problems",
    "content_sha256",
    "first_archived_at",
    "last_seen_at",
    "revision",
    "duplicate_of",
    "crawl_id",
    "warc_file",
    "warc_offset",
    "extractor",
)
REVISION_COLUMNS = (
    "revision",
    "title",
    "source",
    "published_at",
    "byline",
    "authors",
    "body",
    "images",
    "source_line",
    "problems",
    "content_sha256",
    "archived_at",
    "replaced_at",
    "crawl_id",
    "warc_file",
    "warc_offset",
    "extractor",
)
JSON_COLUMNS = ("authors", "images", "problems")

# Few enough that a batch stays in the processor's cache between being read, checked and written.
BATCH = 32
# Put behind a line whose JSON columns hold escapes; no UTF-8 text holds this byte.
_DOUBTFUL = b"\xff"
# A dump reads each page once, in order: a small cache stays in the processor's. In KiB.
_CACHE = 256
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles, and which of their columns, in that order; `with_revisions` adds their earlier texts.

    `after` (a `seq` of the export journal) leaves out articles whose line has not changed since. `trusted` says that
    newscrawl alone wrote the archive (see `newscrawl.archive.foreign`): its texts are Unicode, its lists unescaped.
    """

    filters: Filters = field(default_factory=Filters)
    columns: tuple[str, ...] = ARTICLE_COLUMNS
    with_revisions: bool = False
    after: int | None = None
    trusted: bool = False

    def condition(self) -> tuple[str, list[Any]]:
        """On `articles`, and its parameters. Filters go through a list of ids: SQLite then sorts ids, not articles."""
        condition, parameters = self.filters.where("articles")
        conditions = [f"id IN (SELECT id FROM articles WHERE {condition})"] if parameters else []
        values: list[Any] = [*parameters]
        if self.after is not None:
            conditions.append("id IN (SELECT article_id FROM export_journal WHERE what = 'line' AND seq > ?)")
            values.append(self.after)
        return " AND ".join(conditions) or "1", values


class Decoder:
    """Text as SQLite holds it, made Unicode; counts what was none."""

    def __init__(self) -> None:
        self.mended = 0

    def __call__(self, data: bytes) -> str:
        try:
            return str(data, "utf-8")
        except UnicodeDecodeError:
            self.mended += 1
            return data.decode("utf-8", "replace")


@contextmanager
def snapshot(archive: Archive) -> Iterator[Decoder]:
    """Everything read inside sees the archive as it is now, whatever a crawl writes meanwhile.

    Text that is no UTF-8 is read with U+FFFD in its place; what is yielded counts it.
    """
    conn = archive.conn
    decoder = Decoder()
    before, conn.text_factory = conn.text_factory, decoder
    (cache,) = conn.execute("PRAGMA cache_size").fetchone()
    conn.execute(f"PRAGMA cache_size = -{_CACHE}")
    conn.execute("BEGIN")
    try:
        yield decoder
    finally:
        conn.rollback()
        conn.execute(f"PRAGMA cache_size = {cache}")
        conn.text_factory = before


def lines(archive: Archive, selection: Selection) -> Iterator[Sequence[tuple[bytes]]]:
    """Batches of finished JSON lines, still without `\\n`; what is no UTF-8 has to go through `mend`.

    Raises ArchiveError where a JSON column holds none.
    """
    condition, parameters = selection.condition()
    query = f"SELECT {_line(selection)} FROM articles WHERE {condition} ORDER BY id"
    yield from _batches(archive, query, parameters)


def lines_by_id(archive: Archive, selection: Selection) -> Iterator[tuple[int, bytes]]:
    """The same lines one by one, each with its article's id."""
    condition, parameters = selection.condition()
    query = f"SELECT id, {_line(selection)} FROM articles WHERE {condition} ORDER BY id"
    for batch in _batches(archive, query, parameters):
        yield from batch


def rows(archive: Archive, selection: Selection) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Batches of rows; lists are compact JSON text. Raises ArchiveError as `lines` does."""
    condition, parameters = selection.condition()
    names = [*_as_json(selection.columns), *([_REVISIONS] if selection.with_revisions else [])]
    yield from _batches(archive, f"SELECT {', '.join(names)} FROM articles WHERE {condition} ORDER BY id", parameters)


def row(archive: Archive, key: int | str) -> tuple[Any, ...] | None:
    """The row of one article, as `rows` gives it, by id or URL; None where there is none."""
    names = ", ".join(_as_json(ARTICLE_COLUMNS))
    column = "id" if isinstance(key, int) else "url"
    found: tuple[Any, ...] | None = archive.conn.execute(
        f"SELECT {names} FROM articles WHERE {column} = ?", (key,)
    ).fetchone()
    return found


def revision_rows(archive: Archive, key: int | str) -> list[tuple[Any, ...]]:
    """The earlier texts of one article, oldest first: REVISION_COLUMNS, lists as compact JSON text."""
    names = ", ".join(_as_json(REVISION_COLUMNS))
    article = "?" if isinstance(key, int) else "(SELECT id FROM articles WHERE url = ?)"
    return archive.conn.execute(
        f"SELECT {names} FROM revisions WHERE article_id = {article} ORDER BY revision", (key,)
    ).fetchall()


def channels(archive: Archive, selection: Selection) -> list[tuple[str | None, int, str | None, str | None]]:
    """(channel, articles, first and last published_at) of what `lines` gives, by channel."""
    condition, parameters = selection.condition()
    return archive.conn.execute(
        "SELECT channel, count(*), min(published_at), max(published_at) FROM articles"
        f" WHERE {condition} GROUP BY channel ORDER BY channel",
        parameters,
    ).fetchall()


def rules(archive: Archive, selection: Selection) -> list[str]:
    """The versions of the extraction rules behind what `lines` gives."""
    condition, parameters = selection.condition()
    found = archive.conn.execute(f"SELECT DISTINCT extractor FROM articles WHERE {condition} ORDER BY 1", parameters)
    return [extractor for (extractor,) in found]


def mend(line: bytes) -> tuple[bytes, bool]:
    """A line as it must be, and whether text had to give: what is no Unicode becomes U+FFFD.

    Escapes in a JSON column become the characters they stand for; that alone changes no text.
    """
    raw = line.removesuffix(_DOUBTFUL)
    text = raw.decode("utf-8", "replace")
    value = json.loads(text)
    cleaned = clean(value)
    mended = json.dumps(cleaned, ensure_ascii=False, separators=(",", ":")).encode()
    return mended, cleaned != value or text.encode() != raw


def clean(value: Any) -> Any:
    """A JSON value with every surrogate that has no partner replaced by U+FFFD."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    return value


def _as_json(columns: Sequence[str]) -> list[str]:
    return [f"json({name})" if name in JSON_COLUMNS else name for name in columns]


def _object(columns: Sequence[str]) -> str:
    return ", ".join(f"'{name}', json({name})" if name in JSON_COLUMNS else f"'{name}', {name}" for name in columns)


def _escaped(columns: Sequence[str]) -> str:
    return " OR ".join(f"instr({name}, '\\u')" for name in columns if name in JSON_COLUMNS) or "0"


_REVISIONS = (
    f"json((SELECT json_group_array(json_object({_object(REVISION_COLUMNS)}))"
    " FROM (SELECT * FROM revisions WHERE article_id = articles.id ORDER BY revision)))"
)


def _line(selection: Selection) -> str:
    pairs, escaped = _object(selection.columns), _escaped(selection.columns)
    if selection.with_revisions:
        pairs += f", 'revisions', {_REVISIONS}"
        escaped += f" OR EXISTS (SELECT 1 FROM revisions WHERE article_id = articles.id AND ({_escaped(JSON_COLUMNS)}))"
    if selection.trusted:
        return f"CAST(json_object({pairs}) AS BLOB)"
    return f"CAST(json_object({pairs}) || CASE WHEN {escaped} THEN x'ff' ELSE '' END AS BLOB)"


def _batches(archive: Archive, query: str, parameters: Sequence[Any]) -> Iterator[Sequence[Any]]:
    try:
        cursor = archive.conn.execute(query, parameters)
        while batch := cursor.fetchmany(BATCH):
            yield batch
    except sqlite3.Error as error:
        raise ArchiveError(_explain(archive, error)) from error


def _explain(archive: Archive, error: sqlite3.Error) -> str:
    """A sentence that names the article, where the fault is in one article's row."""
    broken = " OR ".join(f"NOT coalesce(json_valid({name}), 0)" for name in JSON_COLUMNS)
    blobs = " OR ".join(f"typeof({name}) = 'blob'" for name in ARTICLE_COLUMNS)
    try:
        row = archive.conn.execute(f"SELECT id, url FROM articles WHERE {broken} OR {blobs} LIMIT 1").fetchone()
    except sqlite3.Error:
        row = None
    if row is None:
        return f"The archive {archive.path} cannot be read ({error}). Check it with 'newscrawl verify'."
    return (
        f"Article {row[0]} ({row[1]}) in {archive.path} holds a value that newscrawl never writes ({error}). "
        "Another program changed it; put the row right, or restore the archive from a backup."
    )

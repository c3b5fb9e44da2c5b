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
JSON_COLUMNS = ("authors", "images", "problems")

# Few enough that a batch stays in the processor's cache between being read, checked and written.
BATCH = 32
# Put before the line feed of a line whose JSON columns hold escapes; no UTF-8 text holds this byte.
_DOUBTFUL = b"\xff\n"
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles, and which of their columns, in that order."""

    filters: Filters = field(default_factory=Filters)
    columns: tuple[str, ...] = ARTICLE_COLUMNS


@contextmanager
def snapshot(archive: Archive) -> Iterator[None]:
    """Everything read inside sees the archive as it is now, whatever a crawl writes meanwhile."""
    conn = archive.db.conn
    conn.text_factory = _lenient
    conn.execute("BEGIN")
    try:
        yield
    finally:
        conn.rollback()


def lines(archive: Archive, selection: Selection) -> Iterator[Sequence[tuple[bytes]]]:
    """Batches of finished JSON lines, `\\n` included; what needs mending goes through `mend`.

    Raises ArchiveError where a JSON column holds none.
    """
    condition, parameters = _condition(selection)
    query = f"SELECT {_line(selection.columns)} FROM articles WHERE {condition} ORDER BY id"
    yield from _batches(archive, query, parameters)


def rows(archive: Archive, selection: Selection) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Batches of rows; JSON columns are compact JSON text. Raises ArchiveError as `lines` does."""
    condition, parameters = _condition(selection)
    names = ", ".join(f"json({name})" if name in JSON_COLUMNS else name for name in selection.columns)
    yield from _batches(archive, f"SELECT {names} FROM articles WHERE {condition} ORDER BY id", parameters)


def mend(line: bytes) -> bytes:
    """A JSON line as it must be: bytes that are no UTF-8, and surrogates without a partner, become U+FFFD."""
    text = line.removesuffix(_DOUBTFUL).decode("utf-8", "replace")
    return (json.dumps(clean(json.loads(text)), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def clean(value: Any) -> Any:
    """A JSON value with every surrogate that has no partner replaced by U+FFFD."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    return value


def _line(columns: tuple[str, ...]) -> str:
    pairs = ", ".join(f"'{name}', json({name})" if name in JSON_COLUMNS else f"'{name}', {name}" for name in columns)
    escaped = " OR ".join(f"instr({name}, '\\u')" for name in columns if name in JSON_COLUMNS)
    end = f"CASE WHEN {escaped} THEN x'ff0a' ELSE x'0a' END" if escaped else "x'0a'"
    return f"CAST(json_object({pairs}) || {end} AS BLOB)"


def _condition(selection: Selection) -> tuple[str, list[str]]:
    """The filters through a list of ids: SQLite then sorts ids, not whole articles."""
    condition, parameters = selection.filters.where("articles")
    if parameters:
        condition = f"id IN (SELECT id FROM articles WHERE {condition})"
    return condition, parameters


def _batches(archive: Archive, query: str, parameters: Sequence[Any]) -> Iterator[Sequence[Any]]:
    try:
        cursor = archive.db.conn.execute(query, parameters)
        while batch := cursor.fetchmany(BATCH):
            yield batch
    except sqlite3.Error as error:
        raise ArchiveError(_explain(archive, error)) from error


def _explain(archive: Archive, error: sqlite3.Error) -> str:
    """A sentence that names the article, where the fault is in one article's row."""
    broken = " OR ".join(f"NOT coalesce(json_valid({name}), 0)" for name in JSON_COLUMNS)
    blobs = " OR ".join(f"typeof({name}) = 'blob'" for name in ARTICLE_COLUMNS)
    try:
        row = archive.db.conn.execute(f"SELECT id, url FROM articles WHERE {broken} OR {blobs} LIMIT 1").fetchone()
    except sqlite3.Error:
        row = None
    if row is None:
        return f"The archive {archive.path} cannot be read ({error}). Check it with 'newscrawl verify'."
    return (
        f"Article {row[0]} ({row[1]}) in {archive.path} holds a value that newscrawl never writes ({error}). "
        "Another program changed it; put the row right, or restore the archive from a backup."
    )


def _lenient(data: bytes) -> str:
    return data.decode("utf-8", "replace")

"""What has happened to the articles since a cursor: read from the export journal (`newscrawl.archive.journal`)."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.archive.archive import Archive
from newscrawl.archive.filters import Filters
from newscrawl.errors import UsageError

START = "start"
_TEXT = re.compile(r"1-(\d{1,18})-(\d{1,18})-(\d{1,18})-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A point in the life of an archive, as text `1-140000-120000-120007-9f3a01c2d4e5`.

    `seq` is the last row of the export journal, `last_id` the last article's id. `change` is the last row of
    `changes` and `check` a digest of it: by them a cursor of another archive, or of a later state of one that was
    since restored from a backup, is told.
    """

    seq: int
    last_id: int
    change: int
    check: str

    def __str__(self) -> str:
        return f"1-{self.seq}-{self.last_id}-{self.change}-{self.check}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """The cursor written as `text`; `start` lies before everything. Raises UsageError."""
        if text == START:
            return cls(0, 0, 0, _digest(None))
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise UsageError(f"'{text}' is no cursor. Take one from a manifest ('cursor'), or 'start'.")
        return cls(int(match[1]), int(match[2]), int(match[3]), match[4])


def cursor(archive: Archive) -> Cursor:
    """Where the archive stands now; call it inside the snapshot that the dump is read from."""
    change = _last(archive.conn, "changes")
    return Cursor(
        seq=_last(archive.conn, "export_journal"),
        last_id=_last(archive.conn, "articles"),
        change=change,
        check=_check(archive.conn, change),
    )


def check_cursor(archive: Archive, given: Cursor) -> None:
    """Raises UsageError where `given` was not made by this archive, or by a state of it that is no more."""
    now = cursor(archive)
    ahead = given.seq > now.seq or given.last_id > now.last_id or given.change > now.change
    if ahead or _check(archive.conn, given.change) != given.check:
        raise UsageError(
            f"The cursor {given} does not belong to {archive.path} as it is now: it comes from another archive, or "
            "this one was restored from a backup. Make a full dump, and go on from its cursor."
        )


def tombstones(archive: Archive, filters: Filters, since: Cursor) -> Iterator[tuple[int, bytes]]:
    """(id, JSON without `\\n`) of what vanished since the cursor, by id: pages gone, articles unselected or deleted."""
    condition, parameters = filters.where("articles")
    query = f"""
        SELECT articles.id AS id, articles.url, 'gone', pages.fetched_at
        FROM export_journal JOIN articles ON articles.id = article_id JOIN pages ON pages.url = articles.url
        WHERE what = 'gone' AND seq > ? AND {condition}
        UNION ALL
        SELECT articles.id, articles.url, 'unselected', NULL
        FROM export_journal JOIN articles ON articles.id = article_id
        WHERE what = 'moved' AND seq > ? AND article_id <= ? AND NOT coalesce({condition}, 0)
        UNION ALL
        SELECT article_id, url, 'deleted', NULL FROM export_journal
        WHERE what = 'deleted' AND seq > ? AND article_id <= ?
        ORDER BY 1, 3"""
    values = (since.seq, *parameters, since.seq, since.last_id, *parameters, since.seq, since.last_id)
    for article_id, url, kind, at in archive.conn.execute(query, values):
        line = {"id": article_id, "url": url, "tombstone": kind, "at": at}
        yield article_id, json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()


def _last(conn: sqlite3.Connection, table: str) -> int:
    row = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) if row else 0


def _check(conn: sqlite3.Connection, change: int) -> str:
    return _digest(conn.execute("SELECT article_id, change, at FROM changes WHERE seq = ?", (change,)).fetchone())


def _digest(row: tuple[object, ...] | None) -> str:
    return hashlib.sha256(json.dumps(row).encode()).hexdigest()[:12]

"""Runs: one row each, also for those that were killed."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database


def start(db: Database, *, now: str, arguments: dict[str, Any], process: str, version: str) -> int:
    """Record a new run and close every unfinished one as interrupted (its process is gone: we hold the lock)."""
    db.conn.execute(
        "UPDATE crawls SET ended = 'interrupted', finished_at = coalesce("
        " (SELECT max(fetched_at) FROM pages WHERE pages.crawl_id = crawls.id), started_at)"
        " WHERE ended IS NULL"
    )
    cursor = db.conn.execute(
        "INSERT INTO crawls (started_at, arguments, process, version) VALUES (?, ?, ?, ?)",
        (now, json.dumps(arguments, ensure_ascii=False), process, version),
    )
    return cursor.lastrowid or 0


def note_counts(db: Database, crawl_id: int, counts: dict[str, int]) -> None:
    """What the run counted so far, so that a killed run still says what it did."""
    db.conn.execute("UPDATE crawls SET counts = ? WHERE id = ?", (json.dumps(counts, ensure_ascii=False), crawl_id))


def finish(db: Database, crawl_id: int, *, now: str, ended: str, counts: dict[str, int]) -> None:
    """Close a run: why it ended (`finished`, `stopped`, `site down` …) and what it counted."""
    db.conn.execute(
        "UPDATE crawls SET finished_at = ?, ended = ?, counts = ? WHERE id = ?",
        (now, ended, json.dumps(counts, ensure_ascii=False), crawl_id),
    )


def set_health(db: Database, crawl_id: int, health: str, reasons: list[str]) -> None:
    """`ok`, `degraded` or `failed`, with the sentences that say why."""
    db.conn.execute(
        "UPDATE crawls SET health = ?, health_reasons = ? WHERE id = ?",
        (health, json.dumps(reasons, ensure_ascii=False), crawl_id),
    )


def get(db: Database, crawl_id: int) -> dict[str, Any] | None:
    """One run, JSON columns decoded; None where there is none."""
    return next((_decoded(row) for row in db.query("SELECT * FROM crawls WHERE id = ?", [crawl_id])), None)


def recent(db: Database, limit: int = 20) -> list[dict[str, Any]]:
    """The last runs, newest first, JSON columns decoded."""
    rows = db.query("SELECT * FROM crawls ORDER BY id DESC LIMIT ?", [limit])
    return [_decoded(row) for row in rows]


def _decoded(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: json.loads(row[name]) for name in ("arguments", "counts", "health_reasons")}

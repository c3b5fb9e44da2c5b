"""When each scheduled job last came due, and how it went: so that a missed one runs once, and none twice."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database


def create(db: Database) -> None:
    """Make the table."""
    db.executescript("""
    CREATE TABLE jobs (
        name TEXT PRIMARY KEY,
        due_at TEXT NOT NULL,
        started_at TEXT,
        finished_at TEXT,
        exit_code INTEGER
    ) WITHOUT ROWID;
    """)


def last(db: Database) -> dict[str, dict[str, Any]]:
    """Job → `due_at` (the time it was meant for), `started_at`, `finished_at`, `exit_code`; null while it runs."""
    return {row["name"]: row for row in db.query("SELECT * FROM jobs")}


def note_due(db: Database, name: str, *, due_at: str) -> None:
    """From now on this time counts as dealt with."""
    db.conn.execute(
        "INSERT INTO jobs (name, due_at) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET due_at = excluded.due_at",
        (name, due_at),
    )


def note_run(db: Database, name: str, *, started_at: str, finished_at: str, exit_code: int) -> None:
    """How the job's last run went."""
    db.conn.execute(
        "UPDATE jobs SET started_at = ?, finished_at = ?, exit_code = ? WHERE name = ?",
        (started_at, finished_at, exit_code, name),
    )

"""How far a shared crawl was entered: which entry of its stream came last, and which WARC files workers hold.

Written with every commit of a collector, in the same transaction: so that a collector that was killed goes on exactly
behind what it committed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class WorkerFile:
    """A WARC file as its worker named it; `host` and `folder` are where it was written."""

    warc_file: str
    host: str
    folder: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A shared crawl that this archive collects.

    `position` is the id of the last entry that was entered, `0` for none; `state` what the collector must remember;
    `counts` what the run has counted so far.
    """

    crawl_id: int
    position: str
    state: dict[str, Any]
    counts: dict[str, int]


def create(db: Database) -> None:
    """Make the tables."""
    db.executescript("""
    CREATE TABLE collections (
        job TEXT PRIMARY KEY,
        crawl_id INTEGER NOT NULL REFERENCES crawls(id),
        position TEXT NOT NULL,
        state TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE worker_files (
        warc_file TEXT PRIMARY KEY,
        host TEXT NOT NULL,
        folder TEXT NOT NULL,
        crawl_id INTEGER REFERENCES crawls(id)
    ) WITHOUT ROWID;
    """)


def resume(db: Database, job: str) -> Collection | None:
    """What was entered of a shared crawl, whose run is thereby under way again; None where this archive has none."""
    row = db.conn.execute(
        "SELECT c.crawl_id, c.position, c.state, r.counts FROM collections c JOIN crawls r ON r.id = c.crawl_id"
        " WHERE c.job = ?",
        (job,),
    ).fetchone()
    if row is None:
        return None
    db.conn.execute("UPDATE crawls SET ended = NULL, finished_at = NULL WHERE id = ?", (row[0],))
    return Collection(row[0], row[1], json.loads(row[2]), json.loads(row[3]))


def unfinished(db: Database) -> dict[str, Any] | None:
    """The arguments of the shared crawl that this archive was collecting when its collector left; None without one."""
    row = db.conn.execute(
        "SELECT r.arguments FROM collections c JOIN crawls r ON r.id = c.crawl_id WHERE r.ended IS NULL"
        " ORDER BY r.id DESC LIMIT 1"
    ).fetchone()
    return json.loads(row[0]) if row else None


def save(db: Database, job: str, *, crawl_id: int, position: str, state: dict[str, Any]) -> None:
    """Note how far a shared crawl was entered."""
    db.conn.execute(
        "INSERT INTO collections (job, crawl_id, position, state) VALUES (?, ?, ?, ?)"
        " ON CONFLICT(job) DO UPDATE SET position = excluded.position, state = excluded.state",
        (job, crawl_id, position, json.dumps(state, ensure_ascii=False)),
    )


def add_file(db: Database, file: WorkerFile, *, crawl_id: int) -> None:
    """A worker writes this WARC file."""
    db.conn.execute(
        "INSERT OR IGNORE INTO worker_files (warc_file, host, folder, crawl_id) VALUES (?, ?, ?, ?)",
        (file.warc_file, file.host, file.folder, crawl_id),
    )


def files(db: Database) -> list[WorkerFile]:
    """Every WARC file that a worker wrote, by name."""
    rows = db.conn.execute("SELECT warc_file, host, folder FROM worker_files ORDER BY warc_file")
    return [WorkerFile(*row) for row in rows]

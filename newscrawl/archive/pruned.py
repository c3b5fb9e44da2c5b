"""WARC files that were given up: what depends on one, and how the archive forgets it."""

from __future__ import annotations

from sqlite_utils import Database

# Records in other files that only say: the same bytes as in this one.
_REFERRING = """
    SELECT url, warc_file, warc_offset FROM captures
    WHERE NOT whole AND warc_file != :file AND sha1 IN (SELECT sha1 FROM captures WHERE warc_file = :file AND whole)
"""


def create(db: Database) -> None:
    """Make the table of files that were given up."""
    db.executescript("""
    CREATE TABLE pruned_files (
        warc_file TEXT PRIMARY KEY,
        pruned_at TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        newest_at TEXT NOT NULL
    ) WITHOUT ROWID;
    """)


def newest_records(db: Database) -> dict[str, str]:
    """When the newest record of each WARC file was captured."""
    return dict(db.conn.execute("SELECT warc_file, max(captured_at) FROM captures GROUP BY warc_file").fetchall())


def files(db: Database) -> list[str]:
    """Every file that was given up."""
    return [name for (name,) in db.conn.execute("SELECT warc_file FROM pruned_files")]


def losses(db: Database, name: str) -> dict[str, int]:
    """`articles` and `revisions` whose bytes lie in the file; `elsewhere` of them refer to it from another file."""

    def count(sql: str) -> int:
        return int(db.conn.execute(sql, {"file": name}).fetchone()[0])

    elsewhere = count(f"SELECT count(*) FROM articles WHERE (url, warc_file, warc_offset) IN ({_REFERRING})")
    return {
        "articles": count("SELECT count(*) FROM articles WHERE warc_file = :file") + elsewhere,
        "revisions": count("SELECT count(*) FROM revisions WHERE warc_file = :file"),
        "elsewhere": elsewhere,
    }


def forget(db: Database, name: str, *, now: str, size: int, newest_at: str) -> None:
    """Take every reference to the file out of the archive, and note that it was given up."""
    nowhere = "SET warc_file = NULL, warc_offset = NULL"
    file = {"file": name}
    for table in ("articles", "pages"):
        db.conn.execute(f"UPDATE {table} {nowhere} WHERE (url, warc_file, warc_offset) IN ({_REFERRING})", file)
    for table in ("articles", "revisions", "pages"):
        db.conn.execute(f"UPDATE {table} {nowhere} WHERE warc_file = :file", file)
    db.conn.execute(f"DELETE FROM captures WHERE (url, warc_file, warc_offset) IN ({_REFERRING})", file)
    db.conn.execute("DELETE FROM captures WHERE warc_file = :file", file)
    db.conn.execute("INSERT OR REPLACE INTO pruned_files VALUES (?, ?, ?, ?)", (name, now, size, newest_at))

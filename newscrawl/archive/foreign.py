"""Whether any program but newscrawl ever wrote to the articles.

What newscrawl writes is Unicode, because Python's sqlite3 stores nothing else; so export need not look at the bytes of
an archive that nobody else wrote to, and looking is a fifth of its time.

Every change of an article or a revision adds one to `foreign_writes`, by triggers that work for every program; a
connection that newscrawl writes through has triggers of its own, temporary ones, that take one off again.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_EVENTS = tuple((table, event) for table in ("articles", "revisions") for event in ("INSERT", "UPDATE"))


def create(db: Database) -> None:
    """Make the table and its triggers. Of articles that are there already nobody knows who wrote them."""
    db.execute("CREATE TABLE foreign_writes (count INTEGER NOT NULL)")
    db.execute("INSERT INTO foreign_writes SELECT count(*) FROM (SELECT 1 FROM articles LIMIT 1)")
    for table, event in _EVENTS:
        db.execute(
            f"CREATE TRIGGER foreign_{table}_{event.lower()} AFTER {event} ON {table}"
            " BEGIN UPDATE foreign_writes SET count = count + 1; END"
        )


def disclaim(db: Database) -> None:
    """Have what this connection writes not count as foreign."""
    for table, event in _EVENTS:
        db.execute(
            f"CREATE TEMP TRIGGER IF NOT EXISTS own_{table}_{event.lower()} AFTER {event} ON main.{table}"
            " BEGIN UPDATE foreign_writes SET count = count - 1; END"
        )


def wrote(conn: sqlite3.Connection) -> bool:
    """True where another program wrote, or may have written."""
    return bool(conn.execute("SELECT count(*) FROM foreign_writes WHERE count != 0").fetchone()[0])

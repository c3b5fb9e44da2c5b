"""How much a question in SQL may answer: time is Datasette's to bound, size is bounded here."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from datasette.database import Database

MAX_ROWS = 1_000
MAX_VALUE_BYTES = 5_000_000  # also of those made on the way
MAX_ANSWER_BYTES = 10_000_000  # of all rows together, every value counted as VALUE_BYTES more
VALUE_BYTES = 200  # showing a small value takes as long as showing so much text
MAX_SQL_BYTES = 50_000

TOO_LARGE = "The answer is too large: ask for fewer rows, or fewer columns."
_SQLITE_MAX_LENGTH = 1_000_000_000  # SQLite's own limit


class BoundedDatabase(Database):
    """Datasette's database, whose answers end with an error where they get too large; `lift` is for our own pages."""

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Run a function on a connection of this thread, with bounds of its own."""

        def bounded(conn: sqlite3.Connection) -> Any:
            _bound(conn)
            return fn(conn)

        return await super().execute_fn(bounded)


def lift(conn: sqlite3.Connection) -> None:
    """Let what this connection is asked next be of any size: for functions that bound their answers themselves."""
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _SQLITE_MAX_LENGTH)
    conn.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _SQLITE_MAX_LENGTH)
    conn.row_factory = sqlite3.Row


def _bound(conn: sqlite3.Connection) -> None:
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    conn.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, MAX_SQL_BYTES)
    conn.row_factory = _rows_up_to(MAX_ANSWER_BYTES)


def _rows_up_to(size: int) -> Callable[[sqlite3.Cursor, tuple[Any, ...]], sqlite3.Row]:
    """Makes rows till they are larger than `size` together; then raises."""
    left = size

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        nonlocal left
        left -= sum(len(value) for value in values if isinstance(value, str | bytes)) + VALUE_BYTES * len(values)
        if left < 0:
            raise sqlite3.OperationalError(TOO_LARGE)
        return sqlite3.Row(cursor, values)

    return row

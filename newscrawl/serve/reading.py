"""Functions of the archive run on Datasette's read-only connections: one snapshot, a time limit, a small cache."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit
from sqlite_utils import Database

from newscrawl.archive import summary
from newscrawl.serve.limits import lift

Value = TypeVar("Value")
Question = Callable[[Database], Value]

TIME_LIMIT_MS = 20_000
_KEPT = 64
_cache: OrderedDict[tuple[str, Hashable], tuple[int, Any]] = OrderedDict()


class TooSlow(Exception):
    """The question was not answered within its time."""


@dataclass(frozen=True, slots=True)
class _SlowerThan:
    """What is known of a question that was given up."""

    limit_ms: int


async def ask(datasette: Any, question: Question[Value], *, limit_ms: int = TIME_LIMIT_MS) -> Value:
    """The answer, from one state of the archive whatever a crawl writes meanwhile; raises TooSlow."""

    def on_connection(conn: sqlite3.Connection) -> Value:
        lift(conn)
        conn.execute("BEGIN")
        try:
            with sqlite_timelimit(conn, limit_ms):
                return question(Database(conn, execute_plugins=False))
        except sqlite3.OperationalError as error:
            if str(error) == "interrupted":
                raise TooSlow from error
            raise
        finally:
            conn.rollback()

    answer: Value = await _database(datasette).execute_fn(on_connection)
    return answer


async def ask_cached(
    datasette: Any, key: Hashable, question: Question[Value], *, limit_ms: int = TIME_LIMIT_MS
) -> Value:
    """The same, kept till an article is added or changed; what was too slow for a time is so till then."""
    full_key = (str(_database(datasette).path), key)
    state = await ask(datasette, summary.changes_so_far)
    held = _cache.get(full_key)
    if held and held[0] == state:
        _cache.move_to_end(full_key)
        if not isinstance(held[1], _SlowerThan):
            return held[1]  # type: ignore[no-any-return]  # of the type that its key was asked with
        if limit_ms <= held[1].limit_ms:
            raise TooSlow
    try:
        answer = await ask(datasette, question, limit_ms=limit_ms)
    except TooSlow:
        _keep(full_key, state, _SlowerThan(limit_ms))
        raise
    _keep(full_key, state, answer)
    return answer


def _keep(key: tuple[str, Hashable], state: int, answer: object) -> None:
    _cache[key] = (state, answer)
    while len(_cache) > _KEPT:
        _cache.popitem(last=False)


def database_name(datasette: Any) -> str:
    """Under which Datasette shows the archive."""
    return str(datasette.plugin_config("newscrawl")["database"])


def _database(datasette: Any) -> Any:
    return datasette.get_database(database_name(datasette))

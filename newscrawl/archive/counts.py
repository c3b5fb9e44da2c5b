"""How many articles there are by place, month and source, kept as they change: a page of figures needs no count.

Triggers keep the two tables, in the transaction of each change and whatever program makes it. Text that an article has
not is the empty text here, because a key has no nulls.
"""

from __future__ import annotations

from sqlite_utils import Database

# Table → its key, as SQL over a row of articles.
_KEYS = {
    "counts_by_place": {
        "city": "coalesce({}city, '')",
        "district": "coalesce({}district, '')",
        "channel": "coalesce({}channel, '')",
        "month": "coalesce(substr({}published_at, 1, 7), '')",
    },
    "counts_by_source": {"source": "coalesce({}source, '')", "channel": "coalesce({}channel, '')"},
}
_WATCHED = {"counts_by_place": "city, district, channel, published_at", "counts_by_source": "source, channel"}


def create(db: Database) -> None:
    """Make the tables, their triggers, and count what is there; tables of an earlier shape go."""
    for table, key in _KEYS.items():
        for event in ("insert", "delete", "update"):
            db.execute(f"DROP TRIGGER IF EXISTS {table}_{event}")
        db.execute(f"DROP TABLE IF EXISTS {table}")
        columns = ", ".join(f"{name} TEXT NOT NULL" for name in key)
        db.execute(
            f"CREATE TABLE {table} ({columns}, articles INTEGER NOT NULL, PRIMARY KEY ({', '.join(key)})) WITHOUT ROWID"
        )
        for event, steps in {
            "INSERT": _one_more(table),
            "DELETE": _one_less(table),
            f"UPDATE OF {_WATCHED[table]}": _one_less(table) + _one_more(table),
        }.items():
            name = f"{table}_{event.split()[0].lower()}"
            db.execute(f"CREATE TRIGGER {name} AFTER {event} ON articles BEGIN {steps} END")
    rebuild(db)


def rebuild(db: Database) -> None:
    """Count anew. Must run inside a transaction."""
    for table in _KEYS:
        db.execute(f"DELETE FROM {table}")
        db.execute(f"INSERT INTO {table} {_counted(table)}")


def differences(db: Database) -> int:
    """How many rows are not what counting the articles gives: 0 where all is well. Reads an index of every article."""
    found = 0
    for table in _KEYS:
        for one, other in ((_counted(table), f"SELECT * FROM {table}"), (f"SELECT * FROM {table}", _counted(table))):
            found += db.execute(f"SELECT count(*) FROM (SELECT * FROM ({one}) EXCEPT {other})").fetchone()[0]
    return found


def _counted(table: str) -> str:
    key = ", ".join(sql.format("") for sql in _KEYS[table].values())
    return f"SELECT {key}, count(*) FROM articles GROUP BY {key}"


def _one_more(table: str) -> str:
    values = ", ".join(sql.format("new.") for sql in _KEYS[table].values())
    return f"INSERT INTO {table} VALUES ({values}, 1) ON CONFLICT DO UPDATE SET articles = articles + 1; "


def _one_less(table: str) -> str:
    row = " AND ".join(f"{name} = {sql.format('old.')}" for name, sql in _KEYS[table].items())
    return f"UPDATE {table} SET articles = articles - 1 WHERE {row}; DELETE FROM {table} WHERE {row} AND articles = 0; "

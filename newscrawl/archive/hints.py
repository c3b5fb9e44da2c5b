"""Why a request with filters found nothing: a name that no article has, and what may have been meant."""

from __future__ import annotations

from sqlite_utils import Database

from newscrawl.archive import channels
from newscrawl.archive.filters import Filters
from newscrawl.items import ChannelLink

_MOST = 5  # names offered


def unknown_names(db: Database, filters: Filters) -> list[str]:
    """A sentence for each filter whose value no article of the archive has."""
    sentences = []
    for column, values in filters.values().items():
        places = ", ".join("?" * len(values))
        if db.execute(f"SELECT 1 FROM articles WHERE {column} IN ({places}) LIMIT 1", values).fetchone() is None:
            given = getattr(filters, column)
            meant = _meant(db, column, given)
            sentences.append(
                f"No article has the {column} '{given}'." + (f" There is: {', '.join(meant)}." if meant else "")
            )
    return sentences


def _meant(db: Database, column: str, given: str) -> list[str]:
    """Names of that column that are like the one given: called so as a channel, or with it inside."""
    links = [
        ChannelLink(*row) for row in db.execute("SELECT slug, coalesce(name, ''), city FROM channels ORDER BY slug")
    ]
    found = channels.match(given.strip("/"), links) or [link for link in links if link.slug == given.strip("/")]
    names: dict[str, list[str | None]] = {
        "channel": [link.slug for link in found],
        "district": [link.name for link in found if "/" in link.slug],
        "city": [link.city for link in found],
    }
    rows = db.execute(
        f"SELECT {column} FROM articles WHERE instr({column}, ?) GROUP BY {column} ORDER BY count(*) DESC LIMIT ?",
        (given, _MOST),
    )
    return list(
        dict.fromkeys(name for name in [*names.get(column, []), *(row[0] for row in rows)] if name and name != given)
    )[:_MOST]

"""Views for people who ask the archive in SQL: narrow tables, and the sums that are asked for again and again.

They hold nothing themselves: a later migration may call `create` again to change them.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

VIEWS = {
    "article_list": """
        SELECT id, published_at, city, district, source, title, byline, length(body) AS characters,
               revision, duplicate_of, url
        FROM articles
    """,
    "articles_by_month": """
        SELECT substr(published_at, 1, 7) AS month, city, district, count(*) AS articles
        FROM articles WHERE published_at IS NOT NULL
        GROUP BY city, district, month
    """,
    "articles_by_source": """
        SELECT source, count(*) AS articles, count(DISTINCT channel) AS channels,
               min(published_at) AS first_published_at, max(published_at) AS last_published_at
        FROM articles GROUP BY source
    """,
    "first_printed": """
        SELECT story, id, published_at, source, channel, title, copies, days, url
        FROM (
            SELECT coalesce(duplicate_of, id) AS story, id, published_at, source, channel, title, url,
                   row_number() OVER earliest AS place,
                   count(*) OVER everywhere AS copies,
                   round(julianday(max(published_at) OVER everywhere)
                         - julianday(min(published_at) OVER everywhere), 1) AS days
            FROM articles
            WHERE duplicate_of IS NOT NULL OR id IN (SELECT duplicate_of FROM articles)
            WINDOW everywhere AS (PARTITION BY coalesce(duplicate_of, id)),
                   earliest AS (PARTITION BY coalesce(duplicate_of, id) ORDER BY published_at IS NULL, published_at, id)
        )
        WHERE place = 1
    """,
    "not_archived": """
        SELECT channel, state, reason, http_status, count(*) AS pages, min(fetched_at) AS first_fetched_at,
               max(fetched_at) AS last_fetched_at, min(url) AS example
        FROM pages WHERE state IN ('gone', 'rejected', 'failed', 'excluded')
        GROUP BY channel, state, reason, http_status
    """,
}


def create(db: Database) -> None:
    """Make every view, in place of an earlier one of its name."""
    for name, sql in VIEWS.items():
        db.execute(f"DROP VIEW IF EXISTS {name}")
        db.execute(f"CREATE VIEW {name} AS {sql.strip()}")


def not_archived(db: Database, limit: int) -> list[dict[str, Any]]:
    """Rows of the view of that name, most pages first."""
    return list(db.query("SELECT * FROM not_archived ORDER BY pages DESC, channel, reason LIMIT ?", [limit]))

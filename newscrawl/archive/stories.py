"""The other articles that have nearly the same text as one."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database


def other_prints(db: Database, article: dict[str, Any], limit: int = 50) -> list[dict[str, Any]]:
    """Earliest printed first: `id`, `title`, `source`, `published_at`, `city`, `district`."""
    story = article["duplicate_of"] or article["id"]
    return list(
        db.query(
            "SELECT id, title, source, published_at, city, district FROM articles"
            " WHERE (id = :story OR duplicate_of = :story) AND id != :id"
            " ORDER BY published_at IS NULL, published_at, id LIMIT :limit",
            {"story": story, "id": article["id"], "limit": limit},
        )
    )

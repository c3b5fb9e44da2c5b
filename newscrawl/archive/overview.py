"""What an archive holds, in numbers, from the counts kept with each change: no article is looked at for them."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from newscrawl.archive import crawls, ledger


def totals(db: Database) -> dict[str, Any]:
    """Articles, revisions, date range, sources, and pages by fate."""
    row = db.conn.execute(
        "SELECT (SELECT coalesce(sum(articles), 0) FROM counts_by_place),"
        " (SELECT count(DISTINCT channel) FROM counts_by_place WHERE channel != ''),"
        " (SELECT count(DISTINCT source) FROM counts_by_source WHERE source != ''),"
        " (SELECT min(published_at) FROM articles), (SELECT max(published_at) FROM articles),"
        " (SELECT coalesce(sum(articles), 0) FROM counts_by_source WHERE source = ''),"
        " (SELECT coalesce(sum(articles), 0) FROM counts_by_place WHERE month = ''),"
        " (SELECT count(*) FROM articles WHERE byline IS NULL),"
        " (SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL)"
    ).fetchone()
    names = (
        "articles",
        "channels",
        "sources",
        "first_published",
        "last_published",
        "without_source",
        "without_time",
        "without_byline",
        "copies",
    )
    result: dict[str, Any] = dict(zip(names, row, strict=True))
    (result["revisions"],) = db.conn.execute("SELECT count(*) FROM revisions").fetchone()
    result["article_pages"] = ledger.count_by_state(db.conn, "article")
    result["listing_pages"] = ledger.count_by_state(db.conn, "listing")
    last = crawls.recent(db, 1)
    result["last_crawl"] = last[0] if last else None
    return result


def by_channel(db: Database) -> list[dict[str, Any]]:
    """Channel by channel: name, articles, date range, sources, pages that failed or are pending.

    Channels that only the articles name are there too (imported pages, dumps), and last, as None, those without one.
    """
    return list(
        db.query(
            """WITH held AS (
                 SELECT channel AS slug, nullif(max(city), '') AS city, sum(articles) AS articles,
                        (SELECT min(published_at) FROM articles WHERE channel IS nullif(c.channel, '')) AS first,
                        (SELECT max(published_at) FROM articles WHERE channel IS nullif(c.channel, '')) AS last
                 FROM counts_by_place AS c GROUP BY channel),
               printed AS (
                 SELECT channel AS slug, count(nullif(source, '')) AS sources FROM counts_by_source GROUP BY channel),
               fates AS (
                 SELECT coalesce(channel, '') AS slug, sum(state = 'pending') AS pending,
                        sum(state IN ('failed', 'rejected', 'gone', 'excluded')) AS not_archived
                 FROM pages WHERE kind = 'article' GROUP BY channel),
               named AS (SELECT slug, max(name) AS name, max(city) AS city FROM channels GROUP BY slug),
               every AS (SELECT slug FROM named UNION SELECT slug FROM held UNION SELECT slug FROM fates)
               SELECT nullif(slug, '') AS channel, named.name, coalesce(named.city, held.city) AS city,
                      coalesce(held.articles, 0) AS articles, held.first, held.last,
                      coalesce(printed.sources, 0) AS sources, coalesce(fates.pending, 0) AS pending,
                      coalesce(fates.not_archived, 0) AS not_archived
               FROM every LEFT JOIN named USING (slug) LEFT JOIN held USING (slug)
                 LEFT JOIN printed USING (slug) LEFT JOIN fates USING (slug)
               ORDER BY slug = '', slug"""
        )
    )


def top_sources(db: Database, limit: int = 10) -> list[dict[str, Any]]:
    """Who printed most: source and number of articles."""
    return list(
        db.query(
            "SELECT source, sum(articles) AS articles FROM counts_by_source WHERE source != ''"
            " GROUP BY source ORDER BY sum(articles) DESC, source LIMIT ?",
            [limit],
        )
    )

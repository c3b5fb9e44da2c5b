"""The channels an archive knows, and what a user may call them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from newscrawl.items import ChannelLink

_TAILS = ("新闻", "市", "县", "区")


def known(db: Database, base_url: str) -> list[ChannelLink]:
    """Every channel of the site at this address, by slug."""
    rows = db.conn.execute(
        "SELECT slug, coalesce(name, ''), city FROM channels WHERE substr(url, 1, length(:base)) = :base ORDER BY slug",
        {"base": f"{base_url}/"},
    )
    return [ChannelLink(*row) for row in rows]


def overview(db: Database) -> Iterator[dict[str, Any]]:
    """Channels with the number of their articles, and when each was last crawled and last known whole."""
    yield from db.query(
        """SELECT c.slug, c.name, c.city, c.url, c.last_crawled_at, c.complete_at,
                  (SELECT count(*) FROM listed l WHERE l.channel_id = c.id) AS listed,
                  (SELECT count(*) FROM articles a WHERE a.channel = c.slug) AS articles
           FROM channels c ORDER BY c.slug"""
    )


def match(name: str, links: list[ChannelLink]) -> list[ChannelLink]:
    """Channels called so: by slug (`chengdu/jianyang`, `jianyang`), or by Chinese name (简阳, 简阳新闻, 简阳市).

    A whole city (`chengdu`, 成都, 成都市) gives its own channel first and all its districts. Empty where none is.
    """
    exact = [link for link in links if link.slug == name and "/" in name]
    if exact:
        return exact
    city = _city_slug(name, links)
    if city is not None:
        own = next((link for link in links if link.slug == city), ChannelLink(city, ""))
        return [own, *(link for link in links if link.slug.startswith(f"{city}/"))]
    plain = _plain(name)
    return [link for link in links if link.slug.endswith(f"/{name}") or (link.name and _plain(link.name) == plain)]


def is_city(found: list[ChannelLink]) -> bool:
    """True where what was found is a whole city."""
    return bool(found) and "/" not in found[0].slug


def _city_slug(name: str, links: list[ChannelLink]) -> str | None:
    plain = _plain(name)
    for link in links:
        slug = link.slug.split("/")[0]
        if slug == name or (link.city and _plain(link.city) == plain) or (slug == link.slug and link.name == plain):
            return slug
    return None


def _plain(name: str) -> str:
    for tail in _TAILS:
        if len(name) > len(tail) + 1:
            name = name.removesuffix(tail)
    return name

"""Which channels a run reads: slugs, Chinese names and whole cities, looked up in the archive, else on the site."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newscrawl.archive import channels
from newscrawl.extract.channel_links import read_channel_links
from newscrawl.items import ChannelLink

if TYPE_CHECKING:
    from newscrawl.spiders.district import DistrictSpider

_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_CHANNEL_SLUG = re.compile(rf"{_SLUG.pattern}/{_SLUG.pattern}")
MOST_CITY_PAGES = 500


async def begin_channels(spider: DistrictSpider) -> None:
    """Begin every channel asked for, all known ones where none was; stops the run where a name means nothing."""
    run = spider.run
    links = await run.known_channels()
    if not spider.wanted:
        if not links:
            run.stop("unknown channel", "The archive knows no channel yet: name one, such as chengdu/jianyang.")
        _begin(spider, links)
        return
    missing = [name for name in spider.wanted if not _settle(spider, name, links)]
    async for link in _walk_site(spider, missing):
        links.append(link)
        missing = [name for name in missing if not _settle(spider, name, links)]
        if not missing:
            break
    if missing:
        names = ", ".join(missing)
        run.stop(
            "unknown channel",
            f"No channel of {spider.site.base_url} is called {names}. "
            "See 'newscrawl channels', or give the path of its address, such as chengdu/jianyang.",
        )


async def discover_channels(spider: DistrictSpider) -> None:
    """Remember the channels that the cities' own pages name; none of them is read."""
    for name in spider.wanted:
        links = await spider.run.known_channels()
        city = next((link.slug.split("/")[0] for link in channels.match(name, links)), name)
        found = [link for link in await _links_on(spider, spider.site.listing_url(city)) if link.slug.startswith(city)]
        if not found:
            url = spider.site.listing_url(city)
            spider.run.stop("unknown channel", f"{url} names no channel: check the city, or the site's address.")
        spider.run.remember_channels(found)


def _settle(spider: DistrictSpider, name: str, links: list[ChannelLink]) -> bool:
    """Begin what the name means, if that is known; a path is taken at its word."""
    found = channels.match(name, links)
    if not found and _CHANNEL_SLUG.fullmatch(name):
        found = [ChannelLink(name, "")]
    if channels.is_city(found):
        spider.cities.add(found[0].slug)
    _begin(spider, found)
    return bool(found)


def _begin(spider: DistrictSpider, links: list[ChannelLink]) -> None:
    for link in links:
        if link.slug not in spider.begun:
            spider.begun.add(link.slug)
            spider.run.begin_channel(link)


async def _walk_site(spider: DistrictSpider, names: list[str]) -> AsyncIterator[ChannelLink]:
    """Channels that the site itself names, home page first, then the names taken for cities, then every city."""
    if not names:
        return
    seen: set[str] = set()
    cities: list[str] = []
    for link in await _links_on(spider, f"{spider.site.base_url}/"):
        seen.add(link.slug)
        cities.append(link.slug.split("/")[0])
        yield link
    guesses = [name for name in names if _SLUG.fullmatch(name)]
    for city in list(dict.fromkeys(guesses + cities))[:MOST_CITY_PAGES]:
        links = await _links_on(spider, spider.site.listing_url(city))
        if links and city not in seen:
            yield ChannelLink(city, "")
        for link in links:
            if link.slug not in seen and link.slug.startswith(f"{city}/"):
                seen.add(link.slug)
                yield link
    for slug in spider.site.channels_seen:
        yield ChannelLink(slug, "")


async def _links_on(spider: DistrictSpider, url: str) -> list[ChannelLink]:
    """The channels a page links to; empty where the page cannot be had."""
    request = Request(url, callback=NO_CALLBACK, meta={"page": None}, dont_filter=True)
    try:
        response = await spider.crawler.engine.download_async(request)
    except Exception as error:  # noqa: BLE001 - whatever the network does, this page names no channel
        spider.logger.warning("%s cannot be read: %s", url, error or type(error).__name__)
        return []
    if response.status != 200:
        return []
    content_type = response.headers.get("Content-Type")
    return read_channel_links(
        response.body,
        url=response.url,
        content_type=content_type.decode("latin-1") if content_type else None,
        site=spider.site,
    )

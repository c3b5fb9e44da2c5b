"""The channels that any page of a site links to: how districts and cities are found from the home page."""

from __future__ import annotations

from newscrawl.extract.decode import decode
from newscrawl.extract.tree import parse
from newscrawl.items import ChannelLink
from newscrawl.sites import SiteProfile

_DECORATION = " \t\r\n\u3000\xa0·|[]【】>»"


def read_channel_links(body: bytes, *, url: str, content_type: str | None, site: SiteProfile) -> list[ChannelLink]:
    """Every link to the first page of a city or district, in reading order, each slug once.

    The name is the link's own text without 新闻; empty where the link has no text.
    """
    root = parse(decode(body, content_type))
    found: dict[str, ChannelLink] = {}
    for anchor in root.iter("a"):
        address = site.canonical(anchor.get("href") or "", url)
        slug = site.channel_beginning_at(address) if address else None
        name = "".join(map(str, anchor.itertext())).strip(_DECORATION).removesuffix("新闻")
        if slug and (slug not in found or not found[slug].name):
            found[slug] = ChannelLink(slug, name)
    return list(found.values())

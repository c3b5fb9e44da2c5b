"""City, district and channel of an article: from its breadcrumb, its address, and the site's own links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.extract.breadcrumb import is_place
from newscrawl.extract.text import clean, fold, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newscrawl.extract.breadcrumb import Breadcrumb
    from newscrawl.sites.profile import SiteProfile

_MAX_LINKS = 400  # links looked at for the one that leads to the channel
_MAX_HREF = 200  # characters of an address that is looked at
_MAX_NAME = 16  # characters of a channel's name


@dataclass(slots=True)
class Place:
    """成都市, 简阳, chengdu/jianyang; null where the page does not tell."""

    city: str | None = None
    district: str | None = None
    channel: str | None = None


def find_place(root: _Element, breadcrumb: Breadcrumb | None, url: str, site: SiteProfile) -> Place:
    """Where an article belongs. `url` may be empty."""
    place = Place(channel=site.channel(url) if url else None)
    city_slug = site.city(url) if url else None
    if breadcrumb:
        place.city, place.district = breadcrumb.city, breadcrumb.district
    place.city = place.city or site.city_names.get(_city_slug(place, city_slug))
    complete = place.channel is not None and place.city is not None and breadcrumb is not None
    if not complete and (url or breadcrumb):
        _from_links(place, root, breadcrumb, city_slug, url, site)
    place.city = place.city or site.city_names.get(_city_slug(place, city_slug))
    return place


def _city_slug(place: Place, city_slug: str | None) -> str:
    return (place.channel or city_slug or "").split("/")[0]


def _from_links(
    place: Place, root: _Element, breadcrumb: Breadcrumb | None, city_slug: str | None, url: str, site: SiteProfile
) -> None:
    """Ask the site's own links: which slug is called 简阳新闻, and what is the slug of the address called?"""
    wanted = fold(breadcrumb.channel_name) if breadcrumb and breadcrumb.channel_name else ""
    own = None if breadcrumb else place.channel
    city = None if place.city else _city_slug(place, city_slug)
    slugs = {slug for slug in (own, city) if slug}
    for label, slug in _channel_links(root, url, site, wanted, slugs):
        if place.channel is None and fold(label) == wanted:
            place.channel = slug
        name = _without_suffix(label, site)
        if not breadcrumb and slug == place.channel and "/" in slug:
            place.district = place.district or name
        if place.city is None and slug == _city_slug(place, city_slug) and is_place(label):
            place.city = label
        if place.channel and place.city and (breadcrumb or place.district):
            return


def _channel_links(
    root: _Element, url: str, site: SiteProfile, wanted: str, slugs: set[str]
) -> Iterator[tuple[str, str]]:
    """Links to the first page of a channel that are called `wanted`, or lead to one of `slugs`."""
    base = url or site.base_url
    ends = tuple(slugs)
    for number, link in enumerate(root.iter("a")):
        if number >= _MAX_LINKS:
            return
        href = link.get("href") or ""
        text = (link.text or "") if not len(link) else "".join(map(str, link.itertext()))
        if not 0 < len(href) < _MAX_HREF or not (
            (wanted and wanted[0] in plain(text)) or href.rstrip("/").endswith(ends)
        ):
            continue
        label = clean(text)
        if not 0 < len(label) <= _MAX_NAME or not (fold(label) == wanted or href.rstrip("/").endswith(ends)):
            continue
        target = site.canonical(href, base)
        slug = site.channel_beginning_at(target) if target else None
        if slug:
            yield label, slug


def _without_suffix(name: str, site: SiteProfile) -> str:
    if not fold(name).endswith(fold(site.channel_suffix)):
        return name
    return name[: -len(site.channel_suffix)].strip() or name

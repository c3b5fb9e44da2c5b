"""The record that exact extraction must make of an article's page as it stands."""

from __future__ import annotations

from typing import TypedDict
from urllib.parse import urljoin

from newscrawl.replica.channels import CITY_NAME, Channel
from newscrawl.replica.model import ArticlePage

CANONICAL = "https://www.yybnet.net"


class TrueImage(TypedDict):
    url: str
    caption: str | None


class Truth(TypedDict):
    """The contract's fields, and what the replica alone knows.

    path           the article's address on the site; `url` is the same at the base URL asked for
    paragraphs     `body` before joining
    first_published  Asia/Shanghai, ISO 8601, whatever the page prints
    position       place in the channel's listing, 0 for the newest; None when no listing names it
    listing_page   the listing page that names it, counted from 1, or None
    copy_of        path of the article whose text this one repeats, or None
    status         200, or 404/410 once vanished
    """

    path: str
    url: str
    site: str
    city: str
    district: str | None
    channel: str
    title: str | None
    source: str | None
    published_at: str | None
    byline: str | None
    authors: list[str]
    body: str
    paragraphs: list[str]
    images: list[TrueImage]
    source_line: str | None
    first_published: str
    position: int | None
    listing_page: int | None
    copy_of: str | None
    markup: str
    status: int


def images(page: ArticlePage, url: str) -> list[TrueImage]:
    """The pictures of the body with absolute addresses; `url` is the page's own."""
    return [{"url": urljoin(url, picture.src), "caption": picture.caption} for picture in page.content.pictures]


def read_page(page: ArticlePage, channel: Channel, path: str, base_url: str) -> Truth:
    """What the page says; position, copies and status are for the caller to add."""
    content = page.content
    url = base_url + path
    return {
        "path": path,
        "url": url,
        "site": "yybnet",
        "city": CITY_NAME,
        "district": channel.district,
        "channel": channel.slug,
        "title": content.title or None,
        "source": content.source,
        "published_at": content.published_at,
        "byline": content.byline,
        "authors": list(content.authors),
        "body": "\n".join(content.paragraphs),
        "paragraphs": content.paragraphs,
        "images": images(page, url),
        "source_line": page.source_line.text if page.source_line else None,
        "first_published": "",
        "position": None,
        "listing_page": None,
        "copy_of": None,
        "markup": "",
        "status": 200,
    }

"""From an address to the bytes of its page, under the site's present design."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from newscrawl.replica.catalogue import START, Catalogue, Key, channel_of
from newscrawl.replica.channels import CHANNELS, Channel
from newscrawl.replica.markup import MARKUPS
from newscrawl.replica.model import ArticlePage
from newscrawl.replica.pagers import PAGERS
from newscrawl.replica.pages import PageBuilder
from newscrawl.replica.redesign import (
    redesign_article,
    redesign_html,
    redesign_listing,
    redesign_markup,
)
from newscrawl.replica.response import Page, page

_HTML = "text/html; charset=utf-8"
_HEADER_NAMES_CHARSET = frozenset({"classic", "spans", "html5"})
_NOT_FOUND = (
    "<html><head><title>404</title></head><body><h1>页面不存在</h1><p>您访问的页面已删除。</p>"
    '<p><a href="/">返回地方网首页</a></p></body></html>'
)
_GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")


@dataclass
class SiteState:
    """What changes over a replica's life.

    redesigns  kinds of redesign by channel slug, in the order they came; "" is the whole site
    gone       status of articles that vanished
    touched    when a page changed last, by path; "" is every page
    """

    now: datetime = START
    redesigns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gone: dict[Key, int] = field(default_factory=dict)
    touched: dict[str, datetime] = field(default_factory=dict)

    def kinds(self, channel: Channel) -> tuple[str, ...]:
        """The redesigns that a channel has gone through."""
        return self.redesigns.get("", ()) + self.redesigns.get(channel.slug, ())

    def changed(self, path: str, first: datetime) -> datetime:
        """When the page at `path`, first published at `first`, changed last."""
        return max(first, *(self.touched.get(name, first) for name in (path, "")))


class Renderer:
    """Renders pages; it holds nothing, so that every answer depends on the state alone."""

    def __init__(
        self, catalogue: Catalogue, builder: PageBuilder, state: SiteState, markup: str | None, robots: str
    ) -> None:
        self._catalogue = catalogue
        self._builder = builder
        self._state = state
        self._one_markup = markup
        self._robots = robots

    def markup_name(self, channel: Channel) -> str:
        """The markup of a channel's pages."""
        return redesign_markup(self._one_markup or channel.markup, self._state.kinds(channel))

    def article(self, key: Key) -> ArticlePage:
        """An article's page as data, after all redesigns."""
        return redesign_article(self._builder.article(key), self._state.kinds(channel_of(key)))

    def render(self, address: str) -> Page:
        """The page at a canonical address (path, and the query of a listing page)."""
        path, _, query = address.partition("?")
        key = self._catalogue.find(path)
        if key is not None:
            return self._article(key, path)
        listing = self.listing_at(path, query)
        if listing is not None:
            return self._listing(*listing)
        if path in ("/", "/index.html"):
            html = MARKUPS["classic"].listing(self._builder.home())
            return page(200, _HTML, html.encode(), self._state.now)
        if path == "/robots.txt":
            return page(200, "text/plain", self._robots.encode(), START)
        if path.endswith((".jpg", ".png", ".gif")):
            return page(200, "image/gif", _GIF, START)
        return page(404, _HTML, _NOT_FOUND.encode())

    def canonical(self, path: str, query: str) -> str:
        """The address under which a page is rendered: queries that mean nothing are gone."""
        listing = None if self._catalogue.find(path) else self.listing_at(path, query)
        if listing is None:
            return path
        channel, number = listing
        return PAGERS[channel.pager].address(channel.path, number)

    def listing_at(self, path: str, query: str) -> tuple[Channel, int] | None:
        """The channel and page number that an address means, or None where it is no listing page."""
        channel = next((other for other in reversed(CHANNELS) if path.startswith(other.path)), None)
        if channel is None:
            return None
        pager = PAGERS[channel.pager]
        number = pager.page_of(path.removeprefix(channel.path), query)
        if not number:
            return None
        # Pages asked for by query are empty beyond the end, those with a path of their own do not exist.
        exists = number <= self._builder.last_page(channel) or pager.suffix.startswith("?")
        return (channel, number) if exists else None

    def listing_addresses(self, channel: Channel) -> list[str]:
        """Every listing page of a channel, first to last."""
        pages = range(1, self._builder.last_page(channel) + 1)
        return [PAGERS[channel.pager].address(channel.path, number) for number in pages]

    def _article(self, key: Key, path: str) -> Page:
        if key in self._state.gone:
            return page(self._state.gone[key], _HTML, _NOT_FOUND.encode())
        channel = channel_of(key)
        html = MARKUPS[self.markup_name(channel)].article(self.article(key))
        return self._encode(html, channel, self._state.changed(path, self._catalogue.time(key)))

    def _listing(self, channel: Channel, number: int) -> Page:
        name = self.markup_name(channel)
        listing = redesign_listing(self._builder.listing(channel, number, name), self._state.kinds(channel))
        return self._encode(MARKUPS[name].listing(listing), channel, self._state.changed(channel.path, START))

    def _encode(self, html: str, channel: Channel, changed: datetime) -> Page:
        name = self.markup_name(channel)
        markup = MARKUPS[name]
        html = redesign_html(html, self._state.kinds(channel))
        content_type = f"text/html; charset={markup.charset}" if name in _HEADER_NAMES_CHARSET else "text/html"
        return page(200, content_type, html.encode(markup.encoding, "xmlcharrefreplace"), changed)

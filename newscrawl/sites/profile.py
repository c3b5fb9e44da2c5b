"""A site as a declaration: hosts, URL grammar, landmarks, noise phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from newscrawl.errors import UsageError

UrlKind = Literal["article", "listing"]

_WEB_SCHEMES = ("http", "https")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PLAIN_PATH = re.compile(r"(?:/[\w-][\w.-]*)+/?", re.ASCII)  # of a link: from the host's root, without any subtlety
_INDEX_FILE = re.compile(r"/(?:index|default)\.(?:s?html?|php|aspx?)$")


@dataclass(frozen=True, eq=False)
class SiteProfile:
    """What newscrawl must know of a site; nothing here names a class or an id of its markup.

    name           short name, stored in `articles.site`
    title          the site's name as it prints it (地方网)
    hosts          every host that serves it; the first is canonical
    article_path   full match for the path of an article; groups `city`, and `district` where the path tells
    listing_path   full match for the path of any page of a channel's listing; groups `city`, `district`
                   (absent for the city's own channel) and `page` (absent on the first page)
    page_queries   query parameters that number the pages of a listing
    scheme         of canonical URLs

    Landmarks, as a reader sees them. Width of characters, traditional forms, white space and decoration do
    not matter where they are compared.

    crumb_roots    what the breadcrumb starts with (地方网, 首页); crumb_leaf what it ends with (正文)
    channel_suffix what a channel's name carries beyond the district's (简阳新闻)
    city_names     names of cities by slug, for pages that do not print them
    source_labels  what stands before the source (来源)
    end_headings   headings that end the article where they stand as a block of their own (猜你喜欢)
    teaser_headings  those of them that prose follows (新闻推荐): never a box of links in the middle of a text
    comment_heading  the same, followed by the article's headline in brackets: 评论:(…)
    slogans        patterns of whole paragraphs that the site adds below an article
    channels_seen  slugs seen in the wild, tried where the site's own pages do not lead to a channel
    mirror_of      set by `at`: the official hosts of the site that this one mirrors
    """

    name: str
    title: str
    hosts: tuple[str, ...]
    article_path: re.Pattern[str]
    listing_path: re.Pattern[str]
    page_queries: tuple[str, ...] = ("page", "p", "pn", "paged", "pageno")
    timezone: str = "Asia/Shanghai"
    scheme: str = "https"
    channels_seen: tuple[str, ...] = ()
    mirror_of: tuple[str, ...] = ()
    crumb_roots: tuple[str, ...] = ("首页",)
    crumb_leaf: tuple[str, ...] = ("正文",)
    channel_suffix: str = "新闻"
    city_names: dict[str, str] = field(default_factory=dict, hash=False)
    source_labels: tuple[str, ...] = ("来源",)
    end_headings: tuple[str, ...] = ()
    teaser_headings: tuple[str, ...] = ()
    comment_heading: str = "评论"
    slogans: tuple[re.Pattern[str], ...] = ()

    @property
    def base_url(self) -> str:
        """`https://www.yybnet.net`, or the mirror's scheme, host and port; no slash at the end."""
        return f"{self.scheme}://{self.hosts[0]}"

    @cached_property
    def _own_hosts(self) -> frozenset[str]:
        return frozenset(self.hosts) | frozenset(self.mirror_of)

    def at(self, site_url: str) -> SiteProfile:
        """The same site served by another host (a mirror, the replica): canonical URLs then name that host.

        Links to the site's official hosts are read as the mirror's own.

        Raises UsageError where `site_url` is no http(s) address.
        """
        parts = urlsplit(site_url if "//" in site_url else f"http://{site_url}")
        netloc = _host_of(parts.scheme, parts.netloc)
        if parts.scheme.lower() not in _WEB_SCHEMES or not netloc:
            raise UsageError(f"'{site_url}' is no address of a site: give one like http://127.0.0.1:8000.")
        if netloc in self.hosts:
            return self
        return replace(self, hosts=(netloc,), scheme=parts.scheme.lower(), mirror_of=self.hosts)

    def owns(self, url: str) -> bool:
        """True when the URL is on a host of this site."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme.lower() in _WEB_SCHEMES and self._is_own(_host_of(parts.scheme, parts.netloc))

    def _is_own(self, netloc: str) -> bool:
        bare = netloc.removeprefix("www.").removeprefix("m.")
        return bool(self._own_hosts & {netloc, bare, f"www.{bare}"})

    def serves(self, url: str) -> bool:
        """True when the URL may be fetched: of a mirror only its own host, and not the site's official ones."""
        if not self.mirror_of:
            return self.owns(url)
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return _host_of(parts.scheme, parts.netloc) in self.hosts

    def kind(self, url: str) -> UrlKind | None:
        """`article`, `listing`, or None for anything else, a page of another site included."""
        if not self.owns(url):
            return None
        path = _clean_path(urlsplit(url).path)
        if self.article_path.fullmatch(path):
            return "article"
        return "listing" if self.listing_path.fullmatch(path) else None

    def canonical(self, url: str, base: str | None = None) -> str | None:
        """The one address of a page of this site, or None where the URL is not of this site.

        Hosts are folded into the canonical one, the fragment and every query that numbers no listing page are
        dropped, an index file and a missing last slash of a listing are made even.
        """
        try:
            absolute = _joined(base, url.strip()) if base else url.strip()
        except ValueError:
            return None
        if not self.owns(absolute):
            return None
        parts = urlsplit(absolute)
        path = _clean_path(parts.path)
        query = "" if self.article_path.fullmatch(path) else self._page_query(parts.query)
        return urlunsplit((self.scheme, self.hosts[0], path, query, ""))

    def _page_query(self, query: str) -> str:
        pairs = [(k, v) for k, v in parse_qsl(query) if k.lower() in self.page_queries and _is_page_number(v)]
        return urlencode([(k, v) for k, v in pairs if int(v) > 1])

    def channel(self, url: str) -> str | None:
        """`chengdu/jianyang`, `chengdu` for the city's own channel, or None where the path does not tell.

        An article's path names its channel only where it carries the district.
        """
        path = _clean_path(urlsplit(url).path)
        article = self.article_path.fullmatch(path)
        if article:
            district = article.groupdict().get("district")
            return f"{article['city']}/{district}" if district else None
        listing = self.listing_path.fullmatch(path)
        if not listing:
            return None
        district = listing.groupdict().get("district")
        return f"{listing['city']}/{district}" if district else listing["city"]

    def channel_beginning_at(self, url: str) -> str | None:
        """The channel whose listing has its first page at this canonical address, or None."""
        return _channel_beginning_at(self, url)

    def city(self, url: str) -> str | None:
        """The city's slug in the URL of an article or listing, or None."""
        path = _clean_path(urlsplit(url).path)
        match = self.article_path.fullmatch(path) or self.listing_path.fullmatch(path)
        return match["city"] if match else None

    def page_number(self, url: str) -> int | None:
        """Which page of its listing the URL is, 1 for the first; None where it is no listing."""
        parts = urlsplit(url)
        match = self.listing_path.fullmatch(_clean_path(parts.path))
        if not match:
            return None
        for key, value in parse_qsl(parts.query):
            if key.lower() in self.page_queries and _is_page_number(value):
                return int(value)
        page = match.groupdict().get("page")
        return int(page) if page else 1

    def following_page(self, url: str) -> str | None:
        """The address of the page one number on, in the same form; None where the address has no number (page 1)."""
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query)
        if any(key.lower() in self.page_queries and _is_page_number(value) for key, value in pairs):
            query = [(key, str(int(value) + 1) if key.lower() in self.page_queries else value) for key, value in pairs]
            return urlunsplit(parts._replace(query=urlencode(query)))
        match = self.listing_path.fullmatch(parts.path)
        if not match or not match.groupdict().get("page"):
            return None
        start, end = match.span("page")
        path = f"{parts.path[:start]}{int(match['page']) + 1}{parts.path[end:]}"
        return urlunsplit(parts._replace(path=path))

    def listing_url(self, channel: str) -> str:
        """The first page of a channel: `https://www.yybnet.net/chengdu/jianyang/`."""
        return f"{self.base_url}/{channel}/"


@lru_cache(maxsize=1024)  # a site has few channels, and every page links to some of them
def _channel_beginning_at(site: SiteProfile, url: str) -> str | None:
    is_first_page = site.kind(url) == "listing" and site.page_number(url) == 1
    return site.channel(url) if is_first_page else None


def _is_page_number(value: str) -> bool:
    return value.isdecimal() and len(value) <= 6


@lru_cache(maxsize=1024)  # a page's links name few hosts, again and again
def _host_of(scheme: str, netloc: str) -> str:
    """Host and port as canonical URLs write them; empty where the URL names none that can be."""
    try:
        parts = SplitResult(scheme, netloc, "", "", "")
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    host = host.lower().rstrip(".")
    host = f"[{host}]" if ":" in host else host
    return host if port in (None, _DEFAULT_PORTS.get(scheme.lower())) else f"{host}:{port}"


def _joined(base: str, url: str) -> str:
    """The address that a link on a page leads to; the links of a site's navigation need no more than its host."""
    if not _PLAIN_PATH.fullmatch(url):
        return urljoin(base, url)
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}{url}"


def _clean_path(path: str) -> str:
    path = _INDEX_FILE.sub("/", re.sub(r"/{2,}", "/", path or "/"))
    last = path.rsplit("/", 1)[-1]
    return path if not last or "." in last else f"{path}/"

"""Puts pages together as data: an article or a listing, and every junk block that the seed page has around it."""

from __future__ import annotations

import random
from functools import lru_cache

from newscrawl.replica import seed as seed_page
from newscrawl.replica.catalogue import Catalogue, Key, channel_of
from newscrawl.replica.channels import CHANNELS, CITY_NAME, CITY_SLUG, Channel
from newscrawl.replica.links import dress
from newscrawl.replica.model import ArticlePage, Frame, Link, ListingPage, Row, SourceLine
from newscrawl.replica.pagers import PAGERS

SITE_URL = "https://www.yybnet.net/"
SITE_TITLE = "地方网"
_SUMMARY = 56
# Side bars link to the newest articles of a channel, as many as this.
_POPULAR = 60
_LISTS_WITH_SUMMARY = frozenset({"flat", "html5"})


class PageBuilder:
    """Builds the pages of one replica. Side bars depend on the seed and the page's path alone, so that a page
    does not change because another one does; `junk` counts deliberate changes of them.
    """

    def __init__(self, catalogue: Catalogue, *, per_page: int, official_links: bool) -> None:
        self._catalogue = catalogue
        self._official = official_links
        self.per_page = per_page
        self.junk: dict[str, int] = {}
        self._name = lru_cache(maxsize=2 * _POPULAR * len(CHANNELS))(self._first_name)

    # -- pages -------------------------------------------------------------------------------------------------

    def article(self, key: Key) -> ArticlePage:
        """The page of an article."""
        if self._catalogue.is_seed(key):
            return self._seed_article(key)
        channel, content, path = channel_of(key), self._catalogue.content(key), self._catalogue.path(key)
        rng = self._rng(path)
        teaser, teaser_text = self._teaser(key, path)
        label = "来源:" if content.source or key.nth % 2 else ""
        return ArticlePage(
            frame=self._frame(f"{content.title}-{channel.label}-{SITE_TITLE}", channel, path, rng),
            content=content,
            headline=content.title,
            source_line=SourceLine(label, content.source or "", content.time_text, SITE_URL),
            teaser=teaser,
            teaser_text=teaser_text,
            slogan=_slogan(channel),
            comment=f"({content.title})",
            related=self._links(rng, path, rng.choice((0, 3, 4)), channel),
            guess=self._links(rng, path, rng.choice((0, 4, 6)), None),
        )

    def listing(self, channel: Channel, page: int, markup: str) -> ListingPage:
        """Page `page` of a channel, counted from 1; without rows beyond the last."""
        pager = PAGERS[channel.pager]
        path = pager.address(channel.path, page)
        keys = self._catalogue.slice(channel, (page - 1) * self.per_page, page * self.per_page)
        summaries = markup in _LISTS_WITH_SUMMARY
        html, head = pager.links(channel.path, page, self.last_page(channel))
        number = f"_第{page}页" if page > 1 else ""
        return ListingPage(
            frame=self._frame(f"{channel.label}{number}-{SITE_TITLE}", channel, path, self._rng(path)),
            heading=channel.label,
            rows=tuple(self._row(key, path, summaries) for key in keys),
            pager=html,
            head=head,
        )

    def home(self) -> ListingPage:
        """The site's front page: the cities, and the newest article of every channel."""
        newest = [self._catalogue.slice(channel, 0, 1) for channel in CHANNELS]
        frame = Frame(
            title=f"{SITE_TITLE}-各地新闻",
            nav=self._nav("/"),
            crumbs=(Link(SITE_TITLE, "/"),),
            footer=_footer(),
        )
        rows = tuple(self._row(key, "/", summary=False) for keys in newest for key in keys)
        return ListingPage(frame, "最新", rows, places=(Link(CITY_NAME, f"/{CITY_SLUG}/"),))

    def last_page(self, channel: Channel) -> int:
        """The number of listing pages, at least 1."""
        return max(1, -(-self._catalogue.count(channel) // self.per_page))

    # -- parts -------------------------------------------------------------------------------------------------

    def _rng(self, path: str) -> random.Random:
        version = self.junk.get(path, 0) + self.junk.get("", 0)
        return random.Random(f"{self._catalogue.seed}/side/{path}/{version}")

    def _seed_article(self, key: Key) -> ArticlePage:
        """The seed page: the texts of its junk blocks are the seed's own, their targets other articles."""
        channel, path, texts = channel_of(key), self._catalogue.path(key), seed_page.page()
        rng = self._rng(path)
        content = self._catalogue.content(key)
        names = (texts.recommended, texts.hot_reading, texts.neighbours)
        recommended, hot_reading, neighbours = (self._linked(rng, path, group) for group in names)
        return ArticlePage(
            frame=Frame(
                title=f"{content.title}-{channel.label}-{SITE_TITLE}",
                nav=self._nav(path),
                crumbs=self._crumbs(channel),
                recommended=recommended,
                hot_reading=hot_reading,
                neighbours=neighbours,
            ),
            content=content,
            headline=content.title,
            source_line=SourceLine("来源:", content.source or "", content.time_text, SITE_URL),
            teaser=self._linked(rng, path, (texts.teaser_title,))[0],
            teaser_text=texts.teaser_text,
            slogan=texts.slogan,
            comment=f"({content.title})",
        )

    def _frame(self, title: str, channel: Channel, path: str, rng: random.Random) -> Frame:
        return Frame(
            title=title,
            nav=self._nav(path),
            crumbs=self._crumbs(channel),
            recommended=self._links(rng, path, 5, None),
            hot_reading=self._links(rng, path, 3, None),
            hot_pictures=self._links(rng, path, rng.choice((0, 2)), None),
            neighbours=self._links(rng, path, 3, None),
            ranking=self._links(rng, path, rng.choice((0, 6, 8)), None),
            footer=_footer() if channel.number % 2 else "",
        )

    def _nav(self, path: str) -> tuple[Link, ...]:
        return tuple(Link(other.label, self._dress(other.path, f"nav of {path}")) for other in CHANNELS)

    def _crumbs(self, channel: Channel) -> tuple[Link, ...]:
        return (Link(SITE_TITLE, "/"), Link(CITY_NAME, f"/{CITY_SLUG}/"), Link(channel.label, channel.path))

    def _dress(self, path: str, place: str) -> str:
        return dress(path, place, official=self._official)

    def _row(self, key: Key, path: str, summary: bool) -> Row:
        """One row; it tells the time of the article as first published, and its present headline."""
        catalogue = self._catalogue
        edited = catalogue.edited.get(key)
        title = edited.title if edited else catalogue.title(key)
        text = catalogue.original(key).paragraphs[0][:_SUMMARY] + "…" if summary else ""
        when = catalogue.time(key)
        forms = (f"{when:%Y-%m-%d}", f"{when:%m-%d}", f"[{when:%Y-%m-%d %H:%M}]")
        return Row(Link(title, self._dress(catalogue.path(key), path)), forms[key.channel % 3], text)

    def _teaser(self, key: Key, path: str) -> tuple[Link, str]:
        """Headline and first words of the next older article of the channel, cut off with three dots."""
        first = self._catalogue.first_count[key.channel]
        other = Key(key.channel, key.nth - 1 if key.nth else min(1, max(0, first - 1)))
        content = self._catalogue.original(other)
        text = next((paragraph for paragraph in content.paragraphs if paragraph), "")
        return Link(content.title, self._dress(self._catalogue.path(other), path)), text[:_SUMMARY] + "..."

    def _links(self, rng: random.Random, path: str, count: int, channel: Channel | None) -> tuple[Link, ...]:
        """Links to `count` articles of a channel, or of any channel."""
        if not any(self._catalogue.first_count):
            return ()
        keys = dict.fromkeys(self._any_key(rng, channel) for _ in range(count))
        return tuple(Link(title, self._dress(target, path)) for title, target in map(self._name, keys))

    def _linked(self, rng: random.Random, path: str, texts: tuple[str, ...]) -> tuple[Link, ...]:
        """Links with given texts to any articles."""
        targets = [self._name(self._any_key(rng, None))[1] for _ in texts]
        return tuple(Link(text, self._dress(target, path)) for text, target in zip(texts, targets, strict=True))

    def _first_name(self, key: Key) -> tuple[str, str]:
        """First headline and path of an article; neither ever changes."""
        return self._catalogue.title(key), self._catalogue.path(key)

    def _any_key(self, rng: random.Random, channel: Channel | None) -> Key:
        counts = self._catalogue.first_count
        number = channel.number if channel else rng.choices(range(len(counts)), counts)[0]
        return Key(number, max(0, counts[number] - 1 - rng.randrange(_POPULAR)))


def _slogan(channel: Channel) -> str:
    return (
        f"{channel.label},弘扬社会正气。除了新闻,我们还传播幸福和美好!"
        f"因为热爱所以付出,光阴流水,不变的是{channel.place}这个家。"
    )


def _footer() -> str:
    return "Copyright © 2010-2022 地方网 版权所有 蜀ICP备10020880号-1 本站更新于2022-04-16 08:30"

"""The replica itself: a pure map from path to page, the truth behind every page, and ways to change the site.

    site = ReplicaSite(seed=0)
    site.respond("/chengdu/jianyang/").body        # the listing's bytes
    site.truth()                                   # what exact extraction of every article must give

The same seed and the same changes give the same bytes, on every machine. Nothing reads a clock: `site.now` is the
replica's own, and moves only by `advance` and, a minute at a time, with every change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from threading import RLock
from urllib.parse import unquote

from newscrawl.replica.catalogue import Catalogue, Key, by_slug, channel_of
from newscrawl.replica.channels import CHANNELS, Channel
from newscrawl.replica.markup import MARKUPS
from newscrawl.replica.model import Block
from newscrawl.replica.pages import PageBuilder
from newscrawl.replica.prose import Prose
from newscrawl.replica.redesign import check_kind
from newscrawl.replica.rendering import Renderer, SiteState
from newscrawl.replica.response import Response
from newscrawl.replica.truth import CANONICAL, Truth, read_page

_TICK = timedelta(minutes=1)
_BARE_CHANNELS = frozenset(channel.path.rstrip("/") for channel in CHANNELS)


class ReplicaSite:
    """One replica. All times are naive and mean Asia/Shanghai; methods that take a path raise KeyError where no
    article is there.

    seed                  everything made up follows from it
    articles_per_channel  a number for all channels, a number by slug (others have none), or None: 9 to 44
    per_page              rows on a listing page
    markup                one of `MARKUPS` for the whole site, or None: each channel its own
    official_links        some links name www./m./bare yybnet.net, as real pages do; False keeps to the own host
    disallow, crawl_delay what robots.txt says (paths; seconds)
    cache_pages           rendered pages kept
    """

    def __init__(
        self,
        seed: int = 0,
        articles_per_channel: int | Mapping[str, int] | None = None,
        *,
        per_page: int = 10,
        markup: str | None = None,
        official_links: bool = True,
        disallow: Sequence[str] = ("/search/",),
        crawl_delay: float | None = None,
        cache_pages: int = 2048,
    ) -> None:
        if markup is not None and markup not in MARKUPS:
            raise ValueError(f"There is no markup '{markup}'; there are {', '.join(MARKUPS)}.")
        self._state = SiteState()
        self._catalogue = Catalogue(seed, articles_per_channel)
        self._builder = PageBuilder(self._catalogue, per_page=per_page, official_links=official_links)
        robots = _robots(disallow, crawl_delay)
        self._renderer = Renderer(self._catalogue, self._builder, self._state, markup, robots)
        self._rendered = lru_cache(maxsize=cache_pages)(self._renderer.render)
        self._hooks: list[tuple[int, Callable[[], object]]] = []
        self._listing_requests = 0
        self._lock = RLock()

    # -- answers -----------------------------------------------------------------------------------------------

    def respond(self, target: str, headers: Mapping[str, str] | None = None) -> Response:
        """The answer to GET `target` (path and query). Header names may be in any case."""
        request = {name.lower(): value for name, value in (headers or {}).items()}
        address = self.canonical(target)
        if address in _BARE_CHANNELS:
            return Response(301, (("Location", f"{address}/"), ("Content-Type", "text/html")), b"")
        with self._lock:
            response = self._rendered(address).answer(request)
            if self._hooks and response.status in (200, 304) and self.is_listing(target):
                self._count_listing_request()
        return response

    def canonical(self, target: str) -> str:
        """The address that `article_paths` and `listing_paths` give for what `target` asks for."""
        path, _, query = target.partition("#")[0].partition("?")
        return self._renderer.canonical(unquote(path), query)

    def is_listing(self, target: str) -> bool:
        """True for every page of a channel's listing."""
        path, _, query = target.partition("?")
        return self._catalogue.find(path) is None and self._renderer.listing_at(path, query) is not None

    # -- truth -------------------------------------------------------------------------------------------------

    def truth(self, base_url: str = CANONICAL, *, vanished: bool = False) -> list[Truth]:
        """The record of every article that is online, channel by channel, newest first.

        `base_url` (no slash at the end) makes addresses absolute. With `vanished` also the articles that were
        taken away, with their status and their last text.
        """
        return list(self.iter_truth(base_url, vanished=vanished))

    def iter_truth(self, base_url: str = CANONICAL, *, vanished: bool = False) -> Iterator[Truth]:
        """`truth`, one record at a time: for sites too large for a list."""
        for channel in CHANNELS:
            places = {key: at for at, key in enumerate(self._catalogue.order(channel))}
            for key in self._catalogue.keys(channel):
                if vanished or key not in self._state.gone:
                    yield self._record(key, base_url, places.get(key))

    def truth_of(self, path: str, base_url: str = CANONICAL) -> Truth:
        """The record of one article, online or not."""
        key = self._key(path)
        order = self._catalogue.order(channel_of(key))
        return self._record(key, base_url, order.index(key) if key in order else None)

    def _record(self, key: Key, base_url: str, position: int | None) -> Truth:
        channel, twin = channel_of(key), self._catalogue.twin(key)
        record = read_page(self._renderer.article(key), channel, self._catalogue.path(key), base_url)
        hidden = "script-listing" in self._state.kinds(channel)
        record["first_published"] = f"{self._catalogue.time(key).isoformat()}+08:00"
        record["position"] = None if hidden else position
        record["listing_page"] = None if hidden or position is None else position // self._builder.per_page + 1
        record["copy_of"] = self._catalogue.path(twin) if twin else None
        record["markup"] = self._renderer.markup_name(channel)
        record["status"] = self._state.gone.get(key, 200)
        return record

    def article_paths(self) -> list[str]:
        """The address of every article that is online, in the order of `truth`."""
        return [self._catalogue.path(key) for channel in CHANNELS for key in self._online(channel)]

    def listing_paths(self, channel: str | None = None) -> list[str]:
        """The address of every listing page, of one channel (slug) or of all."""
        chosen = CHANNELS if channel is None else (by_slug(channel),)
        return [address for other in chosen for address in self._renderer.listing_addresses(other)]

    def _online(self, channel: Channel) -> Iterator[Key]:
        return (key for key in self._catalogue.keys(channel) if key not in self._state.gone)

    @property
    def seed_path(self) -> str:
        """The address of the seed article. Raises KeyError on a replica whose 简阳 channel is empty."""
        return self._catalogue.path(self._catalogue.seed_key())

    # -- changes -----------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The replica's present."""
        return self._state.now

    def advance(self, *, days: float = 0, hours: float = 0) -> datetime:
        """Lets time pass; nothing else happens."""
        with self._lock:
            self._state.now += timedelta(days=days, hours=hours)
            return self._state.now

    def publish(self, channel: str, count: int = 1, *, copy_of: str | None = None) -> list[str]:
        """New articles at the head of a channel, a minute apart; returns their paths, oldest first.

        With `copy_of` (a path) they repeat that article's text.
        """
        chosen = by_slug(channel)
        with self._lock:
            source = self._key(copy_of) if copy_of else None
            keys = [self._catalogue.publish(chosen, self._tick(chosen.path), source) for _ in range(count)]
            return [self._catalogue.path(key) for key in keys]

    def edit(self, path: str, *, title: str | None = None, paragraphs: Sequence[str] | None = None) -> Truth:
        """Changes an article's text: to the one given, or by a new paragraph at its end. Returns its new record."""
        with self._lock:
            key = self._key(path)
            content = self._catalogue.content(key)
            if paragraphs is not None:
                content = replace(content, blocks=tuple(Block("text", text) for text in paragraphs))
            elif title is None:
                content = replace(content, blocks=(*content.blocks, Block("text", self._addition(key))))
            self._catalogue.edited[key] = replace(content, title=title or content.title)
            self._tick(path, channel_of(key).path)
        return self.truth_of(path)

    def _addition(self, key: Key) -> str:
        channel = channel_of(key)
        rng = Random(f"{self._catalogue.seed}/edit/{key}/{self._state.now}")
        return Prose(rng, {"place": channel.place, "town": rng.choice(channel.towns)}).pick("general")

    def edit_junk(self, path: str | None = None) -> None:
        """Changes only the side bars: of one page, or of every page but the seed's texts."""
        with self._lock:
            self._builder.junk[path or ""] = self._builder.junk.get(path or "", 0) + 1
            self._tick(path or "")

    def vanish(self, path: str, status: int = 404, *, delist: bool = True) -> None:
        """Takes an article's page away (404 or 410); without `delist` the listing still names it."""
        with self._lock:
            key = self._key(path)
            self._state.gone[key] = status
            if delist:
                self._catalogue.delist(key)
            self._tick(path, channel_of(key).path)

    def delist(self, path: str) -> None:
        """Takes an article out of its listing, so that those behind it slide forward; its page stays."""
        with self._lock:
            key = self._key(path)
            self._catalogue.delist(key)
            self._tick(channel_of(key).path)

    def redesign(self, kind: str, channel: str | None = None) -> None:
        """Changes the design of a channel (slug) or of the whole site; for the kinds see `redesign`."""
        check_kind(kind)
        with self._lock:
            place = by_slug(channel).slug if channel else ""
            self._state.redesigns[place] = (*self._state.redesigns.get(place, ()), kind)
            self._tick("")

    def after_listing_requests(self, count: int, action: Callable[[], object]) -> None:
        """Runs `action` (say, `publish` or `delist`) once, right after the `count`-th listing answer from now."""
        with self._lock:
            self._hooks.append((self._listing_requests + count, action))

    def _count_listing_request(self) -> None:
        self._listing_requests += 1
        due = [hook for hook in self._hooks if hook[0] <= self._listing_requests]
        self._hooks = [hook for hook in self._hooks if hook not in due]
        for _, action in due:
            action()

    def _key(self, path: str) -> Key:
        key = self._catalogue.find(path)
        if key is None:
            raise KeyError(f"The replica has no article at {path}.")
        return key

    def _tick(self, *paths: str) -> datetime:
        """A minute passes, and the pages at these paths change in it."""
        self._state.now += _TICK
        self._state.touched.update(dict.fromkeys(paths, self._state.now))
        self._rendered.cache_clear()
        return self._state.now


def _robots(disallow: Sequence[str], crawl_delay: float | None) -> str:
    delay = [] if crawl_delay is None else [f"Crawl-delay: {crawl_delay:g}"]
    return "\n".join(["User-agent: *", *(f"Disallow: {path}" for path in disallow), *delay, ""])

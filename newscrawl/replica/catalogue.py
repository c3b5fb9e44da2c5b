"""Which articles the replica has: their addresses, times, order in the listings, and texts.

Nothing is kept for an article that nobody changed: it is written anew when asked for, so that a site of 100,000
articles needs no more memory than its list of numbers.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from newscrawl.replica import seed as seed_page
from newscrawl.replica import writer
from newscrawl.replica.channels import BY_SLUG, CHANNELS, Channel
from newscrawl.replica.model import Content

START = datetime(2018, 12, 20, 9, 0)
_LONGEST_STEP = timedelta(hours=30)
_OLDEST = timedelta(days=20 * 365)
_SEED_TIME = datetime(2018, 12, 18, 10, 57)
_FIRST_ID = 7_000_000
_ID_STRIDE = 37
_TWIN_EVERY = 29
_ARTICLE = re.compile(r"/chengdu/[a-z/]+/\d{6}/(\d+)\.html")


class Key(NamedTuple):
    """An article: the number of its channel, and its number in it, counted from the oldest."""

    channel: int
    nth: int


class Catalogue:
    """All articles of one replica. Times are naive and mean Asia/Shanghai."""

    def __init__(self, seed: int, articles_per_channel: int | Mapping[str, int] | None) -> None:
        self.seed = seed
        self.first_count = [_count(channel, articles_per_channel) for channel in CHANNELS]
        self.total = list(self.first_count)
        self.delisted: list[list[int]] = [[] for _ in CHANNELS]
        self.published: dict[Key, datetime] = {}
        self.copies: dict[Key, Key] = {}
        self.edited: dict[Key, Content] = {}
        self._written = lru_cache(maxsize=512)(self._write)

    # -- addresses ---------------------------------------------------------------------------------------------

    def path(self, key: Key) -> str:
        when = self.time(key)
        return CHANNELS[key.channel].article_path(f"{when:%Y%m}", article_id(key))

    def find(self, path: str) -> Key | None:
        """The article at a path, whether or not a listing names it."""
        match = _ARTICLE.fullmatch(path)
        if not match:
            return None
        index, offset = divmod(int(match[1]) - _FIRST_ID, _ID_STRIDE)
        key = Key((offset - 1) // 2, index)
        known = 0 <= key.channel < len(CHANNELS) and 0 <= index < self.total[key.channel]
        return key if known and self.path(key) == path else None

    # -- times and order ---------------------------------------------------------------------------------------

    def time(self, key: Key) -> datetime:
        """When the article was published, to the second."""
        if key in self.published:
            return self.published[key]
        if self.is_seed(key):
            return _SEED_TIME
        step = self._step(key.channel)
        age = self.first_count[key.channel] - 1 - key.nth
        jitter = crc32(f"{self.seed}/{key.channel}/{key.nth}".encode()) % int(step.total_seconds() * 0.5)
        return START - age * step - timedelta(seconds=jitter)

    def _step(self, channel: int) -> timedelta:
        """The time between two articles of a channel: shorter on large sites, which reach back 20 years."""
        return min(_LONGEST_STEP, _OLDEST / max(1, self.first_count[channel]))

    def order(self, channel: Channel) -> list[Key]:
        """The listing's articles, newest first."""
        hidden = set(self.delisted[channel.number])
        numbers = range(self.total[channel.number] - 1, -1, -1)
        return [Key(channel.number, index) for index in numbers if index not in hidden]

    def count(self, channel: Channel) -> int:
        return self.total[channel.number] - len(self.delisted[channel.number])

    def slice(self, channel: Channel, start: int, stop: int) -> list[Key]:
        """Part of `order`, without building the rest where nothing was delisted."""
        total = self.total[channel.number]
        if self.delisted[channel.number]:
            return self.order(channel)[start:stop]
        return [Key(channel.number, total - 1 - at) for at in range(start, min(stop, total))]

    def keys(self, channel: Channel) -> Iterator[Key]:
        """Every article ever published in the channel, newest first."""
        return (Key(channel.number, index) for index in range(self.total[channel.number] - 1, -1, -1))

    def seed_key(self) -> Key:
        """Where the seed article is. Raises KeyError where its channel was empty from the start."""
        channel = by_slug(seed_page.CHANNEL)
        first = self.first_count[channel.number]
        if not first:
            raise KeyError(f"The replica's channel {channel.slug} has no articles, and so no seed article.")
        from_head = (START - _SEED_TIME) // self._step(channel.number)
        return Key(channel.number, max(0, first - 1 - from_head))

    def is_seed(self, key: Key) -> bool:
        """True for the seed article; an article published later into an empty channel never is."""
        return CHANNELS[key.channel].slug == seed_page.CHANNEL and self.has_seed and key == self.seed_key()

    @property
    def has_seed(self) -> bool:
        return self.first_count[by_slug(seed_page.CHANNEL).number] > 0

    # -- texts -------------------------------------------------------------------------------------------------

    def content(self, key: Key) -> Content:
        """The article as it reads now."""
        return self.edited.get(key) or self._written(key)

    def original(self, key: Key) -> Content:
        """The article as it was first published."""
        return self._written(key)

    def title(self, key: Key) -> str:
        """The first headline, without writing the article."""
        if self.is_seed(key):
            return seed_page.page().content.title
        twin = self.twin(key)
        return self.title(twin) if twin else writer.headline(self.seed, channel_of(key), key.nth)

    def twin(self, key: Key) -> Key | None:
        """The article of another channel that this one repeats, or None."""
        if key in self.copies or key in self.published or self.is_seed(key):
            return self.copies.get(key)
        other = self._twin_candidate(key)
        return other if other and not self.is_seed(other) and self._twin_candidate(other) is None else None

    def _twin_candidate(self, key: Key) -> Key | None:
        pick, chance = divmod(crc32(f"{self.seed}/twin/{key.channel}/{key.nth}".encode()), _TWIN_EVERY)
        number = (key.channel + 1 + pick % (len(CHANNELS) - 1)) % len(CHANNELS)
        index = self.first_count[number] - self.first_count[key.channel] + key.nth
        return Key(number, index) if chance == 0 and 0 <= index < self.first_count[number] else None

    def _write(self, key: Key) -> Content:
        if self.is_seed(key):
            return seed_page.page().content
        own = writer.write(self.seed, channel_of(key), key.nth, self.time(key), article_id(key))
        twin = self.twin(key)
        if twin is None:
            return own
        copied = self._written(twin)
        shortened = key.nth % 2 and key not in self.copies and len(copied.paragraphs) > 4
        if shortened and copied.blocks[-1].kind == "text":
            copied = replace(copied, blocks=copied.blocks[:-1])
        return replace(copied, time_text=own.time_text, published_at=own.published_at, source=own.source)

    # -- changes -----------------------------------------------------------------------------------------------

    def publish(self, channel: Channel, when: datetime, copy_of: Key | None = None) -> Key:
        """A new article at the head of the channel."""
        key = Key(channel.number, self.total[channel.number])
        self.total[channel.number] += 1
        self.published[key] = when
        if copy_of is not None:
            self.copies[key] = copy_of
        return key

    def delist(self, key: Key) -> None:
        """Takes the article out of its channel's listing; its own page stays."""
        if key.nth not in self.delisted[key.channel]:
            insort(self.delisted[key.channel], key.nth)


def article_id(key: Key) -> int:
    """The number in the article's address; it grows with time within a channel and is unique on the site."""
    return _FIRST_ID + key.nth * _ID_STRIDE + key.channel * 2 + 1


def _count(channel: Channel, wanted: int | Mapping[str, int] | None) -> int:
    if isinstance(wanted, int):
        return wanted
    return channel.articles if wanted is None else wanted.get(channel.slug, 0)


def channel_of(key: Key) -> Channel:
    return CHANNELS[key.channel]


def by_slug(slug: str) -> Channel:
    """The channel with that slug. Raises KeyError with the slugs there are."""
    if slug not in BY_SLUG:
        raise KeyError(f"The replica has no channel '{slug}'; it has {', '.join(BY_SLUG)}.")
    return BY_SLUG[slug]

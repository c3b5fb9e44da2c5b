"""The shared queue: scrapy-redis's, with pages as JSON in place of pickled requests, and with leases.

A page that is taken is *leased*: its worker renews the lease as long as it lives, and gives it up when it delivers.
A lease that ends is taken again first of all, by any worker. Whoever delivers first while the lease stands, delivers;
a second delivery of the same page is refused. So each page that was pushed is delivered once, whatever dies.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy_redis.dupefilter import RFPDupeFilter
from scrapy_redis.queue import PriorityQueue

from newscrawl.archive.ledger import DuePage
from newscrawl.cluster import keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.cluster.server import Server
    from newscrawl.sites import SiteProfile
    from newscrawl.spiders.district import DistrictSpider

logger = logging.getLogger(__name__)

LEASE_SECONDS = 60.0
# Listings before articles, articles in order of discovery (PriorityQueue: highest first).
LISTING_PRIORITY = 1

_NOW = "local time = redis.call('TIME') local now = time[1] * 1000 + math.floor(time[2] / 1000)\n"
# KEYS queue, leases; ARGV lease in ms → the page, leased; nil where there is none.
_TAKE = (
    _NOW
    + """
local page = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. now, 'LIMIT', 0, 1)[1]
if not page then page = redis.call('ZPOPMIN', KEYS[1])[1] end
if page then redis.call('ZADD', KEYS[2], now + ARGV[1], page) end
return page
"""
)
# KEYS leases; ARGV lease in ms, pages… → renews those that are still leased.
_RENEW = (
    _NOW
    + """
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'XX', now + ARGV[1], ARGV[i]) end
"""
)
# KEYS queue, leases; ARGV page, score → back into the queue, if it is still leased.
_GIVE_BACK = """
if redis.call('ZREM', KEYS[2], ARGV[1]) == 1 then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1]) end
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many pages are queued, leased, and delivered but not entered yet."""

    queued: int
    leased: int
    delivered: int

    def __bool__(self) -> bool:
        return bool(self.queued or self.leased or self.delivered)


class PageQueue(PriorityQueue):
    """scrapy-redis's priority queue: a sorted set of JSON objects, the fields of `DuePage` and a `ticket`."""

    def __init__(self, server: Server, spider: DistrictSpider | None, key: str, serializer: Any = json) -> None:
        self.server = server
        self.spider = spider
        self.key = key
        self.serializer = serializer
        self.lease_seconds = LEASE_SECONDS
        self._take = server.register_script(_TAKE)
        self._renew = server.register_script(_RENEW)
        self._give_back = server.register_script(_GIVE_BACK)

    def pop(self, timeout: int = 0) -> Request | None:
        """The next page as a request, leased: `meta["lease"]` is what to deliver it by."""
        assert self.spider is not None, "only workers take pages"
        while True:
            member = self._take(keys=[self.key, keys.LEASES], args=[self._lease_ms])
            if member is None:
                return None
            request = self._request_of(member, self.spider)
            if request is not None:
                request.meta["lease"] = member
                return request
            logger.error("The shared queue holds what is no page of the site; dropped: %.200r", member)
            self.server.zrem(keys.LEASES, member)

    def _request_of(self, member: str, spider: DistrictSpider) -> Request | None:
        page = read_page(member, spider.site)
        try:
            return spider.request_for(page) if page else None
        except ValueError:  # an address or a header that HTTP cannot say
            return None

    def renew(self, leases: Iterable[str]) -> None:
        """These pages are still being worked on."""
        self._renew(keys=[keys.LEASES], args=[self._lease_ms, *leases])

    def give_back(self, leases: Iterable[str]) -> None:
        """These pages will not be fetched here: others may."""
        for member in leases:
            page = json.loads(member)
            self._give_back(keys=[self.key, keys.LEASES], args=[member, -priority(page["kind"], page["id"])])

    def waiting(self) -> Waiting:
        """All that is under way, seen at one moment."""
        together = self.server.pipeline(transaction=True)
        together.zcard(self.key)
        together.zcard(keys.LEASES)
        together.xlen(keys.RECORDS)
        return Waiting(*together.execute())

    @property
    def _lease_ms(self) -> int:
        return int(self.lease_seconds * 1000)

    def _encode_request(self, request: Request) -> str:
        page: DuePage = request.meta["page"]
        values = {name: getattr(page, name) for name in DuePage.__slots__}
        return json.dumps(values | {"ticket": os.urandom(6).hex()}, ensure_ascii=False)


def request_of(page: DuePage) -> Request:
    """A page as scrapy-redis's queue and duplicate filter take it."""
    return Request(page.url, meta={"page": page}, priority=priority(page.kind, page.id))


def priority(kind: str, page_id: int) -> int:
    return LISTING_PRIORITY if kind == "listing" else -page_id


def read_page(member: str, site: SiteProfile) -> DuePage | None:
    """The page that an entry of the queue names; None where it is none of this site."""
    try:
        values = json.loads(member)
        page = DuePage(**{name: values[name] for name in DuePage.__slots__})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = (page.url, page.kind, page.channel, page.state)
    optional = (page.etag, page.last_modified)
    sound = (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(text, str | None) for text in optional)
        and isinstance(page.id, int)
        and isinstance(page.attempts, int)
        and page.kind in ("listing", "article")
        and site.serves(page.url)
    )
    return page if sound else None


def filter_of(server: Server) -> RFPDupeFilter:
    """scrapy-redis's duplicate filter: it knows the pages that are queued, leased or delivered."""
    return RFPDupeFilter(server, keys.SEEN)

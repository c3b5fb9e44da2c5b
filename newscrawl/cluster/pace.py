"""The pace at which a site is asked, kept in the server: one delay and one concurrency for all workers together.

Every request of every worker (pages, redirects, robots.txt, the looking up of channels) asks here, last of all, right
before it goes out. Only the server's clock counts. What a killed worker held is free again after `HOLD_SECONDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newscrawl.cluster import keys

if TYPE_CHECKING:
    from newscrawl.cluster.server import Server

HOLD_SECONDS = 30.0  # beyond the download timeout: how long a request may be under way

_NOW = "local time = redis.call('TIME') local now = time[1] * 1000 + time[2] / 1000\n"
# KEYS pace, job; ARGV delay in ms, concurrency, adapt, slowest in ms: the slowest wish holds, while there is a crawl.
_ASK = """
if redis.call('EXISTS', KEYS[2]) == 0 then return end
local delay = tonumber(redis.call('HGET', KEYS[1], 'delay') or 0)
local most = tonumber(redis.call('HGET', KEYS[1], 'concurrency') or ARGV[2])
redis.call('HSET', KEYS[1], 'delay', math.max(delay, ARGV[1]), 'concurrency', math.min(most, ARGV[2]))
if ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'slowest', ARGV[4]) end
"""
# KEYS pace, job; ARGV field, number: the field is at least the number.
_AT_LEAST = """
if redis.call('EXISTS', KEYS[2]) == 0 then return end
local have = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
redis.call('HSET', KEYS[1], ARGV[1], math.max(have, ARGV[2]))
"""
# KEYS pace; ARGV field, ms from now: the field is at least that moment.
_NOT_BEFORE = (
    _NOW
    + """
local have = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
redis.call('HSET', KEYS[1], ARGV[1], math.max(have, now + ARGV[2]))
"""
)
# KEYS pace, active; ARGV host, token, hold in ms → 0: go now (the token holds a place); else ms to wait and ask again.
# Who asks again with a token that holds a place has not heard the first answer: its request is not under way.
# A server that has forgotten the pace lets nothing go until a worker has told it again.
_ENTER = (
    _NOW
    + """
local function field(name) return tonumber(redis.call('HGET', KEYS[1], name .. ARGV[1]) or 0) end
if redis.call('HEXISTS', KEYS[1], 'delay') == 0 then return 1000 end
local free_at = math.max(field('next:'), field('pause:'))
if now < free_at then return math.ceil(free_at - now) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZREM', KEYS[2], ARGV[2])
local most = tonumber(redis.call('HGET', KEYS[1], 'concurrency') or 1)
if redis.call('ZCARD', KEYS[2]) >= most then
  return math.ceil(math.min(100, math.max(5, field('latency:') / 2)))
end
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[2])
redis.call('PEXPIRE', KEYS[2], math.max(1, math.floor(ARGV[3])))
local delay = math.max(tonumber(redis.call('HGET', KEYS[1], 'delay') or 0), field('floor:'), field('adapted:'))
redis.call('HSET', KEYS[1], 'next:' .. ARGV[1], now + delay)
return 0
"""
)
# KEYS pace, active; ARGV host, token, latency in ms or -1, answered well: frees the place, and adapts the delay to the
# site's answers as Scrapy's AutoThrottle does: half way to the latency, never faster after an error.
_LEAVE = """
redis.call('ZREM', KEYS[2], ARGV[2])
local latency = tonumber(ARGV[3])
if latency < 0 then return end
redis.call('HSET', KEYS[1], 'latency:' .. ARGV[1], latency)
local slowest = tonumber(redis.call('HGET', KEYS[1], 'slowest') or 0)
if slowest == 0 then return end
local least = math.max(tonumber(redis.call('HGET', KEYS[1], 'delay') or 0),
                       tonumber(redis.call('HGET', KEYS[1], 'floor:' .. ARGV[1]) or 0))
local have = math.max(least, tonumber(redis.call('HGET', KEYS[1], 'adapted:' .. ARGV[1]) or 0))
local new = math.max(latency, (have + latency) / 2)
if ARGV[4] == '1' or new > have then
  redis.call('HSET', KEYS[1], 'adapted:' .. ARGV[1], math.min(slowest, math.max(least, new)))
end
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a worker was told: seconds between requests, requests at a time, the most that a slow site may add.

    `slowest` is in seconds; 0 means that the delay does not adapt.
    """

    delay: float
    concurrency: int
    slowest: float = 0.0


class SharedPace:
    """The pace, as the workers share it. All methods take a host's name; times are in seconds."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._ask = server.register_script(_ASK)
        self._at_least = server.register_script(_AT_LEAST)
        self._not_before = server.register_script(_NOT_BEFORE)
        self._enter = server.register_script(_ENTER)
        self._leave = server.register_script(_LEAVE)

    def ask(self, wish: Wish) -> None:
        """A worker's wish: the slowest of all holds, until the crawl ends."""
        adapts = int(wish.slowest > 0)
        self._ask(keys=[keys.PACE, keys.JOB], args=[_ms(wish.delay), wish.concurrency, adapts, _ms(wish.slowest)])

    def at_least(self, host: str, delay: float) -> None:
        """The host's own wish (Crawl-delay in robots.txt): a floor until the crawl ends."""
        self._at_least(keys=[keys.PACE, keys.JOB], args=[f"floor:{host}", _ms(delay)])

    def pause(self, host: str, seconds: float) -> None:
        """The host is not asked at all for a while."""
        self._not_before(keys=[keys.PACE], args=[f"pause:{host}", _ms(seconds)])

    def enter(self, host: str, token: str, *, timeout: float) -> float:
        """0 where a request may go out now, which then holds a place; else the seconds after which to ask again."""
        hold = _ms(timeout + HOLD_SECONDS)
        wait: Any = self._enter(keys=[keys.PACE, keys.ACTIVE + host], args=[host, token, hold])
        return float(wait) / 1000

    def leave(self, host: str, token: str, *, latency: float | None, good: bool) -> None:
        """The request is over; `latency` is how long the host took to answer, None where it did not."""
        ms = -1 if latency is None else _ms(latency)
        self._leave(keys=[keys.PACE, keys.ACTIVE + host], args=[host, token, ms, int(good)])


def _ms(seconds: float) -> int:
    return round(seconds * 1000)

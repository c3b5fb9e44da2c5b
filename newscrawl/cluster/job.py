"""What a shared crawl was asked for: put into the server by the first worker, joined by the others."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import Any

from newscrawl.cluster import keys, records
from newscrawl.cluster.records import BadRecord, Check
from newscrawl.cluster.server import Server
from newscrawl.errors import SharedFrontierError, UsageError
from newscrawl.extract import RULES_VERSION
from newscrawl.sites import SITES, SiteProfile

FORMAT = 1  # of what travels through the server
SITE = "yybnet"
SETTLE_SECONDS = 60  # a worker that looks up its channels and is not heard of for so long has died
_FIELDS: dict[str, Check] = {
    **dict.fromkeys(("token", "site", "rules"), records.a_text),
    "site_url": records.or_null(records.a_text),
    "since": records.or_null(records.a_day),
    "full": records.a_flag,
    "max_articles": records.or_null(records.a_number),
    "format": records.a_number,
}
_CHOICES = ("site_url", "since", "full", "max_articles")
_NAMES = {"site_url": "--site-url", "since": "--since", "full": "--full", "max_articles": "--max-articles"}


@dataclass(frozen=True, slots=True)
class Job:
    """One shared crawl. `token` tells it from every other; the rest is as in `newscrawl.crawl.CrawlRequest`."""

    token: str
    site: str = SITE
    site_url: str | None = None
    since: str | None = None
    full: bool = False
    max_articles: int | None = None
    rules: str = RULES_VERSION
    format: int = FORMAT

    @property
    def profile(self) -> SiteProfile:
        """The site, at the address it is crawled at."""
        profile = SITES[self.site]
        return profile.at(self.site_url) if self.site_url else profile

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def new_token() -> str:
    return os.urandom(8).hex()


def read(server: Server) -> Job | None:
    """The crawl under way; None where there is none.

    Raises SharedFrontierError where it belongs to another version of newscrawl.
    """
    text = _text(server, keys.JOB)
    if text is None:
        return None
    values = records.control(text)
    if values.get("format") != FORMAT or values.get("rules") != RULES_VERSION or values.get("site") != SITE:
        raise SharedFrontierError(
            f"The crawl under way was begun by another version of newscrawl (rules {values.get('rules')}, here "
            f"{RULES_VERSION}). Install the same version on all machines, or end that crawl: newscrawl collect --end."
        )
    try:
        return Job(**{name: check(values.get(name)) for name, check in _FIELDS.items()})
    except BadRecord as error:
        raise SharedFrontierError(
            f"The server's key {keys.JOB} holds no crawl ({error}). Use another database number, or end that crawl: "
            "newscrawl collect --end."
        ) from error


def remove(server: Server) -> None:
    """Take the crawl under way out of the server, whatever it is; its workers then stop.

    Only for a crawl that has no collector: what was sent and not entered waits for the archive that collected it.
    """
    token = records.control(_text(server, keys.JOB)).get("token")
    last = {"job": token, "ended": "stopped", "sentence": "Ended on request; what is left stays pending."}
    server.set(keys.LAST, records.dump(last))
    server.delete(*keys.OF_A_CRAWL)


def _text(server: Server, key: str) -> str | None:
    text: Any = server.get(key)
    return None if text is None else str(text)


def join(server: Server, wanted: Job, worker: str) -> tuple[Job, bool]:
    """The crawl that `worker` works for: the one under way, else the one it wants. Tells whether it was begun just now.

    The crawl does not end before the worker calls `settled`. Raises UsageError where another crawl is under way.
    """
    settling(server, worker)
    if server.set(keys.JOB, wanted.to_json(), nx=True):
        server.delete(*(key for key in keys.OF_A_CRAWL if key not in (keys.JOB, keys.SETTLING)))
        return wanted, True
    job = read(server)
    if job is None:  # it ended this very moment
        return join(server, wanted, worker)
    for name in _CHOICES:
        asked, have = getattr(wanted, name), getattr(job, name)
        if asked is not None and asked is not False and asked != have:
            settled(server, worker)
            there = "unset" if have is None or have is False else have
            raise UsageError(
                f"The crawl under way there has {_NAMES[name]} {there}, not "
                f"{asked}. Leave the option out to join it, or use another database number for another crawl."
            )
    return job, False


def settling(server: Server, worker: str) -> None:
    """The worker looks up its channels: the crawl must not end yet."""
    server.zadd(keys.SETTLING, {worker: server_seconds(server) + SETTLE_SECONDS})


def settled(server: Server, worker: str) -> None:
    """The worker has named its channels."""
    server.zrem(keys.SETTLING, worker)


def server_seconds(server: Server) -> int:
    """The server's clock: the only one that all machines share."""
    now: Any = server.time()
    return int(now[0])

"""A channel whose listing changes while it is read, and runs that walk it: the ledger's rules without a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from newscrawl import clock, policy
from newscrawl.archive import Archive, crawls, ledger
from newscrawl.archive.ledger import DuePage
from newscrawl.archive.recorder import CrawlOptions, Recorder
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Listing
from newscrawl.policy import Verdict
from newscrawl.sites import YYBNET

SLUG = "chengdu/jianyang"
HEAD = YYBNET.listing_url(SLUG)
DOWN = Verdict("failed", "The site answered HTTP 503.", retry=True)
MISSING = Verdict("gone", "The site says the page does not exist (HTTP 404).")


def address(number: int) -> str:
    return f"{YYBNET.base_url}/chengdu/news/201812/{number}.html"


def number_of(url: str) -> int:
    return int(re.findall(r"\d+", url)[-1])


@dataclass
class PagedChannel:
    """Articles by number, newest first; `answers` by page number stand in for what the listing would say."""

    numbers: list[int]
    per_page: int = 10
    slug: str = SLUG
    answers: dict[int, Verdict | list[int]] = field(default_factory=dict)
    endless: bool = False
    always_next: bool = False
    dates: dict[int, str] = field(default_factory=dict)
    requests: list[int] = field(default_factory=list)
    before_request: Callable[[int], None] = lambda page: None

    @property
    def head(self) -> str:
        return YYBNET.listing_url(self.slug)

    def url(self, page: int) -> str:
        return self.head if page == 1 else f"{self.head}list_{page}.html"

    def publish(self, count: int) -> None:
        newest = max(self.numbers, default=0)
        self.numbers[:0] = range(newest + count, newest, -1)

    def answer(self, page: DuePage) -> Listing | Verdict:
        """What a request for the page brings; a 304 where the page's ETag is the one that was given."""
        number = YYBNET.page_number(page.url) or 1
        self.before_request(number)
        self.requests.append(number)
        named = self.answers.get(number, self._slice(number))
        if isinstance(named, Verdict):
            return named
        last = -(-len(self.numbers) // self.per_page)
        if number > max(last, 1) and not self.endless and number not in self.answers:
            return MISSING
        more = number < last or self.always_next or self.endless
        etag = f"{named}{more}"
        fetch = Fetch(page.url, clock.now(), 200, etag=etag)
        if page.etag == etag:
            return Listing(page.url, self.slug, unchanged=True, fetch=fetch)
        return Listing(
            page.url,
            self.slug,
            articles=[address(n) for n in named],
            dates=[self.dates.get(n) for n in named],
            next_url=self.url(number + 1) if more else None,
            fetch=fetch,
        )

    def _slice(self, number: int) -> list[int]:
        named = self.numbers[(number - 1) * self.per_page : number * self.per_page]
        return named or (self.numbers[-self.per_page :] if self.endless else [])


@dataclass
class Run:
    """What one run did: pages asked for, in order; channels not read as far as they must be; its id."""

    pages: list[int]
    unread: set[str]
    crawl_id: int


def crawl(
    archive: Archive,
    channel: PagedChannel,
    *,
    stop_after: int | None = None,
    full: bool = False,
    since: date | None = None,
    articles: bool = False,
) -> Run:
    """One run over the channel's listing, stopped after so many requests; `articles` also archives what is due."""
    db = archive.db
    db.conn.execute("DROP TABLE IF EXISTS temp.chosen")
    with archive.changes():
        crawl_id = crawls.start(db, now=clock.now(), arguments={}, process="test:1", version="0")
    options = CrawlOptions(since=since, full=full)
    recorder = Recorder(archive, YYBNET, crawl_id, options)
    recorder.begin_channel(ChannelLink(channel.slug, "简阳", "成都市"))
    first = len(channel.requests)
    while stop_after is None or len(channel.requests) - first < stop_after:
        due = ledger.due_listings(db, base=YYBNET.base_url, limit=10)
        due = due or [
            page
            for page in ledger.due_again(db, base=YYBNET.base_url, now=clock.now(), limit=10, articles=False)
            if page.kind == "listing"
        ]
        if not due:
            break
        take(recorder, channel, due[0])
    if articles:
        archive_articles(archive, recorder)
    archive.commit()
    return Run(channel.requests[first:], set(recorder.unread), crawl_id)


def take(recorder: Recorder, channel: PagedChannel, page: DuePage) -> None:
    """Ask for a listing page and record what came; failures are tried until the policy gives up for this run."""
    answer = channel.answer(page)
    if isinstance(answer, Listing):
        recorder.record(answer)
        return
    for _ in range(policy.ATTEMPTS_A_RUN if answer.retry else 1):
        fate = Fate(page.url, "listing", answer.state, answer.reason, 503, answer.retry, answer.retry_after)
        recorder.record(fate)


def archive_articles(archive: Archive, recorder: Recorder) -> None:
    for page in ledger.due_articles(archive.db, base=YYBNET.base_url, after=0, limit=100_000):
        fetch = Fetch(page.url, clock.now(), 200)
        recorder.record(Article(page.url, "yybnet", title=f"标题{page.id}", body=f"正文{page.url}", fetch=fetch))


def listed(archive: Archive) -> set[int]:
    """The numbers of every article that the ledger knows."""
    return {number_of(url) for (url,) in archive.db.conn.execute("SELECT url FROM pages WHERE kind = 'article'")}


def is_proved(archive: Archive, slug: str = SLUG) -> bool:
    """True where the ledger holds the channel known whole as of its latest pass."""
    row = archive.db.conn.execute("SELECT complete_pass, pass FROM channels WHERE slug = ?", (slug,)).fetchone()
    return bool(row[0] == row[1])

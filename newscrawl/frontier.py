"""What to fetch next, read from the ledger in bounded chunks: memory stays flat however long the ledger is."""

from __future__ import annotations

import time
from collections import deque

from newscrawl import clock
from newscrawl.archive import ledger
from newscrawl.archive.archive import Archive
from newscrawl.archive.ledger import DuePage
from newscrawl.archive.recorder import CrawlOptions

CHUNK = 100


class Frontier:
    """Hands out due pages of the run's channels, each once until it is `done`.

    Listings come first (so that a listing shifts as little as possible while it is read), then articles in
    order of discovery. Pages whose retry comes due are taken with `take_due`.

    With a bound on articles, listings are read until enough articles are known, and all of them where the bound is
    0; what is left over stays pending. `fetched` articles count towards that bound already.
    """

    def __init__(self, archive: Archive, base_url: str, options: CrawlOptions, *, fetched: int = 0) -> None:
        self.archive = archive
        self.base_url = base_url
        self.options = options
        self.closed = False
        self._in_flight: dict[str, DuePage] = {}
        self._listings: deque[DuePage] = deque()
        self._articles: deque[DuePage] = deque()
        self._last_article = 0
        self._stale = True
        bound = options.max_articles
        self._articles_left = None if bound is None else max(0, bound - fetched)
        self._paused_until = 0.0

    def next(self) -> DuePage | None:
        """The next page to fetch now, or None where nothing is due at the moment."""
        if self.is_paused() or not self.has_more():
            return None
        if self._listings and not self.has_enough():
            return self._hand_out(self._listings.popleft())
        return self._hand_out(self._articles.popleft())

    def has_more(self) -> bool:
        """True while `next` would hand out a page."""
        if self.closed:
            return False
        if self._stale:
            self._refill()
        listings = bool(self._listings) and not self.has_enough()
        return listings or (bool(self._articles) and self._articles_left != 0)

    def has_enough(self) -> bool:
        """True where a bound on articles makes reading further listings useless."""
        if not self.options.max_articles or self._articles_left is None:
            return False
        return len(self._articles) >= min(self._articles_left, CHUNK)

    @property
    def articles_left(self) -> int | None:
        """How many articles the bound still allows; None without a bound."""
        return self._articles_left

    def take_due(self) -> list[DuePage]:
        """Pages whose time to be tried again has come."""
        if self.closed or self.is_paused():
            return []
        limit = CHUNK + len(self._in_flight)
        rows = ledger.due_again(
            self.archive.db, base=self.base_url, now=clock.now(), limit=limit, articles=self._articles_left != 0
        )
        due = []
        for page in rows:
            if page.url not in self._in_flight and (page.kind == "listing" or self._articles_left != 0):
                due.append(self._hand_out(page))
        return due

    def done(self, url: str) -> None:
        """The page has its fate; what it led to may be due now."""
        page = self._in_flight.pop(url, None)
        if page is None or page.kind == "listing":
            self._stale = True

    def in_flight(self) -> list[DuePage]:
        """Pages handed out that have no fate yet, oldest first."""
        return list(self._in_flight.values())

    def refresh(self) -> None:
        """The ledger has new pages."""
        self._stale = True

    def wake(self) -> None:
        """Pages of any age may have become due: look at the ledger from its start."""
        self._stale = True
        self._last_article = 0
        self._articles.clear()

    def seconds_to_next_retry(self) -> float | None:
        """How long until the next page comes due again; None where none waits."""
        if self.closed or (self.options.max_articles and self._articles_left == 0):
            return None
        moment = ledger.next_retry(self.archive.db, base=self.base_url, articles=self._articles_left != 0)
        if moment is None:
            return None
        return max(0.0, (clock.parse(moment) - clock.parse(clock.now())).total_seconds())

    def pause(self, seconds: float) -> None:
        """Hand out nothing for a while: the site asked for it."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def is_paused(self) -> bool:
        return time.monotonic() < self._paused_until

    def close(self) -> None:
        """Hand out nothing more; what is left stays pending in the ledger."""
        self.closed = True

    def _hand_out(self, page: DuePage) -> DuePage:
        self._in_flight[page.url] = page
        if page.kind == "article":
            if self._articles_left is not None:
                self._articles_left -= 1
            self._stale = self._stale or not self._articles
        return page

    def _refill(self) -> None:
        """Read the next chunk; everything handed out from here on is durable in the ledger first."""
        self.archive.commit()
        db, flying = self.archive.db, self._in_flight
        rows = ledger.due_listings(db, base=self.base_url, limit=CHUNK + len(flying))
        self._listings = deque(page for page in rows if page.url not in flying)
        wanted = CHUNK - len(self._articles)
        if wanted > 0:
            last = ledger.last_id(db)
            rows = ledger.due_articles(
                db, base=self.base_url, after=self._last_article, limit=wanted, since=self.options.since_text
            )
            self._articles.extend(page for page in rows if page.url not in flying)
            self._last_article = rows[-1].id if len(rows) == wanted else last
        self._stale = False

"""What to fetch next, read from the ledger in bounded chunks: memory stays flat however long the ledger is."""

from __future__ import annotations

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
    """

    def __init__(self, archive: Archive, base_url: str, options: CrawlOptions) -> None:
        self.archive = archive
        self.base_url = base_url
        self.options = options
        self.closed = False
        self._in_flight: dict[str, DuePage] = {}
        self._listings: deque[DuePage] = deque()
        self._articles: deque[DuePage] = deque()
        self._last_article = 0
        self._stale = True
        self._articles_left = options.max_articles

    def next(self) -> DuePage | None:
        """The next page to fetch now, or None where nothing is due at the moment."""
        if self.closed:
            return None
        if self._stale:
            self._refill()
        if self._listings and not self._enough_articles():
            return self._hand_out(self._listings.popleft())
        if self._articles and self._articles_left != 0:
            return self._hand_out(self._articles.popleft())
        return None

    def take_due(self) -> list[DuePage]:
        """Pages whose time to be tried again has come."""
        if self.closed:
            return []
        rows = ledger.due_again(self.archive.db, base=self.base_url, now=clock.now(), limit=CHUNK)
        due = []
        for page in rows:
            if page.url in self._in_flight or (page.kind == "article" and self._articles_left == 0):
                continue
            due.append(self._hand_out(page))
        return due

    def done(self, url: str) -> None:
        """The page has its fate; what it led to may be due now."""
        page = self._in_flight.pop(url, None)
        if page is None or page.kind == "listing":
            self._stale = True

    def wake(self) -> None:
        """The ledger has new pages that are due."""
        self._stale = True

    def has_more(self) -> bool:
        """True while `next` would hand out a page."""
        if self.closed:
            return False
        if self._stale:
            self._refill()
        listings = bool(self._listings) and not self._enough_articles()
        return listings or (bool(self._articles) and self._articles_left != 0)

    def seconds_to_next_retry(self) -> float | None:
        """How long until the next page comes due again; None where none waits."""
        if self.closed or self._articles_left == 0:
            return None
        moment = ledger.next_retry(self.archive.db, base=self.base_url)
        if moment is None:
            return None
        return max(0.0, (clock.parse(moment) - clock.parse(clock.now())).total_seconds())

    def close(self) -> None:
        """Hand out nothing more; what is left stays pending in the ledger."""
        self.closed = True

    def _hand_out(self, page: DuePage) -> DuePage:
        self._in_flight[page.url] = page
        if page.kind == "article":
            if self._articles_left is not None:
                self._articles_left -= 1
            if not self._articles:
                self._stale = True
        return page

    def _enough_articles(self) -> bool:
        """With a bound on articles there is no use in reading listings far ahead of it."""
        return self._articles_left is not None and len(self._articles) >= self._articles_left

    def _refill(self) -> None:
        """Read the next chunk; everything handed out from here on is durable in the ledger first."""
        self.archive.commit()
        db = self.archive.db
        rows = ledger.due_fresh(db, "listing", base=self.base_url, after=0, limit=CHUNK + len(self._in_flight))
        self._listings = deque(page for page in rows if page.url not in self._in_flight)
        if not self._articles:
            rows = ledger.due_fresh(
                db, "article", base=self.base_url, after=self._last_article, limit=CHUNK, since=self.options.since_text
            )
            self._articles = deque(page for page in rows if page.url not in self._in_flight)
            if rows:
                self._last_article = rows[-1].id
        self._stale = False

"""Sees when a site blocks us or is down, so that it is left in peace instead of being asked for every page in turn."""

from __future__ import annotations

from newscrawl import policy
from newscrawl.items import Article, Fate, Listing


class SiteWatch:
    """Counts pages that failed in a row, over all that one run fetches; `down_after` of them end the run.

    Only first attempts count: pages that fail again and again say nothing of the others.
    """

    def __init__(self, down_after: int) -> None:
        self.down_after = down_after
        self.failures_in_a_row = 0

    def see(self, item: Article | Listing | Fate, *, attempts: int) -> str | None:
        """Take in one outcome; `attempts` are those of its page, this one included.

        Returns the sentence that ends the run, or None where it goes on.
        """
        if not isinstance(item, Fate):
            self.failures_in_a_row = 0
            return None
        if item.reason.startswith(policy.OWN_ERROR):
            return None
        if not item.retry:
            self.failures_in_a_row = 0 if item.http_status is not None else self.failures_in_a_row
        elif attempts == 1:
            self.failures_in_a_row += 1
        if self.failures_in_a_row < self.down_after:
            return None
        return (
            f"{self.failures_in_a_row} pages in a row could not be fetched, the last one: {item.reason} "
            "The site is down or blocks us; what is left stays pending, run again later."
        )

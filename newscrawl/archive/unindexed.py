"""New articles on their way into the search index: entered together, just before they are committed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from newscrawl.archive import fulltext


class Unindexed:
    """The terms of articles that are added and not yet indexed, by id.

    SQLite has the index write out what it gathered at every savepoint and every statement with triggers: entered one
    by one, each article costs a part of the index of its own, and the merging of all those parts. Entered together,
    a batch makes one.
    """

    def __init__(self) -> None:
        self._terms: dict[int, tuple[str, str]] = {}

    def __contains__(self, article_id: int) -> bool:
        return article_id in self._terms

    def add(self, article_id: int, row: Mapping[str, Any]) -> None:
        """Have a new article indexed with the others; `row` as `fulltext.add` takes it."""
        self._terms[article_id] = fulltext.terms_of(row)

    def enter(self, conn: sqlite3.Connection) -> None:
        """Index them all, in the transaction that is open."""
        for article_id, terms in self._terms.items():
            fulltext.enter(conn, article_id, terms)
        self._terms.clear()

    def kept(self) -> dict[int, tuple[str, str]]:
        """What waits now, for `restore`."""
        return dict(self._terms)

    def restore(self, kept: dict[int, tuple[str, str]]) -> None:
        """What waited before a change that was undone: it adds nothing, and what it had entered waits again."""
        self._terms = kept

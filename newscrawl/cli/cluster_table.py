"""A live table of a shared crawl: who does what. On a terminal only."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from newscrawl.cluster.overview import Observer
    from newscrawl.cluster.server import Server

EVERY_SECONDS = 0.4


class ClusterTable:
    """A context manager; `update` may be called as often as one likes."""

    def __init__(self, *, stays: bool = False) -> None:
        self._live: Live | None = None
        self._stays = stays
        self._observer: Observer | None = None
        self._drawn_at = 0.0

    def update(self, server: Server) -> None:
        """Look at the server, and draw."""
        if self._live is None or time.monotonic() - self._drawn_at < EVERY_SECONDS:
            return
        from newscrawl.cluster.overview import Observer

        self._drawn_at = time.monotonic()
        self._observer = self._observer or Observer(server)
        self._live.update(draw(self._observer), refresh=True)

    def __enter__(self) -> ClusterTable:
        if sys.stderr.isatty():
            self._live = Live(console=Console(stderr=True), transient=not self._stays, auto_refresh=False)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()


def draw(observer: Observer) -> Group:
    """The table, and how many pages wait where."""
    workers, waiting = observer.workers(), observer.waiting()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("worker", "does", "pages", "articles", "holds", "took last"):
        numeric = name in ("pages", "articles", "holds")
        table.add_column(name, justify="right" if numeric else "left", no_wrap=name not in ("worker", "took last"))
    for worker in workers:
        numbers = (f"{worker.pages:,}", f"{worker.articles:,}", f"{worker.held:,}")
        table.add_row(_cut(worker.name), Text(worker.doing), *numbers, _cut(_path(worker.page or "")))
    line = f"{waiting.queued:,} pages queued, {waiting.leased:,} being fetched, {waiting.delivered:,} to be entered"
    return Group(table, Text(line if workers else f"No worker yet. {line}"))


def _cut(text: str) -> Text:
    """On one line, cut where the terminal is too narrow for it: such columns give way, those of numbers do not."""
    return Text(text, no_wrap=True, overflow="ellipsis")


def _path(url: str) -> str:
    """An address without the site, which is the same for all."""
    return url.partition("://")[2].partition("/")[2]

"""Where the lines of one export come from: a snapshot of the archive, and what is to be known about it."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from newscrawl.archive import Archive, dump, foreign, increments
from newscrawl.export.request import Request


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """Articles of one channel in a dump, with the first and last date printed in them."""

    channel: str | None
    articles: int
    first_published_at: str | None
    last_published_at: str | None


class Source:
    """A request, bound to the archive as it is at one moment. `trusted` as in `dump.Selection`."""

    def __init__(self, archive: Archive, request: Request, decoder: dump.Decoder) -> None:
        self.cursor = increments.cursor(archive)
        self.tombstones = 0
        self._archive = archive
        self.request = request
        self._decoder = decoder
        self._since = increments.Cursor.parse(request.after) if request.after else None
        if self._since is not None:
            increments.check_cursor(archive, self._since)
        self.trusted = not foreign.wrote(archive.conn)
        self._selection = dump.Selection(
            request.filters,
            request.columns,
            request.with_revisions,
            self._since.seq if self._since else None,
            self.trusted,
        )

    @property
    def mended(self) -> int:
        """How many texts, among those read as rows, were no Unicode."""
        return self._decoder.mended

    def batches(self) -> Iterator[Sequence[tuple[Any, ...]]]:
        """What the encoder of the request's format takes; each call reads from the start."""
        if self.request.format != "jsonl":
            return dump.rows(self._archive, self._selection)
        if self._since is None:
            return dump.lines(self._archive, self._selection)
        return self._increment(self._since)

    def channels(self) -> list[ChannelCount]:
        """The articles of the dump by channel."""
        return [ChannelCount(*row) for row in dump.channels(self._archive, self._selection)]

    def rules(self) -> list[str]:
        """The versions of the extraction rules behind them."""
        return dump.rules(self._archive, self._selection)

    def _increment(self, since: increments.Cursor) -> Iterator[Sequence[tuple[bytes]]]:
        """Full lines of what was added or changed, and tombstones, by id; an article's line before its tombstone."""
        lines = dump.lines_by_id(self._archive, self._selection)
        stones = self._counted(increments.tombstones(self._archive, self._selection.filters, since))
        batch: list[tuple[bytes]] = []
        for _, line in heapq.merge(lines, stones, key=itemgetter(0)):
            batch.append((line,))
            if len(batch) == dump.BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _counted(self, stones: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        for stone in stones:
            self.tombstones += 1
            yield stone


@contextmanager
def open_source(archive: Archive, request: Request) -> Iterator[Source]:
    """The source of a request, in a snapshot. Raises UsageError for a cursor that is not this archive's."""
    with dump.snapshot(archive) as decoder:
        yield Source(archive, request, decoder)

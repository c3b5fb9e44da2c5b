"""Who does what in a shared crawl, as the server knows it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newscrawl.cluster import keys, records
from newscrawl.cluster.queue import Waiting

if TYPE_CHECKING:
    from newscrawl.cluster.server import Server

SILENT_SECONDS = 5.0  # without a beat: the worker is gone, or cut off


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A worker as it last told. `doing` is `fetching`, `waiting`, `looking up channels` or `silent`.

    `pages` and `articles` were sent by it, `held` are on its way; `page` is the one it took last.
    """

    name: str
    doing: str
    pages: int
    articles: int
    held: int
    page: str | None


_KINDS = {"beat": int, "doing": str, "pages": int, "articles": int, "held": int, "page": str | None}


def _is_sound(told: dict[str, Any]) -> bool:
    return all(name in told and isinstance(told[name], kind) for name, kind in _KINDS.items())


class Observer:
    """Looks at a server now and then; a worker whose beat has not changed for SILENT_SECONDS is silent."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._beats: dict[str, tuple[int, float]] = {}

    def waiting(self) -> Waiting:
        """How many pages are queued, leased, and delivered but not entered."""
        pipe = self.server.pipeline(transaction=True)
        pipe.zcard(keys.QUEUE)
        pipe.zcard(keys.LEASES)
        pipe.xlen(keys.RECORDS)
        return Waiting(*pipe.execute())

    def workers(self) -> list[WorkerState]:
        """Every worker that joined and did not leave in good order, by name; what cannot be read is left out."""
        told: Any = self.server.hgetall(keys.WORKERS)
        return [
            self._state(name, values)
            for name, text in sorted(told.items())
            if _is_sound(values := records.control(text))
        ]

    def _state(self, name: str, told: dict[str, Any]) -> WorkerState:
        beat, seen_at = self._beats.get(name, (-1, 0.0))
        if beat != told["beat"]:
            beat, seen_at = told["beat"], time.monotonic()
            self._beats[name] = (beat, seen_at)
        silent = time.monotonic() - seen_at > SILENT_SECONDS
        return WorkerState(
            name,
            "silent" if silent else told["doing"],
            told["pages"],
            told["articles"],
            told["held"],
            told["page"],
        )

"""The way from workers to collector: a stream with acknowledgement. What is not acknowledged comes again.

An entry has `job`, `kind`, `data` (JSON) and, where a page was delivered twice, `late`. Kinds:

    page      the item that a page turned into: {"url", "channel", "item", "figures"}
    captures  answers kept in WARC files: {"host", "folder", "captures": [[sha1, payload, whole], …]}
    begin     read a channel: {"channel", "whole_city"};  know  remember channels: {"channels"}
    refused   a worker cannot make sense of what it was asked for: {"sentence"}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import redis

from newscrawl.cluster import keys, records

if TYPE_CHECKING:
    from newscrawl.cluster.server import Server

BATCH = 64
BLOCK_MS = 200

# KEYS leases, stream; ARGV lease, then the entry's fields and values. Delivers, or marks the entry as late.
_DELIVER = """
local entry = {}
for i = 2, #ARGV do entry[#entry + 1] = ARGV[i] end
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then
  entry[#entry + 1] = 'late'
  entry[#entry + 1] = '1'
end
redis.call('XADD', KEYS[2], '*', unpack(entry))
"""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An entry to be sent; `lease` is that of the page which it delivers."""

    kind: str
    data: dict[str, Any]
    lease: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it came. `id` grows from entry to entry; `late` means that the page was delivered before."""

    id: str
    job: str
    kind: str
    data: str
    late: bool

    @property
    def position(self) -> tuple[int, int]:
        return position_of(self.id)


def position_of(entry_id: str) -> tuple[int, int]:
    """An entry's id (`1700000000000-0`), so that later ones are greater; `0` for before all."""
    milliseconds, _, number = entry_id.partition("-")
    return int(milliseconds), int(number or 0)


class Outbox:
    """A worker's end. Nothing is forgotten that was not sent."""

    def __init__(self, server: Server, job: str) -> None:
        self.server = server
        self.job = job
        self.waiting: list[Outgoing] = []
        self._deliver = server.register_script(_DELIVER)

    def add(self, entry: Outgoing) -> None:
        self.waiting.append(entry)

    def send(self) -> list[str]:
        """Send all that waits, in order; returns the leases given up. Raises redis.ConnectionError, and may be
        called again then: a page that had arrived is marked as late."""
        if not self.waiting:
            return []
        pipe = self.server.pipeline(transaction=False)
        for entry in self.waiting:
            fields: dict[Any, Any] = {"job": self.job, "kind": entry.kind, "data": records.dump(entry.data)}
            if entry.lease is None:
                pipe.xadd(keys.RECORDS, fields)
            else:
                args = [entry.lease, *(part for pair in fields.items() for part in pair)]
                self._deliver(keys=[keys.LEASES, keys.RECORDS], args=args, client=pipe)
        pipe.execute()
        leases = [entry.lease for entry in self.waiting if entry.lease]
        self.waiting.clear()
        return leases


class Forgotten(Exception):
    """The server has lost the stream, or its group."""


def _is_forgotten(error: redis.ResponseError) -> bool:
    return any(word in str(error) for word in ("NOGROUP", "UNBLOCKED", "no such key"))


class Inbox:
    """The collector's end: the one consumer of the stream's one group."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._again = True

    def open(self, after: str) -> None:
        """Make stream and group where they are missing; ids go on behind `after`, whatever the clock says."""
        while True:
            try:
                return self._open(after)
            except redis.ResponseError as error:
                if not _is_forgotten(error):  # else lost again in between
                    raise

    def _open(self, after: str) -> None:
        try:
            self.server.xgroup_create(keys.RECORDS, keys.GROUP, id="0", mkstream=True)
        except redis.ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise
        info: Any = self.server.xinfo_stream(keys.RECORDS)
        if position_of(info["last-generated-id"]) < position_of(after):
            self.server.execute_command("XSETID", keys.RECORDS, after)

    def read_again(self) -> None:
        """The connection was lost: what was read and not acknowledged will come once more."""
        self._again = True

    def read(self) -> list[Entry]:
        """The next entries, those read but not acknowledged first; waits BLOCK_MS for one. Raises Forgotten."""
        try:
            return self._next()
        except redis.ResponseError as error:
            if not _is_forgotten(error):
                raise
            raise Forgotten(str(error)) from error

    def _next(self) -> list[Entry]:
        if self._again:
            entries = self._read("0", block=None)
            self._again = bool(entries)
            if entries:
                return entries
        entries = self._read(">", block=BLOCK_MS)
        self._again = self._is_pending_more(len(entries))
        return [] if self._again else entries

    def _is_pending_more(self, count: int) -> bool:
        """True where earlier entries were handed out in an answer that never came: redis-py asks again by itself."""
        pending: Any = self.server.xpending(keys.RECORDS, keys.GROUP)
        return any(each["name"] == keys.GROUP and each["pending"] > count for each in pending["consumers"])

    def acknowledge(self, entries: Sequence[Entry], *, forget: Iterable[str]) -> None:
        """These are safe in the archive; `forget` are fingerprints of pages that are under way no more."""
        pipe = self.server.pipeline(transaction=True)
        fingerprints = list(forget)
        if fingerprints:
            pipe.srem(keys.SEEN, *fingerprints)
        ids = [entry.id for entry in entries]
        pipe.xack(keys.RECORDS, keys.GROUP, *ids)
        pipe.xdel(keys.RECORDS, *ids)
        pipe.execute()

    def _read(self, start: str, *, block: int | None) -> list[Entry]:
        answer: Any = self.server.xreadgroup(keys.GROUP, keys.GROUP, {keys.RECORDS: start}, count=BATCH, block=block)
        found = answer[0][1] if answer else []
        trimmed = [entry_id for entry_id, values in found if not values]
        if trimmed:  # somebody else took them out of the stream
            self.server.xack(keys.RECORDS, keys.GROUP, *trimmed)
        return [
            Entry(entry_id, values.get("job", ""), values.get("kind", ""), values.get("data", ""), "late" in values)
            for entry_id, values in found
            if values
        ]

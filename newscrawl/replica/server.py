"""Serves a replica over real HTTP/1.1 on loopback, from a thread of its own.

    with ReplicaServer(ReplicaSite()) as server:
        print(server.url)              # http://127.0.0.1:41873
        ...
        print(server.requests[-1].path)

A small server on asyncio's protocols: keep-alive, GET and HEAD, every request logged. Fast enough (thousands of
pages a second from one core) that a benchmark measures the crawler and not the server.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Self

from newscrawl.errors import NewscrawlError
from newscrawl.replica.fault_answers import faulty
from newscrawl.replica.faults import RETRYABLE, Fault, FaultPlan
from newscrawl.replica.response import Response
from newscrawl.replica.site import ReplicaSite

_MAX_HEAD = 65_536
_DRIPS = 40


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in. `time` is `time.monotonic()` in seconds, `path` includes the query.

    `headers` has lower-case names. `status` is 0 where the connection was broken without an answer. `connection`
    numbers the connections; `fault` is the kind of fault the request met.
    """

    time: float
    method: str
    path: str
    status: int
    headers: dict[str, str]
    connection: int
    fault: str | None = None


class ReplicaServer:
    """A running replica; a context manager. Bound to 127.0.0.1 and nothing else.

    port      0 for any free one
    faults    what goes wrong, none by default; may be replaced while the server runs
    latency   seconds every answer waits, as if the site were far away
    log_size  requests kept in `requests`, the latest
    """

    def __init__(
        self,
        site: ReplicaSite,
        port: int = 0,
        *,
        faults: FaultPlan | None = None,
        latency: float = 0.0,
        log_size: int = 500_000,
    ) -> None:
        self.site = site
        self.faults = faults or FaultPlan()
        self.latency = latency
        self.requests: deque[Request] = deque(maxlen=log_size)
        self._wanted_port = port
        self._port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="replica", daemon=True)
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self.connections_made = 0

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, no slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def port(self) -> int:
        return self._port

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begins to listen; raises NewscrawlError where the port is taken."""
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        except OSError as error:
            self._end_loop()
            raise NewscrawlError(
                f"The replica cannot listen on port {self._wanted_port} of 127.0.0.1: {error.strerror}. "
                "Choose another port, or 0 for any free one."
            ) from error

    def stop(self) -> None:
        """Closes every connection and the port."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._end_loop()

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(
            lambda: _Connection(self), "127.0.0.1", self._wanted_port, backlog=512
        )
        self._port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.abort()
        await asyncio.sleep(0)

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def opened(self, connection: _Connection) -> int:
        self._connections.add(connection)
        self.connections_made += 1
        return self.connections_made

    def closed(self, connection: _Connection) -> None:
        self._connections.discard(connection)

    def answer(self, method: str, target: str, headers: dict[str, str]) -> tuple[Response, Fault | None]:
        """The answer, and the fault it suffers from; other methods than GET and HEAD get 405."""
        if method not in ("GET", "HEAD"):
            return Response(405, (("Allow", "GET, HEAD"), ("Content-Type", "text/plain")), b""), None
        healthy = partial(self.site.respond, target, headers)
        fault = self.faults.meet(self.site.canonical(target))
        return (faulty(fault, target, healthy), fault) if fault else (healthy(), None)


class _Connection(asyncio.Protocol):
    """One client connection: reads request heads, writes answers in order."""

    def __init__(self, server: ReplicaServer) -> None:
        self._server = server
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._number = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._number = self._server.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._server.closed(self)

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._transport is not None and b"\r\n\r\n" in self._buffer:
            head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
            self._handle(head)
        if len(self._buffer) > _MAX_HEAD:
            self.abort()

    def _handle(self, head: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, _, rest = first.partition(" ")
        target, _, version = rest.partition(" ")
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        response, fault = self._server.answer(method, target, headers)
        kind = fault.kind if fault else None
        status = 0 if kind in ("reset", "hang") else response.status
        self._server.requests.append(Request(time.monotonic(), method, target, status, headers, self._number, kind))
        keep = headers.get("connection", "").lower() != "close" and version == "HTTP/1.1" and fault is None
        data = head_of(response, keep=keep) + (b"" if method == "HEAD" else response.body)
        deliver = partial(self._deliver, data, keep, fault)
        if self._server.latency:
            asyncio.get_running_loop().call_later(self._server.latency, deliver)
        else:
            deliver()

    def _deliver(self, data: bytes, keep: bool, fault: Fault | None) -> None:
        """Sends the answer, or as much of it and as the fault allows."""
        if fault is None or fault.kind not in RETRYABLE:
            self._send(data, keep)
        elif fault.kind == "reset":
            self._reset()
        elif fault.kind == "truncated":
            self._send(data[: _middle_of_body(data)], keep=False)
        elif fault.kind == "hang":
            asyncio.get_running_loop().call_later(fault.seconds, self.abort)
        elif fault.kind == "drip":
            self._drip(data, fault.seconds)
        else:
            self._send(data, keep)

    def _send(self, data: bytes, keep: bool) -> None:
        if self._transport is None:
            return
        self._transport.write(data)
        if not keep:
            self._transport.close()

    def _reset(self) -> None:
        """Closes so that the client gets a TCP reset instead of an orderly end."""
        if self._transport is None:
            return
        linger = struct.pack("ii", 1, 0)
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._transport.abort()

    def _drip(self, data: bytes, seconds: float) -> None:
        """Sends the answer in small pieces, evenly over the time."""
        step = -(-len(data) // _DRIPS)
        loop = asyncio.get_running_loop()
        for number, start in enumerate(range(0, len(data), step)):
            last = start + step >= len(data)
            loop.call_later(seconds * number / _DRIPS, self._send, data[start : start + step], not last)


def _middle_of_body(data: bytes) -> int:
    """Where half of the body has been sent."""
    head = data.index(b"\r\n\r\n") + 4
    return head + (len(data) - head) // 2


def head_of(response: Response, *, keep: bool) -> bytes:
    """Status line and headers, with the empty line that ends them."""
    reason = HTTPStatus(response.status).phrase
    lines = [f"HTTP/1.1 {response.status} {reason}", *(f"{name}: {value}" for name, value in response.headers)]
    if response.status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(response.body)}")
    lines.append("Connection: keep-alive" if keep else "Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

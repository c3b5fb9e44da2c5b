"""The way from workers to collector over connections that break."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from newscrawl.cluster import keys
from newscrawl.cluster.server import Server, connect
from newscrawl.cluster.stream import BATCH, Inbox, Outbox, Outgoing


class LossyWay:
    """A way to the server, itself an address, that loses the next answer in which `lose` stands."""

    def __init__(self, address: str) -> None:
        self.port = urlsplit(address).port
        self.lose = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self.listener.accept()[0]
                far = socket.create_connection(("127.0.0.1", self.port))
                threading.Thread(target=self._pump, args=(near, far), daemon=True).start()
                threading.Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, answers: bool = False) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if answers and self.lose and self.lose in data:
                    self.lose = b""
                    break
                target.sendall(data)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def way(address: str) -> Iterator[LossyWay]:
    way = LossyWay(address)
    yield way
    way.listener.close()


def test_entries_of_an_answer_that_was_lost_come_first(server: Server, way: LossyWay) -> None:
    inbox = Inbox(connect(way.url))
    inbox.open("0")
    assert inbox.read() == []
    outbox = Outbox(server, "job")
    sent = [f"kind {number}" for number in range(BATCH + 3)]
    for kind in sent:
        outbox.add(Outgoing(kind, {}))
    outbox.send()
    way.lose = keys.RECORDS.encode()
    received: list[str] = []
    while server.xlen(keys.RECORDS):
        entries = inbox.read()
        received += [entry.kind for entry in entries]
        if entries:
            inbox.acknowledge(entries, forget=())
    assert not way.lose
    assert received == sent


def test_entries_that_somebody_took_out_of_the_stream_are_waited_for_no_more(server: Server) -> None:
    inbox = Inbox(server)
    inbox.open("0")
    outbox = Outbox(server, "job")
    outbox.add(Outgoing("one", {}))
    outbox.send()
    assert [entry.kind for entry in inbox.read()] == ["one"]
    server.xtrim(keys.RECORDS, maxlen=0, approximate=False)
    outbox.add(Outgoing("two", {}))
    outbox.send()
    inbox.read_again()
    assert [entry.kind for entry in inbox.read()] == ["two"]

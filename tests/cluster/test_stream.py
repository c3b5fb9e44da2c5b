"""The way from workers to collector over connections that break."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from newscrawl.cluster import keys
from newscrawl.cluster.server import Server, connect
from newscrawl.cluster.stream import BATCH, Entry, Forgotten, Inbox, Outbox, Outgoing


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


def test_a_stream_lost_between_two_questions_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Inbox(server)
    inbox.open("0")
    server.xadd(keys.RECORDS, {"kind": "page"})
    read = inbox._read

    def read_and_lose(start: str, *, block: int | None) -> list[Entry]:
        entries = read(start, block=block)
        server.flushall()
        return entries

    monkeypatch.setattr(inbox, "_read", read_and_lose)
    inbox._again = False
    with pytest.raises(Forgotten):
        inbox.read()


def test_a_stream_lost_while_it_is_opened_is_opened_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Inbox(server)
    create = server.xgroup_create
    lost: list[bool] = []

    def create_and_lose(*arguments: Any, **options: Any) -> Any:
        made = create(*arguments, **options)
        if not lost:
            lost.append(server.flushall())
        return made

    monkeypatch.setattr(server, "xgroup_create", create_and_lose)
    inbox.open("5-0")
    assert lost
    info: Any = server.xinfo_stream(keys.RECORDS)
    assert info["last-generated-id"] == "5-0"

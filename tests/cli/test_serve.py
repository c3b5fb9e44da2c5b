"""`newscrawl serve`: what keeps it from serving is said in a sentence."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("datasette", reason="the extra 'serve' is not installed")

from newscrawl.archive import Archive
from newscrawl.cli.serve import command
from newscrawl.errors import ArchiveError, NewscrawlError


def test_without_an_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="There is no archive at"):
        CliRunner().invoke(command, ["--port", "0"], obj=tmp_path / "none.db", catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "newscrawl.db"
    Archive.write(path, command="test").close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(NewscrawlError, match=f"127.0.0.1:{port} cannot be opened .* Name another --port"):
            CliRunner().invoke(command, ["--port", port], obj=path, catch_exceptions=False)

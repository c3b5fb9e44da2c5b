"""`newscrawl demo` keeps to one archive's addresses, and out of an archive of the real site."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from newscrawl.archive import Archive, walk
from newscrawl.cli.demo import _port_used_before
from newscrawl.errors import UsageError
from newscrawl.items import ChannelLink


def archive_of(path: Path, base: str) -> Path:
    with Archive.write(path, command="test") as archive, archive.changes() as db:
        link = ChannelLink("chengdu", "成都", "成都市")
        walk.add_channel(db, link, url=f"{base}/chengdu/", site="yybnet", now="2026-11-23T00:00:00Z", on=None)
    return path


def test_a_second_demo_finds_the_addresses_of_the_first(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    assert _port_used_before(archive_of(tmp_path / "a.db", f"http://127.0.0.1:{port}")) == port
    assert _port_used_before(tmp_path / "none.db") == 0


def test_a_port_that_another_program_holds_is_said(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        path = archive_of(tmp_path / "a.db", f"http://127.0.0.1:{held.getsockname()[1]}")
        with pytest.raises(UsageError, match=r"which another program holds\. End that, or begin another archive"):
            _port_used_before(path)


def test_an_archive_of_the_real_site_is_not_mixed_with(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds pages of a real site"):
        _port_used_before(archive_of(tmp_path / "a.db", "https://www.yybnet.net"))

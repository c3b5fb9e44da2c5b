"""Names become channels: from what the archive knows, else from the site's own pages, else the run says so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, channels
from newscrawl.extensions.run import ArchiveRun
from newscrawl.replica import ReplicaServer, ReplicaSite
from newscrawl.spiders import discovery
from tests.extensions.runs import Fetching, begun


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles_per_channel=2)) as server:
        yield server


def asked_for(
    folder: Path, server: ReplicaServer, names: str, *, discover: bool = False
) -> tuple[ArchiveRun, list[str]]:
    """A run that settled its channels, closed, and the paths that it asked the site for."""
    with begun(folder, channels=names, site_url=server.url, discover=discover) as run:
        engine = run.crawler.engine = Fetching()  # type: ignore[assignment]  # all of an engine that is asked for
        settle = discovery.discover_channels if discover else discovery.begin_channels
        asyncio.run(settle(run.spider))
    return run, [url.removeprefix(server.url) for url in engine.asked]


def known(folder: Path, server: ReplicaServer) -> set[str]:
    with Archive.read(folder / "news.db") as archive:
        return {link.slug for link in channels.known(archive.db, server.url)}


def test_a_path_is_taken_at_its_word(tmp_path: Path, server: ReplicaServer) -> None:
    run, asked = asked_for(tmp_path, server, "chengdu/jianyang")
    assert run.spider.begun == {"chengdu/jianyang"}
    assert asked == []


def test_a_chinese_name_is_looked_up_on_the_site_and_then_known(tmp_path: Path, server: ReplicaServer) -> None:
    run, asked = asked_for(tmp_path, server, "简阳")
    assert run.spider.begun == {"chengdu/jianyang"}
    assert asked[0] == "/"
    run, asked = asked_for(tmp_path, server, "简阳")
    assert (run.spider.begun, asked) == ({"chengdu/jianyang"}, [])


def test_a_city_is_itself_and_the_channels_its_pages_will_name(tmp_path: Path, server: ReplicaServer) -> None:
    run, _ = asked_for(tmp_path, server, "chengdu")
    assert "chengdu" in run.spider.begun
    assert run.spider.cities == {"chengdu"}


def test_none_asked_for_means_all_that_are_known(tmp_path: Path, server: ReplicaServer) -> None:
    asked_for(tmp_path, server, "chengdu/jianyang,chengdu/xinjin")
    run, asked = asked_for(tmp_path, server, "")
    assert run.spider.begun == {"chengdu/jianyang", "chengdu/xinjin"}
    assert asked == []


def test_none_asked_for_and_none_known_is_said(tmp_path: Path, server: ReplicaServer) -> None:
    run, _ = asked_for(tmp_path, server, "")
    assert run.ended == "unknown channel"
    assert run.sentence == "The archive knows no channel yet: name one, such as chengdu/jianyang."


def test_a_name_that_means_nothing_stops_the_run(tmp_path: Path, server: ReplicaServer) -> None:
    run, asked = asked_for(tmp_path, server, "无此地")
    assert run.ended == "unknown channel"
    assert run.sentence is not None
    assert run.sentence.startswith(f"No channel of {server.url} is called 无此地.")
    assert "/" in asked


def test_discovery_remembers_and_reads_nothing(tmp_path: Path, server: ReplicaServer) -> None:
    run, asked = asked_for(tmp_path, server, "chengdu", discover=True)
    assert run.spider.begun == set()
    assert asked == ["/chengdu/"]
    assert {"chengdu/jianyang", "chengdu/xinjin"} <= known(tmp_path, server)


def test_a_page_that_names_no_channel_is_said(tmp_path: Path, server: ReplicaServer) -> None:
    run, _ = asked_for(tmp_path, server, "nowhere", discover=True)
    assert run.sentence == (f"{server.url}/nowhere/ names no channel: check the city, or the site's address.")


def test_a_site_that_is_down_names_nothing(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles_per_channel=2)) as server:
        url = server.url
    assert server.url == url
    run, _ = asked_for(tmp_path, server, "简阳")
    assert run.ended == "unknown channel"
    assert run.spider.begun == set()

"""Whose crawl it is, and what comes back after a server has lost it again and again."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive
from newscrawl.cluster import keys, records
from newscrawl.cluster.collector import MOST_REPAIRS, Collector
from newscrawl.cluster.job import Job
from newscrawl.cluster.server import Server
from newscrawl.cluster.stream import Outbox, Outgoing
from newscrawl.errors import SharedFrontierError
from newscrawl.items import ChannelLink, Fate

BASE = "https://www.yybnet.net"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "newscrawl.db", command="test") as archive:
        yield archive


def test_a_crawl_that_another_archive_has_claimed_is_left_to_it(server: Server, archive: Archive) -> None:
    server.set(keys.RUN, json.dumps({"job": "job", "archive": "elsewhere:/newscrawl.db"}))
    with pytest.raises(SharedFrontierError, match=r"elsewhere:/newscrawl\.db"):
        Collector(archive, server, Job("job"))


def test_a_crawl_that_was_claimed_and_not_begun_is_begun(server: Server, archive: Archive) -> None:
    place = f"{socket.gethostname()}:{archive.path.resolve()}"
    server.set(keys.RUN, json.dumps({"job": "job", "archive": place}))
    assert Collector(archive, server, Job("job")).recorder.crawl_id == 1


def test_pages_lost_often_are_pushed_again_as_long_as_some_come_back(server: Server, archive: Archive) -> None:
    collector = Collector(archive, server, Job("job"))
    outbox = Outbox(server, "job")
    for slug in ("chengdu/jianyang", "chengdu/wenjiang"):
        outbox.add(Outgoing("begin", {"channel": records.dump_plain(ChannelLink(slug, "")), "whole_city": False}))
    for _ in range(MOST_REPAIRS):
        outbox.send()
        collector.turn()
        server.flushall()
        for _ in range(3):
            collector.turn()
        outbox.add(Outgoing("page", {"item": records.dump_item(Fate(f"{BASE}/chengdu/1/", "article", "gone", "x"))}))
    outbox.send()
    collector.turn()
    server.flushall()
    for _ in range(3):
        collector.turn()
    assert (collector.ended, collector.queue.waiting().queued) == ("finished", 2)

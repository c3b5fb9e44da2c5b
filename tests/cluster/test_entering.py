"""Whatever somebody puts into the stream, the collector goes on, and takes in nothing that is none of the site's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive import Archive
from newscrawl.cluster import keys, records
from newscrawl.cluster.collector import Collector
from newscrawl.cluster.job import Job
from newscrawl.cluster.server import Server
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Listing

BASE = "https://www.yybnet.net"
OWN, OTHER = f"{BASE}/chengdu/news/201812/1.html", "https://example.com/chengdu/news/201812/1.html"
FETCH = Fetch(OWN, "2026-11-23T01:05:50Z", 200, None, None, "a.warc.gz", 7)


def of_page(item: records.Item) -> dict[str, Any]:
    return {"item": records.dump_item(item)}


def of_capture(**changes: Any) -> dict[str, Any]:
    payload = {"url": OWN, "captured_at": "2026-11-23T01:05:50Z", "warc_file": "a.warc.gz", "warc_offset": 7}
    return {"host": "h", "folder": "f", "captures": [["00" * 20, payload | changes, True]]}


def of_channels(*slugs: str) -> dict[str, Any]:
    return {"channels": [records.dump_plain(ChannelLink(slug, "简阳", None)) for slug in slugs]}


HOSTILE: list[tuple[str, Any]] = [
    ("page", of_page(Article(OTHER, "yybnet", body="x", fetch=FETCH))),
    ("page", of_page(Listing(f"{BASE}/chengdu/", "chengdu", articles=[OTHER], dates=[None], fetch=FETCH))),
    ("page", of_page(Listing(f"{BASE}/chengdu/", "chengdu", next_url="https://example.com/chengdu/"))),
    ("page", of_page(Fate(OWN, "article", "gone", "moved", moved_to=OTHER))),
    ("page", of_page(Fate(f"{BASE}/\ud800", "article", "failed", "x"))),
    ("page", of_page(Fate(OWN, "article", "failed", "x", http_status=1 << 80))),
    ("captures", of_capture(warc_offset=1 << 80)),
    ("captures", of_capture(captured_at="\ud800")),
    ("captures", of_capture(warc_file="../../newscrawl.db")),
    ("know", {"channels": 5}),
    ("know", of_channels("chengdu", "\ud800")),
    ("know", of_channels("../../chengdu")),
    ("begin", {"channel": {"slug": "chengdu\ud800", "name": "x", "city": None}}),
    ("\ud800", {}),
]


@pytest.fixture
def collector(server: Server, tmp_path: Path) -> Iterator[Collector]:
    with Archive.write(tmp_path / "newscrawl.db", command="test") as archive:
        yield Collector(archive, server, Job("job"))


def entered(collector: Collector) -> None:
    """Let the collector enter all that waits."""
    while collector.server.xlen(keys.RECORDS):
        collector.turn()


@pytest.mark.parametrize(("kind", "data"), HOSTILE, ids=lambda value: str(value)[:60].encode("ascii", "replace"))
def test_what_is_none_of_the_sites_is_left_out(collector: Collector, kind: str, data: Any) -> None:
    collector.server.execute_command(
        "XADD", keys.RECORDS, "*", "job", "job", "kind", kind.encode("utf-8", "surrogatepass"), "data", json.dumps(data)
    )
    entered(collector)
    db = collector.archive.db
    for table in ("articles", "pages", "channels", "captures", "worker_files"):
        assert list(db.query(f"SELECT * FROM {table}")) == []


@pytest.mark.parametrize("data", [b"\x80\x04\x95\xff a pickle", b"[" * 100_000], ids=["pickle", "deep"])
def test_bytes_that_are_no_record_stop_nothing(collector: Collector, data: bytes) -> None:
    collector.server.execute_command("XADD", keys.RECORDS, "*", "job", b"job", "kind", b"page", "data", data)
    collector.server.execute_command("XADD", keys.RECORDS, "*", b"\xff", b"\xff")
    entered(collector)
    assert collector.counts() == {}

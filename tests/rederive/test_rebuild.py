"""The bytes are the archive: the database thrown away, the WARC files give it back."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

from newscrawl.replica import ReplicaServer, ReplicaSite
from newscrawl.warc.pages import read_page
from newscrawl.warc.reader import WarcReader
from tests.rederive.crawling import Crawled, articles, copies, crawl, newscrawl, revisions, rows, warc_files

CHANNELS = ("chengdu/jianyang", "chengdu/wenjiang")


def test_the_same_articles_field_for_field(tmp_path: Path, site: ReplicaSite, server: ReplicaServer) -> None:
    archive = tmp_path / "first.db"
    crawl(archive, server.url, channels=CHANNELS)
    edited, *_ = (path for path in site.article_paths() if "jianyang" in site.truth_of(path)["channel"])
    site.edit(edited)
    site.publish("chengdu/wenjiang", copy_of=edited)
    time.sleep(1.1)  # captures of the same page in the same second have no order
    crawl(archive, server.url, "--full", channels=CHANNELS)
    before = articles(archive), revisions(archive), copies(archive)
    assert len(before[0]) == 17
    assert [row[1] for row in before[1]] == [1]
    assert len(before[2]) == 1

    rebuilt = tmp_path / "second.db"
    newscrawl(rebuilt, "import-warc", *map(str, warc_files(archive)))
    assert (articles(rebuilt), revisions(rebuilt), copies(rebuilt)) == before


def test_a_rebuilt_archive_is_crawled_on_from(tmp_path: Path, site: ReplicaSite, server: ReplicaServer) -> None:
    archive = tmp_path / "archive.db"
    crawl(archive, server.url)
    archive.unlink()
    newscrawl(archive, "import-warc", *map(str, warc_files(archive)))
    site.publish("chengdu/jianyang", 2)
    assert crawl(archive, server.url)["new"] == 2
    assert rows(archive, "SELECT state, count(*) FROM pages WHERE kind = 'article' GROUP BY state") == [
        ("archived", 10)
    ]


def test_every_row_points_to_the_bytes_as_received(crawled: Crawled) -> None:
    found = rows(crawled.archive, "SELECT url, warc_file, warc_offset FROM articles")
    found += rows(crawled.archive, "SELECT url, warc_file, warc_offset FROM pages")
    assert len(found) > 80
    for url, warc_file, warc_offset in found:
        page = read_page(crawled.folder, warc_file, warc_offset)
        assert page.url == url
        assert page.body == crawled.site.respond(url.removeprefix(crawled.url)).body


def test_the_file_holds_requests_robots_and_packed_bodies(crawled: Crawled) -> None:
    with WarcReader(warc_files(crawled.archive)[0]) as reader:
        records = list(reader)
    responses = [record for record in records if record.kind == "response"]
    assert responses[0].url == f"{crawled.url}/robots.txt"
    assert [record.kind for record in records[2::2]] == ["request"] * (len(records) // 2)
    packed = [record.block or b"" for record in responses if b"Content-Encoding: gzip" in (record.block or b"")]
    assert len(packed) > 40
    assert all(b"\r\n\r\n\x1f\x8b" in block for block in packed)
    info = (records[0].block or b"").decode()
    assert "software: newscrawl/" in info
    assert f"newscrawl-site-url: {crawled.url}" in info
    assert "ROBOTSTXT_USER_AGENT: newscrawl" in info


def test_a_missing_page_is_kept_too(crawled: Crawled) -> None:
    ((state, warc_file, warc_offset),) = rows(
        crawled.archive, f"SELECT state, warc_file, warc_offset FROM pages WHERE url = '{crawled.url}{crawled.gone}'"
    )
    assert state == "gone"
    assert read_page(crawled.folder, warc_file, warc_offset).status == 410
    data = gzip.decompress(warc_files(crawled.archive)[0].read_bytes())
    assert data.count(b"WARC-Type: response") == len(rows(crawled.archive, "SELECT 1 FROM captures"))


def test_an_unchanged_page_is_not_stored_twice(tmp_path: Path, server: ReplicaServer) -> None:
    archive = tmp_path / "archive.db"
    crawl(archive, server.url)
    crawl(archive, server.url, "--full")
    first, second = warc_files(archive)
    with WarcReader(second) as reader:
        kinds = [record.kind for record in reader if record.kind != "request"]
    assert kinds.count("revisit") >= 8
    assert kinds.count("response") <= 1  # robots.txt and pages asked for anew have the same payload
    assert second.stat().st_size < first.stat().st_size
    for _, warc_file, warc_offset in rows(archive, "SELECT url, warc_file, warc_offset FROM pages"):
        assert read_page(tmp_path / "warc", warc_file, warc_offset).body


def test_a_payload_whose_file_is_lost_is_stored_again(tmp_path: Path, server: ReplicaServer) -> None:
    archive = tmp_path / "archive.db"
    crawl(archive, server.url)
    warc_files(archive)[0].unlink()
    crawl(archive, server.url, "--full")
    (path,) = warc_files(archive)
    with WarcReader(path) as reader:
        assert [record.kind for record in reader].count("response") >= 8


def test_without_warc_files_nothing_points_anywhere(tmp_path: Path, server: ReplicaServer) -> None:
    archive = tmp_path / "archive.db"
    crawl(archive, server.url, "--no-warc")
    assert warc_files(archive) == []
    assert rows(archive, "SELECT count(*), count(warc_file) FROM articles") == [(8, 0)]

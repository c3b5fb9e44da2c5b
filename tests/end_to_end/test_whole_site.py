"""The main job, end to end: the whole replica, over real HTTP, every field of every article."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from newscrawl.replica import ReplicaServer, ReplicaSite
from tests.end_to_end.crawling import crawl, differences, fates, is_sound, rows, run

ALL_BUT_LAST_SEEN = (
    "SELECT id, url, title, body, images, problems, content_sha256, first_archived_at, revision, duplicate_of,"
    " crawl_id, warc_file, warc_offset, extractor FROM articles ORDER BY id"
)
Crawled = tuple[Path, str, list[int], list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def site() -> ReplicaSite:
    return ReplicaSite()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, site: ReplicaSite) -> Crawled:
    """The archive after two crawls of the whole city, its site's address, requests made by each, articles between."""
    archive = tmp_path_factory.mktemp("whole") / "news.db"
    requests = []
    with ReplicaServer(site) as server:
        for _ in range(2):
            before = len(server.requests)
            done = crawl(archive, server, "chengdu")
            assert done.returncode == 0, done.stderr
            requests.append(len(server.requests) - before)
            if len(requests) == 1:
                first = [tuple(row) for row in rows(archive, ALL_BUT_LAST_SEEN)]
        return archive, server.url, requests, first


def test_every_field_of_every_article_is_as_printed(crawled: Crawled, site: ReplicaSite) -> None:
    archive, url, _, _ = crawled
    assert differences(archive, site.truth(url)) == []
    assert len(rows(archive, "SELECT 1 FROM articles")) == len(site.article_paths())


def test_every_listing_page_and_article_has_its_fate(crawled: Crawled, site: ReplicaSite) -> None:
    archive, url, _, _ = crawled
    assert fates(archive) == {url + path: "archived" for path in site.article_paths()}
    assert fates(archive, "listing") == {url + path: "archived" for path in site.listing_paths()}


def test_the_city_s_channels_are_found_in_its_own_navigation(crawled: Crawled) -> None:
    archive, _, _, _ = crawled
    channels = [json.loads(line) for line in run(archive, "channels", "--json").stdout.splitlines()]
    assert len(channels) == 14
    assert {"chengdu", "chengdu/jianyang", "chengdu/dujiangyan"} <= {channel["slug"] for channel in channels}
    assert all(channel["complete_at"] for channel in channels)


def test_every_position_in_the_warc_files_is_of_that_page(crawled: Crawled) -> None:
    archive, _, _, _ = crawled
    pages = rows(archive, "SELECT url, warc_file, warc_offset FROM pages WHERE state = 'archived'")
    assert all(row["warc_file"] and row["warc_offset"] is not None for row in pages)
    assert {row["warc_file"] for row in pages} <= {file.name for file in (archive.parent / "warc").iterdir()}


def test_crawling_again_fetches_one_page_a_channel_and_changes_nothing(crawled: Crawled) -> None:
    archive, _, requests, first = crawled
    assert requests[1] <= 14 + 1  # robots.txt
    assert [tuple(row) for row in rows(archive, ALL_BUT_LAST_SEEN)] == first
    assert rows(archive, "SELECT 1 FROM revisions") == []


def test_the_runs_are_recorded(crawled: Crawled, site: ReplicaSite) -> None:
    archive, _, requests, _ = crawled
    first, second = rows(archive, "SELECT * FROM crawls ORDER BY id")
    assert (first["ended"], second["ended"]) == ("finished", "finished")
    counts = json.loads(first["counts"])
    assert counts["new"] == len(site.article_paths())
    assert counts["requests"] == requests[0]
    assert Counter(json.loads(second["counts"]))["new"] == 0


def test_the_file_is_sound(crawled: Crawled) -> None:
    assert is_sound(crawled[0])

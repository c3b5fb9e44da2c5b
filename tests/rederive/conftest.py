from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.replica import ReplicaServer, ReplicaSite
from tests.rederive.crawling import Crawled, crawl

GONE = 3  # which of the channel's articles has vanished while its listing still names it


@pytest.fixture
def site() -> ReplicaSite:
    return ReplicaSite(articles_per_channel=8)


@pytest.fixture
def server(site: ReplicaSite) -> Iterator[ReplicaServer]:
    with ReplicaServer(site) as server:
        yield server


@pytest.fixture(scope="session")
def _crawled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    site = ReplicaSite(articles_per_channel=40)
    paths = [path for path in site.article_paths() if site.truth_of(path)["channel"] == "chengdu/jianyang"]
    site.vanish(paths[GONE], 410, delist=False)
    folder = tmp_path_factory.mktemp("crawled")
    with ReplicaServer(site) as server:
        crawl(folder / "archive.db", server.url)
        yield Crawled(folder / "archive.db", site, server.url, gone=paths[GONE])


@pytest.fixture
def crawled(_crawled_once: Crawled, tmp_path: Path) -> Crawled:
    """A copy of an archive of one channel, 39 articles and one that is gone, with its WARC file."""
    shutil.copytree(_crawled_once.archive.parent, tmp_path / "copy")
    return Crawled(tmp_path / "copy" / "archive.db", _crawled_once.site, _crawled_once.url, gone=_crawled_once.gone)

"""`newscrawl audit`, as a user calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newscrawl.archive import Archive, crawls, ledger
from newscrawl.archive.recorder import CrawlOptions, Recorder
from newscrawl.cli.main import cli
from newscrawl.errors import UnknownChannel
from newscrawl.items import Article, ChannelLink, Fetch, Listing
from newscrawl.sites import YYBNET

NOW = "2026-11-23T01:00:00Z"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two channels of a city, each with an article of December that is archived and one of November that is not."""
    path = tmp_path / "news.db"
    with Archive.write(path, command="test") as opened:
        ledger.choose_channels(opened.db, ())
        with opened.changes() as db:
            crawl_id = crawls.start(db, now=NOW, arguments={}, process="t:1", version="0")
        recorder = Recorder(opened, YYBNET, crawl_id, CrawlOptions())
        for number, (slug, name) in enumerate({"chengdu/dayi": "大邑", "chengdu/jianyang": "简阳"}.items()):
            urls = [f"{YYBNET.base_url}/chengdu/news/201812/{number}{n}.html" for n in (1, 2)]
            head = YYBNET.listing_url(slug)
            recorder.begin_channel(ChannelLink(slug, name, "成都市"))
            recorder.record(Listing(head, slug, urls, ["2018-12-18", "2018-11-18"], fetch=Fetch(head, NOW, 200)))
            recorder.record(
                Article(urls[0], "yybnet", title="题", body=f"正文{number}", fetch=Fetch(urls[0], NOW, 200))
            )
    return path


def audit(archive: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(archive), "audit", *arguments])


@pytest.mark.parametrize("name", ["chengdu/jianyang", "jianyang", "简阳", "简阳市"])
def test_a_channel_is_called_as_crawl_calls_it(archive: Path, name: str) -> None:
    output = audit(archive, name).output
    assert output.endswith("2 articles named, 1 archived, 1 not; 1 of 1 listings read to the end.\n")
    assert "dayi" not in output


@pytest.mark.parametrize("name", ["chengdu", "成都"])
def test_a_city_is_all_its_channels(archive: Path, name: str) -> None:
    assert audit(archive, name).output.endswith(
        "4 articles named, 2 archived, 2 not; 2 of 2 listings read to the end.\n"
    )


def test_a_name_that_nothing_has_is_told(archive: Path) -> None:
    result = audit(archive, "简阳", "重庆")
    assert isinstance(result.exception, UnknownChannel)
    assert str(result.exception) == "The archive knows no channel 重庆. See 'newscrawl channels'."


def test_the_sum_counts_months_without_gaps_too(archive: Path) -> None:
    output = audit(archive, "--gaps").output
    assert "2018-11" in output
    assert "2018-12" not in output
    assert output.endswith("4 articles named, 2 archived, 2 not; 2 of 2 listings read to the end.\n")

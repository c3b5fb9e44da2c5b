"""From a request to Scrapy's settings: polite to the world, quick on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.archive import Archive, walk
from newscrawl.crawl import CrawlRequest, _on_this_machine, _settings, crawl
from newscrawl.errors import UsageError
from newscrawl.items import ChannelLink


def settings_of(**fields: object) -> dict[str, object]:
    settings = _settings(CrawlRequest(Path("news.db"), **fields))  # type: ignore[arg-type]
    return dict(settings.copy_to_dict())


def test_the_real_site_is_asked_once_a_second_and_adaptively() -> None:
    settings = settings_of()
    assert (settings["DOWNLOAD_DELAY"], settings["DOWNLOAD_DELAY_JITTER"]) == (1.0, 0)
    assert settings["AUTOTHROTTLE_ENABLED"] is True
    assert settings["CONCURRENT_REQUESTS"] == settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 2


def test_options_are_obeyed() -> None:
    settings = settings_of(delay=3.5, concurrency=1, warc=False, contact="mailto:desk@example.org")
    assert settings["DOWNLOAD_DELAY"] == 3.5
    assert settings["CONCURRENT_REQUESTS"] == settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert settings["NEWSCRAWL_WARC"] is False
    assert "mailto:desk@example.org" in str(settings["USER_AGENT"])


def test_a_mirror_elsewhere_is_asked_as_politely() -> None:
    assert settings_of(site_url="http://mirror.example.org")["DOWNLOAD_DELAY"] == 1.0


def test_one_on_this_machine_is_not_spared_unless_asked() -> None:
    quick = settings_of(site_url="http://127.0.0.1:8000")
    assert (quick["DOWNLOAD_DELAY"], quick["AUTOTHROTTLE_ENABLED"]) == (0, False)
    assert settings_of(site_url="http://127.0.0.1:8000", delay=0.5)["DOWNLOAD_DELAY"] == 0.5


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8000", True),
        ("127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("http://127.evil.example", False),
        ("http://localhost.example.org", False),
        ("https://www.yybnet.net", False),
    ],
)
def test_what_is_this_machine(address: str, here: bool) -> None:
    assert _on_this_machine(address) is here


def test_nothing_dangerous_is_on() -> None:
    settings = settings_of()
    for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED", "METAREFRESH_ENABLED"):
        assert settings[name] is False, name
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["ROBOTSTXT_OBEY"] is True
    handlers = settings["DOWNLOAD_HANDLERS"]
    assert isinstance(handlers, dict)
    assert {scheme for scheme, handler in handlers.items() if handler is None} == {"file", "ftp", "s3", "data"}
    assert settings["DOWNLOAD_MAXSIZE"] == 16 * 2**20


def test_without_an_archive_a_channel_must_be_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name one, such as chengdu/jianyang"):
        crawl(CrawlRequest(tmp_path / "news.db"))
    assert list(tmp_path.iterdir()) == []


def test_pages_of_the_real_site_are_not_mixed_with_made_up_ones(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive.write(path, command="test") as archive, archive.changes() as db:
        link = ChannelLink("chengdu/jianyang", "简阳", "成都市")
        url = "http://127.0.0.1:8123/chengdu/jianyang/"
        walk.add_channel(db, link, url=url, site="yybnet", now="2026-11-23T00:00:00Z", on=None)
    with pytest.raises(UsageError, match=r"holds pages of http://127\.0\.0\.1:8123, .* Name another with --archive"):
        crawl(CrawlRequest(path, channels=("chengdu/jianyang",)))

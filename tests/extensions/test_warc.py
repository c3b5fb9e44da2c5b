"""What WarcCapture keeps of an answer, when the rows may point to it, and what it does when it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newscrawl.archive import captures
from newscrawl.extensions.run import ArchiveRun
from newscrawl.extensions.warc import WarcCapture, exchange_of
from newscrawl.items import Article, ChannelLink, Fetch
from newscrawl.warc.pages import read_page
from newscrawl.warc.reader import WarcReader
from newscrawl.warc.records import sha1_of
from tests.extensions.runs import ARTICLE, begun, due

BODY = "<html><body><p>踏水镇</p></body></html>".encode()


def crawling(folder: Path, action: Callable[[ArchiveRun], None]) -> None:
    """Do something within a run whose spider is open."""

    async def crawl() -> None:
        with begun(folder, WarcCapture) as run:
            send = run.crawler.signals.send_catch_log
            send(signals.spider_opened, spider=run.spider)
            action(run)
            send(signals.spider_closed, spider=run.spider, reason="finished")

    asyncio.run(crawl())


def downloaded(run: ArchiveRun, url: str = ARTICLE, body: bytes = BODY, flags: list[str] | None = None) -> Request:
    request = Request(url, headers={"User-Agent": "test"}, meta={"page": due(url)})
    response = Response(url, 200, {"Set-Cookie": [b"a=1", b"b=2"], "Content-Type": b"text/html"}, body, flags=flags)
    run.crawler.signals.send_catch_log(
        signals.response_downloaded, response=response, request=request, spider=run.spider
    )
    return request


def test_an_answer_is_kept_with_repeated_headers_and_its_request(tmp_path: Path) -> None:
    places: list[tuple[str, int]] = []
    crawling(tmp_path, lambda run: places.append(downloaded(run).meta["warc"]))
    ((name, offset),) = places
    page = read_page(tmp_path / "warc", name, offset)
    assert (page.url, page.status, page.content_type, page.body) == (ARTICLE, 200, "text/html", BODY)
    with WarcReader(tmp_path / "warc" / name) as reader:
        records = list(reader)
    assert [record.kind for record in records] == ["warcinfo", "response", "request"]
    assert records[1].block is not None
    assert records[1].block.count(b"Set-Cookie: ") == 2
    assert records[2].block is not None
    assert b"User-Agent: test" in records[2].block
    assert records[0].block is not None
    assert b"newscrawl-site: yybnet" in records[0].block


def test_the_same_payload_is_stored_once_within_a_run_and_across_runs(tmp_path: Path) -> None:
    other = ARTICLE.replace("1.html", "2.html")

    def twice(run: ArchiveRun) -> None:
        downloaded(run)
        downloaded(run, other)
        run.begin_channel(ChannelLink("chengdu/jianyang", "简阳"))

    def once(run: ArchiveRun) -> None:
        downloaded(run)

    crawling(tmp_path, twice)
    crawling(tmp_path, once)
    kinds = []
    for path in sorted((tmp_path / "warc").iterdir(), key=lambda path: path.stat().st_mtime_ns):
        with WarcReader(path) as reader:
            kinds.append([record.kind for record in reader if record.kind in ("response", "revisit")])
    assert kinds == [["response", "revisit"], ["revisit"]]


def test_captures_are_noted_with_the_commit_and_not_before(tmp_path: Path) -> None:
    def look(run: ArchiveRun) -> None:
        request = downloaded(run)
        assert captures.find_payload(run.archive.db, sha1_of(BODY)) is None
        warc_file, warc_offset = request.meta["warc"]
        fetch = Fetch(ARTICLE, request.meta["captured_at"], 200, warc_file=warc_file, warc_offset=warc_offset)
        run.record(Article(ARTICLE, "yybnet", title="标题", body="正文", fetch=fetch))
        run.archive.commit()
        stored = captures.find_payload(run.archive.db, sha1_of(BODY))
        assert stored is not None
        assert (stored.warc_file, stored.warc_offset) == (warc_file, warc_offset)

    crawling(tmp_path, look)


def test_an_answer_that_was_cut_short_is_not_kept(tmp_path: Path) -> None:
    requests: list[Request] = []
    crawling(tmp_path, lambda run: requests.append(downloaded(run, flags=["dataloss"])))
    assert "warc" not in requests[0].meta
    assert not list((tmp_path / "warc").glob("*"))


def test_a_folder_that_cannot_be_written_ends_the_run_and_marks_the_request(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("in the way")

    def look(run: ArchiveRun) -> None:
        request = downloaded(run)
        assert "cannot be written" in request.meta["warc_error"]
        assert (run.ended, run.sentence) == ("failed", request.meta["warc_error"])

    crawling(tmp_path, look)


def test_it_is_off_where_the_settings_say_so(tmp_path: Path) -> None:
    with (
        begun(tmp_path, settings={"NEWSCRAWL_WARC": False}) as run,
        pytest.raises(NotConfigured, match="no WARC files"),
    ):
        WarcCapture.from_crawler(run.crawler)


def test_chunks_that_were_joined_are_not_announced() -> None:
    response = Response(ARTICLE, 200, {"Transfer-Encoding": "chunked", "ETag": '"1"'}, BODY, protocol="HTTP/1.1")
    exchange = exchange_of(Request(ARTICLE), response, started_at="2026-11-23T01:00:00Z")
    assert exchange.response_headers == [(b"Etag", b'"1"')]
    assert (exchange.body, exchange.method, exchange.protocol) == (BODY, "GET", "HTTP/1.1")

"""What a record of a WARC file is to us: a page we take in, or nothing, with the reason."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from newscrawl.rederive.judging import OTHER_SITE, Capture, Sites, judge, mirror_of_our_own, page_in, wants
from newscrawl.warc.reader import Record, WarcReader
from newscrawl.warc.writer import WarcWriter
from tests.rederive.foreign import HOST, Page, write

ARTICLE = f"{HOST}/chengdu/news/201812/8361234.html"
BODY = "<title>踏水镇</title><p>坝坝会</p>".encode()
WRONG = "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def record_of(folder: Path, page: Page) -> Record:
    """The record of a page as another program writes it."""
    with WarcReader(write(folder / "foreign.warc.gz", [page])) as reader:
        return next(record for record in reader if record.kind != "warcinfo")


def judged(folder: Path, page: Page, sites: Sites | None = None) -> Capture | str | None:
    return judge(sites or Sites(), record_of(folder, page))


@pytest.mark.parametrize(
    ("url", "site"),
    [
        (ARTICLE, "yybnet"),
        ("http://m.yybnet.net/chengdu/", "yybnet"),
        ("https://sichuan.scol.com.cn/ggxw/", "scol"),
        ("https://www.example.com/chengdu/", None),
        ("http://127.0.0.1:8000/chengdu/", None),
        ("dns:www.yybnet.net", None),
        ("", None),
    ],
)
def test_a_page_belongs_to_a_site_that_we_know(url: str, site: str | None) -> None:
    found = Sites().find(url)
    assert (found and found.name) == site


def test_a_mirror_is_taken_in_where_it_is_named_and_for_its_own_host_alone() -> None:
    sites = Sites("http://127.0.0.1:8000")
    mirror, real = sites.find("http://127.0.0.1:8000/chengdu/"), sites.find(ARTICLE)
    assert mirror is not None
    assert real is not None
    assert (mirror.base_url, real.base_url) == ("http://127.0.0.1:8000", HOST)
    assert sites.find("http://127.0.0.1:9000/chengdu/") is None
    sites.add_mirror("nobody", "http://127.0.0.1:9000")
    assert sites.find("http://127.0.0.1:9000/chengdu/") is None


def test_an_article_and_a_listing_are_captures_under_their_own_address(tmp_path: Path) -> None:
    mobile = judged(tmp_path, Page("http://m.yybnet.net/chengdu/news/201812/8361234.html?from=x", BODY))
    listing = judged(tmp_path, Page(f"{HOST}/chengdu/jianyang", BODY, at="2019-03-01T08:00:00.5Z"))
    assert isinstance(mobile, Capture)
    assert (mobile.kind, mobile.url, mobile.answer.raw) == ("article", ARTICLE, BODY)
    assert not mobile.is_revisit
    assert not mobile.is_unchanged
    assert isinstance(listing, Capture)
    assert (listing.kind, listing.url) == ("listing", f"{HOST}/chengdu/jianyang/")
    assert listing.captured_at == "2019-03-01T08:00:00Z"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page("https://www.example.com/1.html", BODY), OTHER_SITE),
        (Page(f"{HOST}/about.html", BODY), "a page that is neither article nor listing"),
        (Page(ARTICLE, BODY, at="2019-02-30T08:00:00Z"), "no usable capture date"),
        (Page(ARTICLE, BODY, fields={"WARC-Truncated": "length"}), "cut short when it was captured"),
        (
            Page(ARTICLE, BODY, fields={"WARC-Payload-Digest": WRONG}),
            "damaged: a digest does not match",
        ),
        (Page(ARTICLE, BODY, kind="metadata"), None),
        (Page(ARTICLE, BODY, kind="conversion"), None),
    ],
)
def test_what_is_no_capture_has_a_reason_or_is_about_another_record(
    tmp_path: Path, page: Page, reason: str | None
) -> None:
    assert judged(tmp_path, page) == reason


def test_a_record_that_is_no_http_answer_is_said(tmp_path: Path) -> None:
    record = record_of(tmp_path, Page(ARTICLE, BODY))
    record.block = b"<html>"
    assert judge(Sites(), record) == "no HTTP answer"
    record.problem = "does not say how long it is"
    assert judge(Sites(), record) == "does not say how long it is"


def test_a_revisit_needs_no_payload_and_a_304_says_that_there_is_none(tmp_path: Path) -> None:
    digest = {"WARC-Payload-Digest": WRONG}
    original = Page(ARTICLE, BODY)
    revisit = judged(tmp_path, Page(ARTICLE, b"", kind="revisit", fields=dict(digest), refers_to=original))
    unchanged = judged(
        tmp_path,
        Page(ARTICLE, b"", kind="revisit", status="304 Not Modified", fields=dict(digest), refers_to=original),
    )
    assert isinstance(revisit, Capture)
    assert (revisit.is_revisit, revisit.is_unchanged) == (True, False)
    assert isinstance(unchanged, Capture)
    assert unchanged.is_unchanged


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (Page(ARTICLE, BODY), True),
        (Page(ARTICLE, BODY, kind="resource"), True),
        (Page("https://www.example.com/1.html", BODY), False),
        (Page(ARTICLE, BODY, kind="metadata"), False),
    ],
)
def test_only_what_may_be_a_page_of_ours_is_read_whole(tmp_path: Path, page: Page, wanted: bool) -> None:
    assert wants(Sites(), record_of(tmp_path, page)) is wanted


def test_what_a_file_says_of_itself_is_read_unless_it_is_endless() -> None:
    fields = {"warc-type": "warcinfo"}
    assert wants(Sites(), Record(0, fields, b"", 500))
    assert not wants(Sites(), Record(0, fields, b"", 500_000))


@pytest.mark.parametrize(
    ("body", "encoding", "found"),
    [
        (gzip.compress(BODY), "gzip", BODY),
        (gzip.compress(BODY)[:-5], "gzip", "cut short: its body ends before it should"),
        (b"abc", "rot13", "unreadable: its content-encoding 'rot13' is not known"),
    ],
)
def test_a_page_is_unpacked_or_it_is_said_why_not(
    tmp_path: Path, body: bytes, encoding: str, found: bytes | str
) -> None:
    capture = judged(tmp_path, Page(ARTICLE, body, headers=[("Content-Encoding", encoding)]))
    assert isinstance(capture, Capture)
    page = page_in(capture, capture.answer)
    assert (page if isinstance(page, str) else page.body) == found


@pytest.mark.parametrize(
    ("info", "mirror"),
    [
        (
            {"newscrawl-site": "yybnet", "newscrawl-site-url": "http://127.0.0.1:8000"},
            ("yybnet", "http://127.0.0.1:8000"),
        ),
        ({"newscrawl-site": "yybnet", "newscrawl-site-url": HOST}, None),
        ({"newscrawl-site": "nobody", "newscrawl-site-url": "http://127.0.0.1:8000"}, None),
        ({"newscrawl-site": "yybnet", "newscrawl-site-url": "ftp://x"}, None),
        ({"software": "Wget/1.21.3"}, None),
    ],
)
def test_a_file_of_ours_says_which_mirror_it_was_crawled_from(
    tmp_path: Path, info: dict[str, str], mirror: tuple[str, str] | None
) -> None:
    writer = WarcWriter(tmp_path, info=info)
    name, _ = writer.write_records(b"WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    writer.close()
    with WarcReader(tmp_path / name) as reader:
        first, other = list(reader)
    assert mirror_of_our_own(first) == mirror
    assert mirror_of_our_own(other) is None

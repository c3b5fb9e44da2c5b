from __future__ import annotations

import base64
import gzip
import hashlib
import re
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path

import brotli
import pytest
import zstandard

from newscrawl.archive import Archive
from newscrawl.errors import ArchiveError
from newscrawl.rederive.importing import Imported, Importer
from newscrawl.rederive.judging import OTHER_SITE
from newscrawl.rederive.originals import NOT_HERE
from newscrawl.replica import ReplicaSite
from newscrawl.warc.pages import read_page
from newscrawl.warc.reader import WarcReader, read_record
from tests.rederive.crawling import COMMAND, articles, newscrawl, revisions, rows, warc_files
from tests.rederive.foreign import HOST, Page, article, rewritten, write


def take_in(archive: Path, *paths: Path, salvage: bool = False) -> list[Imported]:
    with Archive.write(archive, command="test") as opened, ThreadPoolExecutor(1) as pool:
        importer = Importer(opened, pool, workers=1, salvage=salvage)
        return [importer.take_in(path) for path in paths]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "archive.db"


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 1000] for at in range(0, len(body), 1000)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def test_pages_become_articles_with_where_they_came_from(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    pages = [article(site, number, at=f"2019-03-0{number + 1}T08:00:00Z") for number in range(3)]
    (result,) = take_in(archive, write(tmp_path / "wget.warc.gz", pages))
    assert result.counts == {"new": 3}
    found = rows(archive, "SELECT url, title, first_archived_at, last_seen_at, warc_file, warc_offset FROM articles")
    for page, (url, title, first, last, warc_file, warc_offset) in zip(pages, found, strict=True):
        assert url == page.url
        assert title == site.truth_of(url.removeprefix(HOST))["title"]
        assert first == last == page.at
        stored = read_page(archive.parent / "warc", warc_file, warc_offset)
        assert (stored.url, stored.captured_at, stored.body) == (page.url, page.at, page.body)
        record = read_record(archive.parent / "warc" / warc_file, warc_offset)
        assert record.fields["x-imported-from"].startswith("wget.warc.gz at byte ")


def test_what_the_writers_of_the_world_do(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    plain = [article(site, number) for number in range(7)]
    bodies = [page.body for page in plain]
    wget = plain[0]
    wget.body, wget.headers = chunked(bodies[0]), [("Transfer-Encoding", "chunked")]
    browsertrix = plain[1]
    browsertrix.body, browsertrix.headers = brotli.compress(bodies[1]), [("content-encoding", "br")]
    browsertrix.at = "2019-03-01T08:00:00.123Z"
    common_crawl = plain[2]
    common_crawl.headers = [("X-Crawl-Content-Encoding", "gzip"), ("Content-Encoding", "gzip")]
    mobile = plain[3]
    mobile.url = mobile.url.replace("https://www.", "http://m.") + "?from=timeline#top"
    resource = plain[4]
    resource.kind = "resource"
    gzipped = plain[5]
    gzipped.body, gzipped.headers = gzip.compress(bodies[5]), [("Content-Encoding", "gzip")]
    bare = plain[6]
    bare.status = "200"
    path = write(tmp_path / "many.warc.gz", plain)
    (result,) = take_in(archive, path)
    assert result.counts == {"new": 7}
    found = rows(archive, "SELECT url, title, first_archived_at FROM articles ORDER BY id")
    for number, (url, title, at) in enumerate(found):
        assert url.startswith(HOST)
        assert "?" not in url
        assert title == site.truth_of(article(site, number).url.removeprefix(HOST))["title"]
        assert at == "2019-03-01T08:00:00Z"


@pytest.mark.parametrize("form", ["plain", "gzipped as a whole", "zstd", "wget brackets"])
def test_files_in_every_packing(archive: Path, tmp_path: Path, site: ReplicaSite, form: str) -> None:
    path = write(tmp_path / "file.warc", [article(site, number) for number in range(3)], gzip=False)
    if form == "gzipped as a whole":
        rewritten(path, gzip.compress)
    elif form == "zstd":
        rewritten(path, zstandard.compress)
    elif form == "wget brackets":
        rewritten(
            path,
            lambda data: data.replace(b"Target-URI: https", b"Target-URI: <https").replace(b".html\r\n", b".html>\r\n"),
        )
    (result,) = take_in(archive, path)
    assert (result.counts, result.damage) == ({"new": 3}, None)
    for _, *place in rows(archive, "SELECT url, warc_file, warc_offset FROM articles"):
        assert read_page(archive.parent / "warc", *place).body


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_newest_capture_is_current_and_older_ones_are_revisions(
    archive: Path, tmp_path: Path, site: ReplicaSite, order: tuple[int, ...]
) -> None:
    captures = []
    for year in (2018, 2019, 2020):
        captures.append(article(site, 0, at=f"{year}-06-01T00:00:00Z"))
        site.edit(captures[0].url.removeprefix(HOST), title=f"第{year}版的标题够长了")
    files = [write(tmp_path / f"{number}.warc.gz", [captures[number]]) for number in order]
    for path in files:
        take_in(archive, path)
    take_in(archive, *files)
    ((title, revision, first, last, warc_file, warc_offset),) = rows(
        archive, "SELECT title, revision, first_archived_at, last_seen_at, warc_file, warc_offset FROM articles"
    )
    assert (title, first, last) == ("第2019版的标题够长了", "2018-06-01T00:00:00Z", "2020-06-01T00:00:00Z")
    assert read_page(archive.parent / "warc", warc_file, warc_offset).captured_at == "2020-06-01T00:00:00Z"
    earlier = revisions(archive)
    assert [text[4:6] for text in earlier] == [
        ("2018-06-01T00:00:00Z", "2019-06-01T00:00:00Z"),
        ("2019-06-01T00:00:00Z", "2020-06-01T00:00:00Z"),
    ]
    assert earlier[1][2] == "第2018版的标题够长了"
    assert revision == 3


@pytest.mark.parametrize("one_file", [True, False])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_text_that_came_back_is_current_in_whatever_order_it_is_told(
    archive: Path, tmp_path: Path, site: ReplicaSite, order: tuple[int, ...], one_file: bool
) -> None:
    first, last = article(site, 0, at="2019-01-01T00:00:00Z"), article(site, 0, at="2019-03-01T00:00:00Z")
    path = first.url.removeprefix(HOST)
    title = site.truth_of(path)["title"]
    site.edit(path, title="二月里的另一个标题")
    pages = [first, article(site, 0, at="2019-02-01T00:00:00Z"), last]
    ordered = [pages[number] for number in order]
    groups = [ordered] if one_file else [[page] for page in ordered]
    files = [write(tmp_path / f"{number}.warc.gz", group) for number, group in enumerate(groups)]
    for _ in range(2):
        take_in(archive, *files)
        assert rows(archive, "SELECT title, revision, first_archived_at, last_seen_at FROM articles") == [
            (title, 3, "2019-01-01T00:00:00Z", "2019-03-01T00:00:00Z")
        ]
        assert [(text[2], *text[4:6]) for text in revisions(archive)] == [
            (title, "2019-01-01T00:00:00Z", "2019-02-01T00:00:00Z"),
            ("二月里的另一个标题", "2019-02-01T00:00:00Z", "2019-03-01T00:00:00Z"),
        ]


def test_everything_else_is_counted_by_reason(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    first = article(site, 0)
    pages = [
        Page("https://example.org/chengdu/news/201812/1.html", first.body),
        Page(f"{HOST}/static/logo.png", b"\x89PNG", content_type="image/png"),
        Page(f"{HOST}/chengdu/news/201812/1.html", b"\x89PNG", content_type="image/png"),
        Page(f"{HOST}/chengdu/news/201812/2.html", b"<h1>404</h1>", status="404 Not Found"),
        Page(f"{HOST}/chengdu/news/201812/3.html", b"<p>x</p>"),
        Page(f"{HOST}/chengdu/news/201812/4.html", first.body, fields={"WARC-Truncated": "length"}),
        Page(
            f"{HOST}/chengdu/news/201812/5.html",
            gzip.compress(first.body)[:-50],
            headers=[("Content-Encoding", "gzip")],
        ),
        Page(f"{HOST}/chengdu/news/201812/6.html", first.body, fields={"WARC-Payload-Digest": "sha1:" + "A" * 32}),
        Page(f"{HOST}/chengdu/news/201812/7.html", first.body, fields={"WARC-Date": "yesterday"}),
        Page(
            f"{HOST}/chengdu/news/201812/8.html",
            b"",
            kind="revisit",
            fields={"WARC-Payload-Digest": "sha1:" + "B" * 32},
        ),
        Page(f"{HOST}/chengdu/news/201812/9.html", first.body, status="HELLO"),
    ]
    (result,) = take_in(archive, write(tmp_path / "odd.warc.gz", pages))
    assert result.counts == {}
    assert result.passed_over == {
        "The page has no headline.": 1,
        "a page of another site": 2,
        "a page that is neither article nor listing": 1,
        "The site sent image/png, not a web page.": 1,
        "The site says the page does not exist (HTTP 404).": 1,
        "cut short when it was captured": 1,
        "cut short: its body ends before it should": 1,
        "damaged: a digest does not match": 1,
        "no usable capture date": 1,
        NOT_HERE: 1,
        "no HTTP answer": 1,
    }
    assert rows(archive, "SELECT count(*) FROM articles") == [(0,)]
    assert warc_files(archive) == [] or rows(archive, "SELECT count(*) FROM captures") == [(1,)]


def test_a_revisit_finds_its_payload(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    first = article(site, 0, at="2018-01-01T00:00:00Z")
    digest = "sha1:" + base64.b32encode(hashlib.sha1(first.body).digest()).decode()
    again = article(site, 0, at="2020-01-01T00:00:00Z")
    again.kind, again.body, again.fields = "revisit", b"", {"WARC-Payload-Digest": digest}
    elsewhere = article(site, 1, at="2020-01-01T00:00:00Z")
    elsewhere.kind, elsewhere.body, elsewhere.fields = "revisit", b"", {"WARC-Payload-Digest": digest}
    (result,) = take_in(archive, write(tmp_path / "revisits.warc.gz", [first, again, elsewhere]))
    assert result.counts == {"new": 2, "merged": 1}
    found = rows(archive, "SELECT first_archived_at, last_seen_at, warc_file, warc_offset FROM articles ORDER BY id")
    assert [row[:2] for row in found] == [
        ("2018-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
        ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
    ]
    assert [read_page(archive.parent / "warc", *row[2:]).body for row in found] == [first.body, first.body]


def test_a_revisit_may_stand_before_its_original(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    original = article(site, 0)
    again = article(site, 1, at="2020-01-01T00:00:00Z")
    again.kind, again.body = "revisit", b""
    again.fields = {"WARC-Payload-Digest": "sha1:" + base64.b32encode(hashlib.sha1(original.body).digest()).decode()}
    path = write(tmp_path / "before.warc.gz", [again, original])
    (result,) = take_in(archive, path)
    assert (result.counts, result.passed_over) == ({"new": 2}, {OTHER_SITE: 1})
    before = articles(archive), warc_files(archive)
    (result,) = take_in(archive, path)
    assert result.counts == {"here already": 2}
    assert (articles(archive), warc_files(archive)) == before


def _without(data: bytes, name: bytes) -> bytes:
    return re.sub(rb"(?m)^%b:.*\n" % name, b"", data)


@pytest.mark.parametrize("named", ["by URL and date", "by digest in the file"])
def test_a_revisit_with_another_digest_finds_its_payload(
    archive: Path, tmp_path: Path, site: ReplicaSite, named: str
) -> None:
    """As browsertrix writes them: SHA-256, in hexadecimal."""
    original, again = article(site, 0), article(site, 1, at="2020-01-01T00:00:00Z")
    page = original.body
    original.body, original.headers = chunked(page), [("Transfer-Encoding", "chunked")]
    label = "sha-256:" + hashlib.sha256(page).hexdigest()
    again.kind, again.body = "revisit", b""
    again.fields = {"WARC-Payload-Digest": label, "WARC-Refers-To-Filename": "theirs.warc.gz"}
    again.fields["WARC-Refers-To-File-Offset"] = "²"
    if named == "by URL and date":
        again.refers_to = original
        take_in(archive, write(tmp_path / "original.warc.gz", [original]))
        (result,) = take_in(archive, write(tmp_path / "revisit.warc.gz", [again]))
    else:
        original.fields = {"WARC-Payload-Digest": label}
        both = write(tmp_path / "both.warc.gz", [again, original])
        rewritten(both, lambda data: _without(gzip.decompress(data), b"WARC-Refers-To-Target-URI"))
        (result,) = take_in(archive, both)
        (repeated,) = take_in(archive, both)
        assert repeated.counts == {"here already": 2}
    assert result.passed_over == {OTHER_SITE: 1}
    found = rows(archive, "SELECT warc_file, warc_offset FROM articles")
    assert [read_page(archive.parent / "warc", *place).body for place in found] == [page, page]
    newscrawl(archive, "verify", "--jobs", "1")


def test_a_listing_tells_of_articles_to_crawl(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    listing = Page(f"{HOST}/chengdu/jianyang/", site.respond("/chengdu/jianyang/").body)
    (result,) = take_in(archive, write(tmp_path / "listing.warc.gz", [listing, article(site, 0)]))
    assert result.counts == {"listings": 1, "new": 1}
    states = rows(archive, "SELECT state, channel, count(*) FROM pages GROUP BY 1, 2 ORDER BY 1")
    assert states == [("archived", "chengdu/jianyang", 1), ("pending", "chengdu/jianyang", 7)]
    assert ("chengdu/jianyang", "简阳") in rows(archive, "SELECT slug, name FROM channels")


def test_a_listing_that_does_not_link_to_itself_tells_its_channel_too(archive: Path, tmp_path: Path) -> None:
    links = "".join(
        f'<li><a href="/chengdu/jianyang/201812/{n}.html">踏水镇的第{n}条新闻</a> 2018-12-18' for n in range(9)
    )
    listing = Page(f"{HOST}/chengdu/jianyang/", f"<h1>简阳新闻</h1><ul>{links}</ul>".encode())
    (result,) = take_in(archive, write(tmp_path / "listing.warc.gz", [listing]))
    assert result.counts == {"listings": 1}
    assert rows(archive, "SELECT slug, name FROM channels") == [("chengdu/jianyang", "简阳")]
    newscrawl(archive, "verify", "--jobs", "1")


def test_it_is_safe_to_repeat(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    path = write(tmp_path / "file.warc.gz", [article(site, number) for number in range(4)])
    take_in(archive, path)
    before = articles(archive), warc_files(archive), [file.stat().st_size for file in warc_files(archive)]
    (result,) = take_in(archive, path)
    assert result.counts == {"here already": 4}
    assert (articles(archive), warc_files(archive), [f.stat().st_size for f in warc_files(archive)]) == before


def test_a_file_cut_short_is_taken_in_as_far_as_it_goes(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    path = write(tmp_path / "killed.warc.gz", [article(site, number) for number in range(4)])
    with WarcReader(path) as reader:
        offsets = [record.offset for record in reader if record.kind == "response"]
    rewritten(path, lambda data: data[: (offsets[3] or 0) + 500])
    done = newscrawl(archive, "import-warc", str(path), "--jobs", "1", code=3)
    assert f"cannot be read beyond byte {offsets[3]}: the file ends inside a record." in done.stderr
    assert "What comes before was taken in." in done.stderr
    assert len(articles(archive)) == 3


def test_a_damaged_file_leaves_nothing_unless_salvaged(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    path = write(tmp_path / "damaged.warc.gz", [article(site, number) for number in range(4)])
    good = write(tmp_path / "good.warc.gz", [article(site, 5)])
    with WarcReader(path) as reader:
        offsets = [record.offset or 0 for record in reader if record.kind == "response"]
    rewritten(path, lambda data: data[: offsets[2] + 300] + b"\xff\x00\xff" + data[offsets[2] + 303 :])
    done = newscrawl(archive, "import-warc", str(path), str(good), "--jobs", "1", code=1)
    assert f"cannot be read beyond byte {offsets[2]}: its compressed data is damaged" in done.stderr
    assert "Nothing of it was taken in" in done.stderr
    assert [row[0] for row in articles(archive)] == [article(site, 5).url]
    assert len(warc_files(archive)) == 1
    (result,) = take_in(archive, path, salvage=True)
    assert result.kept
    assert result.counts == {"new": 2}
    assert len(articles(archive)) == 3


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"\x00" * 5000, b"PK\x03\x04"])
def test_what_is_no_warc_file_is_refused(archive: Path, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.warc.gz"
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match="holds no WARC record"):
        take_in(archive, path)


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b\x08" + b"\x00" * 9, gzip.compress(b"WARC/1.0\r\nContent-Length: 5\r\n\r\n")]
)
def test_hostile_files_end_in_a_sentence(archive: Path, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "hostile.warc.gz"
    path.write_bytes(data)
    (result,) = take_in(archive, path)
    assert result.damage is not None
    assert articles(archive) == []


def test_a_missing_file_is_told_before_anything_is_done(archive: Path, tmp_path: Path) -> None:
    done = newscrawl(archive, "import-warc", str(tmp_path / "none.warc.gz"), code=2)
    assert "There is no file" in done.stderr
    done = newscrawl(archive, "import-warc", str(tmp_path), code=2)
    assert f"{tmp_path} is a folder: name the files in it." in done.stderr
    assert not archive.exists()


def test_a_kill_leaves_nothing_and_nothing_comes_twice(archive: Path, tmp_path: Path) -> None:
    site = ReplicaSite(articles_per_channel={"chengdu/jianyang": 150})
    path = write(tmp_path / "big.warc.gz", [article(site, number) for number in range(150)])
    process = subprocess.Popen([*COMMAND, "--archive", str(archive), "import-warc", str(path), "--jobs", "1"])
    incoming = archive.parent / "warc" / "incoming"
    deadline = time.monotonic() + 60
    while process.poll() is None and not incoming.exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert articles(archive) == []
    newscrawl(archive, "import-warc", str(path), "--jobs", "1")
    assert len(articles(archive)) == 150
    assert revisions(archive) == []
    assert len(warc_files(archive)) == 1
    assert not incoming.exists()


def test_an_import_that_is_stopped_leaves_nothing_of_its_file(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    whole = write(tmp_path / "a.warc.gz", [article(site, 0)])
    stopped = write(tmp_path / "b.warc.gz", [article(site, number) for number in range(1, 5)])
    with Archive.write(archive, command="test") as opened, ThreadPoolExecutor(1) as pool:
        records = 0

        def stop_in_the_midst(more: int) -> None:
            nonlocal records
            records += more
            if records == 6:
                raise KeyboardInterrupt

        importer = Importer(opened, pool, workers=1, progress=stop_in_the_midst)
        importer.take_in(whole)
        with pytest.raises(KeyboardInterrupt):
            importer.take_in(stopped)
    assert [row[0] for row in articles(archive)] == [article(site, 0).url]
    (file,) = warc_files(archive)
    with WarcReader(file) as reader:
        assert [record.url for record in reader if record.kind == "response"] == [article(site, 0).url]
    assert not (archive.parent / "warc" / "incoming").exists()


@pytest.mark.parametrize(
    "date",
    [
        "2018-99-99T99:99:99Z",
        "2018-02-30T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "２０１８-01-01T00:00:00Z",
    ],
)
def test_a_date_outside_the_calendar_costs_its_record_only(
    archive: Path, tmp_path: Path, site: ReplicaSite, date: str
) -> None:
    plain = write(tmp_path / "dates.warc", [article(site, 0, at="2018-01-01T00:00:00Z"), article(site, 1)], gzip=False)
    rewritten(plain, lambda data: data.replace(b"WARC-Date: 2018-01-01T00:00:00Z", f"WARC-Date: {date}".encode()))
    (result,) = take_in(archive, plain)
    assert result.counts == {"new": 1}
    assert result.passed_over["no usable capture date"] == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (b"Content-Length: " + b"9" * 5000, "does not say how long it is"),
        (b"X: " + b"a" * 300_000 + b"\r\nContent-Length: 0", "has a header over 256 KiB"),
    ],
)
def test_a_malformed_record_costs_itself_only(
    archive: Path, tmp_path: Path, site: ReplicaSite, fields: bytes, reason: str
) -> None:
    path = write(tmp_path / "odd.warc", [article(site, 0)], gzip=False)
    odd = b"WARC/1.0\r\nWARC-Type: response\r\n" + fields + b"\r\n\r\n\r\n\r\n"
    behind = write(tmp_path / "behind.warc", [article(site, 1)], gzip=False).read_bytes()
    rewritten(path, lambda data: data + odd + behind)
    done = newscrawl(archive, "import-warc", str(path), "--jobs", "1", code=0)
    assert "2  articles new" in done.stdout
    assert reason in done.stdout


def test_a_file_may_have_any_name(archive: Path, tmp_path: Path, site: ReplicaSite) -> None:
    path = tmp_path / "名\udcff\nWARC-Type: x.warc.gz"
    write(tmp_path / "plain.warc.gz", [article(site, 0)]).rename(path)
    (result,) = take_in(archive, path)
    assert result.counts == {"new": 1}
    ((warc_file, offset),) = rows(archive, "SELECT warc_file, warc_offset FROM articles")
    fields = read_record(archive.parent / "warc" / warc_file, offset).fields
    assert fields["x-imported-from"].startswith("名\\xff\\nWARC-Type: x.warc.gz at byte ")
    assert fields["warc-type"] == "response"


def test_a_file_of_another_host_only_says_how_to_name_a_mirror(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "mirror.warc"
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"
    path.write_bytes(
        (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://mirror.example/chengdu/news/201812/1.html\r\n"
            "WARC-Date: 2026-11-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:9d1e2a10-0000-4000-8000-000000000001>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(head)}\r\n\r\n{head}\r\n\r\n"
        ).encode()
    )
    done = newscrawl(archive, "import-warc", str(path), code=0)
    assert f"{path} holds no page of a known site. Are they a mirror's? Name it with --site-url." in done.stderr

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from newscrawl.warc.records import Exchange, StoredPayload
from newscrawl.warc.writer import WarcWriter
from tests.warc.exchanges import PAGE, URL, exchange

INFO = {"software": "newscrawl/0.1.0 Scrapy/2.19.0", "robots": "obey"}


def fastwarc(path: Path) -> list[tuple[str, dict[str, str], list[tuple[str, str]], bytes]]:
    """Every record as FastWARC reads it: type, WARC fields, HTTP headers, body."""
    found = []
    for record in ArchiveIterator(io.BytesIO(path.read_bytes()), verify_digests=True, parse_http=True):
        http = [(name, value) for name, value in record.http_headers] if record.http_headers else []
        found.append((record.headers["WARC-Type"], dict(record.headers), http, record.reader.read()))
    return found


def test_another_tool_reads_back_what_was_received(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    writer = WarcWriter(tmp_path, info=INFO)
    written = writer.write_exchange(exchange(packed, encoding=b"gzip"))
    writer.close()

    info, response, request = fastwarc(tmp_path / written.warc_file)
    assert info[0] == "warcinfo"
    assert b"software: newscrawl/0.1.0 Scrapy/2.19.0\r\n" in info[3]
    kind, fields, http, body = response
    assert kind == "response"
    assert body == packed
    assert fields["WARC-Target-URI"] == URL
    assert fields["WARC-Date"] == "2026-11-23T01:15:03Z"
    assert fields["WARC-IP-Address"] == "127.0.0.1"
    assert [value for name, value in http if name == "Set-Cookie"] == ["a=1", "b=2; Path=/"]
    assert ("Content-Encoding", "gzip") in http
    assert request[0] == "request"
    assert request[1]["WARC-Concurrent-To"] == fields["WARC-Record-ID"]
    assert ("Host", "www.yybnet.net") in request[2]


def test_digests_hold_in_another_tool(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info=INFO)
    name = writer.write_exchange(exchange()).warc_file
    writer.close()
    with (tmp_path / name).open("rb") as file:
        records = list(WarcioIterator(file, check_digests="raise", no_record_parse=False))
    assert [record.rec_type for record in records] == ["warcinfo", "response", "request"]
    responses = [
        record.verify_payload_digest()
        for record in ArchiveIterator(io.BytesIO((tmp_path / name).read_bytes()), record_types=WarcRecordType.response)
    ]
    assert responses == [True]


def test_every_offset_is_where_its_record_begins(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info=INFO)
    pages = {f"{URL}?{number}": PAGE + str(number).encode() for number in range(20)}
    written = {url: writer.write_exchange(exchange(body, url=url)) for url, body in pages.items()}
    writer.close()
    for url, place in written.items():
        data = (tmp_path / place.warc_file).read_bytes()[place.warc_offset :]
        record = next(iter(ArchiveIterator(io.BytesIO(data), parse_http=True)))
        assert record.headers["WARC-Target-URI"] == url
        assert record.reader.read() == pages[url]


def test_a_full_file_is_followed_by_another_that_tells_its_own_story(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info=INFO, max_bytes=3000)
    for number in range(12):
        writer.write_exchange(exchange(PAGE + str(number).encode(), url=f"{URL}?{number}"))
    writer.close()
    assert len(writer.files) > 2
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(writer.files)
    for name in writer.files:
        assert (tmp_path / name).stat().st_size <= 3000
        first = fastwarc(tmp_path / name)[0]
        assert (first[0], first[1]["WARC-Filename"]) == ("warcinfo", name)
    assert sum(record[0] == "response" for name in writer.files for record in fastwarc(tmp_path / name)) == 12


def test_an_identical_payload_is_referred_to_and_not_stored_again(tmp_path: Path) -> None:
    stored: dict[bytes, StoredPayload] = {}
    writer = WarcWriter(tmp_path, info=INFO, find_payload=stored.get)
    first = writer.write_exchange(exchange())
    assert first.sha1
    assert first.is_new
    stored[first.sha1] = StoredPayload(URL, "2026-11-23T01:15:03Z", first.warc_file, first.warc_offset)
    second = writer.write_exchange(exchange(at="2026-11-24T01:15:03Z"))
    writer.close()
    assert not second.is_new
    kinds = [record[0] for record in fastwarc(tmp_path / first.warc_file)]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]
    fields = fastwarc(tmp_path / first.warc_file)[3][1]
    assert fields["WARC-Profile"].endswith("/revisit/identical-payload-digest")
    assert fields["WARC-Refers-To-Target-URI"] == URL
    assert fields["WARC-Refers-To-Date"] == "2026-11-23T01:15:03Z"
    assert int(fields["WARC-Refers-To-File-Offset"]) == first.warc_offset


def test_a_304_is_a_revisit_without_a_payload(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info=INFO)
    written = writer.write_exchange(exchange(b"", status=304))
    writer.close()
    record = fastwarc(tmp_path / written.warc_file)[1]
    assert record[0] == "revisit"
    assert record[1]["WARC-Profile"].endswith("/revisit/server-not-modified")
    assert written.sha1 is None


def test_writers_never_share_a_file(tmp_path: Path) -> None:
    writers = [WarcWriter(tmp_path, info=INFO) for _ in range(5)]
    names = {writer.write_exchange(exchange()).warc_file for writer in writers}
    for writer in writers:
        writer.close()
    assert len(names) == 5
    assert all(re.fullmatch(r"newscrawl-\d{8}T\d{6}Z-[\w-]+-00001\.warc\.gz", name) for name in names)


def test_no_fetch_no_file(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path / "warc", info=INFO)
    writer.flush()
    writer.close()
    assert not (tmp_path / "warc").exists()


FULL_DISK = """
import os, resource, signal, sys
from pathlib import Path
from newscrawl.errors import ArchiveError
from newscrawl.warc.records import Exchange
from newscrawl.warc.writer import WarcWriter

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
writer = WarcWriter(Path(sys.argv[1]), info={"software": "test"})
whole = 0
try:
    while True:
        url = f"https://www.yybnet.net/{whole}.html"
        writer.write_exchange(Exchange(url, "2026-11-23T01:15:03Z", 200, [], os.urandom(3000)))
        whole += 1
except ArchiveError as error:
    print(whole, error)
small = writer.write_exchange(Exchange("https://www.yybnet.net/s.html", "2026-11-23T01:15:03Z", 200, [], b"small"))
writer.close()
"""


def test_a_file_that_can_grow_no_more_keeps_its_whole_records(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    whole, sentence = done.stdout.split(" ", 1)
    assert "cannot be written: File too large." in sentence
    (path,) = tmp_path.iterdir()
    urls = [fields["WARC-Target-URI"] for kind, fields, _, _ in fastwarc(path) if kind == "response"]
    assert urls == [f"https://www.yybnet.net/{n}.html" for n in range(int(whole))] + ["https://www.yybnet.net/s.html"]


@pytest.mark.parametrize("status", [200, 404, 503, 299])
def test_every_status_is_kept(tmp_path: Path, status: int) -> None:
    writer = WarcWriter(tmp_path, info=INFO)
    name = writer.write_exchange(exchange(status=status)).warc_file
    writer.close()
    for record in ArchiveIterator(io.BytesIO((tmp_path / name).read_bytes()), record_types=WarcRecordType.response):
        assert record.http_headers.status_code == status


def test_an_answer_without_a_body_is_a_whole_record(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info=INFO)
    name = writer.write_exchange(Exchange(URL, "2026-11-23T01:15:03Z", 404, [], b"")).warc_file
    writer.close()
    assert [record[0] for record in fastwarc(tmp_path / name)] == ["warcinfo", "response", "request"]

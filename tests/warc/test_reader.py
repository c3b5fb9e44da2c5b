from __future__ import annotations

import base64
import gzip
import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from newscrawl.errors import ArchiveError
from newscrawl.warc import records
from newscrawl.warc.reader import Record, WarcReader, digest_matches, digest_sha1, read_record
from newscrawl.warc.stream import CHUNK
from newscrawl.warc.writer import WarcWriter
from tests.warc.exchanges import PAGE, URL, exchange

INFO = {"software": "test"}


def write(folder: Path, count: int = 3) -> tuple[Path, list[int]]:
    writer = WarcWriter(folder, info=INFO)
    places = [writer.write_exchange(exchange(PAGE * (n + 1), url=f"{URL}?{n}")) for n in range(count)]
    writer.close()
    return folder / places[0].warc_file, [place.warc_offset for place in places]


def plain_copy(path: Path, name: str = "plain.warc") -> Path:
    copy = path.with_name(name)
    copy.write_bytes(gzip.decompress(path.read_bytes()))
    return copy


def kinds(path: Path) -> tuple[list[str], str | None]:
    with WarcReader(path) as reader:
        found = [record.kind for record in reader]
        return found, reader.damage.reason if reader.damage else None


WHOLE = ["warcinfo", "response", "request", "response", "request", "response", "request"]


def test_reads_what_the_writer_wrote(tmp_path: Path) -> None:
    path, offsets = write(tmp_path)
    with WarcReader(path) as reader:
        found = list(reader)
    assert [record.kind for record in found] == WHOLE
    responses = [record for record in found if record.kind == "response"]
    assert [record.offset for record in responses] == offsets
    assert [record.url for record in responses] == [f"{URL}?{n}" for n in range(3)]
    assert responses[2].block is not None
    assert responses[2].block.endswith(PAGE * 3)


def test_reads_one_record_from_its_offset(tmp_path: Path) -> None:
    path, offsets = write(tmp_path)
    record = read_record(path, offsets[1])
    assert record.url == f"{URL}?1"
    assert record.block is not None
    assert record.block.endswith(PAGE * 2)
    with pytest.raises(ArchiveError, match=f"no WARC record at byte {offsets[1] + 1}"):
        read_record(path, offsets[1] + 1)
    with pytest.raises(ArchiveError, match="cannot be read: No such file"):
        read_record(tmp_path / "missing.warc.gz", 0)


def test_a_plain_file_has_offsets_too(tmp_path: Path) -> None:
    path = plain_copy(write(tmp_path)[0])
    with WarcReader(path) as reader:
        offsets = {record.url: record.offset for record in reader if record.kind == "response"}
    for url, offset in offsets.items():
        assert offset is not None
        assert read_record(path, offset).url == url


def test_a_file_gzipped_as_a_whole_is_read_without_offsets(tmp_path: Path) -> None:
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(plain_copy(write(tmp_path)[0]).read_bytes()))
    with WarcReader(path) as reader:
        found = list(reader)
        assert reader.damage is None
    assert [record.kind for record in found] == WHOLE
    assert [record.offset for record in found[1:]] == [None] * 6


def test_zstd_is_read_with_and_without_a_dictionary(tmp_path: Path) -> None:
    data = plain_copy(write(tmp_path)[0]).read_bytes()
    path = tmp_path / "some.warc.zst"
    path.write_bytes(zstandard.compress(data[:900]) + zstandard.compress(data[900:]))
    assert kinds(path) == (WHOLE, None)
    dictionary = zstandard.ZstdCompressionDict(data[:2000])
    packed = zstandard.compress(dictionary.as_bytes())
    frame = zstandard.ZstdCompressor(dict_data=dictionary).compress(data)
    path.write_bytes(b"\x5d\x2a\x4d\x18" + struct.pack("<I", len(packed)) + packed + frame)
    assert kinds(path) == (WHOLE, None)


@pytest.mark.parametrize("form", ["gzip", "plain"])
def test_a_file_cut_anywhere_gives_its_whole_records_and_says_so(tmp_path: Path, form: str) -> None:
    path, _ = write(tmp_path)
    path = plain_copy(path) if form == "plain" else path
    data = path.read_bytes()
    with WarcReader(path) as reader:
        starts = [record.offset or 0 for record in reader]
    for cut in range(7, len(data), 41):
        path.write_bytes(data[:cut])
        with WarcReader(path) as reader:
            found = [record.kind for record in reader]
            damage = reader.damage
        whole = max(0, sum(start < cut for start in starts) - 1)
        assert found in (WHOLE[:whole], WHOLE[: whole + 1]), cut
        if len(found) == whole and cut not in starts:
            assert damage is not None, cut
            assert damage.cut_short, cut
            assert damage.offset == starts[whole]


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    path, offsets = write(tmp_path)
    data = bytearray(path.read_bytes())
    data[offsets[1] + 200] ^= 0xFF
    path.write_bytes(data)
    found, reason = kinds(path)
    assert found == WHOLE[:3]
    assert reason is not None
    assert "compressed data is damaged" in reason
    assert read_record(path, offsets[2]).url == f"{URL}?2"
    with pytest.raises(ArchiveError, match="compressed data is damaged"):
        read_record(path, offsets[1])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "holds no WARC record"),
        (b"<html>", "holds no WARC record"),
        (b"PK\x03\x04rest", "holds no WARC record"),
    ],
)
def test_what_is_no_warc_file_is_refused(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "other.warc"
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=sentence):
        kinds(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(b"not a record"), "does not begin where"),
        (b"WARC/1.0\r\nContent-Length: " + b"9" * 18 + b"\r\n\r\nhello", "ends inside a record"),
        (b"WARC/1.0\r\nX: " + b"a" * 400_000, "ends inside a record's header"),
        (b"WARC/1.0\r\n" + (b"X: " + b"a" * 5_000 + b"\r\n") * 4_000 + b"\r\n", "header has no end"),
        (b"WARC/1.0\r\nContent-Length: 2\r\n\r\nhello\r\n\r\nWARC/1.0\r\n", "does not end where"),
        (b"WARC/1.0\r\nContent-Length: 5\r\n\r\nhello\r\n\r\nrubbish\r\n", "does not begin where"),
        (b"\x1f\x8b\x08" + b"\0" * 50, "damaged"),
        (b"\x28\xb5\x2f\xfd" + b"\xff" * 50, "damaged"),
        (b"\x5d\x2a\x4d\x18\xff\xff\xff\xff\x28\xb5\x2f\xfdrubbish", "dictionary is damaged"),
    ],
)
def test_hostile_files_end_in_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "hostile.warc"
    path.write_bytes(data)
    found, damage = kinds(path)
    assert len(found) <= 1
    assert damage is not None
    assert reason in damage


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (b"X: " + b"a" * 400_000 + b"\r\nContent-Length: 5", "has a header over 256 KiB"),
        (b"X: a\r\n" * 100_000 + b"Content-Length: 5", "has a header over 256 KiB"),
        (b"Content-Length: " + b"9" * 5000, "does not say how long it is"),
        (b"Content-Length: -5", "does not say how long it is"),
        (b"X: y", "does not say how long it is"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_record_that_is_of_no_use_is_told_and_what_is_behind_it_read(
    tmp_path: Path, fields: bytes, problem: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "odd.warc"
    good = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 2\r\n\r\nok\r\n\r\n"
    odd = b"WARC/1.0\r\nWARC-Type: resource\r\n" + fields + b"\r\n\r\nhello\r\n\r\n"
    path.write_bytes(pack(good) + pack(odd) + pack(good))
    with WarcReader(path) as reader:
        found = list(reader)
    assert reader.damage is None
    assert [(record.kind, record.problem, record.block) for record in found] == [
        ("response", None, b"ok"),
        ("resource", problem, None),
        ("response", None, b"ok"),
    ]
    assert read_record(path, found[2].offset or 0).block == b"ok"
    path.write_bytes(pack(odd))
    assert kinds(path) == (["resource"], None)
    path.write_bytes(pack(good) + pack(odd) + pack(good))
    with pytest.raises(ArchiveError, match=f"cannot be read: it {problem}"):
        read_record(path, found[1].offset or 0)


def test_a_huge_record_is_passed_over_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    size = 200 * 1024 * 1024
    head = f"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {size}\r\n\r\n".encode()
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(head)
        for _ in range(200):
            file.write(bytes(1024 * 1024))
    with path.open("ab") as file:
        file.write(gzip.compress(b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 2\r\n\r\nok\r\n\r\n"))
    with WarcReader(path) as reader:
        found = list(reader)
    assert [(record.kind, record.block) for record in found] == [("resource", None), ("metadata", b"ok")]


def test_names_in_any_case_folded_lines_and_bracketed_urls(tmp_path: Path) -> None:
    path = tmp_path / "wget.warc"
    path.write_bytes(
        b"WARC/1.0\nwarc-type: response\nwarc-target-uri: <http://www.yybnet.net/>\n"
        b"x-note: one\n two\ncontent-length: 2\n\nok\n\n"
    )
    with WarcReader(path) as reader:
        (record,) = list(reader)
    assert (record.kind, record.url, record.fields["x-note"]) == ("response", "http://www.yybnet.net/", "one two")


def test_digests_in_every_spelling() -> None:
    sha1 = records.sha1_of(PAGE)
    label = records.digest_label(sha1)
    assert digest_matches(label, PAGE) is True
    assert digest_matches(label.lower().replace("sha1:", "SHA-1:"), b"other", PAGE) is True
    assert digest_matches(f"sha1:{sha1.hex()}", PAGE) is True
    assert digest_matches(label, b"other") is False
    assert digest_matches("crc32:00", PAGE) is None
    assert digest_matches("sha1:!!!", PAGE) is None
    assert digest_matches("", PAGE) is None


@pytest.mark.parametrize(
    "label", ["sha1:" + "A" * 31 + "1", "sha1:" + "A" * 31 + "_", "sha1:" + "A" * 33, "sha256:" + "A" * 32]
)
def test_a_label_that_is_no_digest_tells_nothing(label: str) -> None:
    assert digest_matches(label, bytes(20)) is None


def test_digests_are_read_as_base_32() -> None:
    for number in range(200):
        data = str(number).encode()
        label = "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()
        assert digest_matches(label, data) is True
        assert digest_sha1(label) == hashlib.sha1(data).digest()


HEADER = b"WARC/1.0\r\nWARC-Type: response\r\nX-Folded: one\r\n two\r\nContent-Length: 4\r\n"


@pytest.mark.parametrize(
    "data",
    [
        HEADER + b"\r\nbody\r\n\r\n",
        HEADER + b"\r\nbody",
        HEADER + b"\r\nbody\n\n",
        HEADER.replace(b"\r\n", b"\n") + b"\nbody\r\n\r\n",
        HEADER + b" \t\r\nbody\r\n\r\n",
        HEADER + b"\r\nbody\r\n\r\n" + HEADER + b"\r\nmore\r\n\r\n",
        HEADER + b"\r\nbo",
        HEADER,
        HEADER.replace(b"4", b"-4") + b"\r\nbody\r\n\r\n",
        HEADER.replace(b"4", b"99999999") + b"\r\nbody\r\n\r\n",
        b"WARC/1.0\r\n\r\nbody\r\n\r\n",
        b"\r\n" + HEADER + b"\r\nbody\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nbody\r\n\r\n",
        HEADER + b"X: " + b"x" * 300_000 + b"\r\n\r\nbody\r\n\r\n",
        b"",
    ],
)
def test_a_short_record_is_read_alone_as_among_others(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    first = gzip.compress(HEADER + b"\r\nbody\r\n\r\n")
    path.write_bytes(first + gzip.compress(data))
    with WarcReader(path, offset=len(first)) as reader:
        expected = next(iter(reader), None)
    try:
        alone = read_record(path, len(first))
    except ArchiveError:
        alone = None
    assert alone == (expected if expected is not None and expected.block is not None else None)


def test_a_record_over_two_members_is_refused_with_either(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    tried = 0
    for size in range(65_300, 65_700):
        block = b"<p>" + b"x" * size
        record = HEADER.replace(b"4", str(len(block)).encode()) + b"\r\n" + block + b"\r\n\r\n"
        second = bytearray(gzip.compress(record[200:], 0))
        second[300] ^= 1
        packed = gzip.compress(record[:200]) + second
        if not 0 < len(packed) - CHUNK < 24:  # only where the checksum lies on the edge of what is read at once
            continue
        path.write_bytes(packed)
        with pytest.raises(ArchiveError, match=r"cannot be read: .*damaged"):
            read_record(path, 0)
        tried += 1
    assert tried > 20


def first_of(path: Path, offset: int) -> Record | None:
    with WarcReader(path, offset=offset) as reader:
        return next(iter(reader), None)


@pytest.mark.parametrize("read", [read_record, first_of])
def test_a_record_with_a_changed_byte_is_not_read(tmp_path: Path, read: Callable[[Path, int], Record | None]) -> None:
    path, offsets = write(tmp_path, 1)
    whole = path.read_bytes()
    refused = 0
    for at in range(offsets[0], len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            record = read(path, offsets[0])
        except ArchiveError:
            record = None
        refused += record is None
        if record is not None:
            assert record.block is not None
            assert record.block.endswith(PAGE), at
    assert refused > 300

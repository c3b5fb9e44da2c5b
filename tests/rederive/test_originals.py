"""The record that a revisit record refers to: found by what it holds, and by address and date where nothing tells."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from newscrawl.archive import captures, schema
from newscrawl.rederive.originals import Originals, names_original
from newscrawl.warc.incoming import IncomingFile
from newscrawl.warc.reader import Record, WarcReader
from newscrawl.warc.records import StoredPayload, sha1_of
from tests.rederive.foreign import HOST, Page, write

URL = f"{HOST}/chengdu/news/201812/8361234.html"
AT = "2019-03-01T08:00:00Z"
BODY = "<title>踏水镇</title><p>坝坝会</p>".encode()
SHA1 = "sha1:" + base64.b32encode(sha1_of(BODY)).decode()
SHA256 = "sha256:" + hashlib.sha256(BODY).hexdigest()
UNKNOWN = "crc32:0a1b2c3d"


class Import:
    """A file being taken in: a database in memory, a folder of WARC files, and the records that went into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = Database(memory=True)
        schema.migrate(self.db)
        self.incoming = IncomingFile(folder / "warc", info={})
        self.originals = Originals(self.db, self.incoming)

    def record(self, page: Page) -> Record:
        with WarcReader(write(self.folder / "foreign.warc.gz", [page])) as reader:
            return next(record for record in reader if record.kind == page.kind)

    def take(self, page: Page, *, note: bool = True) -> StoredPayload:
        """Copy a page's record, as the import does; `note` enters it among the captures."""
        record = self.record(page)
        stored = StoredPayload(page.url, page.at, *self.incoming.copy(record, source="foreign.warc.gz"))
        self.originals.add(record, stored)
        if note:
            captures.add(self.db, sha1_of(page.body), stored, whole=True)
        return stored

    def find(self, digest: str, *, url: str = URL, at: str = AT, told: StoredPayload | None = None) -> object:
        """Where the original of a revisit record with that digest is found; None where it is not."""
        record = self.record(revisit(digest, url=url, at=at))
        found = self.originals.find(record, told)
        if found is None:
            return None
        stored, answer = found
        assert answer.raw == BODY
        return stored


def revisit(digest: str, *, url: str = URL, at: str = AT) -> Page:
    fields = {"WARC-Payload-Digest": digest}
    return Page(URL, b"", at="2020-01-01T00:00:00Z", kind="revisit", fields=fields, refers_to=Page(url, b"", at=at))


@pytest.fixture
def taken(tmp_path: Path) -> Iterator[Import]:
    (tmp_path / "warc").mkdir()
    taken = Import(tmp_path)
    yield taken
    taken.incoming.discard()
    taken.db.close()


def test_by_its_sha1_in_the_whole_archive_whatever_its_address(taken: Import) -> None:
    stored = taken.take(Page(f"{HOST}/chengdu/news/201812/1.html", BODY))
    taken.incoming.keep()
    assert taken.find(SHA1, url="", at="") == stored


def test_by_any_other_digest_in_the_file_at_hand(taken: Import) -> None:
    page = Page(URL, BODY, fields={"WARC-Payload-Digest": SHA256})
    stored = taken.take(page, note=False)
    assert taken.find(SHA256, url="", at="") == stored


def test_where_the_record_itself_says_it_lies(taken: Import) -> None:
    stored = taken.take(Page(URL, BODY), note=False)
    assert taken.find(SHA1, url="", at="") is None
    assert taken.find(SHA1, url="", at="", told=stored) == stored


@pytest.mark.parametrize(
    ("at", "found"), [(AT, True), ("2019-03-01T08:00:00.75Z", True), ("2019-03-02T08:00:00Z", False)]
)
def test_by_address_and_date_where_no_digest_can_tell(taken: Import, at: str, found: bool) -> None:
    stored = taken.take(Page(URL, BODY))
    assert taken.find(UNKNOWN, at=at) == (stored if found else None)


def test_by_address_alone_where_the_digest_tells(taken: Import) -> None:
    taken.take(Page(URL, b"<p>\xe5\x8f\xa6\xe4\xb8\x80\xe9\xa1\xb5</p>", at="2019-03-02T08:00:00Z"))
    stored = taken.take(Page(URL, BODY))
    assert taken.find(SHA256, at="2011-01-01T00:00:00Z") == stored


def test_a_record_with_another_payload_is_not_the_original(taken: Import) -> None:
    stored = taken.take(Page(URL, b"<p>other</p>"))
    assert taken.find(SHA1, told=stored) is None


def test_a_record_that_cannot_be_read_is_passed_over(taken: Import) -> None:
    stored = taken.take(Page(URL, BODY), note=False)
    lost = StoredPayload(URL, AT, "lost.warc.gz", 0)
    captures.add(taken.db, sha1_of(BODY), lost, whole=True)
    assert taken.find(SHA1) is None
    assert taken.find(SHA1, told=stored) == stored


@pytest.mark.parametrize(
    ("digest", "url", "named"),
    [(SHA1, "", True), (SHA256, URL, True), (SHA256, "", False), (UNKNOWN, "", False)],
)
def test_a_record_names_its_original_by_sha1_or_address(taken: Import, digest: str, url: str, named: bool) -> None:
    assert names_original(taken.record(revisit(digest, url=url))) is named

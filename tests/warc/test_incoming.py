"""Records copied from other files: as they were, with where they came from, and there all at once or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.warc.incoming import IncomingFile
from newscrawl.warc.pages import referred_to
from newscrawl.warc.reader import Record, WarcReader, read_record
from newscrawl.warc.records import StoredPayload, sha1_of
from newscrawl.warc.writer import WarcWriter
from tests.warc.exchanges import PAGE, URL, exchange

INFO = {"software": "newscrawl/test"}
AT = "2026-11-23T01:15:03Z"  # of every exchange that says nothing else


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "warc"
    folder.mkdir()
    return folder


@pytest.fixture
def foreign(tmp_path: Path) -> list[Record]:
    """A response, and a revisit record that refers to it."""
    places: dict[bytes, StoredPayload] = {}
    writer = WarcWriter(tmp_path / "theirs", info=INFO, find_payload=places.get)
    first = writer.write_exchange(exchange())
    places[sha1_of(PAGE)] = StoredPayload(URL, AT, first.warc_file, first.warc_offset)
    writer.write_exchange(exchange(at="2026-11-24T01:15:03Z"))
    writer.close()
    with WarcReader(tmp_path / "theirs" / first.warc_file) as reader:
        return [record for record in reader if record.kind in ("response", "revisit")]


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_record_stays_as_it_was_but_for_where_it_came_from(folder: Path, foreign: list[Record]) -> None:
    incoming = IncomingFile(folder, info=INFO)
    name, offset = incoming.copy(foreign[0], source="wget.warc.gz at byte 7")
    incoming.keep()
    record = read_record(folder / name, offset)
    assert record.block == foreign[0].block
    assert record.block is not None
    assert record.block.endswith(PAGE)
    assert record.fields == foreign[0].fields | {"x-imported-from": "wget.warc.gz at byte 7"}


def test_a_revisit_is_told_where_its_payload_lies_here(folder: Path, foreign: list[Record]) -> None:
    incoming = IncomingFile(folder, info=INFO)
    name, offset = incoming.copy(foreign[0], source="a")
    payload = StoredPayload(URL, AT, name, offset)
    place = incoming.copy(foreign[1], source="a", payload=payload)
    incoming.keep()
    copied = read_record(folder / place[0], place[1])
    assert referred_to(copied) == payload
    assert copied.head.count(b"WARC-Refers-To-Filename") == 1
    assert referred_to(foreign[1]) != payload


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("简阳 2018.warc.gz", "简阳 2018.warc.gz"),
        ("a\r\nX-Evil: 1", r"a\r\nX-Evil: 1"),
        ("a\udcff", r"a\xff"),
        ("a\u2028b", r"a\u2028b"),
    ],
)
def test_any_name_of_a_file_is_one_line(folder: Path, foreign: list[Record], source: str, shown: str) -> None:
    incoming = IncomingFile(folder, info=INFO)
    name, offset = incoming.copy(foreign[0], source=source)
    incoming.keep()
    record = read_record(folder / name, offset)
    assert record.fields["x-imported-from"] == shown
    assert "x-evil" not in record.fields


def test_nothing_is_among_the_archives_files_until_it_is_kept(folder: Path, foreign: list[Record]) -> None:
    incoming = IncomingFile(folder, info=INFO)
    name, offset = incoming.copy(foreign[0], source="a")
    assert names(folder) == [f"incoming/{name}"]
    assert read_record(incoming.path(name), offset).url == URL, "it can be read meanwhile"
    incoming.keep()
    assert [path.name for path in folder.iterdir()] == [name]
    assert incoming.path(name) == folder / name


def test_nothing_is_left_of_what_is_discarded_and_the_next_is_kept(folder: Path, foreign: list[Record]) -> None:
    incoming = IncomingFile(folder, info=INFO)
    incoming.copy(foreign[0], source="a")
    incoming.discard()
    assert names(folder) == []
    name, offset = incoming.copy(foreign[0], source="b")
    incoming.keep()
    assert names(folder) == [name]
    assert read_record(folder / name, offset).fields["x-imported-from"] == "b"


def test_what_was_kept_stays_whatever_becomes_of_the_next_import(folder: Path, foreign: list[Record]) -> None:
    incoming = IncomingFile(folder, info=INFO)
    places = []
    for source in ("a", "b"):
        places.append(incoming.copy(foreign[0], source=source))
        incoming.keep()
    incoming.copy(foreign[0], source="c")
    incoming.discard()
    assert names(folder) == sorted(name for name, _ in places)
    assert len(names(folder)) == 2
    assert [read_record(folder / name, at).fields["x-imported-from"] for name, at in places] == ["a", "b"]


def test_what_a_killed_import_left_is_thrown_away(folder: Path, foreign: list[Record]) -> None:
    IncomingFile(folder, info=INFO).copy(foreign[0], source="a")
    assert names(folder) != []
    IncomingFile(folder, info=INFO)
    assert names(folder) == []


def test_a_large_import_makes_several_files_that_all_arrive(folder: Path, foreign: list[Record]) -> None:
    incoming = IncomingFile(folder, info=INFO, max_bytes=600)
    places = [incoming.copy(foreign[0], source=str(number)) for number in range(4)]
    incoming.keep()
    assert len(names(folder)) > 1
    for number, (name, offset) in enumerate(places):
        assert read_record(folder / name, offset).fields["x-imported-from"] == str(number)


def test_to_keep_nothing_changes_nothing(folder: Path) -> None:
    IncomingFile(folder, info=INFO).keep()
    assert names(folder) == []

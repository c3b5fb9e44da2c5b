"""A request bound to an archive at one moment: its lines, and what the manifest says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive import Archive
from newscrawl.archive.dump import BATCH, Decoder
from newscrawl.archive.filters import Filters
from newscrawl.errors import UsageError
from newscrawl.export.request import Request
from newscrawl.export.source import ChannelCount, Source, open_source
from tests.export.material import article, by_other_means, store, vanish

BRIEF = ("id", "title")


def lines(source: Source) -> list[Any]:
    return [json.loads(line) for batch in source.batches() for (line,) in batch]


def test_a_source_gives_lines_or_rows_as_its_format_asks(archive: Path) -> None:
    with Archive.read(archive) as opened:
        with open_source(opened, Request(columns=BRIEF)) as source:
            assert lines(source)[6] == {"id": 7, "title": article(7).title}
            assert lines(source) == lines(source), "each call reads from the start"
        with open_source(opened, Request(format="csv", columns=BRIEF)) as source:
            assert [row for batch in source.batches() for row in batch][6] == (7, article(7).title)


def test_a_source_stays_at_its_moment(archive: Path) -> None:
    with Archive.read(archive) as opened, open_source(opened, Request(columns=BRIEF)) as source:
        store(archive, [article(50)], day=2)
        assert len(lines(source)) == 40
        assert source.cursor.last_id == 40


def test_a_source_tells_what_its_lines_are_made_of(archive: Path) -> None:
    request = Request(filters=Filters(district="简阳", since="2019"))
    with Archive.read(archive) as opened, open_source(opened, request) as source:
        first = "2019-03-01T00:00:00+08:00"
        assert source.channels() == [ChannelCount("chengdu/jianyang", len(lines(source)), first, first)]
        assert source.rules() == ["1"]


def test_an_increment_names_changes_and_tombstones_by_id_in_batches(archive: Path) -> None:
    with Archive.read(archive) as opened, open_source(opened, Request()) as source:
        since = str(source.cursor)
    store(archive, [article(number, title="改") for number in range(3, 40)], day=2)
    vanish(archive, [1, 20], day=3)
    with Archive.read(archive) as opened, open_source(opened, Request(after=since)) as source:
        found = [(line["id"], line.get("tombstone")) for line in lines(source)]
        assert found == sorted([(n, None) for n in range(3, 40)] + [(1, "gone"), (20, "gone")], key=lambda x: x[0])
        assert [len(batch) for batch in source.batches()] == [BATCH, 39 - BATCH]
        assert source.tombstones == 4, "two, read twice"


def test_an_increment_of_nothing_has_no_batch(archive: Path) -> None:
    with Archive.read(archive) as opened, open_source(opened, Request()) as source:
        since = str(source.cursor)
        with_nothing = Source(opened, Request(after=since), Decoder())
        assert list(with_nothing.batches()) == []
        assert with_nothing.tombstones == 0


def test_texts_of_another_program_are_counted_and_end_the_trust(archive: Path) -> None:
    with Archive.read(archive) as opened, open_source(opened, Request()) as source:
        assert source.trusted
    by_other_means(archive, "UPDATE articles SET title = CAST(x'ff' AS TEXT) WHERE id = 5")
    with Archive.read(archive) as opened, open_source(opened, Request(format="csv")) as source:
        assert not source.trusted
        assert len(list(source.batches())) == 2
        assert source.mended == 1


def test_a_cursor_of_another_archive_is_refused_at_once(archive: Path) -> None:
    with (
        Archive.read(archive) as opened,
        pytest.raises(UsageError, match="does not belong to"),
        open_source(opened, Request(after="1-999-999-999-0123456789ab")),
    ):
        pass

"""Increments: a first dump and everything since make, byte for byte, what a full dump is now."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive import Archive
from newscrawl.archive.filters import Filters
from newscrawl.archive.increments import cursor
from newscrawl.errors import UsageError
from newscrawl.export.apply import merged
from newscrawl.export.columns import parse_names
from newscrawl.export.request import Request
from tests.export.conftest import Export
from tests.export.material import DAY, article, by_other_means, parsed, see, store, url, vanish


def now(archive: Path) -> str:
    with Archive.read(archive) as opened:
        return str(cursor(opened))


def applied(*dumps: bytes) -> bytes:
    def numbered(data: bytes, stream: int) -> Iterator[tuple[int, int, bytes]]:
        for line, content in zip(data.splitlines(keepends=True), parsed(data), strict=True):
            yield content["id"], stream, line

    return b"".join(merged([numbered(data, stream) for stream, data in enumerate(dumps)]))


def test_nothing_happened(archive: Path, export: Export) -> None:
    assert export(archive, after=now(archive)) == b""


def test_added_changed_seen_and_vanished(archive: Path, export: Export) -> None:
    since = now(archive)
    store(archive, [article(50), article(2, title="改")], day=2)
    see(archive, [9], day=3)
    vanish(archive, [11], day=4)
    lines = parsed(export(archive, after=since))
    assert [(line["id"], line.get("tombstone")) for line in lines] == [(2, None), (9, None), (11, "gone"), (41, None)]
    assert lines[0]["title"] == "改"
    assert lines[1]["last_seen_at"] == DAY.format(3)
    assert lines[2] == {"id": 11, "url": url(11), "tombstone": "gone", "at": DAY.format(4)}


def test_what_changed_before_it_vanished_comes_whole(archive: Path, export: Export) -> None:
    since = now(archive)
    store(archive, [article(2, title="改")], day=2)
    vanish(archive, [2], day=3)
    first, second = parsed(export(archive, after=since))
    assert (first["title"], second["tombstone"]) == ("改", "gone")
    assert parsed(applied(export(archive), export(archive, after=since))) == parsed(export(archive))


def test_a_page_that_comes_back_is_gone_no_more(archive: Path, export: Export) -> None:
    since = now(archive)
    vanish(archive, [2], day=2)
    between = now(archive)
    store(archive, [article(2)], day=3)
    assert [line.get("tombstone") for line in parsed(export(archive, after=between))] == [None]
    assert [line.get("tombstone") for line in parsed(export(archive, after=since))] == [None]


def test_start_gives_everything_with_the_tombstones(archive: Path, export: Export) -> None:
    vanish(archive, [40], day=2)
    lines = parsed(export(archive, after="start"))
    assert [line["id"] for line in lines] == [*range(1, 41), 40]
    assert lines[-1]["tombstone"] == "gone"


def test_what_leaves_the_filters_gets_a_tombstone(archive: Path, export: Export) -> None:
    filters = Filters(source="西南商报")
    first, since = export(archive, filters=filters), now(archive)
    store(
        archive, [article(1, source="成都日报"), article(2, source="西南商报"), article(60, source="成都日报")], day=2
    )
    increment = export(archive, filters=filters, after=since)
    assert [(line["id"], line.get("tombstone")) for line in parsed(increment)] == [(1, "unselected"), (2, None)]
    assert applied(first, increment) == export(archive, filters=filters)


def test_what_another_program_does_is_seen_too(archive: Path, export: Export) -> None:
    first, since = export(archive), now(archive)
    by_other_means(archive, "DELETE FROM articles WHERE id = 7")
    by_other_means(archive, "UPDATE articles SET duplicate_of = 1 WHERE id = 8")
    increment = export(archive, after=since)
    assert [(line["id"], line.get("tombstone")) for line in parsed(increment)] == [(7, "deleted"), (8, None)]
    assert parsed(increment)[0]["url"] == url(7)
    assert applied(first, increment) == export(archive)


def test_an_earlier_text_added_later_is_a_change(archive: Path, export: Export) -> None:
    store(archive, [article(3, title="改")], day=2)
    since = now(archive)
    by_other_means(archive, "UPDATE revisions SET title = '更早' WHERE article_id = 3")
    assert [line["id"] for line in parsed(export(archive, after=since, with_revisions=True))] == [3]


@pytest.mark.parametrize("seed", range(4))
def test_increments_applied_equal_a_full_dump(archive: Path, export: Export, seed: int) -> None:
    """Random lives of an archive, dumped at random moments, under several requests at once."""
    rng = random.Random(seed)
    requests: list[dict[str, Any]] = [
        {},
        {"with_revisions": True},
        {"filters": Filters(source="西南商报", since="2018-12-18")},
        {"columns": parse_names("title,id,last_seen_at"), "filters": Filters(district="简阳")},
    ]
    dumps = [[export(archive, **request)] for request in requests]
    day = 1
    for _ in range(5):
        since = now(archive)
        for _ in range(rng.randrange(1, 5)):
            day = min(day + 1, 29)
            _live(archive, rng, day)
        for request, parts in zip(requests, dumps, strict=True):
            parts.append(export(archive, after=since, **request))
    for request, parts in zip(requests, dumps, strict=True):
        assert applied(*parts) == export(archive, **request)


def _live(archive: Path, rng: random.Random, day: int) -> None:
    numbers = rng.sample(range(1, 70), 6)
    match rng.randrange(5):
        case 0:
            store(archive, [article(n, source=rng.choice(["西南商报", "成都日报"])) for n in numbers], day=day)
        case 1:
            store(archive, [article(n, title=f"改{day}") for n in numbers], day=day)
        case 2:
            see(archive, numbers, day=day)
        case 3:
            vanish(archive, numbers, day=day)
        case _:
            by_other_means(archive, f"DELETE FROM articles WHERE id = {numbers[0]}")


@pytest.mark.parametrize("text", ["", "yesterday", "1-2-3", "2-1-1-1-0123456789ab", "1-1-1-1-xyz"])
def test_what_is_no_cursor(text: str) -> None:
    with pytest.raises(UsageError, match="is no cursor"):
        Request(after=text)


def test_a_cursor_of_another_archive_is_refused(archive: Path, export: Export, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    store(other, [article(number) for number in range(50, 91)], day=9)
    with pytest.raises(UsageError, match="does not belong to"):
        export(archive, after=now(other))
    store(archive, [article(number) for number in range(50, 60)], day=2)
    with pytest.raises(UsageError, match="does not belong to"):
        export(archive, after=now(other))

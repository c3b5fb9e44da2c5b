"""Increments applied to a dump: for each article the last line that stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.export import run
from newscrawl.export.apply import apply_increments, merged
from newscrawl.export.request import Request
from tests.export.conftest import Export
from tests.export.material import article, store

GONE, DELETED, UNSELECTED = (f'"tombstone":"{kind}"' for kind in ("gone", "deleted", "unselected"))


def stream(number: int, *lines: tuple[int, str]) -> Iterator[tuple[int, int, bytes]]:
    return ((article_id, number, f'{{"id":{article_id},{rest}}}\n'.encode()) for article_id, rest in lines)


@pytest.mark.parametrize(
    ("base", "increments", "standing"),
    [
        ([(1, '"a":1'), (2, '"a":1')], [], [(1, '"a":1'), (2, '"a":1')]),
        ([(1, '"a":1'), (3, '"a":1')], [[(2, '"a":2')]], [(1, '"a":1'), (2, '"a":2'), (3, '"a":1')]),
        ([(1, '"a":1')], [[(1, '"a":2')], [(1, '"a":3')]], [(1, '"a":3')]),
        ([(1, '"a":1')], [[(1, GONE)]], [(1, '"a":1')]),
        ([(1, '"a":1')], [[(1, '"a":2'), (1, GONE)]], [(1, '"a":2')]),
        ([(1, '"a":1'), (2, '"a":1')], [[(1, DELETED), (2, UNSELECTED)]], []),
        ([(1, '"a":1')], [[(1, UNSELECTED)], [(1, '"a":3')]], [(1, '"a":3')]),
        ([(1, '"a":1')], [[(9, DELETED)]], [(1, '"a":1')]),
        ([(1, '"body":"\\"tombstone\\""')], [], [(1, '"body":"\\"tombstone\\""')]),
    ],
)
def test_the_last_line_of_an_article_stands_unless_a_tombstone_drops_it(
    base: list[tuple[int, str]], increments: list[list[tuple[int, str]]], standing: list[tuple[int, str]]
) -> None:
    streams = [stream(number, *lines) for number, lines in enumerate([base, *increments])]
    assert list(merged(streams)) == [line for _, _, line in stream(0, *standing)]


def test_files_are_applied_packed_or_not(archive: Path, export: Export, tmp_path: Path) -> None:
    with Archive.read(archive) as opened:
        since = run.to_files(opened, Request(), tmp_path / "base.jsonl.zst").cursor
    store(archive, [article(2, title="改")], day=2)
    (tmp_path / "more.jsonl").write_bytes(export(archive, after=since))
    count = apply_increments(tmp_path / "base.jsonl.zst", [tmp_path / "more.jsonl"], tmp_path / "now.jsonl.gz")
    assert count == 40
    apply_increments(tmp_path / "now.jsonl.gz", [], tmp_path / "now.jsonl")
    assert (tmp_path / "now.jsonl").read_bytes() == export(archive)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{}\n", "no line of a dump"), (b'{"id": 2}\n{"id": 1}\n', "not in order"), (b"\xff\n", "no line of a dump")],
)
def test_what_is_no_dump_cannot_be_applied(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "base.jsonl").write_bytes(content)
    with pytest.raises(NewscrawlError, match=words):
        apply_increments(tmp_path / "base.jsonl", [], tmp_path / "now.jsonl")
    assert not (tmp_path / "now.jsonl").exists()


def test_a_name_that_is_taken_is_kept_unless_forced(tmp_path: Path) -> None:
    base, output = tmp_path / "base.jsonl", tmp_path / "now.jsonl"
    base.write_bytes(b'{"id":1}\n')
    output.write_bytes(b"old")
    with pytest.raises(UsageError, match="exists already"):
        apply_increments(base, [], output)
    assert output.read_bytes() == b"old"
    apply_increments(base, [], output, force=True)
    assert output.read_bytes() == b'{"id":1}\n'

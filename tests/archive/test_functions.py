"""What archive connections can do beyond SQLite: find the bytes of a word in a text, as SQLite's own search would."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from newscrawl.archive import Archive, functions

TEXTS = ("四川简阳市踏水镇", "踏 水镇", "", "Ａ%_*[踏]", "𰻞𰻞面", "\x01", "a\nb")


@pytest.mark.parametrize("part", ["踏水镇", "踏", "水", "*[踏]", "%_", "𰻞", "\n", "没有"])
def test_a_part_is_found_where_sqlite_finds_it(part: str) -> None:
    conn = sqlite3.connect(":memory:")
    functions.teach(conn)
    for text in TEXTS:
        ours, theirs = conn.execute(
            "SELECT holds(CAST(:text AS BLOB), CAST(:part AS BLOB)), instr(:text, :part) > 0",
            {"text": text, "part": part},
        ).fetchone()
        assert ours == theirs
    conn.close()


def test_every_connection_of_an_archive_knows_it(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive.write(path, command="test") as writer, Archive.read(path) as reader:
        for archive in (writer, reader):
            assert archive.conn.execute("SELECT holds(x'616263', x'62'), holds(x'616263', x'64')").fetchone() == (1, 0)

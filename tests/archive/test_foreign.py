"""What newscrawl writes is told from what other programs write."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.archive import Archive, foreign
from tests.export.material import article, by_other_means, see, store


def wrote(path: Path) -> bool:
    with Archive.read(path) as archive:
        return foreign.wrote(archive.conn)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    store(tmp_path / "newscrawl.db", [article(1), article(2)])
    return tmp_path / "newscrawl.db"


def test_newscrawl_is_not_foreign(archive: Path) -> None:
    store(archive, [article(1, title="改"), article(3)], day=2)
    see(archive, [2], day=3)
    assert not wrote(archive)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE articles SET byline = '' WHERE id = 1",
        "UPDATE revisions SET title = ''",
        "INSERT INTO articles SELECT 9, url || 'x', site, city, district, channel, title, source, published_at, byline,"
        " authors, body, images, source_line, problems, content_sha256, first_archived_at, last_seen_at, revision,"
        " duplicate_of, crawl_id, warc_file, warc_offset, extractor FROM articles WHERE id = 1",
    ],
)
def test_another_program_is_and_stays_so(archive: Path, sql: str) -> None:
    store(archive, [article(1, title="改")], day=2)
    by_other_means(archive, sql)
    assert wrote(archive)
    store(archive, [article(1, title="再改")], day=3)
    assert wrote(archive)

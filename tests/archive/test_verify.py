"""`verify` says nothing of a whole archive, and finds each way in which one can disagree with itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.archive import Archive, verify
from tests.archive.whole import URLS, spoil


def findings(archive: Archive) -> list[str]:
    archive.commit()
    return list(verify.check_books(archive))


def test_a_whole_archive_has_nothing_wrong(archive: Archive) -> None:
    assert findings(archive) == []


def test_the_sum_of_fates_is_what_was_discovered(archive: Archive) -> None:
    listing, article = verify.books(archive)
    assert (listing.discovered, listing.fates) == (1, {"archived": 1})
    assert (article.discovered, article.fates) == (5, {"archived": 3, "gone": 1, "pending": 1})
    assert listing.even
    assert article.even


def test_each_check_is_announced(archive: Archive) -> None:
    heard: list[str] = []
    list(verify.check_books(archive, heard.append))
    assert heard == [
        "the file",
        "tables and triggers",
        "values",
        "the sum of fates",
        "articles and ledger",
        "what is pending",
        "fates",
        "dates",
        "listings",
        "copies",
        "journals",
        "captures",
        "earlier texts",
        "texts",
        "the search index",
        "counts",
    ]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (f"DELETE FROM pages WHERE url = '{URLS[1]}'", f"The ledger does not know the article {URLS[1]}."),
        ("UPDATE revisions SET body = 'x'", f"An earlier text of the article {URLS[0]} is not the one"),
        (f"UPDATE articles SET byline = 'x' WHERE url = '{URLS[2]}'", f"The text of the article {URLS[2]} is not"),
        (f"UPDATE articles SET authors = 'x' WHERE url = '{URLS[2]}'", f"The text of the article {URLS[2]} is not"),
        (f"UPDATE articles SET body = x'ff00' WHERE url = '{URLS[2]}'", f"The text of the article {URLS[2]} is not"),
        (f"UPDATE articles SET title = 'x' WHERE url = '{URLS[2]}'", "The search index is out of step with 1 articles"),
    ],
)
def test_what_is_wrong_is_said(archive: Archive, statement: str, says: str) -> None:
    spoil(archive, statement)
    found = findings(archive)
    assert any(sentence.startswith(says) for sentence in found), found


def test_a_row_that_points_nowhere_is_said(archive: Archive) -> None:
    spoil(archive, "UPDATE articles SET duplicate_of = 999 WHERE id = 2")
    assert "Row 2 of articles points to a row of articles that is not there." in findings(archive)


def test_a_damaged_file_is_said(archive: Archive, tmp_path: Path) -> None:
    archive.close()
    path = tmp_path / "news.db"
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    with Archive.read(path) as opened:
        found = list(verify.check_books(opened))
    assert any("damaged" in sentence for sentence in found)

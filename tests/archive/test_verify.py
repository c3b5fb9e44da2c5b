"""`verify` says nothing of a whole archive, and finds each way in which one can disagree with itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, crawls, ledger, verify, verify_rows
from newscrawl.archive.recorder import CrawlOptions, Recorder
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Listing
from newscrawl.sites import YYBNET

NOW = "2026-11-23T01:00:00Z"
SLUG = "chengdu/jianyang"
HEAD = YYBNET.listing_url(SLUG)
URLS = [f"{YYBNET.base_url}/chengdu/news/201812/{n}.html" for n in range(1, 6)]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Three articles, one in two texts; one gone, one pending."""
    with Archive.write(tmp_path / "news.db", command="test") as opened:
        ledger.choose_channels(opened.db, ())
        with opened.changes() as db:
            crawl_id = crawls.start(db, now=NOW, arguments={}, process="t:1", version="0")
        recorder = Recorder(opened, YYBNET, crawl_id, CrawlOptions())
        recorder.begin_channel(ChannelLink(SLUG, "简阳"))
        recorder.record(Listing(HEAD, SLUG, URLS, fetch=Fetch(HEAD, NOW, 200)))
        for url, body in [(URLS[0], "一"), (URLS[0], "二"), (URLS[1], "三"), (URLS[2], "四")]:
            body = f"{body}段文字,说的是简阳市踏水镇。"
            recorder.record(Article(url, "yybnet", title="标题", body=body, fetch=Fetch(url, NOW, 200)))
        recorder.record(Fate(URLS[3], "article", "gone", "The site says the page does not exist (HTTP 404).", 404))
        opened.commit()
        yield opened


def findings(archive: Archive) -> list[str]:
    archive.commit()
    return list(verify.check_books(archive))


def spoil(archive: Archive, *statements: str) -> None:
    with archive.changes() as db:
        for statement in statements:
            db.execute(statement)


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
    assert heard[0] == "the file"
    assert "the search index" in heard


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (f"DELETE FROM pages WHERE url = '{URLS[1]}'", f"The ledger does not know the article {URLS[1]}."),
        (f"UPDATE pages SET state = 'archived' WHERE url = '{URLS[3]}'", f"The ledger holds {URLS[3]} for archived"),
        (f"UPDATE pages SET state = 'pending' WHERE url = '{HEAD}'", f"The listing page {HEAD} is pending"),
        (f"UPDATE pages SET channel = 'x/y' WHERE url = '{URLS[4]}'", f"The article {URLS[4]} is pending in no known"),
        ("DELETE FROM revisions", f"Of the article {URLS[0]} an earlier text is missing."),
        ("UPDATE revisions SET revision = 7", f"Of the article {URLS[0]} an earlier text is missing."),
        ("UPDATE revisions SET body = 'x'", f"An earlier text of the article {URLS[0]} is not the one"),
        (f"UPDATE articles SET byline = 'x' WHERE url = '{URLS[2]}'", f"The text of the article {URLS[2]} is not"),
        (f"UPDATE articles SET authors = 'x' WHERE url = '{URLS[2]}'", f"The text of the article {URLS[2]} is not"),
        (f"UPDATE articles SET body = x'ff00' WHERE url = '{URLS[2]}'", f"The article {URLS[2]} holds a value that"),
        (f"UPDATE articles SET body = x'ff00' WHERE url = '{URLS[2]}'", f"The text of the article {URLS[2]} is not"),
        (f"UPDATE articles SET images = 'x' WHERE url = '{URLS[2]}'", f"The article {URLS[2]} holds a value that"),
        ("DROP TABLE captures", "The table 'captures' is missing in"),
        ("DROP TRIGGER journal_article_added", "The trigger 'journal_article_added' is missing in"),
        (f"UPDATE pages SET state = 'pending' WHERE url = '{URLS[1]}'", f"The article {URLS[1]} is archived, but the"),
        (f"UPDATE pages SET state = 'gone' WHERE url = '{URLS[1]}'", f"The ledger does not say why {URLS[1]} is not"),
        ("UPDATE articles SET first_archived_at = '2999' WHERE id = 2", f"The article {URLS[1]} was last seen before"),
        ("UPDATE articles SET duplicate_of = 3 WHERE id = 2", f"The article {URLS[1]} is a copy of one that is not"),
        ("UPDATE articles SET duplicate_of = id - 1 WHERE id > 1", f"The article {URLS[2]} is a copy of one that is"),
        ("DELETE FROM changes WHERE article_id = 2", f"The list of changes does not know the article {URLS[1]}."),
        ("DELETE FROM listed", f"The listing {HEAD} named articles, but which is not recorded any more."),
        ("DELETE FROM export_journal", f"The journal of exports does not know the article {URLS[0]}:"),
        ("UPDATE articles SET warc_file = 'a', warc_offset = 1", f"The stored page of the article {URLS[0]} is not"),
        (
            "INSERT INTO captures (url, sha1, captured_at, warc_file, warc_offset, whole)"
            f" VALUES ('{URLS[1]}', 'x', '{NOW}', 'a', 1, 1)",
            f"The article {URLS[1]} points to no stored page, but one was kept",
        ),
        (f"UPDATE articles SET title = 'x' WHERE url = '{URLS[2]}'", "The search index is out of step with 1 articles"),
    ],
)
def test_what_is_wrong_is_said(archive: Archive, statement: str, says: str) -> None:
    archive.db.execute("PRAGMA foreign_keys = OFF")
    spoil(archive, statement)
    found = findings(archive)
    assert any(sentence.startswith(says) for sentence in found), found


def test_a_listing_page_that_was_given_up_needs_no_reason(archive: Archive) -> None:
    """A walk that begins anew takes the reason away, and gives the page up again."""
    spoil(archive, f"UPDATE pages SET state = 'failed', attempts = 1 WHERE url = '{HEAD}'")
    assert findings(archive) == []


def test_a_row_that_points_nowhere_is_said(archive: Archive) -> None:
    spoil(archive, "UPDATE articles SET duplicate_of = 999 WHERE id = 2")
    assert "Row 2 of articles points to a row of articles that is not there." in findings(archive)


def test_many_of_a_kind_are_counted_not_listed(archive: Archive) -> None:
    spoil(
        archive,
        "INSERT INTO pages (url, kind, channel, state, discovered_at) WITH RECURSIVE n(i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)"
        " SELECT 'u' || i, 'article', 'c', 'archived', '' FROM n",
    )
    found = [sentence for sentence in findings(archive) if "archived" in sentence]
    assert len(found) == verify_rows.SHOWN + 1
    assert found[-1].startswith("… and 1,495 more pages that the ledger holds for archived")


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

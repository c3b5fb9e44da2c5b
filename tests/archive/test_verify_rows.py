"""Each check of rows is silent about a whole archive, and says with which row another one disagrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from newscrawl.archive import Archive, verify_rows
from tests.archive.whole import HEAD, NOW, URLS, spoil

Check = Callable[[Archive], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    verify_rows.schema_is_whole,
    verify_rows.values,
    verify_rows.articles_and_pages,
    verify_rows.within_reach,
    verify_rows.revisions,
    verify_rows.fates,
    verify_rows.dates,
    verify_rows.listings,
    verify_rows.copies,
    verify_rows.journals,
    verify_rows.captures,
)


def test_a_whole_archive_has_nothing_wrong(archive: Archive) -> None:
    assert [sentence for check in CHECKS for sentence in check(archive)] == []


@pytest.mark.parametrize(
    ("check", "statement", "says"),
    [
        (verify_rows.schema_is_whole, "DROP VIEW not_archived", "The view 'not_archived' is missing in"),
        (
            verify_rows.schema_is_whole,
            "DROP TRIGGER journal_article_added",
            "The trigger 'journal_article_added' is missing in",
        ),
        (
            verify_rows.values,
            f"UPDATE articles SET body = x'ff00' WHERE url = '{URLS[2]}'",
            f"The article {URLS[2]} holds a value that newscrawl never writes.",
        ),
        (
            verify_rows.values,
            f"UPDATE articles SET images = 'x' WHERE url = '{URLS[2]}'",
            f"The article {URLS[2]} holds a value that newscrawl never writes.",
        ),
        (
            verify_rows.articles_and_pages,
            f"DELETE FROM pages WHERE url = '{URLS[1]}'",
            f"The ledger does not know the article {URLS[1]}.",
        ),
        (
            verify_rows.articles_and_pages,
            f"UPDATE pages SET state = 'archived' WHERE url = '{URLS[3]}'",
            f"The ledger holds {URLS[3]} for archived, but there is no such article.",
        ),
        (
            verify_rows.within_reach,
            f"UPDATE pages SET state = 'pending' WHERE url = '{HEAD}'",
            f"The listing page {HEAD} is pending, but no walk stands there.",
        ),
        (
            verify_rows.within_reach,
            f"UPDATE pages SET channel = 'x/y' WHERE url = '{URLS[4]}'",
            f"The article {URLS[4]} is pending in no known channel.",
        ),
        (verify_rows.revisions, "DELETE FROM revisions", f"Of the article {URLS[0]} an earlier text is missing."),
        (
            verify_rows.revisions,
            "UPDATE revisions SET revision = 7",
            f"Of the article {URLS[0]} an earlier text is missing.",
        ),
        (
            verify_rows.fates,
            f"UPDATE pages SET state = 'pending' WHERE url = '{URLS[1]}'",
            f"The article {URLS[1]} is archived, but the ledger has it for pending.",
        ),
        (
            verify_rows.fates,
            f"UPDATE pages SET state = 'gone' WHERE url = '{URLS[1]}'",
            f"The ledger does not say why {URLS[1]} is not there.",
        ),
        (
            verify_rows.dates,
            "UPDATE articles SET first_archived_at = '2999' WHERE id = 2",
            f"The article {URLS[1]} was last seen before it was first archived.",
        ),
        (
            verify_rows.listings,
            "DELETE FROM listed",
            f"The listing {HEAD} named articles, but which is not recorded any more.",
        ),
        (
            verify_rows.copies,
            "UPDATE articles SET duplicate_of = 3 WHERE id = 2",
            f"The article {URLS[1]} is a copy of one that is not the first of its story.",
        ),
        (
            verify_rows.copies,
            "UPDATE articles SET duplicate_of = id - 1 WHERE id > 1",
            f"The article {URLS[2]} is a copy of one that is not the first of its story.",
        ),
        (
            verify_rows.journals,
            "DELETE FROM changes WHERE article_id = 2",
            f"The list of changes does not know the article {URLS[1]}.",
        ),
        (
            verify_rows.journals,
            "DELETE FROM export_journal WHERE article_id = 2",
            f"The journal of exports does not know the article {URLS[1]}: increments leave it out.",
        ),
        (
            verify_rows.captures,
            f"UPDATE articles SET warc_file = 'a', warc_offset = 1 WHERE url = '{URLS[2]}'",
            f"The stored page of the article {URLS[2]} is not noted among the captures.",
        ),
        (
            verify_rows.captures,
            "INSERT INTO captures (url, sha1, captured_at, warc_file, warc_offset, whole)"
            f" VALUES ('{URLS[1]}', 'x', '{NOW}', 'a', 1, 1)",
            f"The article {URLS[1]} points to no stored page, but one was kept when it was archived.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_row(archive: Archive, check: Check, statement: str, says: str) -> None:
    spoil(archive, statement)
    (sentence,) = check(archive)
    assert sentence.startswith(says)


def test_a_listing_page_that_was_given_up_needs_no_reason(archive: Archive) -> None:
    """A walk that begins anew takes the reason away, and gives the page up again."""
    spoil(archive, f"UPDATE pages SET state = 'failed', attempts = 1 WHERE url = '{HEAD}'")
    assert [sentence for check in CHECKS for sentence in check(archive)] == []


def test_a_page_from_an_import_needs_no_capture(archive: Archive) -> None:
    spoil(
        archive,
        "UPDATE articles SET warc_file = 'a', warc_offset = 1",
        'UPDATE crawls SET arguments = \'{"command": "import-jsonl"}\'',
    )
    assert list(verify_rows.captures(archive)) == []


def test_many_of_a_kind_are_counted_not_listed(archive: Archive) -> None:
    spoil(
        archive,
        "INSERT INTO pages (url, kind, channel, state, discovered_at) WITH RECURSIVE n(i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)"
        " SELECT 'u' || i, 'article', 'c', 'archived', '' FROM n",
    )
    found = list(verify_rows.articles_and_pages(archive))
    assert len(found) == verify_rows.SHOWN + 1
    assert found[-1] == "… and 1,495 more pages that the ledger holds for archived without their article."

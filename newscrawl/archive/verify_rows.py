"""Checks of `verify` that one query makes: a row that contradicts another, or lacks one that every writer gives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from newscrawl.archive import schema
from newscrawl.archive.archive import Archive

SHOWN = 5  # examples a kind of fault
_OTHER_PROGRAM = "Another program changed it: restore it from a backup."
# When the present text of an article was archived.
_SINCE = "coalesce((SELECT max(replaced_at) FROM revisions WHERE article_id = articles.id), first_archived_at)"
_TEXT = ("url", "site", "title", "source", "published_at", "byline", "body", "source_line", "extractor")
_LISTS = ("authors", "images", "problems")


@dataclass(frozen=True, slots=True)
class _Fault:
    """Rows that should not be: `query` gives their URLs, `sentence` says one, `more` those beyond the first few."""

    query: str
    sentence: str
    more: str

    def found(self, archive: Archive) -> Iterator[str]:
        rows = archive.db.conn.execute(self.query)
        for (url,) in rows.fetchmany(SHOWN):
            yield self.sentence.format(url)
        beyond = sum(1 for _ in rows)
        if beyond:
            yield f"… and {beyond:,} more {self.more}."


class _Check:
    """A few faults of one kind; called with an archive, it gives a sentence for each row found."""

    def __init__(self, *faults: _Fault) -> None:
        self._faults = faults

    def __call__(self, archive: Archive) -> Iterator[str]:
        for fault in self._faults:
            yield from fault.found(archive)


def schema_is_whole(archive: Archive) -> Iterator[str]:
    """Every table, index, trigger and view is there."""
    names = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    new = Database(memory=True)
    schema.migrate(new)
    for kind, name in sorted(set(new.execute(names)) - set(archive.db.conn.execute(names))):
        yield f"The {kind} '{name}' is missing in {archive.path}. {_OTHER_PROGRAM}"


_strange = [f"typeof({name}) = 'blob'" for name in (*_TEXT, *_LISTS)]
_strange += [f"NOT coalesce(json_valid({name}), 0)" for name in _LISTS]
# Texts are texts, lists are lists.
values = _Check(
    _Fault(
        f"SELECT url FROM articles WHERE {' OR '.join(_strange)}",
        f"The article {{}} holds a value that newscrawl never writes. {_OTHER_PROGRAM}",
        "articles with such a value",
    ),
)

# Each article has its page in the ledger, and each archived page its article.
articles_and_pages = _Check(
    _Fault(
        "SELECT url FROM articles WHERE NOT EXISTS"
        " (SELECT 1 FROM pages WHERE pages.url = articles.url AND kind = 'article')",
        "The ledger does not know the article {}.",
        "articles that the ledger does not know",
    ),
    _Fault(
        "SELECT url FROM pages WHERE kind = 'article' AND state = 'archived' AND NOT EXISTS"
        " (SELECT 1 FROM articles WHERE articles.url = pages.url)",
        "The ledger holds {} for archived, but there is no such article. 'newscrawl crawl --full' fetches it again.",
        "pages that the ledger holds for archived without their article",
    ),
)

# What is pending will be fetched one day: a run can come to it.
within_reach = _Check(
    _Fault(
        "SELECT url FROM pages WHERE kind = 'listing' AND state = 'pending'"
        " AND url NOT IN (SELECT front FROM channels WHERE front IS NOT NULL)",
        "The listing page {} is pending, but no walk stands there.",
        "listing pages that are pending where no walk stands",
    ),
    _Fault(
        "SELECT url FROM pages WHERE kind = 'article' AND state = 'pending'"
        " AND coalesce(channel, '') NOT IN (SELECT slug FROM channels)",
        "The article {} is pending in no known channel. 'newscrawl crawl CHANNEL', with the channel that names it, "
        "fetches it.",
        "articles that are pending in no known channel",
    ),
)

# An article has all its earlier texts, numbered from 1.
revisions = _Check(
    _Fault(
        "SELECT url FROM articles LEFT JOIN (SELECT article_id, count(*) AS texts, min(revision) AS first,"
        "  max(revision) AS last FROM revisions GROUP BY article_id) AS earlier ON article_id = articles.id"
        " WHERE revision != coalesce(texts, 0) + 1 OR (texts > 0 AND (first != 1 OR last != revision - 1))",
        "Of the article {} an earlier text is missing.",
        "articles of which an earlier text is missing",
    ),
)

# An archived article is not waited for; what has another fate has a reason.
fates = _Check(
    _Fault(
        "SELECT pages.url FROM pages JOIN articles USING (url) WHERE state = 'pending' AND reason IS NULL",
        "The article {} is archived, but the ledger has it for pending. 'newscrawl crawl' fetches it again.",
        "articles that the ledger has for pending",
    ),
    _Fault(
        "SELECT url FROM pages WHERE kind = 'article' AND reason IS NULL"
        " AND state IN ('gone', 'rejected', 'failed', 'excluded')",
        f"The ledger does not say why {{}} is not there. {_OTHER_PROGRAM}",
        "pages of which the ledger does not say why they are not there",
    ),
)

dates = _Check(
    _Fault(
        "SELECT url FROM articles WHERE first_archived_at > last_seen_at",
        f"The article {{}} was last seen before it was first archived. {_OTHER_PROGRAM}",
        "articles last seen before they were first archived",
    ),
)

# Of a listing that named articles it is known which.
listings = _Check(
    _Fault(
        "SELECT url FROM channels JOIN pages USING (url) WHERE named > 0 AND pages.pass IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM listed WHERE channel_id = channels.id)",
        "The listing {} named articles, but which is not recorded any more. 'newscrawl crawl --full' reads it again.",
        "listings of which it is not recorded which articles they named",
    ),
)

# A copy points to the first article of its story: an earlier one, that is no copy itself.
copies = _Check(
    _Fault(
        "SELECT url FROM articles WHERE duplicate_of >= id"
        " OR duplicate_of IN (SELECT id FROM articles WHERE duplicate_of IS NOT NULL)",
        "The article {} is a copy of one that is not the first of its story. 'newscrawl copies --find' looks anew.",
        "copies of articles that are not the first of their story",
    ),
)

# Each article has been entered where exports look for what is new.
journals = _Check(
    _Fault(
        "SELECT url FROM articles WHERE NOT EXISTS (SELECT 1 FROM changes WHERE article_id = articles.id)",
        f"The list of changes does not know the article {{}}. {_OTHER_PROGRAM}",
        "articles that the list of changes does not know",
    ),
    _Fault(
        "SELECT url FROM articles WHERE NOT EXISTS"
        " (SELECT 1 FROM export_journal WHERE article_id = articles.id AND what = 'line')",
        f"The journal of exports does not know the article {{}}: increments leave it out. {_OTHER_PROGRAM}",
        "articles that the journal of exports does not know",
    ),
)

# What a crawl stored is noted among the captures, and what was captured with an article is its stored page.
captures = _Check(
    _Fault(
        "SELECT url FROM articles JOIN crawls ON crawls.id = crawl_id WHERE warc_file IS NOT NULL"
        " AND json_extract(arguments, '$.command') IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM captures WHERE captures.url = articles.url)"
        " AND (warc_file, warc_offset) NOT IN (SELECT warc_file, warc_offset FROM captures)",
        "The stored page of the article {} is not noted among the captures. 'newscrawl import-warc' with its WARC file "
        "notes it again.",
        "articles whose stored page is not noted among the captures",
    ),
    _Fault(
        "SELECT url FROM articles WHERE warc_file IS NULL AND EXISTS"
        f" (SELECT 1 FROM captures WHERE captures.url = articles.url AND captured_at = {_SINCE})",
        f"The article {{}} points to no stored page, but one was kept when it was archived. {_OTHER_PROGRAM}",
        "articles that do not point to the page that was kept",
    ),
)

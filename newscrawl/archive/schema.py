"""The tables of an archive and the migrations that make them, oldest first.

Each migration runs in one transaction together with the note that it ran; an archive made by an older
newscrawl is brought forward when a writer opens it, one made by a newer newscrawl is refused.
Every table and column is described in `newscrawl.archive.columns`.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from newscrawl.archive import collections, copies, counts, foreign, fulltext, health, jobs, journal, pruned, views

APPLICATION_ID = 0x6E637277  # "ncrw", so that `file` and `PRAGMA application_id` tell an archive from any database

migrations = Migrations("newscrawl")


@migrations()
def m001_articles(db: Database) -> None:
    db.executescript("""
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        url TEXT NOT NULL UNIQUE,
        site TEXT NOT NULL,
        city TEXT,
        district TEXT,
        channel TEXT,
        title TEXT,
        source TEXT,
        published_at TEXT,
        byline TEXT,
        authors TEXT NOT NULL DEFAULT '[]',
        body TEXT NOT NULL DEFAULT '',
        images TEXT NOT NULL DEFAULT '[]',
        source_line TEXT,
        problems TEXT NOT NULL DEFAULT '[]',
        content_sha256 TEXT NOT NULL,
        first_archived_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        revision INTEGER NOT NULL DEFAULT 1,
        duplicate_of INTEGER REFERENCES articles(id),
        crawl_id INTEGER REFERENCES crawls(id),
        warc_file TEXT,
        warc_offset INTEGER,
        extractor TEXT NOT NULL
    );
    CREATE TABLE revisions (
        article_id INTEGER NOT NULL REFERENCES articles(id),
        revision INTEGER NOT NULL,
        title TEXT,
        source TEXT,
        published_at TEXT,
        byline TEXT,
        authors TEXT NOT NULL,
        body TEXT NOT NULL,
        images TEXT NOT NULL,
        source_line TEXT,
        problems TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        archived_at TEXT NOT NULL,
        replaced_at TEXT NOT NULL,
        crawl_id INTEGER REFERENCES crawls(id),
        warc_file TEXT,
        warc_offset INTEGER,
        extractor TEXT NOT NULL,
        PRIMARY KEY (article_id, revision)
    ) WITHOUT ROWID;
    CREATE TABLE changes (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id INTEGER NOT NULL REFERENCES articles(id),
        change TEXT NOT NULL,
        at TEXT NOT NULL
    );
    CREATE INDEX articles_channel_published ON articles(channel, published_at);
    CREATE INDEX articles_published ON articles(published_at);
    CREATE INDEX articles_city_district_published ON articles(city, district, published_at);
    CREATE INDEX articles_source ON articles(source);
    CREATE INDEX articles_content ON articles(content_sha256);
    CREATE INDEX articles_duplicate ON articles(duplicate_of) WHERE duplicate_of IS NOT NULL;
    CREATE INDEX changes_article ON changes(article_id);
    """)


@migrations()
def m002_ledger(db: Database) -> None:
    db.executescript("""
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        url TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('listing', 'article')),
        channel TEXT,
        state TEXT NOT NULL DEFAULT 'pending'
            CHECK (state IN ('pending', 'archived', 'gone', 'rejected', 'failed', 'excluded')),
        reason TEXT,
        http_status INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0,
        discovered_at TEXT NOT NULL,
        discovered_on TEXT,
        fetched_at TEXT,
        retry_at TEXT,
        etag TEXT,
        last_modified TEXT,
        crawl_id INTEGER REFERENCES crawls(id),
        warc_file TEXT,
        warc_offset INTEGER,
        dated TEXT,
        next_url TEXT,
        pass INTEGER,
        named INTEGER,
        names_crc INTEGER,
        newest_pass INTEGER
    );
    -- What a crawl asks all the time: what is still to fetch, and what has come due again.
    CREATE INDEX pages_pending ON pages(kind, id) WHERE state = 'pending' AND retry_at IS NULL;
    CREATE INDEX pages_due ON pages(channel, retry_at) WHERE retry_at IS NOT NULL;
    CREATE INDEX pages_channel_kind_state ON pages(channel, kind, state);

    CREATE TABLE channels (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        slug TEXT NOT NULL,
        site TEXT NOT NULL,
        name TEXT,
        city TEXT,
        discovered_at TEXT NOT NULL,
        discovered_on TEXT,
        last_crawled_at TEXT,
        complete_at TEXT,
        complete_pass INTEGER NOT NULL DEFAULT 0,
        pass INTEGER NOT NULL DEFAULT 0,
        pass_crawl_id INTEGER,
        pass_first INTEGER NOT NULL DEFAULT 1,
        pass_new INTEGER NOT NULL DEFAULT 0,
        pass_pages INTEGER NOT NULL DEFAULT 0,
        pass_repeats INTEGER NOT NULL DEFAULT 0,
        pass_names_crc INTEGER,
        pass_skipped INTEGER NOT NULL DEFAULT 0,
        pass_proves INTEGER NOT NULL DEFAULT 1,
        front TEXT
    );
    CREATE INDEX channels_slug ON channels(slug);
    CREATE TABLE listed (
        channel_id INTEGER NOT NULL REFERENCES channels(id),
        page_id INTEGER NOT NULL REFERENCES pages(id),
        first_listed_at TEXT NOT NULL,
        first_pass INTEGER NOT NULL,
        PRIMARY KEY (channel_id, page_id)
    ) WITHOUT ROWID;
    CREATE TABLE crawls (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        ended TEXT,
        arguments TEXT NOT NULL DEFAULT '{}',
        counts TEXT NOT NULL DEFAULT '{}',
        health TEXT,
        health_reasons TEXT NOT NULL DEFAULT '[]',
        process TEXT,
        version TEXT
    );
    """)


@migrations()
def m003_captures(db: Database) -> None:
    db.executescript("""
    CREATE TABLE captures (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        sha1 BLOB NOT NULL,
        captured_at TEXT NOT NULL,
        warc_file TEXT NOT NULL,
        warc_offset INTEGER NOT NULL,
        whole INTEGER NOT NULL
    );
    CREATE INDEX captures_url ON captures(url);
    CREATE INDEX captures_sha1 ON captures(sha1);
    """)


@migrations()
def m004_export_journal(db: Database) -> None:
    journal.create(db)


@migrations()
def m005_near_copies(db: Database) -> None:
    copies.create_view(db)


@migrations()
def m006_health_and_jobs(db: Database) -> None:
    health.create(db)
    jobs.create(db)


@migrations()
def m007_search(db: Database) -> None:
    # All that lists, charts and the order of hits ask of an article, without its wide row.
    db.execute("CREATE INDEX articles_brief ON articles(id, published_at, city, district, channel, source)")
    db.execute("DROP INDEX articles_source")
    db.execute("CREATE INDEX articles_source_published ON articles(source, published_at)")
    fulltext.rebuild(db)


@migrations()
def m008_collections(db: Database) -> None:
    collections.create(db)


@migrations()
def m009_views(db: Database) -> None:
    views.create(db)


@migrations()
def m010_pruned_files(db: Database) -> None:
    pruned.create(db)


@migrations()
def m011_foreign_writes(db: Database) -> None:
    foreign.create(db)


@migrations()
def m012_terms_of_four(db: Database) -> None:
    # The index has runs of four ASCII letters or digits since, so that a year needs no look at the text.
    fulltext.rebuild(db)


@migrations()
def m013_counts(db: Database) -> None:
    counts.create(db)
    # So that revisions are counted without their texts.
    db.execute("CREATE INDEX revisions_replaced ON revisions(replaced_at)")


@migrations()
def m014_keys_of_copies(db: Database) -> None:
    copies.create_index(db)


@migrations()
def m015_counts_by_channel(db: Database) -> None:
    counts.create(db)
    # So that `status` counts them without a look at every article.
    db.execute("CREATE INDEX articles_without_byline ON articles(id) WHERE byline IS NULL")


def migrate(db: Database) -> None:
    """Bring the archive to this version's schema; safe to call on one that is already there."""
    if migrations.pending(db):
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.apply(db)


def unknown_migrations(db: Database) -> list[str]:
    """Names of migrations that ran on this archive and that this version does not know: a newer archive."""
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    return [migration.name for migration in migrations.applied(db) if migration.name not in known]

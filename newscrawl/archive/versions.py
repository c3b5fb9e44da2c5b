"""Which schema an archive has, told without loading what makes one: reading then starts in half the time."""

from __future__ import annotations

import sqlite3

# The migrations of `newscrawl.archive.schema`, oldest first.
MIGRATIONS = (
    "m001_articles",
    "m002_ledger",
    "m003_captures",
    "m004_export_journal",
    "m005_near_copies",
    "m006_health_and_jobs",
    "m007_search",
    "m008_collections",
    "m009_views",
    "m010_pruned_files",
    "m011_foreign_writes",
    "m012_terms_of_four",
    "m013_counts",
    "m014_keys_of_copies",
    "m015_counts_by_channel",
)


def is_current(conn: sqlite3.Connection) -> bool:
    """True for an archive of just this version; False for anything else, and for what cannot be read."""
    try:
        applied = conn.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'newscrawl'").fetchall()
    except sqlite3.DatabaseError:
        return False
    return {name for (name,) in applied} == set(MIGRATIONS)

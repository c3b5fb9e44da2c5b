"""The description of the archive against the archive, and the page made from it."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from newscrawl.archive import columns, schema

# What SQLite, FTS5 and sqlite-utils keep for themselves.
_INTERNAL = ("sqlite_", "_sqlite_migrations", "articles_fts_")


def real_schema() -> dict[str, set[str]]:
    db = Database(memory=True)
    schema.migrate(db)
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    return {
        name: {row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", [name])}
        for name in names
        if not name.startswith(_INTERNAL)
    }


def test_every_table_and_column_is_described_and_none_besides() -> None:
    assert {name: set(note.columns) for name, note in columns.TABLES.items()} == real_schema()


def test_columns_are_described_in_their_order() -> None:
    db = Database(memory=True)
    schema.migrate(db)
    for name, note in columns.TABLES.items():
        assert list(note.columns) == [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", [name])]


def test_the_page_is_made_from_the_descriptions() -> None:
    page = Path(__file__).parents[2] / "docs" / "schema.md"
    assert page.read_text(encoding="utf-8") == columns.as_markdown(), (
        "Run: python -m newscrawl.archive.columns > docs/schema.md"
    )

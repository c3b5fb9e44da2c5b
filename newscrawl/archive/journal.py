"""The export journal: what an increment must name again, kept by triggers so that no writer can forget it.

One row for each article and kind of event, moved to the end (`seq` grows, and is never used twice) each time it
happens again. So the journal never holds more than a few short rows an article, and whatever lies behind a cursor
is exactly what happened since.

    line     the article's row, or its earlier texts, were added or changed in any column, `last_seen_at` included;
             or its page, once gone, is there again
    moved    a column that filters look at changed: it may have left a selection
    gone     its page has vanished from the site; the text stays. The row goes when the page comes back
    deleted  another program deleted it (newscrawl never does); `url` says what it was
"""

from __future__ import annotations

from sqlite_utils import Database

_TOUCH = "DELETE FROM export_journal WHERE article_id = {id} AND what = '{what}';\n" + (
    "INSERT INTO export_journal (article_id, what) VALUES ({id}, '{what}');"
)
_THE_ARTICLE = "(SELECT id FROM articles WHERE url = new.url)"
_FORGET_GONE = f"DELETE FROM export_journal WHERE what = 'gone' AND article_id = {_THE_ARTICLE};"
_NOTE_IF_GONE = (
    "INSERT INTO export_journal (article_id, what) SELECT articles.id, 'gone' FROM articles JOIN pages USING (url)"
    " WHERE pages.state = 'gone' AND url = new.url;"
)
_FILTERED = ("city", "district", "channel", "source", "published_at")


def create(db: Database) -> None:
    """Make the table, enter every article there is, and set the triggers."""
    db.executescript("""
    CREATE TABLE export_journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id INTEGER NOT NULL,
        what TEXT NOT NULL CHECK (what IN ('line', 'moved', 'gone', 'deleted')),
        url TEXT,
        UNIQUE (article_id, what)
    );
    INSERT INTO export_journal (article_id, what) SELECT id, 'line' FROM articles ORDER BY id;
    INSERT INTO export_journal (article_id, what)
        SELECT articles.id, 'gone' FROM articles JOIN pages USING (url) WHERE pages.state = 'gone' ORDER BY articles.id;
    """)
    for name, (event, body) in _triggers().items():
        db.executescript(f"CREATE TRIGGER {name} AFTER {event} BEGIN\n{body}\nEND;")


def _triggers() -> dict[str, tuple[str, str]]:
    line = _TOUCH.format(id="new.id", what="line")
    moved = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _FILTERED)
    triggers = {
        "journal_article_added": ("INSERT ON articles", f"{line}\n{_FORGET_GONE}\n{_NOTE_IF_GONE}"),
        "journal_article_changed": ("UPDATE ON articles", line),
        "journal_article_moved": (
            f"UPDATE OF {', '.join(_FILTERED)} ON articles WHEN {moved}",
            _TOUCH.format(id="new.id", what="moved"),
        ),
        "journal_article_deleted": (
            "DELETE ON articles",
            "DELETE FROM export_journal WHERE article_id = old.id;\n"
            "INSERT INTO export_journal (article_id, what, url) VALUES (old.id, 'deleted', old.url);",
        ),
        "journal_page_entered": ("INSERT ON pages WHEN new.state = 'gone'", f"{_FORGET_GONE}\n{_NOTE_IF_GONE}"),
        "journal_page_gone": (
            "UPDATE OF state ON pages WHEN new.state = 'gone' AND old.state != 'gone'",
            f"{_FORGET_GONE}\n{_NOTE_IF_GONE}",
        ),
        "journal_page_back": (
            "UPDATE OF state ON pages WHEN old.state = 'gone' AND new.state != 'gone'",
            f"{_FORGET_GONE}\nDELETE FROM export_journal WHERE what = 'line' AND article_id = {_THE_ARTICLE};\n"
            "INSERT INTO export_journal (article_id, what) SELECT id, 'line' FROM articles WHERE url = new.url;",
        ),
    }
    for event, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        touch = _TOUCH.format(id=f"{row}.article_id", what="line")
        triggers[f"journal_revision_{event.lower()}"] = (f"{event} ON revisions", touch)
    return triggers

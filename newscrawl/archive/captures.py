"""Which payloads the WARC files hold: one row for each different answer that each URL ever gave.

It finds the record that a `revisit` record refers to, keeps identical payloads from being stored twice, and makes
`import-warc` safe to repeat.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from newscrawl.warc.records import StoredPayload

_PAYLOAD = "url, captured_at, warc_file, warc_offset"


def find_payload(db: Database, sha1: bytes) -> StoredPayload | None:
    """A record that holds the payload itself, whichever URL it came from; None where there is none."""
    row = db.conn.execute(
        f"SELECT {_PAYLOAD} FROM captures WHERE sha1 = ? AND whole ORDER BY id LIMIT 1", (sha1,)
    ).fetchone()
    return StoredPayload(*row) if row else None


def of_url(db: Database, url: str) -> Iterator[tuple[bytes, StoredPayload]]:
    """The different payloads that a URL gave, with their SHA-1, oldest capture first."""
    rows = db.conn.execute(f"SELECT sha1, {_PAYLOAD} FROM captures WHERE url = ? ORDER BY captured_at, id", (url,))
    for sha1, *payload in rows:
        yield sha1, StoredPayload(*payload)


def is_known(db: Database, url: str, sha1: bytes | None) -> bool:
    """True where the URL is known to have given that payload."""
    return db.conn.execute("SELECT 1 FROM captures WHERE url = ? AND sha1 = ?", (url, sha1)).fetchone() is not None


def add(db: Database, sha1: bytes, payload: StoredPayload, *, whole: bool) -> bool:
    """Note a capture; `whole` says that its record holds the payload itself. False where the URL gave it before.

    A payload that was stored again because its file is lost is found at its new place.
    """
    known = db.conn.execute("SELECT id FROM captures WHERE url = ? AND sha1 = ?", (payload.url, sha1)).fetchone()
    if known and whole:
        db.conn.execute(
            "UPDATE captures SET captured_at = ?, warc_file = ?, warc_offset = ?, whole = 1 WHERE id = ?",
            (payload.captured_at, payload.warc_file, payload.warc_offset, known[0]),
        )
    elif not known:
        db.conn.execute(
            f"INSERT INTO captures (sha1, {_PAYLOAD}, whole) VALUES (?, ?, ?, ?, ?, ?)",
            (sha1, payload.url, payload.captured_at, payload.warc_file, payload.warc_offset, whole),
        )
    return known is None

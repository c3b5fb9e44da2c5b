"""Taking in an article of another archive: what both knew stays, in the order of time, and nothing comes twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from sqlite_utils import Database

from newscrawl.archive import articles, copies, fulltext
from newscrawl.archive.dump import JSON_COLUMNS, REVISION_COLUMNS
from newscrawl.extract.fingerprint import fingerprint
from newscrawl.items import Article, Fetch

Taken = Literal["added", "merged", "known"]

# What belongs to a text, and goes with it into `revisions`.
TEXT_COLUMNS = tuple(name for name in REVISION_COLUMNS if name not in ("revision", "archived_at", "replaced_at"))
_PLACE = ("city", "district", "channel")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an article, current or earlier: when it came into an archive, and TEXT_COLUMNS with real lists."""

    archived_at: str
    columns: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        return str(self.columns["content_sha256"])


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article as another archive had it. `texts` are oldest first, the last one current; timestamps are UTC."""

    url: str
    site: str
    city: str | None
    district: str | None
    channel: str | None
    first_archived_at: str
    last_seen_at: str
    revision: int
    texts: Sequence[Text] = field(repr=False)


def take_in(db: Database, incoming: Incoming, *, now: str) -> Taken:
    """Bring an article in, with its ledger row; must run inside a change of the archive."""
    row = db.conn.execute("SELECT id FROM articles WHERE url = ?", (incoming.url,)).fetchone()
    if row is None:
        _add(db, incoming, now)
        return "added"
    changed = _merge(db, int(row[0]), incoming, now)
    return "merged" if changed else "known"


def mark_gone(db: Database, url: str, *, at: str) -> bool:
    """Another archive saw this article's page vanish: note it, unless we saw the page later. True where noted."""
    cursor = db.conn.execute(
        "UPDATE pages SET state = 'gone', reason = ?, fetched_at = ? WHERE url = ? AND state = 'archived'"
        " AND EXISTS (SELECT 1 FROM articles WHERE articles.url = pages.url AND last_seen_at < ?)",
        ("Another archive found that the page does not exist any more.", at, url, at),
    )
    return cursor.rowcount > 0


def _add(db: Database, incoming: Incoming, now: str) -> None:
    """Through the one writer of articles, so that index, copies and journal are kept; then its own history."""
    current = incoming.texts[-1]
    article = _article(incoming, current)
    article.fingerprint = fingerprint(article.body)
    extractor, crawl_id = str(current.columns["extractor"]), current.columns["crawl_id"]
    article_id, _ = articles.store(db, article, now=now, crawl_id=crawl_id, extractor=extractor)
    revision = max(incoming.revision, len(incoming.texts))
    db.conn.execute(
        "UPDATE articles SET first_archived_at = ?, last_seen_at = ?, revision = ? WHERE id = ?",
        (incoming.first_archived_at, incoming.last_seen_at, revision, article_id),
    )
    _write_revisions(db.conn, article_id, incoming.texts, revision)
    _settle_page(db.conn, incoming, current)


def _merge(db: Database, article_id: int, incoming: Incoming, now: str) -> bool:
    ours = _texts(db.conn, article_id)
    merged = _in_order([*ours, *_seen_again(db.conn, incoming.url, ours[-1])], incoming.texts)
    widened = _widen(db.conn, article_id, incoming)
    changed = _fill_place(db.conn, article_id, incoming) or widened
    if [(text.archived_at, text.sha256) for text in merged] != [(text.archived_at, text.sha256) for text in ours]:
        _rewrite(db, article_id, ours, merged, max(_revision(db.conn, article_id), incoming.revision), now)
        changed = True
    if merged[-1].sha256 == incoming.texts[-1].sha256:
        _note_fetch(db.conn, incoming.url, incoming.texts[-1].archived_at)
    return _settle_page(db.conn, incoming, merged[-1]) or changed


def _seen_again(conn: sqlite3.Connection, url: str, current: Text) -> list[Text]:
    """Our current text as of the last time it was fetched: what others saw before then came in between."""
    row = conn.execute("SELECT fetched_at FROM pages WHERE url = ? AND state = 'archived'", (url,)).fetchone()
    return [Text(row[0], current.columns)] if row and row[0] and row[0] > current.archived_at else []


def _note_fetch(conn: sqlite3.Connection, url: str, at: str) -> None:
    """The page of the current text was fetched then, here or elsewhere."""
    conn.execute(
        "UPDATE pages SET fetched_at = max(coalesce(fetched_at, ''), ?) WHERE url = ? AND state = 'archived'", (at, url)
    )


def _rewrite(
    db: Database, article_id: int, ours: Sequence[Text], merged: Sequence[Text], revision: int, now: str
) -> None:
    """Make `merged` the texts of the article; the last one is current."""
    revision = max(revision, len(merged))
    current = merged[-1]
    db.conn.execute("DELETE FROM revisions WHERE article_id = ?", (article_id,))
    db.conn.execute("UPDATE articles SET revision = ? WHERE id = ?", (revision, article_id))
    _write_revisions(db.conn, article_id, merged, revision)
    if current.sha256 != ours[-1].sha256:
        assignments = ", ".join(f"{name} = :{name}" for name in TEXT_COLUMNS)
        with fulltext.kept_in_step(db.conn, article_id):
            db.conn.execute(f"UPDATE articles SET {assignments} WHERE id = :id", _stored(current) | {"id": article_id})
        body = str(current.columns["body"])
        copies.relink(db, article_id, body, fingerprint(body))
    if _digests(merged) != _digests(ours):
        db.conn.execute("INSERT INTO changes (article_id, change, at) VALUES (?, 'changed', ?)", (article_id, now))


def _in_order(ours: Sequence[Text], theirs: Sequence[Text]) -> list[Text]:
    """By time; of equal neighbours the first, which says since when that text stood."""
    merged: list[Text] = []
    for moment in sorted({text.archived_at for text in (*ours, *theirs)}):
        of_ours, of_theirs = ([text for text in texts if text.archived_at == moment] for texts in (ours, theirs))
        for text in _of_one_moment(of_ours, of_theirs, merged[-1].sha256 if merged else None):
            if not merged or merged[-1].sha256 != text.sha256:
                merged.append(text)
    return merged


def _of_one_moment(ours: Sequence[Text], theirs: Sequence[Text], standing: str | None) -> list[Text]:
    """Texts that have one time, as those read again from the same bytes: each once, in the order that both tell.

    The order is the same whichever archive takes in the other, and taking in either again changes nothing. So where
    neither tells, the text that already stood comes first, as it then is no news, and others come by digest. Where they
    contradict each other all come by digest, and the one that stood last, as there it must not be lost.
    """
    if _digests(ours) == _digests(theirs):
        return [*ours]
    mine, others = _each_once(ours), _each_once(theirs)
    by_digest = {text.sha256: text for text in (*others, *mine)}
    merged: list[str] = []
    left, right = _digests(mine), _digests(others)
    while left and right:
        mine_waits, other_waits = left[0] in right[1:], right[0] in left[1:]
        if mine_waits and other_waits:
            merged, left, right = sorted(by_digest, key=lambda sha256: (sha256 == standing, sha256)), [], []
        elif left[0] == right[0]:
            merged.append(left.pop(0))
            right.pop(0)
        elif other_waits or (not mine_waits and (left[0] != standing, left[0]) < (right[0] != standing, right[0])):
            merged.append(left.pop(0))
        else:
            merged.append(right.pop(0))
    return [by_digest[sha256] for sha256 in (*merged, *left, *right)]


def _each_once(texts: Sequence[Text]) -> list[Text]:
    """Of a text that came back within one moment only its last place: the last text is the current one."""
    return list({text.sha256: text for text in reversed(texts)}.values())[::-1]


def _digests(texts: Sequence[Text]) -> list[str]:
    return [text.sha256 for text in texts]


def _texts(conn: sqlite3.Connection, article_id: int) -> list[Text]:
    """Every text we have of an article, oldest first, the current one last."""
    names = ", ".join(TEXT_COLUMNS)
    rows = conn.execute(
        f"SELECT archived_at, {names} FROM revisions WHERE article_id = :id UNION ALL"
        f" SELECT coalesce((SELECT max(replaced_at) FROM revisions WHERE article_id = :id), first_archived_at), {names}"
        " FROM articles WHERE id = :id",
        {"id": article_id},
    ).fetchall()
    return sorted((_text(row) for row in rows), key=lambda text: text.archived_at)


def _text(row: Sequence[Any]) -> Text:
    columns = dict(zip(TEXT_COLUMNS, row[1:], strict=True))
    return Text(row[0], columns | {name: json.loads(columns[name]) for name in JSON_COLUMNS})


def _write_revisions(conn: sqlite3.Connection, article_id: int, texts: Sequence[Text], current: int) -> None:
    """All texts but the last as revisions, numbered so that the last has the number `current`."""
    names = ("article_id", *REVISION_COLUMNS)
    places = ", ".join(f":{name}" for name in names)
    for index, (text, successor) in enumerate(pairwise(texts)):
        row = _stored(text) | {
            "article_id": article_id,
            "revision": current - len(texts) + 1 + index,
            "archived_at": text.archived_at,
            "replaced_at": successor.archived_at,
        }
        conn.execute(f"INSERT INTO revisions ({', '.join(names)}) VALUES ({places})", row)


def _widen(conn: sqlite3.Connection, article_id: int, incoming: Incoming) -> bool:
    """The longer of both lifetimes. True where that changed anything."""
    cursor = conn.execute(
        "UPDATE articles SET first_archived_at = min(first_archived_at, :first),"
        " last_seen_at = max(last_seen_at, :last)"
        " WHERE id = :id AND (first_archived_at > :first OR last_seen_at < :last)",
        {"id": article_id, "first": incoming.first_archived_at, "last": incoming.last_seen_at},
    )
    return cursor.rowcount > 0


def _fill_place(conn: sqlite3.Connection, article_id: int, incoming: Incoming) -> bool:
    """The place, where we knew none. True where that changed anything."""
    ours = conn.execute(f"SELECT {', '.join(_PLACE)} FROM articles WHERE id = ?", (article_id,)).fetchone()
    theirs = [getattr(incoming, name) for name in _PLACE]
    if all(own is not None or other is None for own, other in zip(ours, theirs, strict=True)):
        return False
    fill = ", ".join(f"{name} = coalesce({name}, ?)" for name in _PLACE)
    with fulltext.kept_in_step(conn, article_id):
        conn.execute(f"UPDATE articles SET {fill} WHERE id = ?", (*theirs, article_id))
    return True


def _settle_page(conn: sqlite3.Connection, incoming: Incoming, current: Text) -> bool:
    """Give the page its row in the ledger: archived, unless it is known to be gone. True where that was news."""
    cursor = conn.execute(
        "INSERT INTO pages (url, kind, channel, state, discovered_at, fetched_at, crawl_id, warc_file, warc_offset)"
        " VALUES (:url, 'article', :channel, 'archived', :first, :at, :crawl, :file, :offset)"
        " ON CONFLICT(url) DO UPDATE SET state = 'archived', reason = NULL, retry_at = NULL, attempts = 0,"
        " fetched_at = coalesce(fetched_at, excluded.fetched_at), warc_file = coalesce(warc_file, excluded.warc_file),"
        " warc_offset = coalesce(warc_offset, excluded.warc_offset) WHERE state NOT IN ('archived', 'gone')",
        {
            "url": incoming.url,
            "channel": incoming.channel,
            "first": incoming.first_archived_at,
            "at": current.archived_at,
            "crawl": current.columns["crawl_id"],
            "file": current.columns["warc_file"],
            "offset": current.columns["warc_offset"],
        },
    )
    return cursor.rowcount > 0


def _article(incoming: Incoming, text: Text) -> Article:
    names = ("title", "source", "published_at", "byline", "authors", "body", "images", "source_line", "problems")
    fetch = Fetch(
        url=incoming.url,
        fetched_at=text.archived_at,
        warc_file=text.columns["warc_file"],
        warc_offset=text.columns["warc_offset"],
    )
    place = {name: getattr(incoming, name) for name in _PLACE}
    return Article(
        url=incoming.url, site=incoming.site, **place, **{name: text.columns[name] for name in names}, fetch=fetch
    )


def _stored(text: Text) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False) if name in JSON_COLUMNS else value
        for name, value in text.columns.items()
    }


def _revision(conn: sqlite3.Connection, article_id: int) -> int:
    (number,) = conn.execute("SELECT revision FROM articles WHERE id = ?", (article_id,)).fetchone()
    return int(number)

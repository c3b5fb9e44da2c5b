from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from newscrawl.archive import Archive, crawls, ledger
from newscrawl.items import Fetch

START, FETCHED, LATER = ("2026-11-23T01:00:00Z", "2026-11-23T01:05:00Z", "2026-11-23T09:00:00Z")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with Archive.write(tmp_path / "news.db", command="test") as archive:
        yield archive.db


def start(db: Database, now: str = START) -> int:
    return crawls.start(db, now=now, arguments={"channels": ["简阳"]}, process="host:1", version="1.0")


def test_a_run_is_recorded_from_start_to_end(db: Database) -> None:
    crawl_id = start(db)
    (under_way,) = crawls.recent(db)
    assert (under_way["ended"], under_way["finished_at"]) == (None, None)
    assert under_way["arguments"] == {"channels": ["简阳"]}
    crawls.note_counts(db, crawl_id, {"new": 3})
    assert crawls.recent(db)[0]["counts"] == {"new": 3}
    crawls.finish(db, crawl_id, now=LATER, ended="stopped", counts={"new": 5})
    (done,) = crawls.recent(db)
    assert (done["ended"], done["finished_at"], done["counts"]) == ("stopped", LATER, {"new": 5})


def test_a_killed_run_is_closed_by_the_next_with_the_last_it_did(db: Database) -> None:
    killed = start(db)
    ledger.discover(db, "u", "article", "c", now=START, on=None)
    ledger.settle(db, "u", "archived", fetch=Fetch("u", FETCHED, 200), crawl_id=killed)
    start(db, LATER)
    newest, oldest = crawls.recent(db)
    assert (oldest["id"], oldest["ended"], oldest["finished_at"]) == (killed, "interrupted", FETCHED)
    assert newest["ended"] is None


def test_a_run_killed_before_it_fetched_ended_when_it_began(db: Database) -> None:
    start(db)
    start(db, LATER)
    assert crawls.recent(db)[1]["finished_at"] == START


def test_recent_ones_come_newest_first(db: Database) -> None:
    ids = [start(db) for _ in range(5)]
    assert [row["id"] for row in crawls.recent(db, 3)] == ids[:1:-1]

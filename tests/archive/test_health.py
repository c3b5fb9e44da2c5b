"""What is kept of each run and channel, what becomes the new normal, and the state for monitoring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, crawls, health
from newscrawl.items import Article


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "newscrawl.db", command="test") as opened:
        yield opened


def run(archive: Archive, day: int, alarms: list[str] | None = None, *, pages: int = 2, verdict: str = "ok") -> int:
    """A finished run that saw one channel."""
    with archive.changes() as db:
        at = f"2026-11-{day:02}T03:30:00Z"
        crawl_id = crawls.start(db, now=at, arguments={}, process="here:1", version="1")
        figures = {"pages": pages} if pages else {}
        health.save(db, crawl_id, "chengdu/jianyang", new=pages, figures=figures, alarms=alarms or [])
        crawls.set_health(db, crawl_id, verdict, [] if verdict == "ok" else ["chengdu/jianyang: no source."])
        crawls.finish(db, crawl_id, now=at.replace("03:30", "03:40"), ended="finished", counts={"new": pages})
    return crawl_id


def alarms(archive: Archive, before: int) -> list[tuple[int, list[str], list[str]]]:
    rows = health.history(archive.db, "chengdu/jianyang", before=before)
    return [(row["crawl_id"], row["alarms"], row["accepted"]) for row in rows]


def test_history_is_newest_first_and_ends_before_the_run(archive: Archive) -> None:
    for day in (1, 2, 3):
        run(archive, day, ["no source"] if day == 2 else [])
    assert alarms(archive, before=3) == [(2, ["no source"], []), (1, [], [])]
    (row,) = health.history(archive.db, "chengdu/jianyang", before=2)
    assert (row["started_at"], row["new"], row["figures"]) == ("2026-11-01T03:30:00Z", 2, {"pages": 2})


def test_accepting_makes_the_unbroken_row_of_alarms_the_new_normal(archive: Archive) -> None:
    run(archive, 1)
    run(archive, 2, ["no source"])
    run(archive, 3)
    run(archive, 4, ["no source", "no time"])
    run(archive, 5, pages=0)
    run(archive, 6, ["no source"])
    with archive.changes() as db:
        assert health.accept(db, now="2026-11-07T00:00:00Z") == [("chengdu/jianyang", "no source")]
    assert alarms(archive, before=7) == [
        (6, [], []),
        (5, [], []),
        (4, ["no time"], []),
        (3, [], ["no source"]),
        (2, ["no source"], ["no source"]),
        (1, [], ["no source"]),
    ]
    with archive.changes() as db:
        assert health.accept(db, now="2026-11-07T00:00:00Z") == []


def test_accepting_looks_past_runs_without_articles_and_keeps_to_the_channel(archive: Archive) -> None:
    run(archive, 1, ["no source"])
    run(archive, 2, pages=0)
    with archive.changes() as db:
        assert health.accept(db, now="2026-11-07T00:00:00Z", channel="chengdu/pujiang") == []
        assert health.accept(db, now="2026-11-07T00:00:00Z", channel="chengdu/jianyang") == [
            ("chengdu/jianyang", "no source")
        ]


def test_figures_are_dropped_after_years_and_runs_are_not(archive: Archive) -> None:
    run(archive, 1)
    run(archive, 2)
    with archive.changes() as db:
        health.forget_old(db, now="2029-01-10T03:30:00Z")
    assert [crawl_id for crawl_id, *_ in alarms(archive, before=9)] == [2]
    assert len(crawls.recent(archive.db)) == 2


def test_killed_runs_are_found_once(archive: Archive) -> None:
    for now in ("2026-11-01T03:30:00Z", "2026-11-02T03:30:00Z"):
        with archive.changes() as db:
            crawls.start(db, now=now, arguments={}, process="here:1", version="1")
    with archive.changes() as db:
        (killed,) = health.close_interrupted(db)
        assert health.close_interrupted(db) == []
    assert (killed["id"], killed["ended"], killed["health"]) == (1, "interrupted", "failed")
    assert killed["health_reasons"] == [health.INTERRUPTED]


def test_an_empty_archive_is_of_unknown_health(archive: Archive) -> None:
    assert health.latest(archive.db) == {
        "health": "unknown",
        "reasons": [],
        "crawl_id": None,
        "started_at": None,
        "finished_at": None,
        "ended": None,
        "running_since": None,
        "last_ok_at": None,
        "articles": 0,
        "pending": 0,
    }


def test_the_latest_run_that_ended_tells_the_health(archive: Archive) -> None:
    run(archive, 1)
    run(archive, 2, ["no source"], verdict="degraded")
    with archive.changes() as db:
        crawls.start(db, now="2026-11-03T03:30:00Z", arguments={}, process="here:1", version="1")
    state = health.latest(archive.db)
    assert (state["health"], state["crawl_id"], state["ended"]) == ("degraded", 2, "finished")
    assert state["reasons"] == ["chengdu/jianyang: no source."]
    assert state["last_ok_at"] == "2026-11-01T03:40:00Z"
    assert state["running_since"] == "2026-11-03T03:30:00Z"
    assert health.alarms_of(archive.db, 2) == [("chengdu/jianyang", "no source")]


def test_texts_of_a_channel_are_newest_first_and_without_copies(archive: Archive) -> None:
    from newscrawl.archive import articles

    for number in range(4):
        item = Article(f"https://x/{number}", "yybnet", channel="chengdu", title="题", body=f"各不相同的正文{number}")
        with archive.changes() as db:
            articles.store(db, item, now="2026-11-01T03:30:00Z", crawl_id=None, extractor="1")
    with archive.changes() as db:
        db.conn.execute("UPDATE articles SET duplicate_of = 1 WHERE id = 3")
    texts = health.latest_texts(archive.db, "chengdu", 2)
    assert [text["url"] for text in texts] == ["https://x/3", "https://x/1"]

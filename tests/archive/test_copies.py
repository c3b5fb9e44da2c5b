from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, articles, copies
from newscrawl.extract import fingerprint
from newscrawl.items import Article
from tests.extract.notices import FORMS, edited, notice, story

NOW = "2026-11-23T01:00:00Z"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "archive.db", command="test") as archive:
        yield archive


def store(archive: Archive, number: int, body: str, channel: str = "chengdu/jianyang", day: int = 1) -> int:
    article = Article(f"https://www.yybnet.net/a/news/201812/{number}.html", "yybnet", channel=channel, title="标题")
    article.body, article.source = body, f"报{number}"
    article.published_at = f"2018-12-{day:02}T08:00:00+08:00"
    with archive.changes() as db:
        article_id, _ = articles.store(db, fingerprint.apply(article), now=NOW, crawl_id=None, extractor="1")
    return article_id


def links(archive: Archive) -> dict[int, int]:
    return dict(archive.db.execute("SELECT id, duplicate_of FROM articles WHERE duplicate_of IS NOT NULL").fetchall())


def test_copies_point_to_the_earliest(archive: Archive) -> None:
    rng = random.Random(1)
    text, other = story(rng, 700), story(rng, 700)
    for number, body in enumerate([text, other, edited(text, 0.05, rng), text, edited(other, 0.03, rng)], start=1):
        store(archive, number, body)
    assert links(archive) == {3: 1, 4: 1, 5: 2}


def test_no_notice_is_linked_to_another_one(archive: Archive) -> None:
    rng = random.Random(2)
    texts = dict.fromkeys(notice(kind, rng) for _ in range(30) for kind in FORMS)
    for number, body in enumerate(texts, start=1):
        store(archive, number, body)
    assert links(archive) == {}


def test_a_copy_is_found_among_hundreds_of_notices_of_its_form(archive: Archive) -> None:
    rng = random.Random(3)
    texts = [notice("power cut", rng) for _ in range(300)]
    for number, body in enumerate(texts, start=1):
        store(archive, number, body)
    assert store(archive, 301, texts[20]) == 301
    assert links(archive) == {301: 21}


def test_a_copy_with_edits_is_found_among_articles_that_share_most_of_its_sentences(archive: Archive) -> None:
    rng = random.Random(8)
    shared = story(random.Random(9), 300)
    own = ["".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(500)) for _ in range(120)]
    for number, text in enumerate(own, start=1):
        store(archive, number, shared + text)
    for place in (5, 60, 115):
        store(archive, 1000 + place, edited(shared + own[place - 1], 0.05, rng))
    assert list(links(archive).values()) == [5, 60, 115]


def test_the_work_of_a_look_up_is_bounded_however_many_articles_share_a_phrase(archive: Archive) -> None:
    rng = random.Random(10)
    for number in range(1, 201):
        store(archive, number, notice("power cut", rng))
    asked: list[str] = []
    archive.db.conn.set_trace_callback(asked.append)
    text = notice("power cut", rng)
    mark = fingerprint.fingerprint(text)
    assert mark is not None
    assert copies.original_of(archive.db, text, mark) is None
    archive.db.conn.set_trace_callback(None)
    assert len(asked) == 3


def test_a_changed_text_is_linked_anew_and_so_are_its_copies(archive: Archive) -> None:
    rng = random.Random(4)
    text, other = story(rng, 600), story(rng, 600)
    for number, body in enumerate([other, text, text, edited(text, 0.02, rng)], start=1):
        store(archive, number, body)
    assert links(archive) == {3: 2, 4: 2}
    store(archive, 2, edited(other, 0.01, rng))
    assert links(archive) == {2: 1, 4: 3}
    store(archive, 2, text)
    assert links(archive) == {4: 3}
    store(archive, 3, text + "更正。")
    assert links(archive) == {3: 2, 4: 2}


def test_an_old_archive_is_linked_by_the_command_alone(archive: Archive) -> None:
    rng = random.Random(5)
    text = story(rng, 600)
    for number in range(1, 6):
        store(archive, number, edited(text, 0.01, rng) if number > 1 else text)
    store(archive, 6, "太短。")
    expected = links(archive)
    assert expected == {2: 1, 3: 1, 4: 1, 5: 1}
    with archive.changes() as db:
        copies.clear(db)
    assert links(archive) == {}
    for _ in range(2):
        with archive.changes() as db:
            assert copies.link_all(db) == 4
        assert links(archive) == expected


def test_the_view_shows_spread_and_time(archive: Archive) -> None:
    text = story(random.Random(6), 500)
    store(archive, 1, text, day=3)
    store(archive, 2, text, channel="chengdu/wenjiang", day=1)
    store(archive, 3, text, channel="chengdu/wenjiang", day=9)
    store(archive, 4, story(random.Random(7), 500))
    (row,) = copies.most_copied(archive.db, limit=10)
    assert row["article_id"] == 1
    assert row["copies"] == 2
    assert row["channels"] == '["chengdu/jianyang","chengdu/wenjiang"]'
    assert row["sources"] == '["报1","报2","报3"]'
    assert row["first_published_at"].startswith("2018-12-01")
    assert row["last_published_at"].startswith("2018-12-09")
    assert row["days"] == 8.0

"""Changed, vanished and merely redecorated articles, crawled again."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newscrawl.replica import ReplicaServer, ReplicaSite
from newscrawl.warc.pages import read_page
from tests.rederive.crawling import articles, crawl, newscrawl, revisions, rows


def test_a_full_crawl_keeps_what_changed_and_what_vanished(
    tmp_path: Path, site: ReplicaSite, server: ReplicaServer
) -> None:
    archive = tmp_path / "archive.db"
    crawl(archive, server.url)
    before = {row[0]: row for row in articles(archive)}
    edited, vanished, *_ = (url.removeprefix(server.url) for url in before)
    site.edit_junk()
    site.edit(edited, title="更正后的标题比原来的更长")
    site.vanish(vanished)
    counts = crawl(archive, server.url, "--full")
    after = {row[0]: row for row in articles(archive)}
    assert (counts["changed"], counts["gone"], counts["unchanged"]) == (1, 1, 6)
    assert {url: row[:16] for url, row in after.items() if url != server.url + edited} == {
        url: row[:16] for url, row in before.items() if url != server.url + edited
    }
    (text,) = revisions(archive)
    assert text[:4] == (server.url + edited, 1, before[server.url + edited][5], before[server.url + edited][10])
    assert after[server.url + edited][5] == "更正后的标题比原来的更长"
    assert after[server.url + edited][16] == 2
    old, new = (read_page(tmp_path / "warc", *place) for place in (text[6:8], after[server.url + edited][17:19]))
    assert old.captured_at == text[4] <= new.captured_at == text[5]
    assert "更正后的标题比原来的更长" in new.body.decode()
    states = dict(rows(archive, "SELECT url, state FROM pages WHERE kind = 'article'"))
    assert states.pop(server.url + vanished) == "gone"
    assert set(states.values()) == {"archived"}
    shown = newscrawl(archive, "show", server.url + edited).stdout
    assert f"- title: {before[server.url + edited][5]}" in shown
    assert "+ title: 更正后的标题比原来的更长" in shown


def test_young_articles_are_looked_at_again(tmp_path: Path, site: ReplicaSite, server: ReplicaServer) -> None:
    archive = tmp_path / "archive.db"
    crawl(archive, server.url)
    assert rows(archive, "SELECT count(retry_at) FROM pages WHERE kind = 'article'") == [(0,)]
    now = datetime.now(UTC)
    conn = sqlite3.connect(archive)
    urls = [url for (url,) in conn.execute("SELECT url FROM articles ORDER BY id")]
    # As if published three days ago: the look after a day is past, the one after a week to come.
    published = (now - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    conn.execute("UPDATE articles SET published_at = ?", (published,))
    conn.execute("UPDATE pages SET retry_at = '2020-01-01T00:00:00Z' WHERE url IN (?, ?)", urls[:2])
    conn.commit()
    conn.close()
    requests = len(server.requests)
    assert crawl(archive, server.url)["unchanged"] == 2
    asked = {server.url + request.path for request in list(server.requests)[requests:]}
    assert set(urls) & asked == set(urls[:2])
    due = rows(archive, "SELECT url, retry_at FROM pages WHERE retry_at IS NOT NULL ORDER BY id")
    assert [url for url, _ in due] == urls[:2]
    expected = now + timedelta(days=4)
    assert all(abs(datetime.fromisoformat(at) - expected) < timedelta(minutes=5) for _, at in due)

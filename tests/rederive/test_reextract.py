from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newscrawl.archive import Archive, copies, fulltext, ledger
from newscrawl.archive import articles as article_rows
from newscrawl.extract import RULES_VERSION
from newscrawl.items import Fate, Fetch
from newscrawl.rederive.reextract import Report, reextract
from tests.rederive.crawling import Crawled, articles, newscrawl, revisions, rows
from tests.rederive.earlier import extracted_earlier


def run(archive: Archive, *, apply: bool) -> Report:
    with ThreadPoolExecutor(1) as pool:
        return reextract(archive, pool, workers=1, apply=apply)


def test_nothing_changes_where_the_rules_have_not(crawled: Crawled) -> None:
    before = articles(crawled.archive)
    with Archive.write(crawled.archive, command="test") as archive:
        report = run(archive, apply=True)
    assert (report.read, report.same, report.changed) == (39, 39, 0)
    assert articles(crawled.archive) == before
    assert revisions(crawled.archive) == []


def test_shows_what_would_change_and_changes_nothing(crawled: Crawled) -> None:
    truth = articles(crawled.archive)
    extracted_earlier(crawled).close()
    before = articles(crawled.archive)
    with Archive.read(crawled.archive) as archive:
        report = run(archive, apply=False)
    wrong = [old for old, new in zip(before, truth, strict=True) if old[10] != new[10]]
    assert len(wrong) == 19
    assert report.changed == report.texts == 19
    assert report.fields["body"] == report.fields["problems"] == 19
    assert report.fields["source"] == sum(row[6] is not None for row in truth if row[0] in {w[0] for w in wrong})
    example = report.examples["body"][0]
    assert example.before["body"] == example.after["body"] + "\n新闻推荐"
    assert articles(crawled.archive) == before


def test_apply_mends_the_record_and_keeps_the_earlier_text(crawled: Crawled) -> None:
    truth = articles(crawled.archive)
    archive = extracted_earlier(crawled)
    run(archive, apply=True)
    archive.close()
    after = articles(crawled.archive)
    columns = slice(0, 16)
    assert [row[columns] for row in after] == [row[columns] for row in truth]
    assert {row[19] for row in after} == {RULES_VERSION}
    assert [row[17:19] for row in after] == [row[17:19] for row in truth]
    kept = revisions(crawled.archive)
    assert len(kept) == 19
    assert all(text[3].endswith("\n新闻推荐") for text in kept)
    assert {row[0]: row[16] for row in after if row[16] == 2}.keys() == {text[0] for text in kept}
    assert rows(crawled.archive, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'nosuchterm'") == [(0,)]


def test_applying_twice_is_applying_once(crawled: Crawled) -> None:
    archive = extracted_earlier(crawled)
    run(archive, apply=True)
    archive.commit()
    once = articles(crawled.archive), revisions(crawled.archive)
    assert run(archive, apply=True).changed == 0
    archive.close()
    assert (articles(crawled.archive), revisions(crawled.archive)) == once


def test_a_page_rejected_by_earlier_rules_is_accepted(crawled: Crawled) -> None:
    truth = articles(crawled.archive)
    url = truth[5][0]
    with Archive.write(crawled.archive, command="test") as archive, archive.changes() as db:
        page = stored_fetch(archive, url)
        (article_id,) = db.execute("SELECT id FROM articles WHERE url = ?", [url]).fetchone()
        copies.remember(db, article_id, None)
        fulltext.remove(db.conn, article_id)
        db.execute("DELETE FROM changes WHERE article_id = ?", [article_id])
        db.execute("DELETE FROM articles WHERE id = ?", [article_id])
        fate = Fate(url, "article", "rejected", "No body was found.", http_status=200, fetch=page)
        ledger.record_fate(db, fate, retry_at=None, attempts=0, crawl_id=1)
    with Archive.write(crawled.archive, command="test") as archive:
        report = run(archive, apply=True)
    assert report.accepted == 1
    assert articles(crawled.archive) == truth
    assert rows(crawled.archive, f"SELECT state, reason FROM pages WHERE url = '{url}'") == [("archived", None)]


def stored_fetch(archive: Archive, url: str) -> Fetch:
    row = article_rows.get(archive.db, url)
    assert row is not None
    return Fetch(url, row["first_archived_at"], 200, warc_file=row["warc_file"], warc_offset=row["warc_offset"])


def test_missing_bytes_are_told_and_the_article_stays(crawled: Crawled) -> None:
    before = articles(crawled.archive)
    next(crawled.folder.iterdir()).unlink()
    done = newscrawl(crawled.archive, "reextract", "--apply", "--jobs", "1", code=3)
    assert "cannot be read again; they stay as they are: 39" in done.stdout
    assert "No such file" in done.stdout
    assert articles(crawled.archive) == before


def test_the_command_says_what_would_change(crawled: Crawled) -> None:
    extracted_earlier(crawled, every=13).close()
    shown = newscrawl(crawled.archive, "reextract", "--jobs", "2").stdout
    assert "3 articles would change" in shown
    assert "  - null\n  + " in shown
    assert "  - 新闻推荐" in shown
    assert "reextract --apply" in shown
    report = json.loads(newscrawl(crawled.archive, "reextract", "--apply", "--json", "--jobs", "1").stdout)
    assert (report["applied"], report["read"], report["changed"], report["texts"]) == (True, 39, 3, 3)
    shown = newscrawl(crawled.archive, "reextract", "--jobs", "1").stdout
    assert "39 as they are, 0 articles would change" in shown


def test_show_tells_that_the_rules_changed_and_not_the_page(crawled: Crawled) -> None:
    archive = extracted_earlier(crawled)
    run(archive, apply=True)
    archive.close()
    shown = newscrawl(crawled.archive, "show", "2").stdout
    assert f"Text 1 is what rules 0 read (-), text 2 what rules {RULES_VERSION} read in the same bytes (+):" in shown
    assert "  - 新闻推荐" in shown


def test_no_archive_is_made(tmp_path: Path) -> None:
    done = newscrawl(tmp_path / "none.db", "reextract", "--apply", code=1)
    assert "There is no archive at" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("value", "why"), [("x'ff00'", "holds bytes where a text belongs"), ("'[' ", "holds a list that is none")]
)
def test_a_row_that_another_program_spoiled_is_told_and_the_others_are_read(
    crawled: Crawled, value: str, why: str
) -> None:
    with Archive.write(crawled.archive, command="test") as archive:
        archive.db.conn.execute(f"UPDATE articles SET authors = {value} WHERE id = 3")
        report = run(archive, apply=True)
    assert (report.read, report.same) == (39, 38)
    assert [reason.startswith(f"Article 3 {why}") for _, reason in report.unreadable] == [True]
    shown = newscrawl(crawled.archive, "reextract", "--jobs", "1", code=3)
    assert f"Article 3 {why}" in shown.stdout

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newscrawl import clock
from newscrawl.archive import Archive, articles, stored
from newscrawl.extract import RULES_VERSION
from newscrawl.rederive.derive import Job, derive
from newscrawl.rederive.verifying import Finding, check_files, check_places, check_records
from newscrawl.warc.records import Exchange
from newscrawl.warc.writer import WarcWriter
from tests.rederive.crawling import Crawled, newscrawl, rows, warc_files
from tests.rederive.crawling import articles as articles_of


def findings(path: Path, sample: int | None = None) -> Iterator[Finding]:
    with Archive.read(path) as archive, ThreadPoolExecutor(1) as pool:
        yield from check_records(archive, pool, workers=1, sample=sample)
        yield from check_places(archive)
        yield from check_files(archive)


def test_a_whole_archive_has_nothing_to_say(crawled: Crawled) -> None:
    assert list(findings(crawled.archive)) == []
    assert list(findings(crawled.archive, sample=5)) == []
    assert list(findings(crawled.archive, sample=5000)) == []


def test_a_changed_byte_is_told_with_its_article(crawled: Crawled) -> None:
    (path,) = warc_files(crawled.archive)
    ((article_id, url, offset),) = rows(crawled.archive, "SELECT id, url, warc_offset FROM articles WHERE id = 7")
    data = bytearray(path.read_bytes())
    data[offset + 400] ^= 0x55
    path.write_bytes(data)
    found = list(findings(crawled.archive))
    assert [finding.harmless for finding in found] == [False, False]
    assert found[0].sentence.startswith(f"Article {article_id}, {url}: The record at byte {offset} of {path}")
    assert f"cannot be read beyond byte {offset}" in found[1].sentence


def test_a_missing_file_is_one_finding(crawled: Crawled) -> None:
    path = warc_files(crawled.archive)[0]
    path.unlink()
    for sample in (None, 4):
        (finding,) = findings(crawled.archive, sample)
        assert not finding.harmless
        assert finding.sentence.startswith(f"{path} is missing. Articles whose stored page lies in it: 39. Copy ")
        assert "'newscrawl collect --warc-dir FOLDER'" in finding.sentence


def test_a_sample_reads_some_files_only(crawled: Crawled) -> None:
    """Beside the crawl's one file lies another, with a record that nothing points to."""
    writer = WarcWriter(crawled.archive.parent / "warc", info={})
    page = Exchange("https://www.yybnet.net/", clock.now(), 200, [(b"Content-Type", b"text/html")], b"stray")
    writer.write_exchange(page)
    writer.close()
    with Archive.read(crawled.archive) as archive:
        assert len(list(check_files(archive))) == 1
        told = [len(list(check_files(archive, sample=1))) for _ in range(40)]
    assert {0, 1} == set(told)  # the crawl's file alone holds enough records


def test_files_that_only_a_dump_named_are_expected_to_be_missing(crawled: Crawled, tmp_path: Path) -> None:
    dump, other = tmp_path / "dump.jsonl", tmp_path / "other" / "archive.db"
    newscrawl(crawled.archive, "export", "--output", str(dump))
    newscrawl(other, "import-jsonl", str(dump))
    (finding,) = findings(other)
    assert finding.harmless
    assert "39. They came with 'newscrawl import-jsonl', which brings no stored pages" in finding.sentence
    assert newscrawl(other, "verify", "--jobs", "1").stdout.endswith("is whole.\n")


@pytest.mark.parametrize("left", [0, 0.6])
def test_a_file_that_lost_its_end_is_no_trace_of_a_kill(crawled: Crawled, left: float) -> None:
    (path,) = warc_files(crawled.archive)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * left)])
    found = list(findings(crawled.archive))
    assert not any(finding.harmless for finding in found)
    assert any("holds no WARC record at byte" in finding.sentence for finding in found)
    assert str(path) in found[-1].sentence
    assert "The archive points to " in found[-1].sentence or "the archive points to " in found[-1].sentence


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "UPDATE articles SET warc_offset = (SELECT warc_offset FROM articles WHERE id = 8)",
            "is of another page, http",
        ),
        ("UPDATE articles SET warc_offset = warc_offset + 5", "holds no WARC record at byte"),
        ("UPDATE articles SET warc_offset = -5", "holds no WARC record at byte -5."),
        ("UPDATE articles SET warc_offset = 'abc'", "holds no WARC record at byte abc."),
        (
            "UPDATE articles SET warc_file = 'none.warc.gz'",
            "none.warc.gz is missing. Articles whose stored page",
        ),
        ("UPDATE articles SET warc_file = '../../etc/passwd'", "'../../etc/passwd' is no name of a WARC file"),
        ("UPDATE articles SET site = 'zz'", "newscrawl knows no site 'zz'."),
        ("UPDATE articles SET authors = 'not json'", "Article 7 holds a list that is none"),
        ("UPDATE articles SET city = '别的市'", "its stored page gives another city."),
        ("UPDATE articles SET warc_file = NULL", "the WARC file and the offset in it are not both known."),
        ("UPDATE captures SET warc_offset = warc_offset + 3", "where no record begins"),
        ("UPDATE pages SET warc_offset = warc_offset + 3", "where no record begins"),
    ],
)
def test_a_row_that_points_astray_is_told(crawled: Crawled, change: str, says: str) -> None:
    with sqlite3.connect(crawled.archive) as other_program:
        other_program.execute(f"{change} WHERE id = 7")
    other_program.close()
    wrong = [finding.sentence for finding in findings(crawled.archive) if not finding.harmless]
    assert len(wrong) == 1
    assert says in wrong[0]


def test_a_row_that_points_to_another_page_is_not_read_again(crawled: Crawled) -> None:
    with sqlite3.connect(crawled.archive) as other_program:
        other_program.execute(
            "UPDATE articles SET extractor = '0', warc_offset = (SELECT warc_offset FROM articles WHERE id = 8)"
            " WHERE id = 7"
        )
    other_program.close()
    before = articles_of(crawled.archive)
    done = newscrawl(crawled.archive, "reextract", "--apply", "--jobs", "1", code=None)
    assert "is of another page" in done.stdout + done.stderr
    assert articles_of(crawled.archive) == before


def test_articles_without_bytes_are_counted(crawled: Crawled) -> None:
    with Archive.write(crawled.archive, command="test") as archive, archive.changes() as db:
        db.execute("UPDATE articles SET warc_file = NULL, warc_offset = NULL WHERE id < 4")
    (finding,) = findings(crawled.archive)
    assert finding.harmless
    assert finding.sentence.startswith("Of 3 articles no stored page is known (crawled with --no-warc,")


def test_the_command_ends_with_1_where_something_is_wrong(crawled: Crawled) -> None:
    whole = newscrawl(crawled.archive, "verify", "--jobs", "1")
    assert whole.stdout.endswith(f"{crawled.archive} is whole.\n")
    warc_files(crawled.archive)[0].unlink()
    done = newscrawl(crawled.archive, "verify", "--jobs", "1", "--sample", "3", "--json", code=1)
    told = json.loads(done.stdout)
    assert not told["whole"]
    assert len(told["wrong"]) == 1


def test_an_archive_without_its_captures_is_told(crawled: Crawled) -> None:
    with sqlite3.connect(crawled.archive) as other_program:
        other_program.execute("DROP TABLE captures")
    other_program.close()
    told = newscrawl(crawled.archive, "verify", "--jobs", "1", code=1).stdout
    assert "WRONG: The table 'captures' is missing in" in told
    assert "WRONG: The WARC files cannot be compared with" in told


def test_a_row_that_its_bytes_do_not_give_is_told(crawled: Crawled) -> None:
    with Archive.write(crawled.archive, command="test") as archive:
        place = next(iter(stored.articles(archive.db)))
        job = Job(place.id, place.url, place.site, crawled.folder, place.warc_file, place.warc_offset)
        article = derive(job).article
        assert article is not None
        article.title = "别的标题"
        with archive.changes() as db:
            articles.rewrite(db, place.id, article, now=clock.now(), extractor=RULES_VERSION)
    (finding,) = findings(crawled.archive)
    assert "its stored page gives another title" in finding.sentence


def test_what_a_kill_leaves_is_told_and_harmless(crawled: Crawled) -> None:
    writer = WarcWriter(crawled.folder, info={"software": "test"})
    exchange = Exchange(f"{crawled.url}/chengdu/news/201812/1.html", clock.now(), 200, [], b"<p>killed</p>" * 99)
    name, offset, *_ = writer.write_exchange(exchange)
    writer.write_exchange(exchange)
    writer.close()
    path = crawled.folder / name
    path.write_bytes(path.read_bytes()[:-10])
    found = list(findings(crawled.archive))
    assert [finding.harmless for finding in found] == [True, True]
    assert (
        f"{path} holds 2 records that nothing in the archive points to, the first at byte {offset}" in found[0].sentence
    )
    assert "the file ends inside a record" in found[1].sentence

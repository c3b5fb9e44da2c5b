from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from newscrawl import clock
from newscrawl.archive import Archive, articles, stored
from newscrawl.rederive.derive import Job, derive
from newscrawl.rederive.verifying import Finding, check_files, check_records
from newscrawl.warc.records import Exchange
from newscrawl.warc.writer import WarcWriter
from tests.rederive.crawling import Crawled, rows, warc_files


def findings(path: Path, sample: int | None = None) -> Iterator[Finding]:
    with Archive.read(path) as archive, ThreadPoolExecutor(1) as pool:
        yield from check_records(archive, pool, workers=1, sample=sample)
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


def test_a_missing_file_is_told_for_every_article(crawled: Crawled) -> None:
    warc_files(crawled.archive)[0].unlink()
    found = list(findings(crawled.archive))
    assert len(found) == 39
    assert all("No such file" in finding.sentence for finding in found)
    assert len(list(findings(crawled.archive, sample=4))) == 4


def test_a_row_that_its_bytes_do_not_give_is_told(crawled: Crawled) -> None:
    with Archive.write(crawled.archive, command="test") as archive:
        place = next(iter(stored.articles(archive.db)))
        job = Job(place.id, place.url, place.site, crawled.folder, place.warc_file, place.warc_offset)
        article = derive(job).article
        assert article is not None
        article.title = "别的标题"
        with archive.changes() as db:
            articles.rewrite(db, place.id, article, now=clock.now(), extractor="1")
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

"""Stored pages become the records that a crawl would have made of them, in order, or it is said why not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.archive import Archive
from newscrawl.archive.articles import DERIVED_COLUMNS
from newscrawl.items import Fetch
from newscrawl.rederive.derive import (
    AHEAD,
    CHUNK,
    Derived,
    Job,
    derive,
    derive_all,
    in_chunks,
    process_pool,
    refuse,
    site_of,
)
from newscrawl.replica import ReplicaSite
from newscrawl.sites import YYBNET
from newscrawl.warc.pages import StoredPage
from newscrawl.warc.reader import WarcReader
from tests.rederive.foreign import HOST, Page, article, write

ARTICLE = f"{HOST}/chengdu/news/201812/8361234.html"
PAGE = StoredPage(ARTICLE, "2019-03-01T08:00:00Z", 200, "text/html", None, None, b"<p>x</p>")


def jobs(folder: Path, *pages: Page) -> list[Job]:
    """A WARC file of the pages, and a job for each of them."""
    path = write(folder / "a.warc.gz", pages)
    with WarcReader(path) as reader:
        places = [record.offset for record in reader if record.kind == "response"]
    return [
        Job(key, page.url, "yybnet", folder, path.name, place or 0)
        for key, (page, place) in enumerate(zip(pages, places, strict=True))
    ]


def test_a_stored_page_becomes_its_article_and_how_it_was_fetched(tmp_path: Path, site: ReplicaSite) -> None:
    page = article(site, 2)
    page.headers = [("ETag", '"7"'), ("Last-Modified", "Fri, 01 Mar 2019 08:00:00 GMT")]
    (job,) = jobs(tmp_path, page)
    done = derive(job)
    truth = site.truth_of(page.url.removeprefix(HOST))
    assert (done.job, done.reason, done.unreadable) == (job, None, False)
    assert done.article is not None
    assert (done.article.url, done.article.title, done.article.body) == (page.url, truth["title"], truth["body"])
    assert done.article.fingerprint is not None
    assert done.article.fetch == Fetch(
        url=page.url,
        fetched_at=page.at,
        http_status=200,
        etag='"7"',
        last_modified="Fri, 01 Mar 2019 08:00:00 GMT",
        warc_file="a.warc.gz",
        warc_offset=job.warc_offset,
    )


def test_a_page_that_is_no_article_says_why(tmp_path: Path) -> None:
    (job,) = jobs(tmp_path, Page(ARTICLE, "<title>地方网</title><p>抱歉,页面不存在</p>".encode()))
    done = derive(job)
    assert (done.article, done.unreadable) == (None, False)
    assert done.reason


def test_an_answer_without_a_page_says_so(tmp_path: Path, site: ReplicaSite) -> None:
    (job,) = jobs(tmp_path, article(site, 0, status="404 Not Found"))
    done = derive(job)
    assert (done.article, done.unreadable) == (None, False)
    assert "HTTP 404" in (done.reason or "")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"site": "nobody"}, "newscrawl knows no site 'nobody'."),
        ({"warc_file": "lost.warc.gz"}, "cannot be read: No such file"),
        ({"warc_offset": 3}, "holds no WARC record"),
        ({"url": ARTICLE}, "is of another page, https://"),
    ],
)
def test_bytes_that_are_not_there_are_no_verdict_on_the_page(
    tmp_path: Path, site: ReplicaSite, changes: dict[str, str], reason: str
) -> None:
    (job,) = jobs(tmp_path, article(site, 0))
    done = derive(replace(job, **changes))  # type: ignore[arg-type]  # any field
    assert (done.article, done.unreadable) == (None, True)
    assert reason in (done.reason or "")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (PAGE, None),
        (replace(PAGE, status=404), "HTTP 404"),
        (replace(PAGE, status=503), "HTTP 503"),
        (replace(PAGE, status=304), "The site answered HTTP 304, without a page."),
        (replace(PAGE, content_type="application/pdf"), "application/pdf"),
        (replace(PAGE, body=b""), "empty"),
        (replace(PAGE, url=f"{HOST}/chengdu/"), f"{HOST}/chengdu/ is no address of an article."),
    ],
)
def test_an_answer_is_refused_by_the_policy_of_the_crawl(page: StoredPage, reason: str | None) -> None:
    refusal = refuse(page, YYBNET)
    assert (refusal is None) == (reason is None)
    assert (reason or "") in (refusal or "")


def test_a_mirrors_pages_keep_the_mirrors_addresses() -> None:
    assert site_of("yybnet", ARTICLE) is YYBNET
    assert site_of("yybnet", "http://127.0.0.1:8000/chengdu/").base_url == "http://127.0.0.1:8000"


def test_every_job_is_done_in_order(tmp_path: Path, site: ReplicaSite) -> None:
    made = jobs(tmp_path, *(article(site, number) for number in range(3)))
    many = [replace(made[number % 3], key=number) for number in range(CHUNK + 2)]
    with ThreadPoolExecutor(1) as pool:
        done: list[Derived] = list(derive_all(iter(many), pool, workers=1))
    assert [one.job.key for one in done] == list(range(CHUNK + 2))
    assert all(one.article is not None for one in done)


def test_no_more_is_taken_than_what_keeps_the_workers_busy() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    with ThreadPoolExecutor(1) as pool:
        made = in_chunks(lambda given: [2 * one for one in given], numbers(), pool, size=3, workers=2)
        assert next(made) == 0
        assert len(taken) == 3 * 2 * AHEAD
        assert list(made) == [2 * number for number in range(1, 100)]


def held_of(job: Job) -> dict[str, object]:
    article = derive(job).article
    assert article is not None
    return {name: getattr(article, name) for name in DERIVED_COLUMNS}


def test_an_article_that_is_the_one_held_is_not_sent_back(tmp_path: Path, site: ReplicaSite) -> None:
    (job,) = jobs(tmp_path, article(site, 0))
    done = derive(replace(job, held=held_of(job)))
    assert done == Derived(job, None, same=True)


@pytest.mark.parametrize("name", DERIVED_COLUMNS)
def test_an_article_that_differs_in_one_column_is_sent_back(tmp_path: Path, site: ReplicaSite, name: str) -> None:
    (job,) = jobs(tmp_path, article(site, 0))
    done = derive(replace(job, held=held_of(job) | {name: "another"}))
    assert not done.same
    assert done.article == derive(job).article
    assert done.article is not None
    assert done.article.fingerprint is not None


def test_a_page_that_is_no_article_is_never_the_one_held(tmp_path: Path) -> None:
    (job,) = jobs(tmp_path, Page(ARTICLE, "<title>地方网</title><p>抱歉,页面不存在</p>".encode()))
    done = derive(replace(job, held={}))
    assert (done.article, done.same) == (None, False)
    assert done.reason


# What a command does: the pool, then the archive. It says which processes it has, and waits.
HOLDER = """
import sys, time
from pathlib import Path
from newscrawl.archive import Archive
from newscrawl.rederive.derive import process_pool
with process_pool(2) as pool, Archive.write(Path(sys.argv[1]), command="test"):
    pool.submit(int).result()
    print(*pool._processes, flush=True)
    time.sleep(600)
"""


def lives(process: int) -> bool:
    """False for one that has ended, whether or not anybody has asked how."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A command that has opened the archive `tmp_path/news.db`, and its workers."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "news.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        workers = [int(number) for number in process.stdout.readline().split()]
        yield process, workers
        for number in (process.pid, *workers):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def test_workers_that_outlive_a_command_do_not_hold_its_archive(
    tmp_path: Path, holder: tuple[subprocess.Popen[str], list[int]]
) -> None:
    process, workers = holder
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    process.kill()
    process.wait()
    assert workers
    assert all(map(lives, workers))
    Archive.write(tmp_path / "news.db", command="test").close()


def test_workers_end_with_the_command_however_that_ends(holder: tuple[subprocess.Popen[str], list[int]]) -> None:
    process, workers = holder
    process.kill()
    process.wait()
    deadline = time.monotonic() + 30
    while any(map(lives, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [*filter(lives, workers)] == []


def test_a_program_with_threads_gets_processes_of_their_own(tmp_path: Path, site: ReplicaSite) -> None:
    (job,) = jobs(tmp_path, article(site, 0))
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with process_pool(1) as pool:
            assert [one.article for one in derive_all([job], pool, workers=1)] == [derive(job).article]
            assert [type(process).__name__ for process in pool._processes.values()] == ["SpawnProcess"]
    finally:
        done.set()
        thread.join()

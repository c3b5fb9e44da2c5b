"""Stored pages become the records that a crawl would have made of them, in order, or it is said why not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.archive.articles import DERIVED_COLUMNS
from newscrawl.items import Fetch
from newscrawl.rederive.derive import (
    CHUNK,
    Derived,
    Job,
    derive,
    derive_all,
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

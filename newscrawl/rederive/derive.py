"""Stored pages in, records out, on every core: the same pure functions as a crawl, and no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl import policy
from newscrawl.errors import ArchiveError, NotAnArticle, UsageError
from newscrawl.extract import extract_article, fingerprint
from newscrawl.items import Article, Fetch
from newscrawl.rederive.processes import in_chunks
from newscrawl.sites import SITES, SiteProfile
from newscrawl.warc.pages import StoredPage, read_page

CHUNK = 64  # pages handed to a worker at once


@dataclass(frozen=True, slots=True)
class Job:
    """A stored page to read again: `key` is the caller's, `url` the address the record is to have.

    `held` is what the archive holds of its article, by column; an article that is the same in all of them is not
    sent back.
    """

    key: int
    url: str
    site: str
    folder: Path
    warc_file: str
    warc_offset: int
    held: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """What came of a job: the article, or why there is none. `unreadable`: the bytes are not there or damaged.

    `same`: there is an article, the one that the job says is held; it is left out, as `held` is of the job.
    """

    job: Job
    article: Article | None
    reason: str | None = None
    unreadable: bool = False
    same: bool = False


def derive_all(jobs: Iterable[Job], executor: Executor, *, workers: int) -> Iterator[Derived]:
    """Derive every job, in order, in the executor's workers; memory stays flat however many jobs there are."""
    return in_chunks(derive_chunk, jobs, executor, size=CHUNK, workers=workers)


def derive_chunk(jobs: list[Job]) -> list[Derived]:
    """What a worker does."""
    return [derive(job) for job in jobs]


def derive(job: Job) -> Derived:
    """Read one stored page and extract its article, with the fingerprint that the archive asks for."""
    held, job = job.held, replace(job, held=None)
    derived = _derive(job)
    article = derived.article
    if article is None:
        return derived
    if held is not None and all(getattr(article, name) == value for name, value in held.items()):
        return Derived(job, None, same=True)
    fingerprint.apply(article)
    return derived


def _derive(job: Job) -> Derived:
    if job.site not in SITES:  # another program wrote it into the archive
        return Derived(job, None, f"newscrawl knows no site '{job.site}'.", unreadable=True)
    try:
        page = read_page(job.folder, job.warc_file, job.warc_offset)
    except ArchiveError as error:
        return Derived(job, None, str(error), unreadable=True)
    if page.url != job.url and not _is_address_of(page.url, job):
        place = f"The record at byte {job.warc_offset} of {job.folder / job.warc_file}"
        return Derived(job, None, f"{place} is of another page, {page.url}.", unreadable=True)
    return extract(job, page)


def _is_address_of(url: str, job: Job) -> bool:
    try:
        return site_of(job.site, job.url).canonical(url) == job.url
    except (UsageError, ValueError, TypeError):  # another program wrote the job's address into the archive
        return False


def extract(job: Job, page: StoredPage) -> Derived:
    """The article of a page, and how it was fetched."""
    site = site_of(job.site, job.url)
    refusal = refuse(page, site)
    if refusal is not None:
        return Derived(job, None, refusal)
    try:
        article = extract_article(page.body, url=job.url, content_type=page.content_type, site=site)
    except NotAnArticle as reason:
        return Derived(job, None, str(reason))
    article.fetch = Fetch(
        url=job.url,
        fetched_at=page.captured_at,
        http_status=page.status,
        etag=page.etag,
        last_modified=page.last_modified,
        warc_file=job.warc_file,
        warc_offset=job.warc_offset,
    )
    return Derived(job, article)


def refuse(page: StoredPage, site: SiteProfile) -> str | None:
    """Why an answer is no article before it is read, by the policy of the crawl; None where it must be read."""
    verdict = policy.judge_status(page.status)
    if page.status == 304:
        return "The site answered HTTP 304, without a page."
    verdict = verdict or policy.judge_content_type(page.content_type) or policy.judge_body(page.body)
    if verdict is not None:
        return verdict.reason
    if site.kind(page.url) != "article":
        return f"{page.url} is no address of an article."
    return None


def site_of(name: str, url: str) -> SiteProfile:
    """The profile under which a URL is kept: the site itself, or a mirror of it."""
    parts = urlsplit(url)
    return _site_at(name, parts.scheme, parts.netloc)


@lru_cache(maxsize=256)
def _site_at(name: str, scheme: str, netloc: str) -> SiteProfile:
    site = SITES[name]
    return site if netloc in site.hosts else site.at(f"{scheme}://{netloc}")

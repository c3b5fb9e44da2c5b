"""Stored pages in, records out, on every core: the same pure functions as a crawl, and no network."""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from newscrawl import policy
from newscrawl.errors import ArchiveError, NotAnArticle, UsageError, WorkerLost
from newscrawl.extract import extract_article, fingerprint, load_rules
from newscrawl.items import Article, Fetch
from newscrawl.sites import SITES, SiteProfile
from newscrawl.warc.pages import StoredPage, read_page

Given = TypeVar("Given")
Made = TypeVar("Made")

CHUNK = 64  # pages handed to a worker at once
AHEAD = 4  # chunks waiting for each worker: enough to keep it busy, little to hold in memory


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


def in_chunks(
    work: Callable[[list[Given]], list[Made]],
    all_given: Iterable[Given],
    executor: Executor,
    *,
    size: int,
    workers: int,
) -> Iterator[Made]:
    """What `work` makes of everything given, in order, `size` at once and at most AHEAD chunks a worker ahead."""
    left = iter(all_given)
    waiting: deque[Future[list[Made]]] = deque()
    while chunk := list(islice(left, size)):
        waiting.append(executor.submit(work, chunk))
        if len(waiting) >= workers * AHEAD:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


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


def worker_count() -> int:
    """As many as there are cores for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def process_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """The default executor: one process a core. Dask's `client.get_executor()` does as well.

    Ask for it before an archive is opened. On Linux the processes are forks, at hand at once and with all rules
    loaded, and a fork would hold an archive's lock on after a kill of this one. Elsewhere, and in a program that has
    threads, which forks do not bear, they are new ones. An error or Ctrl-C inside ends them where they are.

    Raises WorkerLost where the system does not allow as many.
    """
    forks = sys.platform == "linux" and threading.active_count() == 1
    if forks:
        load_rules()
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("fork" if forks else "spawn")
    pool = ProcessPoolExecutor(max_workers=workers, mp_context=context, initializer=_end_with_parent)
    try:
        if forks:
            _start_all(pool, workers)
        yield pool
        pool.shutdown()
    except BaseException:
        with _ignoring_interrupts():
            for process in set(multiprocessing.active_children()) - others:
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)
        raise


def _start_all(pool: ProcessPoolExecutor, workers: int) -> None:
    """The first task starts all processes: now, and not when an archive is open. None of them is to see a Ctrl-C."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        pool.submit(int)
    except (OSError, RuntimeError) as error:
        raise WorkerLost(
            f"Not all of {workers} processes that are to read stored pages could be started ({error}). Ask for fewer "
            "with --jobs, or raise the limit."
        ) from error
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """A second Ctrl-C while the first one is heeded; outside of the main thread there is none."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end_with_parent() -> None:
    """A worker ends when its parent does, however that ends, and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    parent = multiprocessing.parent_process()
    if parent is not None:
        with suppress(RuntimeError):  # no more threads are allowed: the worker reads all the same
            threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)

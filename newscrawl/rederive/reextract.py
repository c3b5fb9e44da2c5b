"""Today's rules over the stored bytes: what would change, and, when asked to, the change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from newscrawl import clock
from newscrawl.archive import articles, ledger, stored
from newscrawl.archive.archive import Archive
from newscrawl.archive.stored import Place
from newscrawl.errors import ArchiveError
from newscrawl.extract import RULES_VERSION
from newscrawl.items import Article
from newscrawl.rederive.derive import Derived, Job, derive_all

EXAMPLES = 5  # kept for each column that changes


@dataclass(frozen=True, slots=True)
class Difference:
    """One article, and of the columns that change the value there is and the value there would be."""

    id: int
    url: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class Report:
    """What reading again found: counts, and a few examples of each kind.

    `fields` counts articles by column that changes; `texts` those whose text changes, which keeps a revision.
    `accepted` are pages rejected by earlier rules that are articles now; `no_article` are articles that today's
    rules would reject, and which are kept as they are; `unreadable` those whose bytes are missing or damaged, or
    whose row another program spoiled.
    """

    read: int = 0
    same: int = 0
    changed: int = 0
    texts: int = 0
    accepted: int = 0
    without_bytes: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Difference]] = field(default_factory=dict)
    no_article: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


def reextract(
    archive: Archive,
    executor: Executor,
    *,
    workers: int,
    apply: bool,
    progress: Callable[[int], object] = lambda pages: None,
) -> Report:
    """Read every stored page again. With `apply` (the archive open for writing) each article is one change.

    Changes are committed in batches: after a kill every article is as it was or as it is to be, and running again
    finishes. `progress` is told of each further page.
    """
    report = Report(without_bytes=stored.count(archive.db)["without_bytes"])
    for jobs, enter in ((_articles(archive, report), _compare), (_rejected(archive), _reconsider)):
        for derived in derive_all(jobs, executor, workers=workers):
            report.read += 1
            enter(archive, derived, report, apply=apply)
            progress(1)
            if archive.is_due():
                archive.commit()
    return report


def job_of(archive: Archive, place: Place, held: dict[str, Any] | None = None) -> Job:
    """To read the page at that place again, and to compare it with the article held."""
    return Job(place.id, place.url, place.site, archive.warc_dir, place.warc_file, place.warc_offset, held)


def _articles(archive: Archive, report: Report) -> Iterator[Job]:
    for place in stored.articles(archive.db):
        try:
            held = articles.derived(archive.db, place.id)
        except ArchiveError as error:
            report.read += 1
            report.unreadable.append((place.url, str(error)))
        else:
            yield job_of(archive, place, held)


def _rejected(archive: Archive) -> Iterator[Job]:
    for place in stored.rejected_pages(archive.db):
        yield job_of(archive, place)


def _compare(archive: Archive, derived: Derived, report: Report, *, apply: bool) -> None:
    article, key = derived.article, derived.job.key
    if derived.same:
        report.same += 1
        if apply:
            with archive.changes() as db:
                articles.confirm(db, key, extractor=RULES_VERSION)
        return
    if article is None:
        _note_failure(derived, report)
        return
    if article.channel is None:
        article.channel = ledger.channel_of(archive.db, article.url)
    before = articles.derived(archive.db, key)
    if before is None:
        return
    names = [name for name in articles.DERIVED_COLUMNS if before[name] != getattr(article, name)]
    _note_difference(key, article, before, names, report)
    if apply:
        with archive.changes() as db:
            articles.rewrite(db, key, article, now=clock.now(), extractor=RULES_VERSION)


def _note_difference(key: int, article: Article, before: dict[str, Any], names: list[str], report: Report) -> None:
    report.same += not names
    report.changed += bool(names)
    report.texts += not set(names).isdisjoint(articles.CONTENT_COLUMNS)
    report.fields.update(names)
    for name in names:
        examples = report.examples.setdefault(name, [])
        if len(examples) < EXAMPLES:
            after = getattr(article, name)
            examples.append(Difference(key, article.url, {name: before[name]}, {name: after}))


def _note_failure(derived: Derived, report: Report) -> None:
    failures = report.unreadable if derived.unreadable else report.no_article
    failures.append((derived.job.url, derived.reason or ""))


def _reconsider(archive: Archive, derived: Derived, report: Report, *, apply: bool) -> None:
    """A page that earlier rules rejected becomes an article where today's rules find one."""
    if derived.article is None:
        if derived.unreadable:
            _note_failure(derived, report)
        else:
            report.same += 1
        return
    report.accepted += 1
    if apply:
        _accept(archive, derived.article)


def _accept(archive: Archive, article: Article) -> None:
    assert article.fetch is not None
    url = article.fetch.url
    with archive.changes() as db:
        if article.channel is None:
            article.channel = ledger.channel_of(db, url)
        crawl_id = stored.crawl_of(db, url)
        articles.store(db, article, now=article.fetch.fetched_at, crawl_id=crawl_id, extractor=RULES_VERSION)
        ledger.settle(db, url, "archived", fetch=article.fetch, crawl_id=crawl_id)

"""Taking in WARC files that others made: their pages of our sites become articles, with where they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlite_utils import Database

from newscrawl import __version__, clock
from newscrawl.archive import articles, captures, ledger, merge, walk
from newscrawl.archive.archive import Archive
from newscrawl.extract import RULES_VERSION
from newscrawl.extract.listing import read_listing, refusal
from newscrawl.items import Article, ChannelLink
from newscrawl.rederive.derive import Derived, Job, extract, refuse
from newscrawl.rederive.judging import Capture, Sites, judge, mirror_of_our_own, page_in, wants
from newscrawl.rederive.originals import NOT_HERE, NOT_NAMED, Originals, names_original
from newscrawl.rederive.processes import in_chunks
from newscrawl.warc.http import with_payload
from newscrawl.warc.incoming import IncomingFile
from newscrawl.warc.pages import StoredPage, referred_to
from newscrawl.warc.reader import Damage, Record, WarcReader
from newscrawl.warc.records import StoredPayload, sha1_of

PAGES_AT_ONCE = 16  # handed to a worker

Work = tuple[Job, StoredPage]


@dataclass
class Imported:
    """What became of one file: counts by outcome, and how it ended.

    `counts` has `new`, `merged` (a known article, another text or date of it), `known`, `listings`, `unchanged`
    (answers 304), `here already`; `passed_over` the other records of pages by reason. `damage` is set where the
    file could not be read to its end; what is before it was taken in where `kept`.
    """

    path: Path
    counts: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    damage: Damage | None = None
    kept: bool = True


class Importer:
    """Takes files in, one change of the archive each: a file that is damaged in its midst leaves nothing.

    A file that only ends too early, as after a kill, is taken in as far as it goes; with `salvage` so is one that
    is damaged. `progress` is told of each record.
    """

    def __init__(
        self,
        archive: Archive,
        executor: Executor,
        *,
        workers: int,
        site_url: str | None = None,
        salvage: bool = False,
        progress: Callable[[int], object] = lambda records: None,
    ) -> None:
        self._archive = archive
        self._executor = executor
        self._workers = workers
        self._site_url = site_url
        self._salvage = salvage
        self._progress = progress
        info = {"software": f"newscrawl/{__version__}", "description": "pages imported from other WARC files"}
        self._incoming = IncomingFile(archive.warc_dir, info=info)
        archive.before_commit = self._incoming.keep

    def take_in(self, path: Path) -> Imported:
        """Take in one file; raises ArchiveError where it cannot be opened or is no WARC file."""
        result = Imported(path)
        try:
            with self._archive.changes() as db:
                _OneFile(self, db, result).read()
                if result.damage is not None and not (result.damage.cut_short or self._salvage):
                    raise _DamagedError
        except BaseException as error:
            self._incoming.discard()
            if not isinstance(error, _DamagedError):
                raise
            result.kept = False
        self._archive.commit()
        return result


class _DamagedError(Exception):
    """Undoes the change."""


class _OneFile:
    """The reading of one file inside its change."""

    def __init__(self, importer: Importer, db: Database, result: Imported) -> None:
        self._importer = importer
        self._db = db
        self._result = result
        self._sites = Sites(importer._site_url)
        self._incoming = importer._incoming
        self._folder = importer._archive.warc_dir
        self._in_place = result.path.resolve().parent == self._folder.resolve()
        self._originals = Originals(db, importer._incoming)

    def read(self) -> None:
        with WarcReader(self._result.path, wants=lambda record: wants(self._sites, record)) as reader:
            pages, importer = self._pages(reader), self._importer
            for derived in in_chunks(
                extract_chunk, pages, importer._executor, size=PAGES_AT_ONCE, workers=importer._workers
            ):
                self._enter(derived)
            self._result.damage = reader.damage

    def _pages(self, records: Iterable[Record]) -> Iterator[Work]:
        """The articles' pages, each with the place where its record lies among the archive's files.

        A record whose original was not found is asked for it again at the end: it may stand before it.
        """
        waiting: list[Capture] = []
        for record in records:
            self._importer._progress(1)
            mirror = mirror_of_our_own(record)
            if mirror is not None:
                self._sites.add_mirror(*mirror)
            found = judge(self._sites, record)
            page = self._page(found) if isinstance(found, Capture) else found
            if isinstance(found, Capture) and page in (NOT_HERE, NOT_NAMED):
                waiting.append(found)
            elif isinstance(page, tuple):
                yield page
            elif page is not None:
                self._result.passed_over[page] += 1
        for capture in waiting:
            page = self._page(capture)
            if isinstance(page, tuple):
                yield page
            elif page is not None:
                self._result.passed_over[page] += 1

    def _page(self, capture: Capture) -> Work | str | None:
        if capture.is_unchanged:
            articles.seen(self._db, [capture.url], now=capture.captured_at)
            self._result.counts["unchanged"] += 1
            return None
        payload = None
        if capture.is_revisit:
            payload = self._originals.find(capture.record, referred_to(capture.record) if self._in_place else None)
            if payload is None:
                return NOT_HERE if names_original(capture.record) else NOT_NAMED
            capture = replace(capture, answer=with_payload(capture.answer, payload[1]))
        page = page_in(capture, capture.answer)
        if isinstance(page, str):
            return page
        if capture.kind == "listing" and page.status == 200:
            return self._listing(capture, page)
        reason = refuse(page, capture.site)
        if reason is not None:
            return reason
        here = self._place_here(capture)
        if here is not None:
            self._originals.add(capture.record, here)
            self._result.counts["here already"] += 1
            return None
        warc_file, warc_offset = self._place(capture, payload[0] if payload else None)
        job = Job(0, capture.url, capture.site.name, self._folder, warc_file, warc_offset)
        return job, replace(page, url=capture.url)

    def _place_here(self, capture: Capture) -> StoredPayload | None:
        """Where a capture of a known article lies that was taken in before, by date and payload."""
        sha1 = sha1_of(capture.answer.raw)
        if not articles.is_known(self._db, capture.url):
            return None
        places = captures.of_url(self._db, capture.record.url)
        same = (stored for known, stored in places if known == sha1 and stored.captured_at == capture.captured_at)
        return next(same, None)

    def _place(self, capture: Capture, payload: StoredPayload | None) -> tuple[str, int]:
        """Where the record lies among the archive's files, put there if it does not yet; noted as a capture."""
        record, sha1 = capture.record, sha1_of(capture.answer.raw)
        if self._in_place and record.offset is not None:
            place = self._result.path.name, record.offset
        else:
            for known, stored in captures.of_url(self._db, record.url):
                if known == sha1:
                    if payload is None:
                        self._originals.add(record, stored)
                    return stored.warc_file, stored.warc_offset
            offset = "" if record.offset is None else f" at byte {record.offset}"
            place = self._incoming.copy(record, source=f"{self._result.path.name}{offset}", payload=payload)
        stored = StoredPayload(record.url, capture.captured_at, *place)
        captures.add(self._db, sha1, stored, whole=payload is None)
        if payload is None:
            self._originals.add(record, stored)
        return place

    def _listing(self, capture: Capture, page: StoredPage) -> str | None:
        """A listing tells which articles there are, and of which channel: they are entered, to be crawled."""
        listing = read_listing(page.body, url=capture.url, content_type=page.content_type, site=capture.site)
        reason = refusal(listing)
        if reason is not None:
            return f"no listing: {reason}"
        now, site = capture.captured_at, capture.site
        own = ChannelLink(listing.channel, listing.name or "", listing.city)
        for link in (own, *listing.channels):
            walk.add_channel(self._db, link, url=site.listing_url(link.slug), site=site.name, now=now, on=capture.url)
        for url, dated in zip(listing.articles, listing.dates or [None] * len(listing.articles), strict=True):
            ledger.discover(self._db, url, "article", listing.channel, now=now, on=capture.url, dated=dated)
        articles.seen(self._db, listing.articles, now=now)
        self._result.counts["listings"] += 1
        return None

    def _enter(self, derived: Derived) -> None:
        if derived.article is None:
            self._result.passed_over[derived.reason or "no article"] += 1
            return
        if derived.article.channel is None:
            derived.article.channel = ledger.channel_of(self._db, derived.article.url)
        incoming = incoming_of(derived.article)
        taken = merge.take_in(self._db, incoming, now=clock.now())
        self._result.counts["new" if taken == "added" else taken] += 1


def incoming_of(article: Article) -> merge.Incoming:
    """An article and its capture, as the archive takes in texts of any age."""
    fetch = article.fetch
    assert fetch is not None
    columns = {name: getattr(article, name) for name in articles.DERIVED_COLUMNS if name in merge.TEXT_COLUMNS}
    columns |= {
        "content_sha256": articles.content_sha256(article),
        "crawl_id": None,
        "warc_file": fetch.warc_file,
        "warc_offset": fetch.warc_offset,
        "extractor": RULES_VERSION,
    }
    return merge.Incoming(
        url=article.url,
        site=article.site,
        city=article.city,
        district=article.district,
        channel=article.channel,
        first_archived_at=fetch.fetched_at,
        last_seen_at=fetch.fetched_at,
        revision=1,
        texts=[merge.Text(fetch.fetched_at, columns)],
    )


def extract_chunk(pages: list[Work]) -> list[Derived]:
    """What a worker does."""
    return [extract(job, page) for job, page in pages]

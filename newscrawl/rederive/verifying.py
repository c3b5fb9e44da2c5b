"""The second half of `verify`: the bytes behind the rows are there, whole, and still say the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from newscrawl.archive import articles, captures, ledger, stored
from newscrawl.archive.archive import Archive
from newscrawl.archive.stored import Place
from newscrawl.errors import ArchiveError
from newscrawl.extract import RULES_VERSION
from newscrawl.rederive.derive import Derived, Job, derive_all
from newscrawl.warc.reader import Record, WarcReader, digest_sha1
from newscrawl.warc.records import sha1_of

_EMPTY = sha1_of(b"")


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for people. `harmless`: what a kill leaves behind and nothing depends on."""

    sentence: str
    harmless: bool = False


def check_records(
    archive: Archive,
    executor: Executor,
    *,
    workers: int,
    sample: int | None = None,
    progress: Callable[[int], None] = lambda articles: None,
) -> Iterator[Finding]:
    """Each article whose record is missing, damaged, or gives another article by the rules that made it.

    All articles with stored bytes are read, or `sample` of them, taken at random. Of an article that earlier rules
    made only the bytes are checked.
    """
    places = stored.articles(archive.db)
    if sample is not None:
        ids = stored.article_ids(archive.db)
        chosen = set(random.sample(ids, min(sample, len(ids))))
        places = (place for place in places if place.id in chosen)
    for derived in derive_all((_job(archive, place) for place in places), executor, workers=workers):
        sentence = _difference(archive, derived)
        progress(1)
        if sentence is not None:
            yield Finding(sentence)


def check_files(archive: Archive) -> Iterator[Finding]:
    """Each WARC file that is damaged, and records that nothing in the archive knows."""
    for path in sorted(archive.warc_dir.glob("*.warc*")):
        try:
            yield from _check_file(archive, path)
        except ArchiveError as error:
            yield Finding(str(error))


def _check_file(archive: Archive, path: Path) -> Iterator[Finding]:
    if path.stat().st_size == 0:
        yield Finding(f"{path} is empty: a run was killed just as it had made it.", harmless=True)
        return
    with WarcReader(path, wants=lambda record: False) as reader:
        unknown = [record for record in reader if not _is_known(archive, record)]
        damage = reader.damage
    if unknown:
        yield Finding(
            f"{path} holds {len(unknown)} records that nothing in the archive points to, the first at byte "
            f"{unknown[0].offset}: they were written just before a run was killed. "
            f"'newscrawl import-warc {path}' takes them in.",
            harmless=True,
        )
    if damage is not None:
        sentence = f"{path} cannot be read beyond byte {damage.offset}: {damage.reason}."
        if damage.cut_short:
            sentence += " A run was killed while it wrote there; nothing points to it."
        yield Finding(sentence, harmless=damage.cut_short)


def _is_known(archive: Archive, record: Record) -> bool:
    """True for a payload that the archive knows for that URL, and for a record without one."""
    if record.kind not in ("response", "resource", "revisit"):
        return True
    sha1 = digest_sha1(record.fields.get("warc-payload-digest", ""))
    return sha1 in (None, _EMPTY) or captures.is_known(archive.db, record.url, sha1)


def _job(archive: Archive, place: Place) -> Job:
    return Job(place.id, place.url, place.site, archive.warc_dir, place.warc_file, place.warc_offset)


def _difference(archive: Archive, derived: Derived) -> str | None:
    """What is wrong with an article's bytes, or with what they say; None where nothing is."""
    name = f"Article {derived.job.key}, {derived.job.url}"
    if derived.unreadable:
        return f"{name}: {derived.reason}"
    row = articles.get(archive.db, derived.job.key)
    if row is None or row["extractor"] != RULES_VERSION:
        return None
    if derived.article is None:
        return f"{name}: its stored page is no article: {derived.reason}"
    if derived.article.channel is None:
        derived.article.channel = ledger.channel_of(archive.db, derived.job.url)
    names = [name for name in articles.DERIVED_COLUMNS if row[name] != getattr(derived.article, name)]
    if not names:
        return None
    return f"{name}: its stored page gives another {', '.join(names)}. See 'newscrawl reextract'."

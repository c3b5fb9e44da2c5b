"""The second half of `verify`: the bytes behind the rows are there, whole, and still say the same."""

from __future__ import annotations

import random
import sqlite3
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from newscrawl.archive import articles, captures, ledger, stored
from newscrawl.archive.archive import Archive
from newscrawl.archive.stored import Place
from newscrawl.errors import ArchiveError
from newscrawl.extract import RULES_VERSION
from newscrawl.rederive.derive import Derived, Job, derive_all
from newscrawl.rederive.reextract import job_of
from newscrawl.warc.names import is_file_name
from newscrawl.warc.reader import Damage, Record, WarcReader, digest_sha1
from newscrawl.warc.records import sha1_of

SHOWN = 5  # articles of one damaged file that are named
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
    made only the bytes are checked; those in a file that is missing are left to `check_files`.
    """
    places = stored.articles(archive.db)
    if sample is not None:
        ids = stored.article_ids(archive.db)
        chosen = set(random.sample(ids, min(sample, len(ids))))
        places = (place for place in places if place.id in chosen)
    unreadable: Counter[str] = Counter()
    is_missing = cache(partial(_is_missing, archive))
    jobs = (_job(archive, place) for place in places if not is_missing(place.warc_file))
    for derived in derive_all(jobs, executor, workers=workers):
        sentence = _difference(archive, derived)
        progress(1)
        unreadable[derived.job.warc_file] += derived.unreadable
        if sentence is not None and (not derived.unreadable or unreadable[derived.job.warc_file] <= SHOWN):
            yield Finding(sentence)
    for name, articles_lost in unreadable.items():
        if articles_lost > SHOWN:
            yield Finding(f"… and {articles_lost - SHOWN:,} more articles with records in {name} that cannot be read.")


def check_files(archive: Archive, *, sample: int | None = None) -> Iterator[Finding]:
    """Each WARC file that is missing or damaged, places without the record they should have, records nobody knows.

    With `sample`, only some files are read, taken at random, that hold so many records together; all must be there.
    """
    try:
        yield from _check_files(archive, sample)
    except sqlite3.DatabaseError as error:
        yield Finding(f"The WARC files cannot be compared with {archive.path}: it is damaged ({error}).")


def _check_files(archive: Archive, sample: int | None) -> Iterator[Finding]:
    places = stored.pointers(archive.db)
    paths = sorted(archive.warc_dir.glob("*.warc*"))
    read = paths if sample is None else _some_of(paths, places, sample)
    for path in paths:
        offsets = places.pop(path.name, array("q"))
        try:
            if path in read:
                yield from _check_file(archive, path, offsets)
        except ArchiveError as error:
            yield Finding(str(error))
    articles_in = stored.articles_by_file(archive.db)
    missing = {*places, *(name for name in articles_in if _is_missing(archive, name))}
    if missing:
        ours = stored.written_here(archive.db)
        for name in sorted(missing):
            yield _missing_file(archive.warc_dir / name, articles_in.get(name, 0), imported=name not in ours)


def _some_of(paths: list[Path], places: dict[str, array[int]], records: int) -> set[Path]:
    """Files taken at random that hold so many records together, as far as the archive points to them."""
    chosen: set[Path] = set()
    for path in random.sample(paths, len(paths)):
        if records <= 0:
            break
        chosen.add(path)
        records -= len(places.get(path.name, ()))
    return chosen


def _is_missing(archive: Archive, name: str) -> bool:
    """True for a file that is not there; a name that leads elsewhere is told where its records are read."""
    return is_file_name(name) and not (archive.warc_dir / name).exists()


def _missing_file(path: Path, held: int, *, imported: bool) -> Finding:
    """One finding a file, whatever lay in it. `imported`: only dumps named it."""
    said = f"{path} is missing. Articles whose stored page lies in it: {held:,}."
    if imported:
        return Finding(
            f"{said} They came with 'newscrawl import-jsonl', which brings no stored pages; copy the file into "
            f"{path.parent} to have them.",
            harmless=True,
        )
    return Finding(
        f"{said} Copy the file into {path.parent} from where it was written (after a shared crawl 'newscrawl collect "
        "--warc-dir FOLDER' gathers such files), or restore it from a backup."
    )


def check_places(archive: Archive) -> Iterator[Finding]:
    """Articles of which no stored page is known: that may be as it was asked for, or not."""
    for url in stored.half_placed(archive.db)[:SHOWN]:
        yield Finding(f"Of the article {url} the WARC file and the offset in it are not both known.")
    without = stored.count(archive.db)["without_bytes"]
    if without:
        yield Finding(
            f"Of {without:,} articles no stored page is known (crawled with --no-warc, imported without, or pruned): "
            "they cannot be read again.",
            harmless=True,
        )


def _check_file(archive: Archive, path: Path, expected: array[int]) -> Iterator[Finding]:
    """`expected` are the offsets in it that the archive points to."""
    if path.stat().st_size == 0 and not expected:
        yield Finding(f"{path} is empty: a run was killed just as it had made it.", harmless=True)
        return
    there: array[int] = array("q")
    unknown: list[int] = []
    damage = None
    if path.stat().st_size:
        with WarcReader(path, wants=lambda record: False) as reader:
            for record in reader:
                there.append(-1 if record.offset is None else record.offset)
                if not _is_known(archive, record):
                    unknown.append(there[-1])
            damage = reader.damage
    if unknown:
        yield Finding(
            f"{path} holds {len(unknown)} records that nothing in the archive points to, the first at byte "
            f"{unknown[0]}: they were written just before a run was killed. "
            f"'newscrawl import-warc {path}' takes them in.",
            harmless=True,
        )
    yield from _told(path, expected, there, damage)


def _told(path: Path, expected: array[int], there: array[int], damage: Damage | None) -> Iterator[Finding]:
    """What of the places that the archive points to is not there."""
    end = damage.offset if damage is not None else path.stat().st_size
    lost = len(expected) - bisect_left(expected, end)
    astray = sorted(set(expected[: len(expected) - lost]).difference(there))
    if astray:
        yield Finding(
            f"The archive points to {len(astray):,} places in {path} where no record begins, the first at byte "
            f"{astray[0]}."
        )
    if damage is not None:
        sentence = f"{path} cannot be read beyond byte {damage.offset}: {damage.reason}."
        if lost:
            sentence += f" The archive points to {lost:,} records there: restore the file from a backup."
        elif damage.cut_short:
            sentence += " A run was killed while it wrote there; nothing points to it."
        yield Finding(sentence, harmless=damage.cut_short and not lost)
    elif lost:
        yield Finding(f"{path} ends at byte {end:,}; the archive points to {lost:,} records beyond.")


def _is_known(archive: Archive, record: Record) -> bool:
    """True for a payload that the archive knows for that URL, and for a record without one."""
    if record.kind not in ("response", "resource", "revisit"):
        return True
    sha1 = digest_sha1(record.fields.get("warc-payload-digest", ""))
    return sha1 in (None, _EMPTY) or captures.is_known(archive.db, record.url, sha1)


def _job(archive: Archive, place: Place) -> Job:
    try:
        return job_of(archive, place, articles.derived(archive.db, place.id))
    except ArchiveError:  # it is told of with what comes of the page
        return job_of(archive, place)


def _difference(archive: Archive, derived: Derived) -> str | None:
    """What is wrong with an article's bytes, or with what they say; None where nothing is."""
    if derived.same:
        return None
    name = f"Article {derived.job.key}, {derived.job.url}"
    if derived.unreadable:
        return f"{name}: {derived.reason}"
    try:
        row = articles.get(archive.db, derived.job.key)
    except ArchiveError as error:
        return f"{name}: {error}"
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

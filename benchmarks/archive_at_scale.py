"""What an archive of many articles weighs, and how long its daily work takes: entering, search, export, check, backup.

The articles are made up (`corpus.py`), about 900 characters each, every one with its near-copy fingerprint.

    python -m benchmarks.archive_at_scale --articles 40000
    python -m benchmarks.archive_at_scale --archive FILE       # the daily commands on an archive that is there already
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks import command
from benchmarks.corpus import Corpus, Made
from newscrawl import clock
from newscrawl.archive import Archive, articles
from newscrawl.archive.filters import Filters
from newscrawl.archive.search import search
from newscrawl.extract import fingerprint
from newscrawl.items import Article

QUERIES = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the archive is made, and kept  [default: a temporary one]")
    parser.add_argument("--archive", type=Path, help="measure on this one instead of making one up")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        if options.archive:
            path, count = options.archive, articles_in(options.archive)
            weigh(path, count)
        else:
            path, count = (options.folder or Path(scratch)) / "newscrawl.db", options.articles
            phrases = fill(path, count)
            weigh(path, count)
            measure_search(path, phrases)
        daily(path, count, Path(scratch))


def articles_in(path: Path) -> int:
    with Archive.read(path) as archive:
        return int(archive.db.conn.execute("SELECT count(*) FROM articles").fetchone()[0])


def fill(path: Path, count: int) -> list[str]:
    """Enter the articles as a crawl does; returns phrases that occur."""
    started = time.perf_counter()
    making = 0.0
    phrases: list[str] = []
    made = Corpus().articles(count)
    with Archive.write(path, command="benchmark") as archive:
        while True:
            before = time.perf_counter()
            one = next(made, None)
            making += time.perf_counter() - before
            if one is None:
                break
            if one.number % max(1, count // QUERIES) == 0:
                phrases.append(one.body[20:24].replace("\n", ""))
            with archive.changes() as db:
                articles.store(db, article_of(one), now=clock.now(), crawl_id=None, extractor="benchmark")
    seconds = time.perf_counter() - started - making
    print(f"enter {count:,} articles: {seconds:.0f} s, {count / seconds:,.0f} a second", flush=True)
    return phrases


def article_of(made: Made) -> Article:
    return fingerprint.apply(
        Article(
            made.url,
            "yybnet",
            city=made.city,
            district=made.district,
            channel=made.channel,
            title=made.title,
            source=made.source,
            published_at=made.published_at,
            body=made.body,
        )
    )


def weigh(path: Path, count: int) -> None:
    with Archive.read(path) as archive:
        (text,) = archive.db.conn.execute("SELECT sum(length(CAST(body AS BLOB))) FROM articles").fetchone()
    size = path.stat().st_size
    print(f"archive: {size / 1e9:.2f} GB, {size / count:,.0f} bytes an article, of which text {text / count:,.0f}")


def measure_search(path: Path, phrases: list[str]) -> None:
    times = []
    with Archive.read(path) as archive:
        for phrase in phrases:
            with suppress(ValueError):
                before = time.perf_counter()
                search(archive.db, phrase, Filters())
                times.append((time.perf_counter() - before) * 1000)
    times.sort()
    print(f"search, {len(times)} phrases: p50 {statistics.median(times):.1f} ms, slowest {times[-1]:.0f} ms")


def daily(path: Path, count: int, scratch: Path) -> None:
    """The commands of every day, each a process of its own."""
    commands = {
        "status": ["status"],
        "export as JSONL": ["export", "-o", str(scratch / "all.jsonl")],
        "export as CSV": ["export", "-o", str(scratch / "all.csv")],
        "export as Parquet": ["export", "-o", str(scratch / "all.parquet")],
        "backup, with its proof": ["backup", str(scratch / "backup")],
        "verify --no-bytes": ["verify", "--no-bytes"],
    }
    for what, arguments in commands.items():
        # Articles that were made up have no pages in the ledger: verify finds that, and ends with 1.
        ran = command.run([sys.executable, "-m", "newscrawl", "--archive", str(path), *arguments], ends=(0, 1))
        print(f"{what}: {ran.wall:.1f} s, {count / ran.wall:,.0f} articles a second, {ran.memory:.0f} MiB", flush=True)


if __name__ == "__main__":
    main()

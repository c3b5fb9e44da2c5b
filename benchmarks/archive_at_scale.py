"""What an archive of many articles weighs, and how long its daily work takes: entering, search, export, check, backup.

The articles are made up (`corpus.py`), about 900 characters each, every one with its near-copy fingerprint.

    python -m benchmarks.archive_at_scale [--articles 1000000] [--folder DIR]
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

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
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory() as temporary:
        path = (options.folder or Path(temporary)) / "newscrawl.db"
        phrases = fill(path, options.articles)
        weigh(path, options.articles)
        measure_search(path, phrases)
        timed("export as JSONL", options.articles, lambda: export(path))
        timed("integrity check", options.articles, lambda: check(path))
        timed("backup", options.articles, lambda: backup(path, path.with_name("backup.db")))


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


def export(path: Path) -> None:
    import subprocess

    command = [
        sys.executable,
        "-m",
        "newscrawl",
        "--archive",
        str(path),
        "export",
        "-o",
        os.devnull,
        "--format",
        "jsonl",
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def check(path: Path) -> None:
    with Archive.read(path) as archive:
        assert archive.db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def backup(path: Path, target: Path) -> None:
    with Archive.read(path) as archive, sqlite3.connect(target) as other:
        archive.db.conn.backup(other)


def timed(what: str, count: int, action: Callable[[], Any]) -> None:
    before = time.perf_counter()
    action()
    seconds = time.perf_counter() - before
    print(f"{what}: {seconds:.1f} s, {count / seconds:,.0f} articles a second", flush=True)


if __name__ == "__main__":
    main()

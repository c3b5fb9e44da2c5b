"""How much faster stored pages are read again than they were crawled, and what the bytes of an article take.

    python -m benchmarks.reextract_speed [--articles 400]

One channel of the replica is crawled with everything on, then re-extracted on all cores; both are timed as commands,
start-up included, and the ratio is of pages a second.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crawl_speed import replica
from newscrawl.archive import Archive


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure re-extraction against the crawl.")
    parser.add_argument("--articles", type=int, default=400, help="in each channel of the replica")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        with replica(arguments.articles) as url:
            crawl_seconds, _ = _run(archive, "crawl", "chengdu", "--site-url", url, "--json")
        seconds, report = _run(archive, "reextract", "--json")
        pages = int(str(report["read"]))
        print(f"crawl: {pages:,} articles in {crawl_seconds:.1f} s, {pages / crawl_seconds:.0f}/s")
        print(f"reextract: {seconds:.1f} s, {pages / seconds:.0f}/s, {crawl_seconds / seconds:.1f} times the crawl")
        _print_sizes(archive, pages)


def _run(archive: Path, *arguments: str) -> tuple[float, dict[str, object]]:
    start = time.perf_counter()
    command = [sys.executable, "-m", "newscrawl", "--archive", str(archive), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, json.loads(done.stdout)


def _print_sizes(archive: Path, articles: int) -> None:
    warc = sum(path.stat().st_size for path in (archive.parent / "warc").iterdir())
    with Archive.read(archive) as opened:
        (text,) = opened.db.execute("SELECT sum(length(CAST(body AS BLOB))) FROM articles").fetchone()
    print(f"bytes an article: {warc // articles:,} WARC, {text // articles:,} text, ", end="")
    print(f"{archive.stat().st_size // articles:,} database with all indexes")


if __name__ == "__main__":
    main()

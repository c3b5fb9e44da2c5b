"""How much faster stored pages are read again than they were crawled, and what the bytes of an article take.

    python -m benchmarks.reextract_speed [--articles 1000] [--rounds 2]

One city of the replica, whose pages are rendered beforehand, is crawled with everything on, then re-extracted on all
cores, round after round. Both are timed as commands, start-up included; the result is the ratio of the medians.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.crawl_speed import replica, warm_up
from newscrawl.archive import Archive
from newscrawl.replica import ReplicaSite

WANTED = 5  # times the crawl's speed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000, help="in each channel of the replica")
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    crawls, readings = [], []
    with replica(arguments.articles) as url:
        warm_up([url + path for path in ReplicaSite(0, arguments.articles).article_paths()])
        for number in range(arguments.rounds):
            with tempfile.TemporaryDirectory() as folder:
                archive = Path(folder) / "archive.db"
                crawl, _ = _run(archive, "crawl", "chengdu", "--site-url", url, "--json")
                reading, report = _run(archive, "reextract", "--json")
                pages = int(str(report["read"]))
                print(f"round {number + 1}: crawl {crawl:.1f} s, reextract {reading:.1f} s")
                crawls.append(crawl)
                readings.append(reading)
                if number + 1 == arguments.rounds:
                    _print_sizes(archive, pages)
    print(f"crawl      {pages / median(crawls):6,.0f} articles/s")
    print(f"reextract  {pages / median(readings):6,.0f} articles/s")
    print(f"ratio      {median(crawls) / median(readings):6.1f}   (wanted: at least {WANTED})")


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

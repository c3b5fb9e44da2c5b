"""Peak memory of `newscrawl crawl` at few and at many URLs: it must not grow with the length of the ledger.

    python -m benchmarks.memory [--urls 1000 50000] [--fetch 1000]

One channel of the replica, served by a process of its own; everything on (ledger, WARC, extraction, index). With
--fetch, one run discovers them all and a second one fetches so many; else one run does it all. Prints one JSON object
a size: URLs, articles fetched, peak in MiB, seconds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import command

CHANNEL = "chengdu/jianyang"
SERVE = """
import sys, threading
from newscrawl.replica import ReplicaServer, ReplicaSite
site = ReplicaSite(articles_per_channel={sys.argv[1]: int(sys.argv[2])}, per_page=50, cache_pages=16)
with ReplicaServer(site, log_size=1) as server:
    print(server.url, flush=True)
    threading.Event().wait()
"""


@contextmanager
def served(articles: int) -> Iterator[str]:
    """A replica with so many articles in one channel; gives its address."""
    process = subprocess.Popen([sys.executable, "-c", SERVE, CHANNEL, str(articles)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def measure(articles: int, fetch: int | None) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, served(articles) as url:
        archive = str(Path(folder, "news.db"))
        crawl = ["--archive", archive, "crawl", CHANNEL, "--site-url", url]
        bounds = [["--max-articles", "0"], ["--max-articles", str(fetch)]] if fetch is not None else [[]]
        runs = [command.run([sys.executable, "-m", "newscrawl", *crawl, *bound], ends=(0, 3)) for bound in bounds]
        said = subprocess.run(
            [sys.executable, "-m", "newscrawl", "--archive", archive, "status", "--json"],
            capture_output=True,
            check=True,
        )
    fates = json.loads(said.stdout)["article_pages"]
    if sum(fates.values()) != articles or (fetch is None and fates.get("pending")):
        sys.exit(f"of {articles} articles: {fates}")
    fetched = articles - fates.get("pending", 0)
    peak, seconds = max(ran.memory for ran in runs), sum(ran.wall for ran in runs)
    return {"urls": articles, "fetched": fetched, "peak_mib": round(peak, 1), "seconds": round(seconds, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--urls", type=int, nargs="+", default=[1000, 50_000])
    parser.add_argument("--fetch", type=int, help="fetch only so many of them")
    options = parser.parse_args()
    for articles in options.urls:
        print(json.dumps(measure(articles, options.fetch)), flush=True)


if __name__ == "__main__":
    main()

"""How long `newscrawl crawl` takes with everything on (ledger, WARC, extraction, index), against a bare Scrapy spider
that fetches the same pages and stores nothing. Both in one run, in turn; the ratio of the medians is the result.

    python benchmarks/crawl_speed.py [--articles 150] [--rounds 3] [--profile FILE]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newscrawl.replica import ReplicaSite

BARE_SPIDER = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for url in json.load(open(sys.argv[1])):
            yield scrapy.Request(url, callback=self.parse)
    def parse(self, response):
        pass

process = CrawlerProcess({"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "TELNETCONSOLE_ENABLED": False,
                          "REMOTE_CONTROL_ENABLED": False, "DOWNLOAD_DELAY": 0})
process.crawl(Bare)
process.start()
"""


@contextmanager
def replica(articles: int) -> Iterator[str]:
    """The replica in a process of its own; gives its address."""
    code = f"from newscrawl.replica import serve_forever; serve_forever(0, articles_per_channel={articles}, "
    code += "ready=lambda url, count: print(url, flush=True))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=150, help="per channel, 14 channels")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", help="also write a cProfile of one crawl to this file")
    options = parser.parse_args()
    site = ReplicaSite(0, options.articles)
    paths = [*site.article_paths(), *site.listing_paths()]
    with replica(options.articles) as url, tempfile.TemporaryDirectory() as folder:
        urls = Path(folder, "urls.json")
        urls.write_text(json.dumps([url + path for path in paths]))
        for path in paths:  # both find every page rendered already
            urllib.request.urlopen(url + path).read()
        bare, full = [], []
        for number in range(options.rounds):
            bare.append(timed([sys.executable, "-c", BARE_SPIDER, str(urls)]))
            full.append(timed(crawl_command(Path(folder, f"{number}", "a.db"), url)))
        if options.profile:
            crawl = crawl_command(Path(folder, "p", "a.db"), url)
            timed([crawl[0], "-m", "cProfile", "-o", options.profile, *crawl[1:]])
    bare_time, full_time = statistics.median(bare), statistics.median(full)
    print(f"pages                {len(paths)}")
    print(
        f"bare Scrapy spider   {bare_time:.2f} s, {len(paths) / bare_time:.0f} pages/s  {[round(t, 2) for t in bare]}"
    )
    print(
        f"newscrawl crawl      {full_time:.2f} s, {len(paths) / full_time:.0f} pages/s  {[round(t, 2) for t in full]}"
    )
    print(f"ratio                {full_time / bare_time:.2f}")


def crawl_command(archive: Path, url: str) -> list[str]:
    command = [sys.executable, "-m", "newscrawl", "--archive", str(archive), "crawl", "chengdu", "--site-url", url]
    return [*command, "--concurrency", "8"]


if __name__ == "__main__":
    main()

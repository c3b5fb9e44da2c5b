"""How long `newscrawl crawl` takes with everything on (ledger, WARC, extraction, index), against a bare Scrapy spider
that fetches the same pages and stores nothing. Both in one run, in turn; the ratio of the medians is the result. One
more crawl shows where the time goes, and the memory it takes.

    python -m benchmarks.crawl_speed [--articles 150] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.command import Ran, run
from newscrawl.replica import ReplicaSite

WANTED = 1.5  # times the bare spider's time
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
    with serving(articles) as (url, _):
        yield url


@contextmanager
def serving(articles: int) -> Iterator[tuple[str, int]]:
    """The replica in a process of its own: its address, and the process's id."""
    code = f"from newscrawl.replica import serve_forever; serve_forever(0, articles_per_channel={articles}, "
    code += "ready=lambda url, count: print(url, flush=True))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.terminate()
        process.wait()


def peak_beside(command: list[str]) -> float:
    """Run a command to its end; MB at the peak of the largest process that it started, 0 where there was none.

    Looked up while it lives: a process's own account of its peak begins with that of the one that started it.
    """
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            time.sleep(0.1)
            with suppress(OSError):  # one of them has just ended
                for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
                    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{child}/status").read_text())
                    peak = max(peak, int(found[1]) / 1024 if found else 0.0)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak


def cpu_seconds(pid: int) -> float:
    """Processor seconds of a running process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def crawl_arguments(archive: Path, url: str) -> list[str]:
    return ["--archive", str(archive), "crawl", "chengdu", "--site-url", url, "--concurrency", "8"]


def warm_up(urls: list[str]) -> None:
    """Have every page rendered and packed, so that neither crawler waits for that."""
    for url in urls:
        urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})).read()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=150, help="per channel, 14 channels")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    site = ReplicaSite(0, options.articles)
    paths = [*site.article_paths(), *site.listing_paths()]
    with serving(options.articles) as (url, server), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        urls = [url + path for path in paths]
        (folder / "urls.json").write_text(json.dumps(urls))
        warm_up(urls)
        served = cpu_seconds(server)
        bare, full = [], []
        for number in range(options.rounds):
            bare.append(run([sys.executable, "-c", BARE_SPIDER, str(folder / "urls.json")]))
            arguments = crawl_arguments(folder / str(number) / "a.db", url)
            full.append(run([sys.executable, "-m", "newscrawl", *arguments]))
        served = (cpu_seconds(server) - served) / (2 * options.rounds)
        report = folder / "report.json"
        print_times(len(paths), bare, full, served)
        arguments = crawl_arguments(folder / "sampled" / "a.db", url)
        second_peak = peak_beside([sys.executable, "-m", "benchmarks.sampled", str(report), *arguments])
        print_where(len(paths), json.loads(report.read_text(encoding="utf-8")), second_peak)


def print_times(pages: int, bare: list[Ran], full: list[Ran], served: float) -> None:
    print(f"{pages:,} pages; medians of {len(bare)} rounds")
    for name, runs in (("bare Scrapy spider", bare), ("newscrawl crawl", full)):
        wall, cpu = (statistics.median(run[place] for run in runs) for place in (0, 1))
        each = " ".join(f"{run.wall:.2f}" for run in runs)
        print(f"{name:20} {wall:6.2f} s {pages / wall:6.0f} pages/s {cpu:6.2f} s of processor time   ({each})")
    print(f"the site's server    {served:40.2f} s of processor time a crawl")
    ratio = statistics.median(run.wall for run in full) / statistics.median(run.wall for run in bare)
    print(f"ratio                {ratio:6.2f}   (wanted: at most {WANTED})")


def print_where(pages: int, report: dict[str, Any], second_peak: float) -> None:
    """A table of one more crawl, from what `benchmarks.sampled` counted."""
    samples: dict[str, int] = report["samples"]
    each = report["seconds"] / sum(samples.values())
    print(f"\nwhere the time of a crawl goes{'s':>27}{'ms a page':>12}")
    for part, count in sorted(samples.items(), key=lambda entry: -entry[1]):
        print(f"  {part:46}{count * each:9.2f}{1000 * count * each / pages:12.2f}")
    print(f"  {'waiting for the site, the disk, a core':46}{report['wall'] - report['seconds']:9.2f}")
    beside = report["others_seconds"]
    if second_peak:
        print("second process, beside it")
        print(f"  {'extraction, its own start-up':46}{beside:9.2f}{1000 * beside / pages:12.2f}")
    more = f", and {second_peak:.0f} MB of the second process" if second_peak else ""
    print(f"peak memory: {report['peak_kib'] / 1024:.0f} MB{more}")


if __name__ == "__main__":
    main()

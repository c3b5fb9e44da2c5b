"""How fast export is, and how much memory it takes, against other ways to dump the same table, in one run.

    python -m benchmarks.export_speed                        # 100,000 articles
    python -m benchmarks.export_speed --articles 10000 --rounds 3 --memory-articles 0

Every command runs as a process of its own on one core, start included, and writes to a file; they take turns, and of
the rounds of each the best counts. Time is processor time, user and system, which a busy machine disturbs least; wall
time stands beside it. The floor is SQLite's own shell making the same lines with json_object().
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import command
from benchmarks.corpus import Corpus
from newscrawl.archive import Archive
from newscrawl.archive.dump import ARTICLE_COLUMNS, JSON_COLUMNS

TEXTS = 2_000  # made up once, and used again under other addresses: making texts is slow, and not what is measured
MOMENT = "2026-11-23T00:00:00Z"


@dataclass(slots=True)
class Run:
    """A command's best round: processor and wall seconds, and its peak memory in MiB over all rounds."""

    cpu: float = float("inf")
    wall: float = float("inf")
    memory: float = 0.0


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to dump the table, as a command line."""

    name: str
    arguments: Sequence[str]
    runs: Run = field(default_factory=Run)


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        folder = Path(scratch)
        archive = build(folder / "speed.db", options.articles)
        contenders = list(_contenders(archive, folder))
        for _ in range(options.rounds):
            for contender in contenders:
                measure(contender, folder)
        met = report(contenders, options.articles)
        if options.memory_articles:
            met = report_memory(folder, options.memory_articles) and met
    return 0 if met else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure export against other ways to dump the same table.")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory-articles", type=int, default=300_000, help="the large archive; 0 leaves it out")
    parser.add_argument("--folder", type=Path, help="where to make the archives")
    return parser.parse_args()


def build(path: Path, articles: int) -> Path:
    """An archive with so many articles, without search index: export does not read it."""
    made = list(Corpus().articles(min(TEXTS, articles)))
    names = ARTICLE_COLUMNS[1:]
    insert = f"INSERT INTO articles ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    with Archive.write(path, command="benchmark") as archive, archive.changes() as db:
        for number in range(articles):
            text = made[number % len(made)]
            row = {name: getattr(text, name, None) for name in names}
            row |= {
                "url": f"https://www.yybnet.net/bench/news/201812/{number}.html",
                "site": "yybnet",
                "byline": "刘顺菊 王朝旭 文/图",
                "authors": '["刘顺菊", "王朝旭"]',
                "images": json.dumps(
                    [{"url": f"https://www.yybnet.net/i/{number}.jpg", "caption": "图"}], ensure_ascii=False
                ),
                "source_line": f"来源:{text.source} {text.published_at}",
                "problems": "[]",
                "content_sha256": f"{number:064x}",
                "first_archived_at": MOMENT,
                "last_seen_at": MOMENT,
                "revision": 1,
                "crawl_id": 1,
                "warc_file": "20261123-00001.warc.gz",
                "warc_offset": number * 20_000,
                "extractor": "1",
            }
            db.conn.execute(insert, [row[name] for name in names])
    return path


def _contenders(archive: Path, folder: Path) -> Iterator[Contender]:
    """What is compared; the floor first. Tools that are not installed are named and left out."""
    fields = ", ".join(f"'{name}', " + (f"json({name})" if name in JSON_COLUMNS else name) for name in ARTICLE_COLUMNS)
    if shutil.which("sqlite3"):
        yield Contender("floor", ["sqlite3", str(archive), f"SELECT json_object({fields}) FROM articles ORDER BY id"])
        yield Contender("sqlite3 -json", ["sqlite3", "-json", str(archive), "SELECT * FROM articles ORDER BY id"])
    else:
        print("sqlite3 is not installed: no floor, no sqlite3 -json.")
    tool = Path(sys.executable).with_name("sqlite-utils")
    yield Contender("sqlite-utils rows --nl", [str(tool), "rows", str(archive), "articles", "--nl"])
    newscrawl = [sys.executable, "-m", "newscrawl", "--archive", str(archive), "export"]
    yield Contender("export", newscrawl)
    yield Contender("export -o FILE", [*newscrawl, "--force", "-o", str(folder / "a.jsonl")])
    yield Contender("export .jsonl.zst", [*newscrawl, "--force", "-o", str(folder / "a.jsonl.zst")])
    yield Contender("export .csv", [*newscrawl, "--force", "-o", str(folder / "a.csv")])
    yield Contender("export .parquet", [*newscrawl, "--force", "-o", str(folder / "a.parquet")])


def measure(contender: Contender, folder: Path) -> None:
    """Run a command once more, on one core."""
    ran = command.run(contender.arguments, output=folder / "output", one_core=True)
    best = contender.runs
    best.cpu, best.wall, best.memory = min(best.cpu, ran.cpu), min(best.wall, ran.wall), max(best.memory, ran.memory)


def report(contenders: Sequence[Contender], articles: int) -> bool:
    """Print the table and the targets; True where all are met."""
    print(f"\n{articles:,} articles, SQLite {sqlite3.sqlite_version}, one core")
    print(f"{'':24}{'cpu s':>8}{'wall s':>8}{'articles/s':>12}{'MiB':>6}")
    by_name = {contender.name: contender.runs for contender in contenders}
    for name, run in by_name.items():
        print(f"{name:24}{run.cpu:8.2f}{run.wall:8.2f}{articles / run.cpu:12,.0f}{run.memory:6.0f}")
    ours = by_name["export"].cpu
    met = target("times sqlite-utils rows --nl", by_name["sqlite-utils rows --nl"].cpu / ours, at_least=4.0)
    if "floor" in by_name:
        met &= target("times sqlite3 -json", by_name["sqlite3 -json"].cpu / ours, at_least=1.0)
        met &= target("times the floor's time", ours / by_name["floor"].cpu, at_most=1.6)
    return met


def report_memory(folder: Path, articles: int) -> bool:
    """Print the peak memory of each format on a small and on a large archive; True where it is flat, and small."""
    print(f"\nPeak memory, MiB {'10,000':>20}{articles:>12,}")
    small, large = build(folder / "small.db", 10_000), build(folder / "large.db", articles)
    met = True
    for name in ("a.jsonl", "a.jsonl.gz", "a.csv", "a.parquet"):
        peaks = []
        for archive in (small, large):
            command = [sys.executable, "-m", "newscrawl", "--archive", str(archive), "export", "--force"]
            contender = Contender(name, [*command, "-o", str(folder / name)])
            measure(contender, folder)
            peaks.append(contender.runs.memory)
        print(f"{name:24}{peaks[0]:12.0f}{peaks[1]:12.0f}")
        met &= peaks[1] < 100 or name == "a.parquet"
    return met


def target(words: str, ratio: float, *, at_least: float | None = None, at_most: float | None = None) -> bool:
    """Print a ratio beside its target; True where it is met."""
    met = ratio >= at_least if at_least is not None else ratio <= (at_most or 0)
    bound = f"at least {at_least}" if at_least is not None else f"at most {at_most}"
    print(f"{ratio:8.2f} {words} (target: {bound}){'' if met else '  MISSED'}")
    return met


if __name__ == "__main__":
    sys.exit(main())

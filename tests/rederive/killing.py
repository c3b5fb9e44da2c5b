"""Kills of `import-warc` and `reextract --apply` at chosen points, and what must be true after each.

    python -m tests.rederive.killing [--kills 40] [--seed N]

Runs the long, random version; `test_kills.py` the short one. An article is whole or not there, a file is taken in as
a whole or not at all, the archive proves itself with `verify`, and running again finishes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from itertools import count
from pathlib import Path

from newscrawl.extract import RULES_VERSION
from newscrawl.replica import ReplicaServer, ReplicaSite
from tests.end_to_end.crawling import environment
from tests.end_to_end.victim import KEPT, REWRITE
from tests.rederive.crawling import Crawled, articles, crawl, newscrawl, revisions, rows
from tests.rederive.earlier import extracted_earlier
from tests.rederive.foreign import article, write

# The points of `tests.end_to_end.victim`, and how often one of these files or archives comes to each.
IMPORT_POINTS = {"index": 12, "before commit": 5, "in commit": 4, KEPT: 3, "warc half": 30, "warc sync": 8}
REEXTRACT_POINTS = {REWRITE: 12, "before commit": 2, "after commit": 2}
FILES, PAGES = 3, 6
KILLED = -signal.SIGKILL


def foreign_files(folder: Path) -> list[Path]:
    """Three WARC files of six articles each."""
    site = ReplicaSite(articles_per_channel={"chengdu/jianyang": FILES * PAGES})
    return [
        write(folder / f"{name}.warc.gz", [article(site, PAGES * name + n) for n in range(PAGES)])
        for name in range(FILES)
    ]


def killed_at(point: str, nth: int, archive: Path, *arguments: str) -> bool:
    """Run a command that kills itself at a point; False where it ended before it came there."""
    victim = [sys.executable, "-m", "tests.end_to_end.victim", point, str(nth), "--archive", str(archive)]
    done = subprocess.run(
        [*victim, *arguments], cwd=archive.parent, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, KILLED), done.stderr
    return done.returncode == KILLED


def kill_import(folder: Path, points: list[tuple[str, int]]) -> Counter[str]:
    """Import into one archive, killed at each point in turn, then to the end; returns where it was killed."""
    folder.mkdir()
    archive = folder / "archive.db"
    command = ["import-warc", *map(str, foreign_files(folder)), "--jobs", "1"]
    killed: Counter[str] = Counter()
    for point, nth in points:
        killed[point] += killed_at(point, nth, archive, *command)
        # Killed before the first table was there, it has left an empty file; else whole files of six articles.
        if archive.exists() and rows(archive, "SELECT 1 FROM sqlite_master WHERE name = 'crawls'"):
            held = rows(archive, "SELECT count(*), count(DISTINCT url), count(warc_file) FROM articles")
            assert held[0] in [(PAGES * files,) * 3 for files in range(FILES + 1)], (points, held)
    newscrawl(archive, *command)
    assert len(articles(archive)) == FILES * PAGES, points
    assert revisions(archive) == [], points
    assert not (archive.parent / "warc" / "incoming").exists(), points
    proof = newscrawl(archive, "verify", "--jobs", "1", code=None)
    assert proof.returncode == 0, (points, proof.stdout)
    again = newscrawl(archive, *command)
    assert len(articles(archive)) == FILES * PAGES, again.stdout
    return killed


def kill_reextract(crawled: Crawled, points: list[tuple[str, int]]) -> Counter[str]:
    """Read an archive again, killed at each point in turn, then to the end; returns where it was killed.

    Before, each text is made the work of earlier rules.
    """
    archive = crawled.archive
    truth = {row[0]: row[:16] for row in articles(archive)}
    extracted_earlier(crawled, every=1).close()
    killed: Counter[str] = Counter()
    for point, nth in points:
        killed[point] += killed_at(point, nth, archive, "reextract", "--apply", "--jobs", "1")
        for row in articles(archive):
            is_new = row[19] == RULES_VERSION
            assert (row[:16] == truth[row[0]]) == is_new, (points, row[0])
            assert row[16] == (2 if is_new else 1), (points, row[0])
    newscrawl(archive, "reextract", "--apply", "--jobs", "1")
    assert {row[0]: row[:16] for row in articles(archive)} == truth, points
    assert len(revisions(archive)) == len(truth), points
    proof = newscrawl(archive, "verify", "--jobs", "1", code=None)
    assert proof.returncode == 0, (points, proof.stdout)
    return killed


def drawn(chance: random.Random, points: dict[str, int]) -> list[tuple[str, int]]:
    """A few points to be killed at, one after the other."""
    chosen = chance.choices(list(points), k=4)
    return [(point, chance.randint(1, points[point])) for point in chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill imports and re-extractions, and check that nothing is lost.")
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="repeat the kills of an earlier call")
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    chance = random.Random(options.seed)
    killed: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="newscrawl-kills-") as name, ReplicaServer(ReplicaSite(18)) as server:
        folder = Path(name)
        crawl(folder / "whole" / "archive.db", server.url)
        for number in count():
            if killed.total() >= options.kills:
                break
            killed += kill_import(folder / f"import{number}", drawn(chance, IMPORT_POINTS))
            shutil.copytree(folder / "whole", folder / f"again{number}")
            crawled = Crawled(folder / f"again{number}" / "archive.db", server.site, server.url, gone="")
            killed += kill_reextract(crawled, drawn(chance, REEXTRACT_POINTS))
            sys.stdout.write(f"{killed.total()} kills survived: {dict(killed)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

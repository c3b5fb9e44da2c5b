"""The proof that a crawl survives kill -9 at any moment: behind `make crash-test`, and, shorter, in the test suite.

Rounds of crawls are killed at random points (seeded) until they come to their end; then the archive must equal that
of a crawl nobody disturbed: every article once, the ledger complete, the file sound, the bytes behind every row.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from newscrawl.replica import ReplicaServer, ReplicaSite
from tests.end_to_end.crawling import crawl, environment, is_sound, rows, run
from tests.end_to_end.victim import POINTS

CHANNELS = ("chengdu/jianyang", "chengdu/xinjin", "chengdu/dayi")
ARTICLES = {"chengdu/jianyang": 40, "chengdu/xinjin": 25, "chengdu/dayi": 15}
LATEST = {"migration": 6, "listing": 12, "article": 30, "index": 30, "warc half": 40, "warc sync": 8, "warc file": 1}
KILLED = -signal.SIGKILL

WHOLE = {
    "articles": "SELECT url, site, city, district, channel, title, source, published_at, byline, authors, body, images,"
    " source_line, problems, content_sha256, revision FROM articles ORDER BY url",
    "ledger": "SELECT url, kind, state, channel, reason, attempts FROM pages ORDER BY url",
    "listings": "SELECT channels.slug, pages.url FROM listed JOIN channels ON channels.id = channel_id"
    " JOIN pages ON pages.id = page_id ORDER BY 1, 2",
    "walks": "SELECT slug, front, complete_pass = pass FROM channels ORDER BY 1",
    "revisions": "SELECT count(*) FROM revisions",
    "copies": "SELECT min(url, original), max(url, original) FROM (SELECT copy.url AS url, first.url AS original"
    " FROM articles AS copy JOIN articles AS first ON first.id = copy.duplicate_of) ORDER BY 1, 2",
}


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Crashed(AssertionError):
    """An archive that did not come out of its kills as it should."""


def contents(archive: Path) -> dict[str, list[tuple[object, ...]]]:
    """All of an archive that must not depend on how often it was killed."""
    return {name: [tuple(row) for row in rows(archive, query)] for name, query in WHOLE.items()}


def crash(
    folder: Path, *, kills: int, seed: int, articles: dict[str, int] = ARTICLES, say: bool = False
) -> Counter[str]:
    """Kill crawls until `kills` are done, whole rounds; returns how many were killed at which point.

    `articles` is how many each channel of CHANNELS has.

    Raises Crashed with what differs.
    """
    chance = random.Random(seed)
    killed: Counter[str] = Counter()
    with ReplicaServer(ReplicaSite(articles_per_channel=articles)) as server:
        (folder / "undisturbed").mkdir()
        undisturbed = folder / "undisturbed" / "news.db"
        done = crawl(undisturbed, server, *CHANNELS)
        if done.returncode != 0:
            raise Crashed(f"the crawl nobody disturbed failed: {done.stderr}")
        expected = contents(undisturbed)
        number = 0
        while killed.total() < kills:
            number += 1
            (folder / f"round{number}").mkdir()
            archive = folder / f"round{number}" / "news.db"
            points = _round(archive, server, chance, most=min(12, kills - killed.total()))
            _compare(archive, expected, points)
            killed.update(point for point, _ in points)
            if say:
                tell(f"round {number}: {len(points)} kills, {killed.total()} in all; the archive is whole")
    return killed


def _round(archive: Path, server: ReplicaServer, chance: random.Random, *, most: int) -> list[tuple[str, int]]:
    """Crawl into one archive, killed again and again, and at last let it end; returns where it was killed."""
    points: list[tuple[str, int]] = []
    while len(points) < most:
        point, nth = _draw(chance, first=not archive.exists())
        code, complaint = _crawl_killed(archive, server, point, nth)
        if code == KILLED:
            points.append((point, nth))
            if archive.exists() and archive.stat().st_size and not is_sound(archive):
                raise Crashed(f"the file is damaged after kills at {points}")
        elif code in (0, 3):
            break  # nothing is left to do before that point
        else:
            raise Crashed(f"after kills at {points} the crawl ended with {code}: {complaint}")
    last = crawl(archive, server, *CHANNELS)
    if last.returncode not in (0, 3):
        raise Crashed(f"after kills at {points} the crawl ended with {last.returncode}: {last.stderr}")
    return points


def _draw(chance: random.Random, *, first: bool) -> tuple[str, int]:
    if first and chance.random() < 0.3:
        return "migration", chance.randint(1, LATEST["migration"])
    point = chance.choice([*POINTS[1:], "time"])
    return point, chance.randint(1, LATEST.get(point, 6))


def _crawl_killed(archive: Path, server: ReplicaServer, point: str, nth: int) -> tuple[int, str]:
    """Run a crawl that is to be killed; returns its exit code and what it said."""
    arguments = ["--archive", str(archive), "crawl", *CHANNELS, "--site-url", server.url]
    start = ["-m", "newscrawl"] if point == "time" else ["-m", "tests.end_to_end.victim", point, str(nth)]
    process = subprocess.Popen(
        [sys.executable, *start, *arguments],
        cwd=archive.parent,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if point == "time":
        before = len(server.requests)
        end = time.monotonic() + 30
        while len(server.requests) < before + 5 * nth and process.poll() is None and time.monotonic() < end:
            time.sleep(0.001)
        process.kill()
    _, complaint = process.communicate(timeout=120)
    return process.returncode, complaint


def _compare(archive: Path, expected: dict[str, list[tuple[object, ...]]], points: list[tuple[str, int]]) -> None:
    got = contents(archive)
    for name, want in expected.items():
        if got[name] != want:
            odd = [row for row in got[name] if row not in want][:2] + [row for row in want if row not in got[name]][:2]
            raise Crashed(f"after kills at {points} the {name} differ: {len(got[name])} rows for {len(want)}: {odd}")
    if not is_sound(archive):
        raise Crashed(f"after kills at {points} the file is damaged")
    ended = [row["ended"] for row in rows(archive, "SELECT ended FROM crawls ORDER BY id")]
    if None in ended or ended[-1] != "finished":
        raise Crashed(f"after kills at {points} the runs are recorded as {ended}")
    proof = run(archive, "verify", "--jobs", "1")
    if proof.returncode != 0:
        raise Crashed(f"after kills at {points} verify says: {proof.stdout}{proof.stderr}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill crawls at random moments and check that nothing is lost.")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=None, help="repeat the kills of an earlier call")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    tell(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="newscrawl-crash-") as folder:
        killed = crash(Path(folder), kills=options.kills, seed=seed, say=True)
    tell(f"{killed.total()} kills survived: " + ", ".join(f"{point} {count}" for point, count in killed.most_common()))


if __name__ == "__main__":
    main()

"""Thirty simulated days of scheduled runs over a living site.

Articles appear, change and vanish; pages fail; the machine sleeps for three days; two runs are killed; once the disk
is full; once the site is redesigned, and four days later the redesign is taken back. In the end every article ever
published is archived, the ledger balances, and alarms came on the right days and on no others.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from newscrawl import clock
from newscrawl.archive import Archive, crawls
from newscrawl.config import Config, load
from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from newscrawl.schedule.due import due_jobs
from tests.end_to_end.one_run import run_job

ROOT = Path(__file__).parents[2]
SHANGHAI = timezone(timedelta(hours=8))
CHANNELS = ("chengdu", "chengdu/jianyang", "chengdu/pujiang")
DAYS = 30
ASLEEP = range(12, 15)
KILLED = {6: 5, 18: 7}  # day → requests after which the run is killed
FULL_DISK = 9
REDESIGNED, MENDED = 25, 29  # Monday to Friday, so that no full run reads the redesigned pages anew
# Imported once, not by each run; none of them chooses Twisted's reactor.
PRELOADED = [
    "tests.end_to_end.one_run",
    "newscrawl.after_run",
    "newscrawl.cli.schedule",
    "newscrawl.crawl",
    "newscrawl.extensions.warc",
    "newscrawl.middlewares.robots",
    "newscrawl.pipelines.sqlite",
    "newscrawl.schedule.job",
    "newscrawl.scheduler",
    "scrapy.core.downloader.contextfactory",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.extensions.throttle",
]
PATIENCE = 60.0  # seconds; a bound against hanging, not a measure


def morning(day: int) -> str:
    """When the machine looks what is due: five minutes past the time of the daily job. UTC."""
    return clock.stamp(datetime(2018, 12, 20, 3, 35, tzinfo=SHANGHAI) + timedelta(days=day))


class Life:
    """The site, the machine that crawls it, and what its keepers were told, by day."""

    def __init__(self, site: ReplicaSite, server: ReplicaServer, config_file: Path) -> None:
        self.site, self.server, self.file = site, server, config_file
        self.config: Config = load(config_file, {})
        self.rng = random.Random(8)
        self.told: dict[int, list[dict[str, Any]]] = {}
        self.edited: dict[str, int] = {}  # path → day
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(PRELOADED)

    def live(self, day: int) -> None:
        """One day: what happens on the site by night, then what is due in the morning."""
        self.site.advance(days=1)
        self._change(day)
        if day in ASLEEP:
            return
        moment = clock.parse(morning(day))
        for due in due_jobs(self.config, moment):
            self._run(day, due.job.name, moment)
            moment += timedelta(hours=1)
        self.told[day] = self._hear()

    def _change(self, day: int) -> None:
        online = self.site.article_paths()
        if day == REDESIGNED:
            self.site.redesign("no-source-line")
        if day == MENDED:
            self.site._state.redesigns.clear()
            self.site.edit_junk()  # every page is another one again
        for channel in CHANNELS:
            count = 2 if day in (REDESIGNED, *KILLED, FULL_DISK) else self.rng.choice((0, 0, 1, 1, 2, 3))
            self.site.publish(channel, count)
        if day not in range(REDESIGNED, MENDED) and day % 3 == 1:
            path = self.rng.choice(online)
            self.site.edit(path)
            self.edited[path] = day
        if day % 7 == 3:
            self.site.vanish(self.rng.choice(online), delist=day % 2 == 0)
        new = [path for path in self.site.article_paths() if path not in online]
        faults = FaultPlan({new[0]: Fault("unavailable", times=2), new[-1]: Fault("reset", times=1)} if new else {})
        self.server.faults = faults if day % 4 == 2 else FaultPlan()

    def _run(self, day: int, job: str, moment: datetime) -> None:
        disk = 90_000 if day == FULL_DISK else None
        self.server.latency = 0.05 if day in KILLED else 0.0
        said = self.file.with_name("said.txt")
        process = self.context.Process(target=run_job, args=(self.file, job, moment, disk, said))
        requests = len(self.server.requests)
        process.start()
        while day in KILLED and process.is_alive():
            if len(self.server.requests) - requests >= KILLED[day]:
                process.kill()
                break
            time.sleep(0.005)
        process.join(PATIENCE)
        assert process.exitcode is not None, f"the run of day {day} hangs"

    def _hear(self) -> list[dict[str, Any]]:
        """What the notifier was given since the last time."""
        file = self.file.with_name("told.jsonl")
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        file.unlink(missing_ok=True)
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """The thirty days, lived once for all tests of this file."""
    folder = tmp_path_factory.mktemp("life")
    site = ReplicaSite(8, dict.fromkeys(CHANNELS, 8), official_links=False)
    notifier = f"cat >> {folder}/told.jsonl; echo >> {folder}/told.jsonl"
    with ReplicaServer(site) as server:
        file = folder / "newscrawl.toml"
        file.write_text(
            f'archive = "{folder}/newscrawl.db"\nsite_url = "{server.url}"\n'
            f"[notify]\ncommand = {json.dumps(['sh', '-c', notifier])}\n"
            f"[jobs.daily]\nchannels = {json.dumps(CHANNELS)}\nat = ['03:30']\n"
            f"[jobs.weekly]\nchannels = {json.dumps(CHANNELS)}\nat = ['03:31']\non = ['sun']\nfull = true\n",
            encoding="utf-8",
        )
        life = Life(site, server, file)
        for day in range(DAYS + 1):
            life.live(day)
        yield life


def rows(life: Life, sql: str) -> list[tuple[Any, ...]]:
    with Archive.read(life.config.archive) as opened:
        return list(opened.db.conn.execute(sql).fetchall())


def test_every_article_ever_published_is_archived(life: Life) -> None:
    held = {url: (title, body) for url, title, body in rows(life, "SELECT url, title, body FROM articles")}
    truth = life.site.truth(life.server.url, vanished=True)
    assert {record["url"] for record in truth} == set(held)
    assert len(held) > 100


def test_what_is_archived_is_what_the_site_says(life: Life) -> None:
    columns = "url, title, source, published_at, byline, body"
    held = {row[0]: row[1:] for row in rows(life, f"SELECT {columns} FROM articles")}
    read_at = dict(rows(life, "SELECT url, fetched_at FROM pages WHERE kind = 'article'"))
    compared = 0
    for record in life.site.truth(life.server.url):
        at = read_at[record["url"]]
        if at < morning(life.edited.get(record["path"], 0)) or morning(REDESIGNED) <= at < morning(MENDED):
            continue  # read before it was changed, or while the site did not show its source
        expected = tuple(record[name] for name in ("title", "source", "published_at", "byline", "body"))
        assert held[record["url"]] == expected
        compared += 1
    assert compared > 50


def test_changed_articles_keep_their_earlier_texts(life: Life) -> None:
    assert rows(life, "SELECT count(*) FROM revisions")[0][0] >= 3


def test_vanished_articles_keep_their_text_and_their_pages_are_gone(life: Life) -> None:
    gone = {record["url"] for record in life.site.truth(life.server.url, vanished=True) if record["status"] == 404}
    full_runs_saw = {row[0] for row in rows(life, "SELECT url FROM pages WHERE state = 'gone'")}
    assert len(full_runs_saw) >= 3
    assert full_runs_saw <= gone


def test_the_ledger_balances(life: Life) -> None:
    states = dict(rows(life, "SELECT state, count(*) FROM pages WHERE kind = 'article' GROUP BY state"))
    assert set(states) == {"archived", "gone"}
    assert rows(life, "SELECT count(*) FROM articles") == [(sum(states.values()),)]
    assert rows(life, "SELECT count(*) FROM pages WHERE state = 'archived' AND url NOT IN (SELECT url FROM articles)"
                      " AND kind = 'article'") == [(0,)]  # fmt: skip
    assert rows(life, "PRAGMA integrity_check") == [("ok",)]


def test_the_archive_is_whole_to_the_last_byte(life: Life) -> None:
    command = [sys.executable, "-m", "newscrawl", "--archive", str(life.config.archive), "verify"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_alarms_came_on_the_right_days_and_on_no_others(life: Life) -> None:
    alarmed = {day: [(run["ended"], run["health"]) for run in told] for day, told in life.told.items() if told}
    # A run that was killed is found by the next; so is one that could not even write down its end.
    expected = {day + 1: [("interrupted", "failed")] for day in (*KILLED, FULL_DISK)}
    expected[FULL_DISK] = [("failed", "failed")]
    assert {day: runs for day, runs in alarmed.items() if not REDESIGNED <= day < MENDED} == expected
    assert alarmed[REDESIGNED] == [("finished", "degraded")]
    assert "source" in " ".join(life.told[REDESIGNED][0]["reasons"])


def test_every_run_is_recorded(life: Life) -> None:
    with Archive.read(life.config.archive) as opened:
        runs = crawls.recent(opened.db, 100)
    days = DAYS + 1 - len(ASLEEP)
    sundays = sum(1 for day in range(DAYS + 1) if (day + 3) % 7 == 6 and day not in ASLEEP)
    assert len(runs) >= days + sundays
    ended = [run["ended"] for run in runs]
    assert (ended.count("interrupted"), ended.count("finished")) == (3, len(runs) - 3)
    assert all(run["health"] for run in runs)

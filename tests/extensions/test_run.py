"""A run under odd conditions: errors of newscrawl itself, settings laid over, and what the outcome tells."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from tests.end_to_end.crawling import (
    QUICK,
    command,
    crawl,
    differences,
    environment,
    fates,
    reason,
    rest_is_over,
    rows,
    running,
    wait_until,
)

CHANNEL = "chengdu/jianyang"
# The command itself, with a rule that cannot read one article, and a listing rule that cannot read one page.
FAULTY_RULES = """
import sys
from newscrawl.extract import listing, timestamp
from newscrawl.reading import pages

odd, sound, read = sys.argv.pop(1), timestamp.apply, listing.read_listing

def apply(article):
    if article.url.endswith(odd):
        raise KeyError("no such rule")
    return sound(article)

def read_listing(body, *, url, **rest):
    if url.endswith(odd):
        raise RecursionError("too deep")
    return read(body, url=url, **rest)

timestamp.apply, pages.read_listing = apply, read_listing
from newscrawl.cli import main
main()
"""


@pytest.fixture
def site() -> ReplicaSite:
    return ReplicaSite(articles_per_channel={CHANNEL: 25})


def crawl_with_faulty_rules(archive: Path, server: ReplicaServer, odd: str) -> subprocess.CompletedProcess[str]:
    arguments = ["--archive", str(archive), "crawl", CHANNEL, "--site-url", server.url, "--json"]
    return subprocess.run(
        [sys.executable, "-c", FAULTY_RULES, odd, *arguments],
        cwd=archive.parent,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_an_error_of_our_own_fails_one_page_and_the_crawl_goes_on(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    odd = site.article_paths()[3]
    with ReplicaServer(site) as server:
        done = crawl_with_faulty_rules(archive, server, odd)
        outcome = json.loads(done.stdout)
        assert (outcome["ended"], outcome["counts"]["new"], outcome["counts"]["failed"]) == ("finished", 24, 1)
        assert outcome["exit_code"] == done.returncode
        url = server.url + odd
        assert fates(archive)[url] == "failed"
        assert reason(archive, url) == "newscrawl itself failed on this page: KeyError: 'no such rule'"
        rest_is_over(archive)
        assert crawl(archive, server, CHANNEL).returncode == 0
        assert differences(archive, site.truth(server.url)) == []


def test_an_error_on_a_listing_page_steps_over_it(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    odd = site.listing_paths(CHANNEL)[1]
    with ReplicaServer(site) as server:
        done = crawl_with_faulty_rules(archive, server, odd)
        assert done.returncode == 3
        assert list(fates(archive).values()) == ["archived"] * 15
        assert fates(archive, "listing")[server.url + odd] == "failed"
        rest_is_over(archive)
        assert crawl(archive, server, CHANNEL).returncode == 0
        assert differences(archive, site.truth(server.url)) == []


def test_a_loop_between_http_and_https_ends(tmp_path: Path, site: ReplicaSite) -> None:
    """The other scheme of the same port does not answer: the page fails, with backoff, and the rest is archived."""
    archive = tmp_path / "news.db"
    path = site.article_paths()[2]
    with ReplicaServer(site) as server:
        secure = server.url.replace("http://", "https://")
        server.faults = FaultPlan({path: Fault("offsite", target=secure + path)})
        crawl(archive, server, CHANNEL, settings=QUICK)
        states = fates(archive)
        assert states.pop(server.url + path) == "failed"
        assert set(states.values()) == {"archived"}


def test_without_warc_rows_point_nowhere(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site) as server:
        assert crawl(archive, server, CHANNEL, "--no-warc").returncode == 0
        assert differences(archive, site.truth(server.url)) == []
    assert {tuple(row) for row in rows(archive, "SELECT warc_file, warc_offset FROM articles")} == {(None, None)}
    assert not (tmp_path / "warc").exists()


def test_a_killed_run_has_counted_what_it_kept(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    site = ReplicaSite(articles_per_channel={CHANNEL: 200})
    with (
        ReplicaServer(site, latency=0.02) as server,
        running(command(archive, "crawl", CHANNEL, "--site-url", server.url)) as process,
    ):
        wait_until(lambda: (tmp_path / "warc").exists())  # the tables are made
        wait_until(lambda: len(rows(archive, "SELECT 1 FROM articles")) > 30)
        process.kill()
        process.wait()
    counts = json.loads(rows(archive, "SELECT counts FROM crawls")[0]["counts"])
    assert counts["new"] == rows(archive, "SELECT count(*) AS n FROM articles")[0]["n"] > 30

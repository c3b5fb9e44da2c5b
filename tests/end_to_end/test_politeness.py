"""Politeness, read off the site's own request log; and sites that are down or want to be left alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from tests.end_to_end.crawling import QUICK, command, crawl, fates, rows, run, running, wait_until

CHANNEL = "chengdu/jianyang"
STALL = 0.25  # seconds that a busy machine may hold up one request; those behind it come on time


@pytest.fixture
def site() -> ReplicaSite:
    return ReplicaSite(articles_per_channel={CHANNEL: 15})


def gaps(server: ReplicaServer) -> list[float]:
    """Seconds between one request and the next."""
    times = sorted(request.time for request in server.requests)
    return [later - earlier for earlier, later in pairwise(times)]


def keeps(server: ReplicaServer, delay: float, *, first: int = 0) -> bool:
    """True where any six requests in a row, from the `first` one on, took five times the delay."""
    times = sorted(request.time for request in server.requests)[first:]
    return len(times) > 5 and all(b - a >= 5 * delay - STALL for a, b in zip(times, times[5:], strict=False))


def test_the_delay_lies_between_any_two_requests(tmp_path: Path, site: ReplicaSite) -> None:
    with ReplicaServer(site, latency=0.3) as server:
        done = crawl(tmp_path / "news.db", server, CHANNEL, "--delay", "0.2", "--concurrency", "4")
        assert done.returncode == 0, done.stderr
        assert len(server.requests) >= 18
        assert keeps(server, 0.2)


def test_the_crawl_delay_of_robots_txt_is_a_floor(tmp_path: Path) -> None:
    site = ReplicaSite(articles_per_channel={CHANNEL: 6}, crawl_delay=0.4)
    with ReplicaServer(site) as server:
        done = crawl(tmp_path / "news.db", server, CHANNEL, "--concurrency", "8")
        assert done.returncode == 0, done.stderr
        assert server.requests[0].path == "/robots.txt"
        assert keeps(server, 0.4, first=1)


def test_no_more_requests_at_a_time_than_allowed(tmp_path: Path, site: ReplicaSite) -> None:
    latency = 0.1
    with ReplicaServer(site, latency=latency) as server:
        crawl(tmp_path / "news.db", server, CHANNEL, "--concurrency", "3")
        times = sorted(request.time for request in server.requests)
        under_way = [sum(start <= moment < start + latency for start in times) for moment in times]
        assert max(under_way) <= 3


def test_the_user_agent_names_the_project_and_a_contact(tmp_path: Path, site: ReplicaSite) -> None:
    with ReplicaServer(site) as server:
        crawl(tmp_path / "news.db", server, CHANNEL, "--max-articles", "1", "--contact", "mailto:desk@example.org")
        agents = {request.headers["user-agent"] for request in server.requests}
        assert len(agents) == 1
        agent = agents.pop()
        assert agent.startswith("newscrawl/")
        assert "mailto:desk@example.org" in agent


class TestRobots:
    def test_what_it_forbids_is_excluded_and_never_asked_for(self, tmp_path: Path) -> None:
        archive = tmp_path / "news.db"
        site = ReplicaSite(articles_per_channel={CHANNEL: 8}, disallow=("/chengdu/news/201811/",))
        with ReplicaServer(site) as server:
            assert "Traceback" not in crawl(archive, server, CHANNEL).stderr
            states = fates(archive)
            forbidden = {url for url in states if "/201811/" in url}
            assert {url for url, state in states.items() if state == "excluded"} == forbidden
            assert not any("/201811/" in request.path for request in server.requests)

    def test_a_channel_it_forbids_is_said(self, tmp_path: Path) -> None:
        site = ReplicaSite(articles_per_channel={CHANNEL: 8}, disallow=(f"/{CHANNEL}/",))
        with ReplicaServer(site) as server:
            done = crawl(tmp_path / "news.db", server, CHANNEL)
            assert done.returncode == 3
            assert CHANNEL in done.stderr
            assert [request.path for request in server.requests] == ["/robots.txt"]

    @pytest.mark.parametrize("kind", ["unavailable", "reset"])
    def test_where_it_cannot_be_read_nothing_is_fetched(self, tmp_path: Path, site: ReplicaSite, kind: str) -> None:
        archive = tmp_path / "news.db"
        plan = FaultPlan({"/robots.txt": Fault(kind)})  # type: ignore[arg-type]
        with ReplicaServer(site, faults=plan) as server:
            done = crawl(archive, server, CHANNEL, settings=QUICK)
            assert done.returncode == 1
            assert "robots.txt cannot be read" in done.stderr
            assert {request.path for request in server.requests} == {"/robots.txt"}
            assert rows(archive, "SELECT ended FROM crawls")[0]["ended"] == "site down"
            server.faults = FaultPlan({"/robots.txt": Fault(kind, times=1)})  # type: ignore[arg-type]
            assert crawl(archive, server, CHANNEL, settings=QUICK).returncode == 0
            assert len(fates(archive)) == 15

    def test_where_there_is_none_everything_is_allowed(self, tmp_path: Path, site: ReplicaSite) -> None:
        with ReplicaServer(site, faults=FaultPlan({"/robots.txt": Fault("not-found")})) as server:
            assert crawl(tmp_path / "news.db", server, CHANNEL).returncode == 0


class TestSitesThatAreDown:
    def test_at_the_start(self, tmp_path: Path) -> None:
        archive = tmp_path / "news.db"
        done = run(archive, "crawl", CHANNEL, "--site-url", "http://127.0.0.1:9", settings=QUICK)
        assert done.returncode == 1
        assert "http://127.0.0.1:9/robots.txt cannot be read" in done.stderr
        assert "Traceback" not in done.stderr, done.stderr

    def test_in_the_middle(self, tmp_path: Path) -> None:
        archive = tmp_path / "news.db"
        site = ReplicaSite(articles_per_channel={CHANNEL: 200})
        with ReplicaServer(site, latency=0.1) as server:
            with running(command(archive, "crawl", CHANNEL, "--site-url", server.url, settings=QUICK)) as process:
                wait_until(lambda: len(server.requests) >= 30)
                server.faults = FaultPlan({"*": Fault("unavailable")})
                before = len(server.requests)
                _, complained = process.communicate(timeout=60)
            assert process.returncode == 3
            assert "The site is down or blocks us" in complained
            assert len(server.requests) - before < 40
            assert rows(archive, "SELECT ended FROM crawls")[0]["ended"] == "site down"
            assert "pending" in fates(archive).values()

    def test_one_that_says_too_many_requests_is_given_the_pause_it_asks_for(
        self, tmp_path: Path, site: ReplicaSite
    ) -> None:
        path = site.article_paths()[4]
        plan = FaultPlan({path: Fault("too-many", times=1, retry_after=3)})
        with ReplicaServer(site, faults=plan) as server:
            assert crawl(tmp_path / "news.db", server, CHANNEL, "--concurrency", "1", settings=QUICK).returncode == 0
            at = next(index for index, request in enumerate(server.requests) if request.status == 429)
            assert gaps(server)[at] >= 2.9
            assert list(fates(tmp_path / "news.db").values()) == ["archived"] * 15


def test_a_mirror_is_never_left_for_the_official_site(tmp_path: Path, site: ReplicaSite) -> None:
    """Its pages may redirect there; a test that followed would reach the real site."""
    path = site.article_paths()[2]
    plan = FaultPlan({path: Fault("offsite", target=f"https://www.yybnet.net{path}")})
    with ReplicaServer(site, faults=plan) as server:
        crawl(tmp_path / "news.db", server, CHANNEL)
        (row,) = rows(tmp_path / "news.db", "SELECT state, reason FROM pages WHERE url = ?", server.url + path)
        assert tuple(row) == ("failed", f"It redirects off the site, to https://www.yybnet.net{path}.")

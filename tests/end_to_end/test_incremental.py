"""Later runs: they fetch what is new and nothing else, and find what changed hands meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from newscrawl.replica.truth import Truth
from tests.end_to_end.crawling import QUICK, crawl, differences, fates, rows

CHANNEL = "chengdu/jianyang"


@pytest.fixture
def site() -> ReplicaSite:
    return ReplicaSite(articles_per_channel={CHANNEL: 50})


def paths_since(server: ReplicaServer, before: int) -> list[str]:
    return [request.path for request in list(server.requests)[before:]]


def listings(paths: list[str]) -> list[str]:
    return [path for path in paths if path.startswith(f"/{CHANNEL}/") and "/2018" not in path]


def articles(paths: list[str]) -> list[str]:
    return [path for path in paths if "/news/" in path]


def test_five_new_articles_cost_five_fetches_and_the_pages_they_stand_on(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site) as server:
        assert crawl(archive, server, CHANNEL).returncode == 0
        new = site.publish(CHANNEL, 5)
        before = len(server.requests)
        assert crawl(archive, server, CHANNEL).returncode == 0
        asked = list(server.requests)[before:]
        assert sorted(articles([request.path for request in asked])) == sorted(new)
        assert len(asked) == 1 + 4 + 5  # robots.txt; two listing pages, twice; the articles
        assert [request.status for request in asked if request.path == f"/{CHANNEL}/"] == [200, 304]
        assert differences(archive, site.truth(server.url)) == []


def test_articles_that_slide_while_one_pages_are_found(tmp_path: Path, site: ReplicaSite) -> None:
    """Deleted ones pull others over a border that was read already, new ones push known ones over."""
    archive = tmp_path / "news.db"
    doomed = [record["path"] for record in site.truth()][:4]

    def take_away() -> None:
        for path in doomed:
            site.delist(path)

    site.after_listing_requests(2, take_away)
    site.after_listing_requests(4, lambda: site.publish(CHANNEL, 13))
    with ReplicaServer(site) as server:
        assert crawl(archive, server, CHANNEL).returncode == 0
        assert differences(archive, site.truth(server.url)) == []


def test_a_changed_article_is_kept_in_both_texts_by_a_full_run(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    site.publish(CHANNEL)
    changed = site.article_paths()[3]
    with ReplicaServer(site) as server:
        crawl(archive, server, CHANNEL)
        old = site.truth_of(changed, server.url)["body"]
        site.edit(changed)
        assert crawl(archive, server, CHANNEL).returncode == 0
        assert rows(archive, "SELECT 1 FROM revisions") == []
        before = len(server.requests)
        assert crawl(archive, server, CHANNEL, "--full").returncode == 0
        assert set(articles(paths_since(server, before))) == set(site.article_paths())
        assert all("if-none-match" not in request.headers for request in list(server.requests)[before:])
        assert differences(archive, site.truth(server.url)) == []
        (revision,) = rows(archive, "SELECT revision, body FROM revisions")
        assert (revision["revision"], revision["body"]) == (1, old)


def test_a_full_run_cut_short_is_taken_up_by_the_next(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site) as server:
        crawl(archive, server, CHANNEL)
        before = len(server.requests)
        crawl(archive, server, CHANNEL, "--full", "--max-articles", "20")
        assert len(articles(paths_since(server, before))) == 20
        crawl(archive, server, CHANNEL)
        assert set(articles(paths_since(server, before))) == set(site.article_paths())


def test_max_articles_leaves_the_rest_pending(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site) as server:
        done = crawl(archive, server, CHANNEL, "--max-articles", "12")
        assert done.returncode == 0, done.stderr
        states = list(fates(archive).values())
        assert states.count("archived") == 12
        assert len(listings(paths_since(server, 0))) < 6
        assert crawl(archive, server, CHANNEL).returncode == 0
        assert len(articles(paths_since(server, 0))) == 50
        assert differences(archive, site.truth(server.url)) == []


def test_max_articles_nought_reads_the_listings_alone(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site) as server:
        assert crawl(archive, server, CHANNEL, "--max-articles", "0").returncode == 0
        assert articles(paths_since(server, 0)) == []
        assert list(fates(archive).values()) == ["pending"] * 50


def test_since_leaves_older_ones_pending_and_a_later_run_fetches_them(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    dates = sorted(record["first_published"][:10] for record in site.truth())
    middle = dates[25]

    def newer(record: Truth) -> bool:
        return record["first_published"][:10] >= middle

    with ReplicaServer(site) as server:
        done = crawl(archive, server, CHANNEL, "--since", middle)
        assert done.returncode == 0, done.stderr
        asked = set(articles(paths_since(server, 0)))
        assert {record["path"] for record in site.truth() if newer(record)} <= asked
        assert len(asked) < 50
        assert len(listings(paths_since(server, 0))) < 6
        assert crawl(archive, server, CHANNEL).returncode == 0
        assert differences(archive, site.truth(server.url)) == []


def test_an_article_that_moved_is_archived_once_under_its_new_address(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    known, unknown, target = site.article_paths()[5], site.article_paths()[9], site.article_paths()[20]
    hidden = site.article_paths()[-1]
    site.delist(hidden)
    with ReplicaServer(site) as server:
        server.faults = FaultPlan(
            {known: Fault("offsite", target=server.url + target), unknown: Fault("offsite", target=server.url + hidden)}
        )
        assert "Traceback" not in crawl(archive, server, CHANNEL, settings=QUICK).stderr
        states = fates(archive)
        assert (states[server.url + known], states[server.url + unknown]) == ("gone", "gone")
        gone = {server.url + known, server.url + unknown}
        truth = [record for record in site.truth(server.url) if record["url"] not in gone]
        assert differences(archive, truth) == []


def test_a_vanished_article_stays_in_the_archive(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    vanished = site.article_paths()[7]
    with ReplicaServer(site) as server:
        crawl(archive, server, CHANNEL)
        truth = site.truth(server.url)
        site.vanish(vanished, status=410)
        assert crawl(archive, server, CHANNEL, "--full").returncode in (0, 3)
        assert fates(archive)[server.url + vanished] == "gone"
        assert differences(archive, truth) == []
